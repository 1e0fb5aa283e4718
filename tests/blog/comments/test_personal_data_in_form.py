"""Personal data in a comment: pointed out before it is sent, kept only by who says so."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import stamps
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import published_comment
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
TEXT = "Write to me: nora@example.org. Thank you."


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment with an e-mail address in it."""
    stamp = stamps.make(age_seconds=60)
    words = {"name": "Nora", "comment": TEXT, "stamp": stamp}
    return client.post(f"/comments/form/{post.pk}/", words | changes)


def test_personal_data_is_pointed_out_before_anything_is_stored(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post)

    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "looks like personal data" in response.text


def test_what_was_found_is_named_by_its_kind_and_as_it_was_written(
    as_nobody: Client, post: BlogPostPage
) -> None:
    found = soup(send(as_nobody, post).text).select_one(".field__found li")

    assert "e-mail" in found.get_text().lower()
    assert found.q.get_text() == "nora@example.org"


def test_the_text_stays_in_the_form(as_nobody: Client, post: BlogPostPage) -> None:
    form = read_form(send(as_nobody, post).text, "/", "form[method=post]")

    assert dict(form.fields)["comment"] == TEXT


def test_personal_data_that_is_kept_is_held_with_the_reason(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    published_comment(post, user=user)
    as_nobody.force_login(user)
    form = read_form(send(as_nobody, post).text, "/", "form[method=post]")

    as_nobody.post(form.action, form.tick("keep_personal_data", "on").press())

    written = Comment.objects.get(comment=TEXT)
    assert (written.status, written.signals) == (Status.HELD, ["personal_data"])
    assert "personal data" in written.reason


def test_personal_data_that_was_taken_out_is_no_reason_any_more(
    as_nobody: Client, post: BlogPostPage
) -> None:
    form = read_form(send(as_nobody, post).text, "/", "form[method=post]")

    as_nobody.post(form.action, form.fill(comment="Thank you.").press())

    assert Comment.objects.get().signals == []


def test_nobody_is_asked_to_keep_what_is_not_there(as_nobody: Client, post: BlogPostPage) -> None:
    page = soup(as_nobody.get(f"/comments/form/{post.pk}/").text)

    assert not page.select_one("[name=keep_personal_data]")


def test_a_moderator_is_told_too(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(moderator())

    assert send(as_nobody, post).status_code == 422


def test_a_moderator_who_keeps_it_is_not_held(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(moderator())

    send(as_nobody, post, keep_personal_data="on")

    assert Comment.objects.get().status == Status.PUBLISHED
