"""The preview: the text as readers would see it, and nothing stored."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import stamps
from blog.comments.models import Comment
from blog.models import BlogPostPage
from tests.factories.comments import published_comment
from tests.factories.people import reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
TEXT = "One *more* thing.\n\n> Ask us early."


def preview(client: Client, post: BlogPostPage, query: str = "", **changes: str) -> Any:
    """Press the button for the preview."""
    address = f"/comments/form/{post.pk}/"
    form = read_form(client.get(address).text, address, "form[method=post]")
    words = {"name": "Nora", "comment": TEXT} | changes
    words = {name: text for name, text in words.items() if name in form.names}
    return client.post(form.action + query, form.fill(**words).press("preview", "1"))


@pytest.mark.parametrize("query", ["", "?fragment=1"])
def test_the_preview_shows_the_text_as_readers_would_see_it(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    response = preview(as_nobody, post, query)

    shown = soup(response.text).select_one(".preview")
    assert response.status_code == 200
    assert shown.em.get_text() == "more"
    assert shown.blockquote.get_text(strip=True) == "Ask us early."


def test_the_preview_stores_nothing(as_nobody: Client, post: BlogPostPage) -> None:
    preview(as_nobody, post)

    assert not Comment.objects.exists()


def test_after_the_preview_everything_is_still_in_the_form(
    as_nobody: Client, post: BlogPostPage
) -> None:
    stamp = stamps.make(age_seconds=60)
    response = preview(as_nobody, post, email="nora@example.org", stamp=stamp)

    fields = dict(read_form(response.text, "/", "form[method=post]").fields)
    assert (fields["comment"], fields["name"]) == (TEXT, "Nora")
    assert (fields["email"], fields["stamp"]) == ("nora@example.org", stamp)


def test_what_was_previewed_can_be_sent(as_nobody: Client, post: BlogPostPage) -> None:
    form = read_form(preview(as_nobody, post).text, "/", "form[method=post]")

    as_nobody.post(form.action, form.press())

    assert Comment.objects.get().comment == TEXT


def test_the_preview_of_a_reply_works_too(as_nobody: Client, post: BlogPostPage) -> None:
    address = f"/comments/reply/{published_comment(post).pk}/"
    form = read_form(as_nobody.get(address).text, address)

    response = as_nobody.post(form.action, form.fill(comment=TEXT).press("preview", "1"))

    assert soup(response.text).select_one(".preview em")


def test_the_preview_does_not_complain_about_what_is_not_filled_in_yet(
    as_nobody: Client, post: BlogPostPage
) -> None:
    page = soup(preview(as_nobody, post, name="", email="not yet").text)

    assert not page.select(".form__summary, [aria-invalid]")


def test_there_is_no_preview_of_nothing(as_nobody: Client, post: BlogPostPage) -> None:
    response = preview(as_nobody, post, comment=" ")

    assert response.status_code == 422
    assert not soup(response.text).select_one(".preview")


def test_the_preview_is_under_the_name_of_the_account(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    as_nobody.force_login(user)

    page = soup(preview(as_nobody, post).text)

    assert page.select_one(".preview__by").get_text() == user.username


def test_no_markup_of_a_guest_gets_into_the_preview(as_nobody: Client, post: BlogPostPage) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    response = preview(as_nobody, post, comment=hostile, name=hostile)

    assert not soup(response.text).select("main script:not([src]), .writing :is(script, img)")


def test_previews_have_a_limit_of_their_own(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.RATES = settings.RATES | {"preview": "1/hour"}
    preview(as_nobody, post)

    response = preview(as_nobody, post)

    assert (response.status_code, "Retry-After" in response.headers) == (429, True)
    assert dict(read_form(response.text, "/", "form[method=post]").fields)["comment"] == TEXT
