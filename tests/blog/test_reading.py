"""How long a text takes to read, and the posts on either side of one."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from blog.models import BlogPostPage
from blog.reading import minutes_to_read
from tests.factories.pages import draft_post, live_post, private_post
from tests.forms import soup


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("word " * 238, 1),
        ("word " * 239, 2),
        ("don’t " * 238, 1),
        ("橋" * 476, 1),
        ("橋" * 477, 2),
    ],
)
def test_reading_is_reckoned_in_whole_minutes(text: str, minutes: int) -> None:
    assert minutes_to_read(text) == minutes


@pytest.mark.django_db
def test_a_post_and_its_card_say_how_long_it_takes(as_nobody: Client) -> None:
    post = live_post(body=[("paragraph", f"<p>{'word ' * 600}</p>")])

    page, card = as_nobody.get(post.url), as_nobody.get("/blog/")

    assert "3 minutes to read" in soup(page.text).select_one(".post-head").get_text()
    assert "3 min" in soup(card.text).select_one(".card").get_text()


@pytest.mark.django_db
def test_publishing_counts_anew() -> None:
    post = live_post()
    post.body = [("paragraph", f"<p>{'word ' * 600}</p>")]

    post.save_revision().publish()

    assert BlogPostPage.objects.get(pk=post.pk).reading_minutes == 3


def neighbours(client: Client, post: BlogPostPage) -> dict[str, str]:
    """The posts to which a post leads, by `rel`."""
    links = soup(client.get(post.url).text).select(".neighbours a")
    return {link["rel"][0]: link.get_text() for link in links}


@pytest.mark.django_db
def test_a_post_leads_to_the_ones_published_before_and_after_it(as_nobody: Client) -> None:
    moments = [datetime(2020, month, 1, tzinfo=UTC) for month in (1, 3, 3, 6)]
    posts = [live_post(f"Post {n}", published_at=at) for n, at in enumerate(moments)]
    private_post(published_at=datetime(2020, 2, 1, tzinfo=UTC))
    draft_post()

    assert [neighbours(as_nobody, post) for post in posts] == [
        {"next": "Post 1"},
        {"prev": "Post 0", "next": "Post 2"},
        {"prev": "Post 1", "next": "Post 3"},
        {"prev": "Post 2"},
    ]


@pytest.mark.django_db
def test_a_post_that_is_named_as_the_next_to_read_is_not_named_twice(as_nobody: Client) -> None:
    live_post("Before", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    post = live_post(published_at=datetime(2020, 2, 1, tzinfo=UTC), tags=["river"])
    live_post("After", published_at=datetime(2020, 3, 1, tzinfo=UTC), tags=["river"])

    assert neighbours(as_nobody, post) == {"prev": "Before"}
    assert "After" in soup(as_nobody.get(post.url).text).select_one(".read-next").get_text()


@pytest.mark.django_db
def test_a_post_shows_the_way_back(as_nobody: Client) -> None:
    links = soup(as_nobody.get(live_post().url).text).select(".breadcrumbs a")

    assert [link["href"] for link in links] == ["/", "http://testserver/blog/"]
