"""The stamp in the form: how long it was open, and whether it came from us at all."""

from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from blog.comments import stamps
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import published_comment
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
GUEST = {"name": "Nora", "comment": "A bridge is not enough."}
A_MINUTE, TOO_LONG = 60, settings.COMMENT_FORM_SECONDS + 1
FORGED = [
    "x",
    "\x00",
    "1:2:3",
    signing.dumps({"made": 0}, salt="another"),
    signing.dumps({"other": 1}, salt=stamps.SALT),
    signing.dumps([1], salt=stamps.SALT),
]


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment as guest Nora, or whoever is signed in."""
    return client.post(f"/comments/form/{post.pk}/", GUEST | changes)


def test_a_form_says_when_it_was_handed_out(as_nobody: Client, post: BlogPostPage) -> None:
    page = soup(as_nobody.get(f"/comments/form/{post.pk}/").text)

    stamp = stamps.read(page.select_one("[name=stamp]")["value"])
    assert stamp is not None
    assert 0 <= stamp.age_seconds < A_MINUTE


def test_a_comment_that_took_a_minute_is_no_reason_to_look_twice(
    as_nobody: Client, post: BlogPostPage
) -> None:
    send(as_nobody, post, stamp=stamps.make(age_seconds=A_MINUTE))

    assert Comment.objects.get().signals == []


def test_a_form_that_was_open_too_long_comes_back_with_the_text(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post, stamp=stamps.make(age_seconds=TOO_LONG))

    form = read_form(response.text, "/", "form[method=post]")
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "open for too long" in response.text
    assert dict(form.fields)["comment"] == GUEST["comment"]


def test_a_form_that_was_open_too_long_can_be_sent_again_at_once(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post, stamp=stamps.make(age_seconds=TOO_LONG))
    form = read_form(response.text, "/", "form[method=post]")

    as_nobody.post(form.action, form.press())

    assert Comment.objects.get().signals == []


@pytest.mark.parametrize("stamp", FORGED)
def test_a_stamp_that_is_not_ours_brings_the_form_back(
    as_nobody: Client, post: BlogPostPage, stamp: str
) -> None:
    response = send(as_nobody, post, stamp=stamp)

    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert GUEST["comment"] in response.text


def test_a_stamp_cannot_be_set_back(as_nobody: Client, post: BlogPostPage) -> None:
    changed = "A" + stamps.make()[1:]

    assert send(as_nobody, post, stamp=changed).status_code == 422


def test_who_sends_without_the_form_is_held_even_if_trusted(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    published_comment(post, user=user)
    as_nobody.force_login(user)

    send(as_nobody, post)

    written = Comment.objects.get(comment=GUEST["comment"])
    assert (written.status, written.signals) == (Status.HELD, ["no_stamp"])


def test_who_sends_sooner_than_anybody_writes_is_held_and_not_refused(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    published_comment(post, user=user)
    as_nobody.force_login(user)

    response = send(as_nobody, post, stamp=stamps.make())

    written = Comment.objects.get(comment=GUEST["comment"])
    assert (response.status_code, written.status, written.signals) == (302, Status.HELD, ["quick"])


def test_a_mistake_does_not_start_the_clock_anew(as_nobody: Client, post: BlogPostPage) -> None:
    stamp = stamps.make(age_seconds=A_MINUTE)

    response = send(as_nobody, post, stamp=stamp, name="")

    form = read_form(response.text, "/", "form[method=post]")
    assert dict(form.fields)["stamp"] == stamp


def test_nobody_looks_twice_at_what_a_moderator_writes(
    as_nobody: Client, post: BlogPostPage
) -> None:
    as_nobody.force_login(moderator())

    send(as_nobody, post)

    written = Comment.objects.get()
    assert (written.status, written.signals) == (Status.PUBLISHED, [])


def test_servers_whose_clocks_differ_make_no_form_younger_than_new() -> None:
    stamp = stamps.read(stamps.make(age_seconds=-A_MINUTE))

    assert stamp is not None
    assert stamp.age_seconds == 0
