"""Whether a discussion is open is said on the page, before anybody starts to type."""

from datetime import datetime, timedelta

import pytest
from bs4 import Tag
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from blog.comments.models import DiscussionSettings
from blog.models import BlogPostPage
from tests.blog.comments.test_discussion import section
from tests.factories.comments import many_comments
from tests.factories.pages import live_post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ways_to_write(found: Tag) -> list[str]:
    """The links to a form, and those to a like."""
    return [str(link["href"]) for link in found.select("[data-comment-form], [data-comment-like]")]


def close_on(post: BlogPostPage, days_from_now: int) -> None:
    """Give a post a last day for comments."""
    day = timezone.localdate() + days_from_now * DAY
    BlogPostPage.objects.filter(pk=post.pk).update(comments_close_on=day)


def test_a_post_past_its_last_day_says_so_and_has_no_form(
    as_nobody: Client, post: BlogPostPage
) -> None:
    many_comments(post, [None, 0, 1, None, None])
    close_on(post, -1)

    found = section(as_nobody, post.url)

    assert "closed after" in found.select_one(".discussion__closed").get_text()
    assert ways_to_write(found) == []


def test_a_site_that_is_closed_says_so_under_every_post(
    as_nobody: Client, post: BlogPostPage
) -> None:
    now = timezone.now()
    DiscussionSettings(
        closed_from=now - DAY, closed_until=now + DAY, closed_message="Until the election."
    ).save()

    found = section(as_nobody, post.url)

    assert "Until the election. From " in found.get_text()
    assert ways_to_write(found) == []


def test_an_old_post_closes_by_the_rule_for_all(as_nobody: Client) -> None:
    DiscussionSettings(close_after_days=30).save()
    old = live_post(published_at=timezone.now() - 31 * DAY)

    assert ways_to_write(section(as_nobody, old.url)) == []


def test_an_open_post_says_until_when(as_nobody: Client, post: BlogPostPage) -> None:
    close_on(post, 10)
    day = date_format(timezone.localdate() + 10 * DAY)

    found = section(as_nobody, post.url)

    assert f"Comments close after {day}." in found.get_text()
    assert ways_to_write(found) != []


def test_the_last_day_is_said_as_such(as_nobody: Client, post: BlogPostPage) -> None:
    close_on(post, 0)

    assert "Comments close at the end of today." in section(as_nobody, post.url).get_text()


@pytest.mark.parametrize(
    ("days", "sentence"), [(3, "Comments close on "), (20, "Comments close after ")]
)
def test_what_comes_first_is_said(
    as_nobody: Client, post: BlogPostPage, days: int, sentence: str
) -> None:
    close_on(post, 10)
    moment: datetime = timezone.now() + days * DAY
    DiscussionSettings(closed_from=moment).save()

    assert sentence in section(as_nobody, post.url).get_text()


def test_a_post_that_never_closes_says_nothing(as_nobody: Client, post: BlogPostPage) -> None:
    assert "lose" not in section(as_nobody, post.url).select_one("header").get_text()
