"""Asking for what is kept, with nobody in between: by mail for an address, by a comment's page."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from blog.comments import signed_links
from blog.comments.models import Comment, Recipient, Status, Subscription, keyed_hash, mailbox_hash
from blog.comments.signed_links import data_url, status_url
from blog.models import BlogPostPage
from tests.blog.comments.test_export import NORA, OTHER, by
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import live_post, restrict
from tests.factories.people import reader
from tests.forms import read_form, soup
from tests.mail import MailServer, html_of, link_in, text_of

pytestmark = pytest.mark.django_db
ASK = "/comments/my-data/"


def ask(client: Client, email: str) -> Any:
    """Type an address and press the button; gives the page that follows."""
    form = read_form(client.get(ASK).text, ASK, "main form").fill(email=email)
    return client.post(form.action, form.press(), follow=True)


def erase_by(client: Client, address: str) -> Any:
    """Go from a page on what is kept to its end; gives the page that follows."""
    page = client.get(f"{address}erase/")
    form = read_form(page.text, f"{address}erase/", "main form")
    return client.post(form.action, form.press(), follow=True)


def test_whoever_reads_the_mail_of_an_address_downloads_what_is_kept(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    by(NORA, post, comment="A heron is not enough.")

    ask(as_nobody, NORA)
    address = link_in(mail_server.wait_for()[0], ASK).removeprefix("http://testserver")
    page = as_nobody.get(address)
    download = soup(page.text).select_one("a[download]")
    assert download is not None
    response = as_nobody.get(str(download["href"]))

    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert json.loads(response.text)["comments"][0]["text"] == "A heron is not enough."


def test_whoever_reads_the_mail_of_an_address_has_everything_erased(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = by(NORA, post)
    Subscription.objects.create(page=post, email=NORA, email_hash=keyed_hash(NORA))
    ask(as_nobody, NORA)
    address = link_in(mail_server.wait_for()[0], ASK).removeprefix("http://testserver")

    answer = erase_by(as_nobody, address)

    assert "Nothing is kept any more" in answer.text
    assert Comment.objects.get(pk=entry.pk).is_erased
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("email", [NORA, OTHER, "NORA@example.org"])
def test_the_answer_is_the_same_for_every_address(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer, email: str
) -> None:
    by(NORA, post)

    answer = ask(as_nobody, email)

    assert "If there is anything, we have sent a mail" in answer.text
    assert email not in answer.text
    assert len(mail_server.messages) == (email != OTHER)


def test_the_mail_goes_to_the_address_that_is_stored_and_not_to_what_was_typed(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    """U+017F counts as an s without regard to case, and is another mailbox."""
    by("nora@sallow.example", post)

    ask(as_nobody, "nora@\u017fallow.example")

    assert mail_server.to("nora@\u017fallow.example") == []
    assert [message["X-To"] for message in mail_server.messages] == ["nora@sallow.example"]


def test_the_mail_says_what_to_do_and_nothing_of_the_person(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    by(NORA, post, comment="A heron is not enough.")

    ask(as_nobody, NORA)

    (message,) = mail_server.wait_for()
    for part in (text_of(message), html_of(message)):
        assert "heron" not in part
        assert "Nora" not in part
        assert "24 hours" in part


def test_somebody_who_only_follows_gets_the_mail(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    Subscription.objects.create(page=post, email=NORA, email_hash=keyed_hash(NORA))

    ask(as_nobody, NORA)

    assert len(mail_server.wait_for()) == 1


def test_whoever_wrote_under_an_account_gets_the_mail(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    account = reader()
    held_comment(post, user=account, email_hash=keyed_hash(account.email))

    ask(as_nobody, account.email)

    assert len(mail_server.to(account.email)) == 1


def test_whoever_wants_no_mail_gets_none_and_everybody_is_told_so(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    by(NORA, post)
    Recipient.objects.stop(mailbox_hash(NORA))

    answer = ask(as_nobody, NORA)

    assert mail_server.messages == []
    assert "never to write to it" in answer.text


def test_nobody_is_asked_too_often(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer, settings: Any
) -> None:
    settings.RATES = settings.RATES | {"my-data": "2/hour"}
    ask(as_nobody, NORA)
    ask(as_nobody, OTHER)

    answer = ask(as_nobody, NORA)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("email", ["", "nora", "nora@", "a@b\0.example"])
def test_what_is_no_address_is_said_and_kept(
    as_nobody: Client, mail_server: MailServer, email: str
) -> None:
    answer = ask(as_nobody, email)

    field = soup(answer.text).select_one("#id_email")
    assert answer.status_code == 422
    assert field is not None
    assert "id_email_error" in str(field["aria-describedby"])
    assert soup(answer.text).select_one("#id_email_error") is not None
    assert mail_server.messages == []


def test_where_no_mail_is_delivered_the_page_says_whom_to_ask(as_nobody: Client) -> None:
    page = as_nobody.get(ASK)

    assert "Please ask the people who run it" in page.text
    assert soup(page.text).select_one("main form") is None
    assert as_nobody.post(ASK, {"email": NORA}).status_code == 200


def test_the_address_of_a_comments_page_gives_that_comment_alone(
    as_nobody: Client, post: BlogPostPage
) -> None:
    """It was shown to whoever typed an e-mail address, which may be somebody else's."""
    entry, other = by(NORA, post, comment="A heron."), by(NORA, post, comment="A bridge.")
    address = status_url(entry).replace("/status/", "/my-data/")

    document = json.loads(as_nobody.get(f"{address}download/").text)
    erase_by(as_nobody, address)

    assert [record["text"] for record in document["comments"]] == ["A heron."]
    assert NORA not in json.dumps(document)
    assert Comment.objects.get(pk=entry.pk).is_erased
    assert Comment.objects.get(pk=other.pk).is_published


def unpublished(page: BlogPostPage) -> None:
    page.unpublish()


@pytest.mark.parametrize("hide", [unpublished, restrict])
def test_of_a_page_that_is_no_longer_public_nobody_reads_title_or_address(
    as_nobody: Client, hide: Any
) -> None:
    post = live_post("A secret plan")
    address = status_url(by(NORA, post)).replace("/status/", "/my-data/")
    Subscription.objects.create(page=post, email=NORA, email_hash=keyed_hash(NORA))
    hide(post)

    for link in (address, data_url(keyed_hash(NORA))):
        for part in ("", "erase/", "download/"):
            answer = as_nobody.get(f"{link}{part}")

            assert answer.status_code == 200
            assert "A secret plan" not in answer.text
            assert post.slug not in answer.text
        assert "A page that is no longer public" in answer.text


def test_the_comments_page_leads_there(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)

    address = status_url(entry)

    links = soup(as_nobody.get(address).text).select("main a")

    # As far as the moment at which it was signed: both are made at their own.
    wanted = address.replace("/status/", "/my-data/").partition(":")[0]
    assert [link for link in links if link["href"].startswith(wanted)]


@pytest.mark.parametrize("end", ["", "download/", "erase/"])
def test_a_forged_or_old_link_is_not_found(
    as_nobody: Client, post: BlogPostPage, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    by(NORA, post)
    good = data_url(keyed_hash(NORA))
    token = good.split("/")[-2]
    forged = [
        token[:-1],
        f"{token}x",
        "x",
        signing.dumps({"person": keyed_hash(NORA)}),
        signing.dumps({"person": ""}, salt=signed_links.DATA_SALT),
        signing.dumps([keyed_hash(NORA)], salt=signed_links.DATA_SALT),
    ]
    assert {as_nobody.get(f"{ASK}{one}/{end}").status_code for one in forged} == {404}

    monkeypatch.setattr(signed_links, "DATA_MAX_AGE", -1)

    assert as_nobody.get(f"{good}{end}").status_code == 404


def test_a_link_works_for_a_day(post: BlogPostPage) -> None:
    assert timedelta(seconds=signed_links.DATA_MAX_AGE) == timedelta(days=1)


def test_the_address_of_a_link_does_not_hold_the_persons(post: BlogPostPage) -> None:
    payload = signing.loads(data_url(keyed_hash(NORA)).split("/")[-2], salt=signed_links.DATA_SALT)

    assert payload == {"person": keyed_hash(NORA)}
    assert NORA not in json.dumps(payload)


@pytest.mark.parametrize("end", ["", "download/", "erase/"])
def test_looking_changes_nothing_and_is_kept_by_nobody(
    as_nobody: Client, post: BlogPostPage, end: str
) -> None:
    entry = by(NORA, post)
    before = Comment.objects.filter(pk=entry.pk).values().get()

    response = as_nobody.get(f"{data_url(keyed_hash(NORA))}{end}")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert Comment.objects.filter(pk=entry.pk).values().get() == before


def test_erasing_needs_the_token_of_its_form(post: BlogPostPage) -> None:
    entry = by(NORA, post)
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post(f"{data_url(keyed_hash(NORA))}erase/").status_code == 403
    assert Comment.objects.get(pk=entry.pk).status == Status.PUBLISHED


def test_a_used_link_shows_that_nothing_is_left(as_nobody: Client, post: BlogPostPage) -> None:
    by(NORA, post)
    address = data_url(keyed_hash(NORA))
    erase_by(as_nobody, address)

    assert "Nothing is kept any more" in as_nobody.get(address).text
    assert as_nobody.get(f"{address}download/").status_code == 302
    assert as_nobody.get(f"{address}erase/").status_code == 302
    assert as_nobody.post(f"{address}erase/").status_code == 302


def test_somebody_whose_mail_server_is_down_gets_the_same_answer(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    by(NORA, post)
    mail_server.go_down()

    assert "If there is anything" in ask(as_nobody, NORA).text


def test_no_page_of_these_holds_anything_of_a_third_party(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    by(NORA, post, confirmed_at=timezone.now())
    pages = [
        as_nobody.get(ASK).text,
        as_nobody.get(data_url(keyed_hash(NORA))).text,
        as_nobody.get(f"{data_url(keyed_hash(NORA))}erase/").text,
    ]

    for page in pages:
        fetched = re.findall(r'(?:src|action)="(https?:)?//([^/"]+)', page)
        assert fetched == []
