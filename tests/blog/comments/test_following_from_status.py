"""What the writer of a comment wants mail about, said on its status page."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment, Recipient, Subscription, keyed_hash, mailbox_hash
from blog.comments.signed_links import set_writer_cookie, status_url
from blog.models import BlogPostPage
from tests.factories.comments import held_comment, published_comment
from tests.factories.followers import follower
from tests.factories.pages import live_post, restrict
from tests.factories.people import reader
from tests.forms import read_form
from tests.mail import MailServer

pytestmark = pytest.mark.django_db

EMAIL = "nora@example.org"


def written(post: BlogPostPage, **fields: Any) -> Comment:
    """A published comment by somebody who gave an address, and confirmed it."""
    known = {"user_email": EMAIL, "email_hash": keyed_hash(EMAIL), "confirmed_at": timezone.now()}
    return published_comment(post, **(known | fields))


def confirmed_here(client: Client, email: str = EMAIL) -> Client:
    """The browser in which the address was confirmed."""
    response = HttpResponse()
    set_writer_cookie(response, keyed_hash(email))
    client.cookies.update(response.cookies)
    return client


def press(client: Client, entry: Comment, value: str) -> str:
    """Press one of the buttons about following; gives the page that comes then."""
    address = status_url(entry)
    selector = f'main form:has(button[value="{value}"])'
    form = read_form(client.get(address).text, address, selector)
    return client.post(form.action, form.press("do", value), follow=True).text


@pytest.mark.parametrize(("what", "is_thread"), [("thread", True), ("page", False)])
def test_a_confirmed_address_follows_at_once_and_leaves_at_once(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer, what: str, is_thread: bool
) -> None:
    entry = written(post)
    confirmed_here(as_nobody)

    page = press(as_nobody, entry, f"follow {what}")

    assert "From now on you get a mail" in page
    subscription = Subscription.objects.get()
    assert subscription.confirmed_at
    assert subscription.thread_id == (entry.pk if is_thread else None)
    assert "You get no more mail" in press(as_nobody, entry, f"leave {what}")
    assert not Subscription.objects.exists()
    assert mail_server.messages == []


@pytest.mark.django_db(transaction=True)
def test_an_unconfirmed_address_is_asked_first(as_nobody: Client, mail_server: MailServer) -> None:
    entry = written(live_post(), confirmed_at=None)
    confirmed_here(as_nobody, "somebody.else@example.org")

    page = press(as_nobody, entry, "follow page")

    assert "until you say yes" in page
    assert Subscription.objects.get().confirmed_at is None
    assert len(mail_server.wait_for(1, EMAIL)) == 1


@pytest.mark.parametrize("confirmed_at", [None, timezone.now()], ids=["never", "elsewhere"])
def test_whoever_only_typed_an_address_learns_nothing_of_it_and_stops_nothing(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer, confirmed_at: Any
) -> None:
    entry = written(post, confirmed_at=confirmed_at)
    before = as_nobody.get(status_url(entry)).text
    follower(post, EMAIL)

    assert as_nobody.get(status_url(entry)).text.count("leave ") == before.count("leave ") == 0
    as_nobody.post(f"{status_url(entry)}follow/", {"do": "leave page"})

    assert Subscription.objects.exists()
    assert "/comments/following/" not in before


@pytest.mark.parametrize(
    "fields", [{"user_email": "", "email_hash": ""}, {}], ids=["no address", "no mail"]
)
def test_nothing_is_offered_where_no_mail_can_go(
    as_nobody: Client, post: BlogPostPage, settings: Any, fields: dict[str, Any]
) -> None:
    settings.MAIL_IS_DELIVERED = bool(fields)
    entry = written(post, **fields)

    assert "Follow the" not in as_nobody.get(status_url(entry)).text
    as_nobody.post(f"{status_url(entry)}follow/", {"do": "follow page"})
    assert not Subscription.objects.exists()


def test_of_a_page_that_is_not_public_nothing_can_be_followed(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = written(post)
    restrict(post)

    assert "Follow the" not in as_nobody.get(status_url(entry)).text
    as_nobody.post(f"{status_url(entry)}follow/", {"do": "follow page"})
    assert not Subscription.objects.exists()


def test_a_thread_that_nobody_has_seen_cannot_be_followed(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = held_comment(post, user_email=EMAIL, email_hash=keyed_hash(EMAIL))

    page = as_nobody.get(status_url(entry)).text

    assert "Follow the discussion" in page
    assert "Follow the thread" not in page


def test_who_wants_no_mail_ever_is_told_why_none_comes(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = written(post)
    Recipient.objects.stop(mailbox_hash(EMAIL))
    confirmed_here(as_nobody)

    response = as_nobody.post(f"{status_url(entry)}follow/", {"do": "follow page"})

    assert response.status_code == 422
    assert "wants no mail from us" in response.text
    assert not Subscription.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_stopped", [True, False])
def test_whoever_only_typed_an_address_is_not_told_what_its_owner_wants(
    as_nobody: Client, mail_server: MailServer, is_stopped: bool
) -> None:
    entry = written(live_post())
    if is_stopped:
        Recipient.objects.stop(mailbox_hash(EMAIL))

    page = press(as_nobody, entry, "follow page")

    assert "until you say yes" in page
    assert "wants no mail" not in page
    assert len(mail_server.messages) == (0 if is_stopped else 1)


def test_an_account_alone_does_not_prove_its_address(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    writer = reader()
    writer.email = EMAIL
    writer.save()
    as_nobody.force_login(writer)
    entry = published_comment(post, user=writer, email_hash=keyed_hash(EMAIL))

    assert "/comments/following/" not in as_nobody.get(status_url(entry)).text
    press(as_nobody, entry, "follow page")
    assert Subscription.objects.get().confirmed_at is None


def test_the_browser_that_confirmed_sees_all_that_the_address_follows(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = written(post)

    assert "/comments/following/" in confirmed_here(as_nobody).get(status_url(entry)).text
    as_other = confirmed_here(Client(), "otto@example.org")
    assert "/comments/following/" not in as_other.get(status_url(entry)).text


@pytest.mark.parametrize("value", ["", "follow", "follow x", "stop page", "leave thread page"])
def test_a_button_that_is_not_there_does_nothing(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer, value: str
) -> None:
    entry = written(post)

    assert as_nobody.post(f"{status_url(entry)}follow/", {"do": value}).status_code == 302
    assert as_nobody.get(f"{status_url(entry)}follow/").status_code == 405
    assert not Subscription.objects.exists()
