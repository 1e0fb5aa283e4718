"""Closing: when nobody can comment any more, how that is said, and where it is asked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments import authorship, policy
from blog.comments.authorship import NotPossible
from blog.comments.models import Comment, DiscussionSettings, Status
from blog.models import BlogPostPage
from tests.factories.comments import NOBODY, published_comment
from tests.factories.pages import live_post
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
At = Callable[..., None]


@pytest.fixture(autouse=True)
def in_london(settings: Any) -> None:
    """The site is dated in London, which is an hour before UTC in summer."""
    settings.TIME_ZONE = "Europe/London"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Make it a moment, in UTC."""

    def make_it(*moment: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))

    return make_it


def rules(**fields: Any) -> DiscussionSettings:
    """The site's settings."""
    return DiscussionSettings.objects.create(**fields)


def is_open(post: BlogPostPage) -> bool:
    """Whether people can comment now."""
    return policy.why_closed(post) == ""


def test_a_post_that_is_switched_off_is_closed() -> None:
    assert not is_open(live_post(comments_open=False))


def test_a_post_that_is_switched_off_stays_so_before_its_last_day() -> None:
    post = live_post(comments_open=False, comments_close_on=timezone.localdate())

    assert not is_open(post)


@pytest.mark.parametrize(
    ("last_day", "open_at", "closed_at"),
    [
        # Summer: midnight in London is 23.00 UTC.
        (date(2026, 7, 1), (2026, 7, 1, 22, 59), (2026, 7, 1, 23, 0)),
        # Winter: it is 0.00 UTC.
        (date(2026, 1, 10), (2026, 1, 10, 23, 59), (2026, 1, 11, 0, 0)),
        # The days on which the clocks go forward and back, 23 and 25 hours long.
        (date(2026, 3, 29), (2026, 3, 29, 22, 59), (2026, 3, 29, 23, 0)),
        (date(2026, 10, 25), (2026, 10, 25, 23, 59), (2026, 10, 26, 0, 0)),
    ],
)
def test_on_its_last_day_a_post_is_open_until_midnight_where_the_site_is(
    at: At, last_day: date, open_at: tuple[int, ...], closed_at: tuple[int, ...]
) -> None:
    post = live_post(comments_close_on=last_day)

    at(*open_at)
    assert is_open(post)
    at(*closed_at)
    assert not is_open(post)


def test_a_day_that_has_passed_closes_at_once() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)

    assert not is_open(live_post(comments_close_on=yesterday))


def test_the_sentence_names_the_last_day(at: At) -> None:
    post = live_post(comments_close_on=date(2026, 7, 1))
    at(2026, 7, 5)

    assert policy.why_closed(post) == (
        "Comments on this post closed after 1 Jul 2026. What was said stays here to read."
    )


def test_after_so_many_days_a_post_closes(at: At) -> None:
    rules(close_after_days=14)
    # Half past eleven in the evening, before the clocks go forward.
    post = live_post(published_at=datetime(2026, 3, 20, 23, 30, tzinfo=UTC))

    at(2026, 4, 3, 22, 59)
    assert is_open(post)
    at(2026, 4, 3, 23, 0)
    assert not is_open(post)


def test_the_days_count_from_the_day_where_the_site_is(at: At) -> None:
    rules(close_after_days=1)
    post = live_post(published_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))  # the 2nd in London

    at(2026, 7, 3, 22, 59)
    assert is_open(post)
    at(2026, 7, 3, 23, 0)
    assert not is_open(post)


def test_no_number_of_days_closes_nothing(at: At) -> None:
    rules(close_after_days=0)
    post = live_post(published_at=datetime(2001, 1, 1, tzinfo=UTC))

    assert is_open(post)


def test_a_post_dated_in_the_future_is_open() -> None:
    rules(close_after_days=1)

    assert is_open(live_post(published_at=timezone.now() + timedelta(days=30)))


def test_a_post_without_a_date_is_open() -> None:
    rules(close_after_days=1)
    post = live_post()
    post.first_published_at = None

    assert is_open(post)


@pytest.mark.parametrize(("own_day", "open_now"), [(date(2026, 7, 20), True), (None, False)])
def test_a_posts_own_day_beats_the_number_of_days(
    at: At, own_day: date | None, open_now: bool
) -> None:
    rules(close_after_days=3)
    published_at = datetime(2026, 7, 1, tzinfo=UTC)
    post = live_post(published_at=published_at, comments_close_on=own_day)
    at(2026, 7, 15)

    assert is_open(post) == open_now


def test_a_posts_own_earlier_day_beats_it_too(at: At) -> None:
    rules(close_after_days=30)
    published_at = datetime(2026, 7, 1, tzinfo=UTC)
    post = live_post(published_at=published_at, comments_close_on=date(2026, 7, 2))
    at(2026, 7, 15)

    assert not is_open(post)


START, END = datetime(2026, 4, 1, 8, tzinfo=UTC), datetime(2026, 5, 6, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed", "moment", "open_then"),
    [
        ({"closed_from": START, "closed_until": END}, (2026, 4, 1, 7, 59, 59), True),
        ({"closed_from": START, "closed_until": END}, (2026, 4, 1, 8), False),
        ({"closed_from": START, "closed_until": END}, (2026, 5, 6, 20, 59, 59), False),
        ({"closed_from": START, "closed_until": END}, (2026, 5, 6, 21), True),
        ({"closed_from": START}, (2026, 4, 1, 7), True),
        ({"closed_from": START}, (2036, 1, 1), False),
        ({"closed_until": END}, (2016, 1, 1), False),
        ({"closed_until": END}, (2026, 5, 6, 21), True),
        ({}, (2026, 4, 15), True),
    ],
)
def test_the_whole_site_is_closed_between_two_moments_or_on_one_side_of_one(
    at: At, closed: dict[str, datetime], moment: tuple[int, ...], open_then: bool
) -> None:
    rules(**closed)
    post = live_post()
    at(*moment)

    assert is_open(post) == open_then


def test_the_message_and_the_moment_of_reopening_are_said(at: At) -> None:
    rules(closed_from=START, closed_until=END, closed_message="Until the election, no comments.")
    post = live_post()
    at(2026, 4, 15)

    # Ten in the evening in London.
    assert policy.why_closed(post) == (
        "Until the election, no comments. From 6 May 2026, 22:00, comments are open again."
    )


def test_without_a_message_the_site_says_it_itself(at: At) -> None:
    rules(closed_from=START)
    post = live_post()
    at(2026, 4, 15)

    assert policy.why_closed(post) == "Comments are closed on the whole site for a time."


def test_a_closed_site_beats_a_posts_own_day(at: At) -> None:
    rules(closed_from=START, closed_until=END)
    post = live_post(comments_close_on=date(2026, 12, 31))
    at(2026, 4, 15)

    assert not is_open(post)


def close() -> None:
    """Close the whole site, now."""
    rules(
        closed_from=timezone.now() - timedelta(minutes=1), closed_message="Election: no comments."
    )


def test_who_opens_the_form_is_told_before_they_type(post: BlogPostPage) -> None:
    close()

    page = soup(Client().get(f"/comments/form/{post.pk}/").text)

    assert "Election: no comments." in page.get_text()
    assert not page.select("textarea")


def test_who_opens_a_reply_is_told_before_they_type(post: BlogPostPage) -> None:
    entry = published_comment(post)
    close()

    page = soup(Client().get(f"/comments/reply/{entry.pk}/").text)

    assert "Election: no comments." in page.get_text()
    assert not page.select("textarea")


@pytest.mark.parametrize("is_reply", [False, True])
def test_what_is_sent_after_closing_is_not_stored_and_not_lost(
    post: BlogPostPage, is_reply: bool
) -> None:
    parent = published_comment(post)
    address = f"/comments/reply/{parent.pk}/" if is_reply else f"/comments/form/{post.pk}/"
    form = read_form(Client().get(address).text, address)
    close()

    sent = form.fill(comment="My two hours of work.", name="Nora").press()
    response = Client().post(form.action, sent)

    assert response.status_code == 422
    assert "Election: no comments." in response.text
    assert "My two hours of work." in response.text
    assert Comment.objects.get() == parent


def test_what_is_confirmed_after_closing_stays_unconfirmed(
    post: BlogPostPage, settings: Any
) -> None:
    settings.MAIL_IS_DELIVERED = True
    entry = authorship.write(
        page=post, writer=NOBODY, text="Hello", name="Nora", email="nora@example.org"
    )
    _comment, token = authorship.renew_confirmation(comment_id=entry.pk) or (None, "")
    close()

    with pytest.raises(NotPossible, match="Election: no comments"):
        authorship.confirm(token=token)

    assert Comment.objects.get().status == Status.UNCONFIRMED
