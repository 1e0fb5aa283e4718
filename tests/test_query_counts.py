"""What a page costs does not grow with the blog: the same queries for ten and for a thousand.

Each page is shown once before it is counted, so that caches and renditions are warm; what a
cold page takes on top is one query for each picture that was never shown in that size.
"""

from datetime import UTC, datetime

import pytest
from django.test import Client

from blog.models import BlogPostPage
from search.queries import FEW_RESULTS
from tests.factories.comments import many_comments
from tests.factories.pages import author, live_post, many_live_posts, series
from tests.factories.people import reader
from tests.factories.pictures import picture
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
MOST_OF_A_POST, MOST_OF_A_LIST = 15, 12


def full_post() -> BlogPostPage:
    """A post with everything that a card and a page can show."""
    return live_post(
        authors=[author(picture=picture()), author()],
        tags=["one", "two", "three"],
        hero_image=picture(),
        hero_alt_text="A heron",
    )


def conversation(total: int) -> list[int | None]:
    """The shape of a discussion: threads of ten, each reply below the one before or the first."""
    return [
        None if n % 10 == 0 else n - 1 if n % 10 in {2, 3} else n - n % 10 for n in range(total)
    ]


def test_a_post_costs_the_same_with_ten_hundred_and_a_thousand_comments() -> None:
    posts = {total: full_post() for total in (10, 100, 1000)}
    for total, post in posts.items():
        many_comments(post, conversation(total))

    counts = {total: len(queries_of(Client(), post.url)) for total, post in posts.items()}

    assert len(set(counts.values())) == 1, counts
    assert max(counts.values()) <= MOST_OF_A_POST, counts


def test_the_writers_of_comments_cost_nothing_each() -> None:
    guests, accounts = full_post(), full_post()
    many_comments(guests, conversation(30))
    for entry in many_comments(accounts, conversation(30)):
        entry.user = reader()
        entry.save(update_fields=["user"])

    counts = [len(queries_of(Client(), post.url)) for post in (guests, accounts)]

    assert counts[0] == counts[1]


def test_lists_cost_the_same_with_ten_and_with_a_thousand_posts() -> None:
    posts = [full_post() for _ in range(10)]
    full_post()
    addresses = ["/", "/blog/", "/blog/?page=2", "/blog/tags/one/"]
    with_ten = {address: len(queries_of(Client(), address)) for address in addresses}

    many_live_posts(990, like=posts[0])
    with_a_thousand = {address: len(queries_of(Client(), address)) for address in addresses}

    assert with_a_thousand == with_ten
    assert max(with_ten.values()) <= MOST_OF_A_LIST, with_ten


def test_a_search_costs_the_same_with_few_and_with_ten_results() -> None:
    for _ in range(FEW_RESULTS):  # for fewer, other spellings are tried
        full_post()
    queries_of(Client(), "/search/?q=about")
    with_few = len(queries_of(Client(), "/search/?q=about"))
    for _ in range(10 - FEW_RESULTS):
        full_post()

    assert len(queries_of(Client(), "/search/?q=about")) == with_few


def test_a_body_with_many_pictures_costs_one_query_for_all_of_them() -> None:
    def with_pictures(total: int) -> BlogPostPage:
        images = [{"image": picture().pk, "decorative": True, "alt_text": ""} for _ in range(total)]
        body = [{"type": "image", "value": {"image": image, "caption": ""}} for image in images]
        return live_post(body=body)

    few, many = with_pictures(2), with_pictures(8)

    assert len(queries_of(Client(), many.url)) == len(queries_of(Client(), few.url))


def test_a_post_with_all_that_it_can_have_costs_the_same_in_a_long_series() -> None:
    river = series()
    image = {"image": picture().pk, "decorative": True, "alt_text": ""}
    body = [{"type": "image", "value": {"image": image, "caption": ""}}]
    post = live_post(body=body, series=river, tags=["one"], hero_image=picture())
    live_post(series=river, tags=["one"], hero_image=picture())
    in_a_short_one = len(queries_of(Client(), post.url))

    for _ in range(5):
        live_post(series=river, tags=["one"], hero_image=picture())

    assert len(queries_of(Client(), post.url)) == in_a_short_one
    assert in_a_short_one <= MOST_OF_A_POST


def test_lists_of_lists_cost_the_same_with_two_and_with_six_entries() -> None:
    addresses = [f"/blog/{kind}/" for kind in ("tags", "authors", "series", "archive")]

    def add(total: int) -> dict[str, int]:
        for n in range(total):
            month = datetime(2020, 1 + BlogPostPage.objects.count(), 1, tzinfo=UTC)
            writer = author(picture=picture())
            live_post(tags=[f"tag {n}"], authors=[writer], series=series(), published_at=month)
        return {address: len(queries_of(Client(), address)) for address in addresses}

    with_two, with_six = add(2), add(4)

    assert with_six == with_two
    assert max(with_two.values()) <= MOST_OF_A_LIST
