"""What many people, and one impatient one, cannot do."""

from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from blog.comments import actions, authorship
from blog.comments.models import Comment, EmailConfirmation, Status
from blog.comments.signals import comment_changed
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import comment, held_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator

EIGHT_DAYS = timedelta(days=8)


def send(post: BlogPostPage, n: int, **headers: str) -> int:
    """The status of the answer to a comment, each with words of its own."""
    sent = {"name": "Nora", "comment": f"Opinion number {n}."}
    return Client().post(f"/comments/form/{post.pk}/", sent, **headers).status_code


@pytest.mark.django_db
def test_a_confirmation_is_refused_after_eight_days(as_nobody: Client, post: BlogPostPage) -> None:
    waiting = comment(post, Status.UNCONFIRMED, user_email="nora@example.org")
    sent = EmailConfirmation(comment=waiting, token_hash="x" * 64)
    sent.expires_at = waiting.submit_date
    sent.save()
    renewed = authorship.renew_confirmation(comment_id=waiting.pk)
    assert renewed is not None
    entry = EmailConfirmation.objects.get()
    entry.expires_at -= EIGHT_DAYS
    entry.save()

    answer = as_nobody.post(f"/comments/confirm/{renewed[1]}/")

    assert 400 <= answer.status_code < 500
    assert Comment.objects.get().status == Status.UNCONFIRMED


@pytest.mark.django_db(transaction=True)
def test_a_moderators_double_click_is_logged_and_told_once() -> None:
    entry, who = held_comment(live_post()), moderator()
    news: list[Comment] = []

    def hear(comment: Comment, **_rest: object) -> None:
        news.append(comment)

    comment_changed.connect(hear)
    try:
        at_once(*[lambda: actions.approve(comment=entry, by=who)] * 2)
    finally:
        comment_changed.disconnect(hear)

    assert ModelLogEntry.objects.filter(action="comments.approve").count() == 1
    assert [told.pk for told in news] == [entry.pk]


@pytest.mark.django_db
def test_the_sixth_comment_in_a_minute_is_answered_with_when_to_return(
    post: BlogPostPage,
) -> None:
    answers = [send(post, n) for n in range(5)]
    client = Client()

    refused = client.post(f"/comments/form/{post.pk}/", {"name": "Nora", "comment": "The sixth."})

    assert answers == [302] * 5
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "The sixth." in refused.text
    assert Comment.objects.count() == 5


@pytest.mark.django_db
def test_a_made_up_forwarded_address_does_not_begin_the_count_anew(post: BlogPostPage) -> None:
    answers = [send(post, n, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(6)]

    assert answers == [302] * 5 + [429]


@pytest.mark.django_db
def test_reading_a_post_is_never_limited(as_nobody: Client, post: BlogPostPage) -> None:
    assert {as_nobody.get(post.url).status_code for _ in range(130)} == {200}


@pytest.mark.django_db
def test_a_flood_on_one_page_stores_no_more_than_the_pages_rate(
    settings: object, post: BlogPostPage
) -> None:
    settings.RATES = settings.RATES | {"comment.page": "10/minute"}

    answers = [send(post, n, REMOTE_ADDR=f"198.51.100.{n}") for n in range(15)]

    assert answers == [302] * 10 + [429] * 5
    assert Comment.objects.count() == 10
