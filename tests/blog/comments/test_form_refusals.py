"""Who may not write, and how often: in what order it is said, and that no text is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_comments.models import Comment as BaseComment

from blog.comments import stamps
from blog.comments.actions import approve
from blog.comments.models import Ban, Comment, RateCount
from blog.models import BlogPostPage
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader
from tests.forms import soup

pytestmark = pytest.mark.django_db
TEXT = "A bridge is not enough."


def send(client: Client, post: BlogPostPage, query: str = "", **changes: str) -> Any:
    """Send a comment as guest Nora, or whoever is signed in."""
    stamp = stamps.make(age_seconds=60)
    words = {"name": "Nora", "email": "", "comment": TEXT, "stamp": stamp} | changes
    return client.post(f"/comments/form/{post.pk}/{query}", words)


def typed(response: Any) -> str:
    """What stands in the comment's field of the page that came back."""
    return soup(response.text).select_one("textarea[name=comment]").get_text().strip("\r\n")


def ban(kind: str, value: str) -> None:
    """Ban somebody for good."""
    Ban.objects.create(kind=kind, value=value, reason="You were rude.")


def test_who_is_banned_is_told_why_and_keeps_the_text(
    as_nobody: Client, post: BlogPostPage
) -> None:
    ban("network", "127.0.0.1/32")

    response = send(as_nobody, post)

    assert (response.status_code, Comment.objects.count()) == (403, 0)
    assert "You were rude." in response.text
    assert typed(response) == TEXT


def test_a_banned_domain_is_refused_once_it_is_typed(as_nobody: Client, post: BlogPostPage) -> None:
    ban("domain", "spam.example")

    response = send(as_nobody, post, email="nora@mail.spam.example")

    assert (response.status_code, typed(response)) == (403, TEXT)


def test_a_banned_account_is_told_before_anything_is_typed(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    ban("account", user.username)
    as_nobody.force_login(user)

    response = as_nobody.get(f"/comments/form/{post.pk}/")

    assert "You were rude." in response.text
    assert not soup(response.text).select("textarea")


def test_where_it_is_closed_that_is_said_and_not_who_is_banned(as_nobody: Client) -> None:
    ban("network", "127.0.0.1/32")

    response = send(as_nobody, live_post(comments_open=False))

    assert response.status_code == 422
    assert "You were rude." not in response.text


def test_what_is_closed_is_said_before_anything_is_typed(as_nobody: Client) -> None:
    response = as_nobody.get(f"/comments/form/{live_post(comments_open=False).pk}/?fragment=1")

    assert "closed" in response.text
    assert not soup(response.text).select("form")


def send_too_much(client: Client, post: BlogPostPage, settings: Any, **changes: str) -> Any:
    """Send one comment more than is allowed."""
    settings.RATES = settings.RATES | {"comment": "2/minute"}
    for number in range(2):
        assert send(client, post, comment=f"Number {number}").status_code == 302
    return send(client, post, **changes)


def test_one_comment_too_many_comes_back_with_the_text(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    response = send_too_much(as_nobody, post, settings)

    assert (response.status_code, Comment.objects.count()) == (429, 2)
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert f"in {response.headers['Retry-After']} second" in response.text
    assert typed(response) == TEXT


def test_the_same_comment_twice_is_led_to_the_first_and_not_counted(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.RATES = settings.RATES | {"comment": "2/minute"}

    answers = [send(as_nobody, post) for _press in range(5)]

    assert all("What you wrote" in as_nobody.get(answer.url).text for answer in answers)
    assert Comment.objects.count() == 1
    assert send(as_nobody, post, comment="Something else.").status_code == 302


@pytest.mark.parametrize(
    ("sent_minutes_ago", "form_minutes_old"),
    [(5, 4), (5, None), (11, 60)],
    ids=["a form opened since", "no stamp", "long ago"],
)
def test_the_same_words_from_another_form_are_not_led_to_somebody_elses_comment(
    as_nobody: Client, post: BlogPostPage, sent_minutes_ago: int, form_minutes_old: int | None
) -> None:
    first = send(as_nobody, post)
    sent_at = timezone.now() - timedelta(minutes=sent_minutes_ago)
    BaseComment.objects.update(submit_date=sent_at)
    stamp = "" if form_minutes_old is None else stamps.make(age_seconds=60 * form_minutes_old)

    response = send(Client(), post, stamp=stamp)

    assert (response.status_code, typed(response)) == (422, TEXT)
    assert "The same comment was sent before today" in response.text
    assert first.url not in response.text
    assert Comment.objects.count() == 1


def test_the_same_form_sent_again_after_a_fault_is_led_to_its_comment(
    as_nobody: Client, post: BlogPostPage
) -> None:
    send(as_nobody, post)
    BaseComment.objects.update(submit_date=timezone.now() - timedelta(minutes=9))

    response = send(as_nobody, post, stamp=stamps.make(age_seconds=600))

    assert "What you wrote" in as_nobody.get(response.url).text


def test_the_same_words_lead_to_what_everybody_can_read(
    as_nobody: Client, post: BlogPostPage
) -> None:
    send(as_nobody, post)
    entry = Comment.objects.get()
    approve(comment=entry, by=moderator())
    BaseComment.objects.update(submit_date=timezone.now() - timedelta(hours=1))

    assert send(Client(), post).url == Comment.objects.get().get_absolute_url()


def test_a_mistake_is_not_counted(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post, name="")

    assert not RateCount.objects.exists()


def test_moderators_write_as_much_as_they_have_to(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    as_nobody.force_login(moderator())

    assert send_too_much(as_nobody, post, settings).status_code == 302


def test_a_script_is_told_where_the_comment_is(as_nobody: Client, post: BlogPostPage) -> None:
    response = send(as_nobody, post, query="?fragment=1")

    assert response.status_code == 201
    assert "What you wrote" in as_nobody.get(response.headers["Location"]).text


@pytest.mark.parametrize("query", ["", "?fragment=1"])
def test_nothing_about_a_form_is_kept_by_a_cache(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    for response in (send(as_nobody, post, query), send(as_nobody, post, query, name="")):
        assert "no-store" in response.headers["Cache-Control"]


def test_what_cannot_stand_in_a_page_does_not_come_back(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post, name="N\x01\x00ra", comment="a\x08\x00b", email="\x1b@\x00")

    assert not set(response.text) & set("\x00\x01\x08\x1b")
    assert "N\ufffdra" in response.text
