"""The link that confirms a comment is sent again, and nobody is flooded by it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment, EmailConfirmation, Recipient, Status, mailbox_hash
from blog.comments.signed_links import status_url
from tests.factories.comments import comment, unconfirmed_comment
from tests.factories.pages import live_post
from tests.forms import read_form
from tests.mail import MailServer, link_in

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "nora@example.org"


@pytest.fixture
def entry(mail_server: MailServer) -> Comment:
    """A comment that waits to be confirmed."""
    return unconfirmed_comment(live_post(), user_email=EMAIL)[0]


def press(client: Client, entry: Comment) -> Any:
    """Press “Send the link again”."""
    address = status_url(entry)
    form = read_form(client.get(address).text, address, "main form[action$='send-again/']")
    return client.post(form.action, form.press())


def test_the_page_says_where_to_look_and_what_the_link_can_do(
    as_nobody: Client, entry: Comment
) -> None:
    EmailConfirmation.objects.filter(comment=entry).update(sent_at=timezone.now())

    page = as_nobody.get(status_url(entry)).text

    assert "n…@example.org" in page
    assert "it can be used for 48 hours, and once" in page
    assert "within 7 days is deleted" in page


def test_the_button_sends_a_link_that_works(
    as_nobody: Client, entry: Comment, mail_server: MailServer
) -> None:
    response = press(as_nobody, entry)

    assert "We are sending the link again" in as_nobody.get(response.url).text
    (mail,) = mail_server.wait_for(1, EMAIL)
    address = link_in(mail, "/comments/confirm/").partition("/comments/")[2]
    assert as_nobody.post(f"/comments/{address}").status_code == 302
    assert Comment.objects.get().status == Status.HELD


def test_who_presses_too_often_waits(
    as_nobody: Client, entry: Comment, mail_server: MailServer
) -> None:
    codes = [press(as_nobody, entry).status_code for _ in range(4)]

    assert codes == [302, 302, 302, 429]
    assert len(mail_server.messages) == 3
    assert int(as_nobody.post(f"{status_url(entry)}send-again/").headers["Retry-After"]) > 0


def used_up(settings: Any) -> None:
    settings.MAILS_PER_ADDRESS_A_DAY = 1
    Recipient.objects.take_one(mailbox_hash(EMAIL))


def unwanted(settings: Any) -> None:
    Recipient.objects.stop(mailbox_hash(EMAIL))


def undelivered(settings: Any) -> None:
    settings.MAIL_IS_DELIVERED = False


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (used_up, "cannot send mail to this address"),
        (unwanted, "cannot send mail to this address"),
        (undelivered, "cannot send mail"),
    ],
)
def test_where_no_mail_can_go_the_page_says_so(
    as_nobody: Client,
    entry: Comment,
    mail_server: MailServer,
    settings: Any,
    change: Any,
    sentence: str,
) -> None:
    change(settings)

    page = as_nobody.get(status_url(entry)).text
    assert sentence in page
    assert "Send the link again" not in page
    response = as_nobody.post(f"{status_url(entry)}send-again/")
    assert response.status_code == 422
    assert mail_server.messages == []


def test_for_a_page_that_is_closed_meanwhile_no_link_is_sent(
    as_nobody: Client, entry: Comment, mail_server: MailServer
) -> None:
    post = entry.page.specific
    post.comments_open = False
    post.save()

    response = press(as_nobody, entry)

    assert response.status_code == 422
    assert "Comments on this post are closed" in response.text
    assert mail_server.messages == []


@pytest.mark.parametrize("status", set(Status) - {Status.UNCONFIRMED})
def test_what_needs_no_confirmation_gets_no_link(
    as_nobody: Client, mail_server: MailServer, status: Status
) -> None:
    entry = comment(live_post(), status, user_email=EMAIL)

    assert "Send the link again" not in as_nobody.get(status_url(entry)).text
    assert as_nobody.post(f"{status_url(entry)}send-again/").status_code == 302
    assert mail_server.messages == []
    assert not EmailConfirmation.objects.exists()
