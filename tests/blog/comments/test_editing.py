"""A writer changes a comment, for some minutes after it was published."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from blog.comments.models import Ban, Comment, CommentRevision, Status, keyed_hash
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.factories.comments import comment, published_comment
from tests.factories.pages import restrict
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db

MINUTES = 15
BEFORE, AFTER = "A brige is not enough.", "A bridge is not enough."
LINK, MAIL = "See https://example.org/plan", "Write to nora@example.org"


def edit(client: Client, entry: Comment, text: str, button: str = "", **fields: str) -> Any:
    """Open the form, put another text in, and press a button."""
    address = f"{status_url(entry)}edit/"
    form = read_form(client.get(address).text, address).fill(comment=text)
    if button:
        return client.post(form.action, form.press(button, "1") | fields)
    return client.post(form.action, form.press() | fields)


def written(post: BlogPostPage, minutes_ago: float = 1, **fields: Any) -> Comment:
    """A comment that was published some minutes ago."""
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    return published_comment(post, comment=BEFORE, published_at=moment, **fields)


def test_the_new_text_is_published_and_the_earlier_one_kept(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = written(post)

    response = edit(as_nobody, entry, AFTER)

    current = Comment.objects.get(pk=entry.pk)
    assert (current.comment, current.is_published) == (AFTER, True)
    assert current.edited_at
    assert AFTER in current.body_html
    assert CommentRevision.objects.get().text == BEFORE
    page = as_nobody.get(response.url).text
    assert "Your comment was changed" in page
    assert AFTER in page


def test_the_same_text_changes_nothing(as_nobody: Client, post: BlogPostPage) -> None:
    entry = written(post)

    response = edit(as_nobody, entry, BEFORE)

    assert "nothing was changed" in as_nobody.get(response.url).text
    assert Comment.objects.get(pk=entry.pk).edited_at is None
    assert not CommentRevision.objects.exists()


def test_a_preview_shows_the_new_text_and_changes_nothing(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = written(post)

    response = edit(as_nobody, entry, "A **bridge** is not enough.", "preview")

    assert response.status_code == 200
    assert "A <strong>bridge</strong> is not enough." in response.text
    assert "A **bridge** is not enough.</textarea>" in response.text
    assert Comment.objects.get(pk=entry.pk).comment == BEFORE


@pytest.mark.parametrize(("minutes_ago", "is_shown"), [(MINUTES - 1, True), (MINUTES + 1, False)])
def test_the_status_page_offers_it_for_so_long(
    as_nobody: Client, post: BlogPostPage, minutes_ago: float, is_shown: bool
) -> None:
    page = as_nobody.get(status_url(written(post, minutes_ago))).text

    assert ("Change the text" in page) == is_shown


def test_until_when_is_said_in_the_sites_time_zone(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    entry = written(post)
    end = timezone.localtime(entry.published_at) + timedelta(minutes=MINUTES)

    page = as_nobody.get(status_url(entry)).text

    assert date_format(end, "TIME_FORMAT") in page
    assert "(JST)" in page


def test_too_late_the_text_is_kept_to_be_copied(as_nobody: Client, post: BlogPostPage) -> None:
    entry = written(post)
    address = f"{status_url(entry)}edit/"
    sent = read_form(as_nobody.get(address).text, address).fill(comment=AFTER).press()
    late = timezone.now() - timedelta(minutes=MINUTES + 1)
    Comment.objects.filter(pk=entry.pk).update(published_at=late)

    response = as_nobody.post(address, sent)

    assert response.status_code == 422
    assert "15 minutes after it was published" in response.text
    assert soup(response.text).select_one("textarea[readonly]").text == AFTER
    assert Comment.objects.get(pk=entry.pk).comment == BEFORE


@pytest.mark.parametrize("status", set(Status) - {Status.PUBLISHED})
def test_what_is_not_published_cannot_be_changed(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    entry = comment(post, status, comment=BEFORE, published_at=timezone.now())
    address = f"{status_url(entry)}edit/"

    assert "not published" in as_nobody.get(address).text
    assert as_nobody.post(address, {"comment": AFTER}).status_code == 422
    assert Comment.objects.get(pk=entry.pk).comment == BEFORE


def close(post: BlogPostPage) -> None:
    BlogPostPage.objects.filter(pk=post.pk).update(comments_open=False)


def ban(post: BlogPostPage) -> None:
    Ban.objects.create(kind=Ban.Kind.EMAIL, value=keyed_hash("nora@example.org"), reason="Threats.")


@pytest.mark.parametrize("change", [close, ban, restrict, BlogPostPage.unpublish])
def test_who_could_not_write_it_now_cannot_change_it(
    as_nobody: Client, post: BlogPostPage, change: Any
) -> None:
    entry = written(post, user_email="nora@example.org")
    change(post)

    response = as_nobody.post(f"{status_url(entry)}edit/", {"comment": AFTER})

    assert response.status_code == 422
    assert AFTER in response.text
    assert Comment.objects.get(pk=entry.pk).comment == BEFORE


def test_a_new_link_makes_a_moderator_read_it_first(as_nobody: Client, post: BlogPostPage) -> None:
    entry = written(post)

    response = edit(as_nobody, entry, LINK)

    current = Comment.objects.get(pk=entry.pk)
    assert (current.status, current.signals) == (Status.HELD, ["link_added"])
    page = as_nobody.get(response.url).text
    assert "A moderator will read your new text" in page
    assert "A link was added to it" in page


def test_personal_data_is_pointed_out_before_it_is_public(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = written(post)

    response = edit(as_nobody, entry, MAIL)

    assert response.status_code == 422
    assert "an e-mail address" in response.text
    assert f"{MAIL}</textarea>" in response.text
    assert Comment.objects.get(pk=entry.pk).comment == BEFORE


def test_personal_data_that_is_kept_makes_a_moderator_read_it_first(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = written(post)

    edit(as_nobody, entry, MAIL, keep_personal_data="on")

    current = Comment.objects.get(pk=entry.pk)
    assert (current.comment, current.status) == (MAIL, Status.HELD)
    assert "personal_data" in current.signals


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 3001, "a\0b"])
def test_a_text_that_could_not_be_written_is_no_new_text_either(
    as_nobody: Client, post: BlogPostPage, text: str
) -> None:
    entry = written(post)

    response = edit(as_nobody, entry, text)

    assert response.status_code == 422
    described = soup(response.text).select_one("textarea")["aria-describedby"]
    assert soup(response.text).select_one(f"#{described.split()[-1]}")
    assert Comment.objects.get(pk=entry.pk).comment == BEFORE


def test_line_breaks_count_as_one_character(as_nobody: Client, post: BlogPostPage) -> None:
    entry = written(post)

    edit(as_nobody, entry, "a\r\n" * 1499 + "ab")

    assert Comment.objects.get(pk=entry.pk).comment == "a\n" * 1499 + "ab"


def test_who_changes_too_often_waits_and_keeps_the_text(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.RATES = settings.RATES | {"edit": "1/minute"}
    entry = written(post)
    edit(as_nobody, entry, AFTER)

    response = edit(as_nobody, entry, f"{AFTER} Two are.")

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert f"{AFTER} Two are.</textarea>" in response.text
    assert Comment.objects.get(pk=entry.pk).comment == AFTER
