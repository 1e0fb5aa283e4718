"""Following by mail: nobody without having said yes, and everybody out with one press."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from blog.comments import following, signed_links
from blog.comments.models import Recipient, Subscription, keyed_hash, mailbox_hash
from blog.comments.signed_links import address_token, follow_url
from blog.models import BlogPostPage
from tests.factories.comments import held_comment, published_comment, thread
from tests.factories.followers import asked, follower
from tests.factories.pages import draft_post, live_post, restrict
from tests.factories.people import reader
from tests.forms import read_form, soup
from tests.mail import MailServer, link_in

pytestmark = pytest.mark.django_db
NORA = "nora@example.org"


@pytest.fixture
def ask(mail_server: MailServer, django_capture_on_commit_callbacks: Any) -> Any:
    """A function that fills in the form at an address, and gives the page that follows."""

    def fill_in(client: Client, address: str, **values: str) -> Any:
        form = read_form(client.get(address).text, address)
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(form.action, form.fill(**values).press(), follow=True)

    return fill_in


def press(client: Client, address: str, name: str = "", value: str = "", at: str = "") -> Any:
    """Press a button on the page at an address."""
    form = read_form(client.get(address).text, address, at or "main form")
    return client.post(form.action, form.press(name, value), follow=True)


def page_of(email: str) -> str:
    """The address at which somebody sees what they follow."""
    return f"/comments/following/{address_token(email)}/"


# --- Asking -----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_delivered", [True, False])
def test_a_post_offers_mail_where_mail_is_sent(
    as_nobody: Client, post: BlogPostPage, settings: Any, is_delivered: bool
) -> None:
    published_comment(post)
    settings.MAIL_IS_DELIVERED = is_delivered

    page = as_nobody.get(post.url).text

    assert (f"/comments/follow/post/{post.pk}/" in page) == is_delivered


def test_whoever_asks_gets_a_link_and_follows_nothing_before(
    as_nobody: Client, post: BlogPostPage, ask: Any, mail_server: MailServer
) -> None:
    page = ask(as_nobody, f"/comments/follow/post/{post.pk}/", email=NORA)

    assert "Look into your mail" in page.text
    assert "/comments/follow/confirm/" in link_in(mail_server.to(NORA)[0], "/confirm/")
    assert not Subscription.objects.confirmed().exists()


def test_the_mail_and_the_button_make_a_follower(
    as_nobody: Client, post: BlogPostPage, ask: Any, mail_server: MailServer
) -> None:
    ask(as_nobody, f"/comments/follow/post/{post.pk}/", email=NORA)
    link = link_in(mail_server.to(NORA)[0], "/confirm/").removeprefix("http://testserver")

    page = press(as_nobody, link)

    assert "You follow this discussion" in page.text
    assert Subscription.objects.confirmed().get().page_id == post.pk


def test_from_any_comment_one_follows_its_thread(
    as_nobody: Client, post: BlogPostPage, ask: Any
) -> None:
    first, reply = thread(post, 0, 1)

    ask(as_nobody, f"/comments/follow/thread/{reply.pk}/", email=NORA)

    assert Subscription.objects.get().thread_id == first.pk


def test_an_account_is_asked_by_mail_at_its_own_address(
    as_nobody: Client, post: BlogPostPage, ask: Any, mail_server: MailServer
) -> None:
    who = reader()
    as_nobody.force_login(who)
    form = read_form(as_nobody.get(f"/comments/follow/post/{post.pk}/").text, "/")

    ask(as_nobody, f"/comments/follow/post/{post.pk}/")

    assert "email" not in form.names
    assert [message["To"] for message in mail_server.messages] == [who.email]
    assert not Subscription.objects.confirmed().exists()


def test_an_account_cannot_have_another_address_written_to(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    who = reader()
    as_nobody.force_login(who)

    as_nobody.post(f"/comments/follow/post/{post.pk}/", {"email": "victim@example.org"})

    assert Subscription.objects.get().email == who.email


@pytest.mark.parametrize("state", ["stranger", "asked", "follower", "stopped"])
def test_the_answer_does_not_tell_who_follows(
    as_nobody: Client, post: BlogPostPage, ask: Any, state: str
) -> None:
    if state == "asked":
        asked(post, NORA)
    elif state == "follower":
        follower(post, NORA)
    elif state == "stopped":
        Recipient.objects.stop(mailbox_hash(NORA))

    answers = [
        ask(Client(), f"/comments/follow/post/{post.pk}/", email=address)
        for address in ("somebody-else@example.org", NORA)
    ]

    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].text == answers[1].text


def test_whoever_follows_already_is_told_so_by_mail_alone(
    as_nobody: Client, post: BlogPostPage, ask: Any, mail_server: MailServer
) -> None:
    follower(post, NORA)

    ask(as_nobody, f"/comments/follow/post/{post.pk}/", email=NORA)

    assert page_of(NORA) in link_in(mail_server.to(NORA)[0], "/comments/following/")
    assert Subscription.objects.count() == 1


def test_of_somebody_who_wants_no_mail_nothing_is_stored(
    as_nobody: Client, post: BlogPostPage, ask: Any, mail_server: MailServer
) -> None:
    Recipient.objects.stop(mailbox_hash(NORA))

    ask(as_nobody, f"/comments/follow/post/{post.pk}/", email=NORA)

    assert not Subscription.objects.exists()
    assert mail_server.messages == []


@pytest.mark.parametrize(("email", "sentence"), [("", "Give the address"), ("x", "not an e-mail")])
def test_what_is_no_address_is_said_in_words_beside_the_field(
    as_nobody: Client, post: BlogPostPage, ask: Any, email: str, sentence: str
) -> None:
    page = ask(as_nobody, f"/comments/follow/post/{post.pk}/", email=email)

    field = soup(page.text).select_one("#id_email")
    assert page.status_code == 422
    assert field is not None
    assert sentence in soup(page.text).select_one("#id_email_error").get_text()
    assert "id_email_error" in field["aria-describedby"].split()
    assert field["value" if email else "type"] == (email or "email")


def test_the_trap_for_programs_catches_them(
    as_nobody: Client, post: BlogPostPage, ask: Any, mail_server: MailServer
) -> None:
    page = ask(as_nobody, f"/comments/follow/post/{post.pk}/", email=NORA, website="http://x")

    assert page.status_code == 422
    assert "Please empty it" in page.text
    assert mail_server.messages == []


def test_asking_too_often_is_answered_with_when_to_come_back(
    post: BlogPostPage, settings: Any, mail_server: MailServer
) -> None:
    settings.RATES = {**settings.RATES, "follow": "2/hour"}

    answers = [
        Client().post(f"/comments/follow/post/{post.pk}/", {"email": f"n{n}@example.org"})
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_one_address_cannot_be_asked_about_by_many(
    post: BlogPostPage, settings: Any, mail_server: MailServer
) -> None:
    settings.RATES = {**settings.RATES, "follow.email": "2/hour"}

    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{n}").post(
            f"/comments/follow/post/{post.pk}/", {"email": NORA}
        )
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 429]


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_no_mail_is_sent_nobody_can_follow(
    as_nobody: Client, post: BlogPostPage, method: str
) -> None:
    response = getattr(as_nobody, method)(f"/comments/follow/post/{post.pk}/", {"email": NORA})

    assert response.status_code == 404
    assert not Subscription.objects.exists()


def test_what_cannot_be_read_cannot_be_followed(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    hidden = live_post()
    in_hidden = published_comment(hidden)
    restrict(hidden)
    addresses = [
        f"/comments/follow/post/{draft_post().pk}/",
        f"/comments/follow/post/{hidden.pk}/",
        f"/comments/follow/post/{2**31}/",
        f"/comments/follow/thread/{in_hidden.pk}/",
        f"/comments/follow/thread/{held_comment(post).pk}/",
        f"/comments/follow/thread/{2**31}/",
    ]

    codes = {as_nobody.post(address, {"email": NORA}).status_code for address in addresses}
    assert codes == {404}


# --- Saying yes -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_only_the_button_says_yes(as_nobody: Client, post: BlogPostPage, method: str) -> None:
    getattr(as_nobody, method)(follow_url(asked(post, NORA)))

    assert not Subscription.objects.confirmed().exists()


def test_saying_yes_twice_is_saying_it_once(as_nobody: Client, post: BlogPostPage) -> None:
    subscription = asked(post, NORA)
    press(as_nobody, follow_url(subscription))
    first = Subscription.objects.get().confirmed_at

    answer = as_nobody.post(follow_url(subscription))

    assert answer.status_code == 200
    assert Subscription.objects.get().confirmed_at == first


def test_the_link_to_say_yes_ends_after_two_days(
    as_nobody: Client, post: BlogPostPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = follow_url(asked(post, NORA))

    monkeypatch.setattr(signed_links, "FOLLOW_MAX_AGE", -1)

    assert as_nobody.post(address).status_code == 404
    assert not Subscription.objects.confirmed().exists()


@pytest.mark.parametrize("change", ["left", "never", "private", "draft", "deleted"])
def test_a_link_to_say_yes_brings_nothing_back(
    as_nobody: Client, post: BlogPostPage, change: str
) -> None:
    address = follow_url(asked(post, NORA))
    if change == "left":
        following.leave_all(email_hash=keyed_hash(NORA))
    elif change == "never":
        Recipient.objects.stop(mailbox_hash(NORA))
    elif change == "private":
        restrict(post)
    elif change == "draft":
        post.unpublish()
    else:
        post.delete()

    assert as_nobody.get(address).status_code == 404
    assert as_nobody.post(address).status_code == 404
    assert not Subscription.objects.confirmed().exists()


def forged(salt: str, good: object) -> list[str]:
    """Tokens that we have not given to anybody."""
    return [
        "x",
        "a:b",
        "a:b:c",
        "ä:ö:ü",
        signing.dumps(good),
        signing.dumps(good, salt="another"),
        signing.Signer(salt="another").sign_object(good),
        signing.dumps(["x"], salt=salt),
        signing.dumps({"subscription": "x"}, salt=salt),
        signing.Signer(salt=salt).sign_object({"x": 1}),
        signing.Signer(salt=salt).sign_object([1, 2, 3]),
        signing.Signer(salt=salt).sign_object(5),
    ]


def test_a_forged_token_says_nothing(as_nobody: Client, post: BlogPostPage) -> None:
    subscription = asked(post, NORA)
    confirmations = forged(signed_links.FOLLOW_SALT, {"subscription": subscription.pk})
    others = forged(signed_links.ADDRESS_SALT, [keyed_hash(NORA), mailbox_hash(NORA)])
    addresses = [f"/comments/follow/confirm/{token}/" for token in confirmations]
    addresses += [
        f"/comments/{name}/{token}/" for name in ("following", "unsubscribe") for token in others
    ]

    sent = {"List-Unsubscribe": "One-Click", "do": "stop"}
    codes = {address: as_nobody.post(address, sent).status_code for address in addresses}
    assert {address: code for address, code in codes.items() if code != 404} == {}
