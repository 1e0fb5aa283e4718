"""Series: posts that are read one after the other."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from blog.models import BlogPostPage
from tests.factories.pages import draft_post, live_post, private_post, series
from tests.factories.people import editor
from tests.forms import soup

pytestmark = pytest.mark.django_db


def part(name: str, month: int, **fields: object) -> BlogPostPage:
    """A post of a month of 2020."""
    return live_post(name, published_at=datetime(2020, month, 1, tzinfo=UTC), **fields)


def box(client: Client, post: BlogPostPage) -> BeautifulSoup | None:
    """What the page of a post says about its series."""
    return soup(client.get(post.url).text).select_one(".series-box")


def links(client: Client, post: BlogPostPage) -> list[str]:
    """The parts to which a post leads."""
    found = box(client, post)
    return [link.get_text() for link in found.select(".series-box__parts a")] if found else []


def titles(client: Client, address: str) -> list[str]:
    """The posts in the list at an address."""
    return [tag.get_text(strip=True) for tag in soup(client.get(address).text).select(".card h2")]


def test_a_post_says_which_part_of_its_series_it_is(as_nobody: Client) -> None:
    bridge = series("The new bridge")
    _first, second, _third = [part(f"Part {n}", n, series=bridge) for n in (1, 2, 3)]

    found = box(as_nobody, second)

    assert " ".join(found.p.get_text().split()) == "Part 2 of 3 in the series The new bridge"
    assert as_nobody.get(found.p.a["href"]).status_code == 200


def test_a_part_leads_to_the_one_before_and_the_one_after(as_nobody: Client) -> None:
    bridge = series()
    first, second, third = [part(f"Part {n}", n, series=bridge) for n in (1, 2, 3)]

    assert links(as_nobody, first) == ["Part 2"]
    assert links(as_nobody, second) == ["Part 1", "Part 3"]
    assert links(as_nobody, third) == ["Part 2"]


def test_parts_are_in_the_order_of_their_numbers_and_then_of_publication(
    as_nobody: Client,
) -> None:
    bridge = series()
    part("third", 1, series=bridge)
    part("fourth", 2, series=bridge)
    part("second", 3, series=bridge, series_order=2)
    part("first", 4, series=bridge, series_order=1)

    assert titles(as_nobody, f"/blog/series/{bridge.slug}/") == [
        "first",
        "second",
        "third",
        "fourth",
    ]


def test_what_nobody_may_read_is_no_part(as_nobody: Client) -> None:
    bridge = series()
    first, _second = [part(f"Part {n}", n, series=bridge) for n in (1, 3)]
    draft_post("Draft", series=bridge)
    private_post("Private", series=bridge, published_at=datetime(2020, 2, 1, tzinfo=UTC))

    assert "Part 1 of 2" in box(as_nobody, first).get_text()
    assert titles(as_nobody, f"/blog/series/{bridge.slug}/") == ["Part 1", "Part 3"]


def test_a_post_alone_in_its_series_says_nothing_of_it(as_nobody: Client) -> None:
    assert box(as_nobody, live_post(series=series())) is None


def test_posts_of_no_series_are_not_parts_of_one(as_nobody: Client) -> None:
    post = live_post()
    live_post()

    assert box(as_nobody, post) is None


def test_a_draft_is_shown_as_the_next_part(as_nobody: Client) -> None:
    bridge = series()
    part("Part 1", 1, series=bridge)
    draft = draft_post(series=bridge)
    as_nobody.force_login(editor())

    page = soup(as_nobody.get(f"/admin/pages/{draft.pk}/view_draft/").text)

    assert "Part 2 of 2" in page.select_one(".series-box").get_text()


def test_all_series_with_parts_are_listed_with_how_many_they_have(as_nobody: Client) -> None:
    bridge = series("The new bridge", introduction="Nine years in four parts.")
    series("Nothing yet")
    for n in (1, 2):
        part(f"Part {n}", n, series=bridge)

    entries = soup(as_nobody.get("/blog/series/").text).select(".lists__one")

    words = [" ".join(entry.get_text().split()) for entry in entries]
    assert words == ["The new bridge Nine years in four parts. 2 posts"]


def test_a_series_without_parts_and_one_that_does_not_exist_are_not_found(
    as_nobody: Client,
) -> None:
    draft_post(series=(empty := series()))

    assert as_nobody.get(f"/blog/series/{empty.slug}/").status_code == 404
    assert as_nobody.get("/blog/series/nothing/").status_code == 404


def test_a_post_outlives_its_series() -> None:
    post = live_post(series=(bridge := series()))

    bridge.delete()

    assert BlogPostPage.objects.get(pk=post.pk).series is None
