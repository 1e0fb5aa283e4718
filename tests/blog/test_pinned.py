"""Pinned posts: before newer ones, for as long as an editor says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import BlogPostPage
from tests.factories.pages import live_post
from tests.forms import soup

pytestmark = pytest.mark.django_db
LISTS = ["/", "/blog/"]


def post(title: str, day: int, *, pinned_days: int | None = None) -> BlogPostPage:
    """A post of January 2020, pinned for so many days from today; 0 is today, -1 was yesterday."""
    until = None if pinned_days is None else timezone.localdate() + timedelta(days=pinned_days)
    moment = datetime(2020, 1, day, tzinfo=UTC)
    return live_post(title, published_at=moment, pinned_until=until)


def cards(client: Client, address: str) -> list[str]:
    """The titles in a list, those of pinned posts with a star."""
    return [
        card.select_one(".card__title").get_text() + ("*" if card.select_one(".card__pin") else "")
        for card in soup(client.get(address).text).select(".card")
    ]


@pytest.mark.parametrize("address", LISTS)
def test_a_pinned_post_stands_before_newer_ones_and_says_why(
    as_nobody: Client, address: str
) -> None:
    post("old", 1, pinned_days=0)
    post("new", 9)

    assert cards(as_nobody, address) == ["old*", "new"]


@pytest.mark.parametrize("address", LISTS)
def test_a_pin_ends_by_itself(as_nobody: Client, address: str) -> None:
    post("old", 1, pinned_days=-1)
    post("new", 9)

    assert cards(as_nobody, address) == ["new", "old"]


@pytest.mark.parametrize("address", LISTS)
def test_at_most_three_posts_are_pinned_at_once(as_nobody: Client, address: str) -> None:
    for day in (1, 2, 3, 4):
        post(f"pinned {day}", day, pinned_days=5)
    post("new", 9)

    assert cards(as_nobody, address) == [
        "pinned 4*",
        "pinned 3*",
        "pinned 2*",
        "new",
        "pinned 1",
    ]


def test_each_post_is_on_one_page_of_the_list(as_nobody: Client, settings: object) -> None:
    settings.POSTS_PER_PAGE = 2
    for day in (1, 2, 3, 4, 5):
        post(f"post {day}", day, pinned_days=5 if day == 2 else None)

    shown = [cards(as_nobody, f"/blog/?page={page}") for page in (1, 2, 3)]

    assert shown == [["post 2*", "post 5"], ["post 4", "post 3"], ["post 1"]]


def test_lists_by_tag_and_time_know_no_pins(as_nobody: Client) -> None:
    post("old", 1, pinned_days=5)
    post("new", 9)

    assert cards(as_nobody, "/blog/archive/2020/") == ["new", "old"]
