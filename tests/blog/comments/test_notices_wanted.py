"""Who is asked whether they want mail about decisions, and how that is switched on and off."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import authorship, notices
from blog.comments.models import Comment, Recipient, Status, mailbox_hash
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.blog.comments.test_export import NORA, by
from tests.blog.comments.test_form_by_policy import form_page, send
from tests.factories.comments import comment, unconfirmed_comment
from tests.factories.people import moderator, reader
from tests.forms import read_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_arrives(settings: Any) -> None:
    """The site can send mail."""
    settings.MAIL_IS_DELIVERED = True


def is_asked(client: Client, post: BlogPostPage) -> bool:
    """Whether the form asks for it."""
    return form_page(client, post).select_one("[name=notice]") is not None


def press(client: Client, entry: Comment, do: str) -> Any:
    """Press the button on the status page, if it is there."""
    address = status_url(entry)
    form = read_form(client.get(address).text, address, "form[action$='/tell/']")
    return client.post(form.action, form.press("do", do), follow=True)


@pytest.mark.parametrize(("ticked", "wanted"), [({"notice": "on"}, True), ({}, False)])
def test_a_guest_is_asked_and_gets_what_was_ticked(
    as_nobody: Client, post: BlogPostPage, ticked: dict[str, str], wanted: bool
) -> None:
    assert is_asked(as_nobody, post)

    send(as_nobody, post, **ticked)

    assert Comment.objects.get().wants_notice is wanted


def test_the_tick_outlasts_the_preview_and_a_mistake(as_nobody: Client, post: BlogPostPage) -> None:
    for change in ({"preview": "1"}, {"comment": ""}):
        page = send(as_nobody, post, notice="on", **change).text

        assert read_form(page, f"/comments/form/{post.pk}/").press()["notice"] == ["on"]


def test_an_account_with_an_address_is_asked(as_nobody: Client, post: BlogPostPage) -> None:
    who = reader()
    as_nobody.force_login(who)
    assert is_asked(as_nobody, post)

    who.email = ""
    who.save()
    assert not is_asked(as_nobody, post)


def test_moderators_are_not_asked(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(moderator())

    assert not is_asked(as_nobody, post)


def test_where_no_mail_arrives_nobody_is_asked(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.MAIL_IS_DELIVERED = False

    assert not is_asked(as_nobody, post)
    page = as_nobody.get(status_url(by(NORA, post))).text
    assert "Write to me" not in page


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.WITHDRAWN}))
def test_the_status_page_switches_it_on_and_off(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    entry = by(NORA, post, status)

    page = press(as_nobody, entry, "tell").text
    assert "From now on you get a mail when a moderator decides" in page
    assert NORA not in page
    assert Comment.objects.get(pk=entry.pk).wants_notice

    page = press(as_nobody, entry, "stop").text
    assert "You get no more mail about what is decided" in page
    assert not Comment.objects.get(pk=entry.pk).wants_notice


def test_an_address_that_nobody_has_confirmed_cannot_be_written_to(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = by(NORA, post, Status.HELD, confirmed_at=None)

    as_nobody.post(f"{status_url(entry)}tell/", {"do": "tell"})

    assert not Comment.objects.get(pk=entry.pk).wants_notice
    assert "Write to me" not in as_nobody.get(status_url(entry)).text


def test_before_the_address_is_confirmed_the_page_says_that_this_comes_first(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry, _address = unconfirmed_comment(post, wants_notice=True)

    assert "Once you have confirmed the address" in as_nobody.get(status_url(entry)).text


def test_an_address_that_wants_no_mail_gets_none_and_nobody_is_told_why(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = by(NORA, post)
    Recipient.objects.stop(mailbox_hash(NORA))

    response = press(as_nobody, entry, "tell")

    assert response.status_code == 422
    assert "cannot send mail to this address" in response.text
    assert not Comment.objects.get(pk=entry.pk).wants_notice


def test_what_is_taken_back_or_erased_needs_no_mail(as_nobody: Client, post: BlogPostPage) -> None:
    entry = comment(post, Status.WITHDRAWN, user_email=NORA)
    as_nobody.post(f"{status_url(entry)}tell/", {"do": "tell"})
    assert not Comment.objects.get(pk=entry.pk).wants_notice

    erased = by(NORA, post, wants_notice=True)
    authorship.erase(comment=erased)
    assert not Comment.objects.get(pk=erased.pk).wants_notice
    assert notices.next_due(erased.pk) is None


@pytest.mark.parametrize("do", ["", "x", "tell it"])
def test_nothing_is_changed_by_what_no_button_says(
    as_nobody: Client, post: BlogPostPage, do: str
) -> None:
    entry = by(NORA, post)

    response = as_nobody.post(f"{status_url(entry)}tell/", {"do": do})

    assert response.status_code == 302
    assert as_nobody.get(f"{status_url(entry)}tell/").status_code == 405
    assert not Comment.objects.get(pk=entry.pk).wants_notice
