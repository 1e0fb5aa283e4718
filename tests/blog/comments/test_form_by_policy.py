"""What the form asks for and promises: by the policy, and by who is writing."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from blog.comments import signed_links, stamps
from blog.comments.models import (
    DEFAULT_RULES,
    Comment,
    DiscussionSettings,
    EmailConfirmation,
    Status,
    Subscription,
    keyed_hash,
)
from blog.models import BlogPostPage
from tests.blog.comments.house_rules import new_rules
from tests.factories.comments import published_comment
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
NORA = "nora@example.org"


@pytest.fixture
def mail_arrives(settings: Any) -> None:
    """The site can send mail."""
    settings.MAIL_IS_DELIVERED = True


def form_page(client: Client, post: BlogPostPage) -> Any:
    """The page with the form."""
    return soup(client.get(f"/comments/form/{post.pk}/").text)


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment as guest Nora, or whoever is signed in."""
    stamp = stamps.make(age_seconds=60)
    words = {"name": "Nora", "email": NORA, "comment": "A bridge is not enough.", "stamp": stamp}
    return client.post(f"/comments/form/{post.pk}/", words | changes)


def remember(client: Client, email: str) -> None:
    """Let the browser have confirmed an address."""
    response = HttpResponse()
    signed_links.set_writer_cookie(response, keyed_hash(email))
    client.cookies.update(response.cookies)


@pytest.mark.usefixtures("mail_arrives")
def test_a_guest_gives_an_address_where_it_is_confirmed(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post, email="")

    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "Please give an address, so that we can send you the link." in response.text


@pytest.mark.usefixtures("mail_arrives")
def test_the_form_says_what_the_address_is_for(as_nobody: Client, post: BlogPostPage) -> None:
    page = form_page(as_nobody, post)

    label = page.select_one("label[for=id_email]").get_text()
    described_by = page.select_one("#id_email")["aria-describedby"]
    assert "optional" not in label
    assert "We send you a link to confirm" in page.find(id=described_by).get_text()


@pytest.mark.usefixtures("mail_arrives")
def test_where_guests_do_not_confirm_the_address_is_optional(
    as_nobody: Client, post: BlogPostPage
) -> None:
    DiscussionSettings.objects.create(guests_confirm=False)

    send(as_nobody, post, email="")

    assert Comment.objects.get().status == Status.HELD


def test_where_no_mail_arrives_the_address_is_optional(
    as_nobody: Client, post: BlogPostPage
) -> None:
    label = form_page(as_nobody, post).select_one("label[for=id_email]").get_text()

    assert "optional" in label


@pytest.mark.usefixtures("mail_arrives")
def test_an_address_that_was_confirmed_in_this_browser_is_not_asked_again(
    as_nobody: Client, post: BlogPostPage
) -> None:
    remember(as_nobody, NORA)

    send(as_nobody, post, email=NORA.upper())

    assert Comment.objects.get().status == Status.HELD


@pytest.mark.usefixtures("mail_arrives")
def test_another_address_is_asked_whatever_was_confirmed_before(
    as_nobody: Client, post: BlogPostPage
) -> None:
    remember(as_nobody, NORA)

    send(as_nobody, post, email="somebody.else@example.org")

    assert Comment.objects.get().status == Status.UNCONFIRMED


@pytest.mark.usefixtures("mail_arrives")
def test_a_mistyped_address_can_be_put_right(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post, email="nroa@example.org")

    send(as_nobody, post)

    assert list(Comment.objects.order_by("pk").values_list("user_email", flat=True)) == [
        "nroa@example.org",
        NORA,
    ]


def test_where_no_mail_arrives_nothing_can_be_followed(
    as_nobody: Client, post: BlogPostPage
) -> None:
    assert not form_page(as_nobody, post).select_one("[name=follow]")


@pytest.mark.usefixtures("mail_arrives")
def test_somebody_without_an_address_cannot_follow(as_nobody: Client, post: BlogPostPage) -> None:
    user = reader()
    user.email = ""
    user.save()
    as_nobody.force_login(user)

    assert not form_page(as_nobody, post).select_one("[name=follow]")


@pytest.mark.usefixtures("mail_arrives")
@pytest.mark.parametrize("follow", ["", "thread", "page"])
def test_what_a_guest_wants_to_follow_waits_until_the_address_is_confirmed(
    as_nobody: Client, post: BlogPostPage, follow: str
) -> None:
    send(as_nobody, post, follow=follow)

    assert EmailConfirmation.objects.get().following == follow
    assert not Subscription.objects.exclude(confirmed_at=None).exists()


@pytest.mark.usefixtures("mail_arrives")
def test_somebody_signed_in_can_follow(as_nobody: Client, post: BlogPostPage) -> None:
    user = reader()
    as_nobody.force_login(user)
    address = f"/comments/form/{post.pk}/"
    form = read_form(as_nobody.get(address).text, address)

    as_nobody.post(form.action, form.fill(comment="Yes.", follow="thread").press())

    assert Subscription.objects.get().email == user.email


@pytest.mark.usefixtures("mail_arrives")
def test_following_needs_an_address(as_nobody: Client, post: BlogPostPage) -> None:
    DiscussionSettings.objects.create(guests_confirm=False)

    response = send(as_nobody, post, email="", follow="page")

    assert response.status_code == 422
    assert "To be told by e-mail, give an address." in response.text


def test_a_guest_cannot_write_under_a_reserved_name(as_nobody: Client, post: BlogPostPage) -> None:
    DiscussionSettings.objects.create(reserved_names="The Mayor")

    response = send(as_nobody, post, name="the mayor")

    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert soup(response.text).select_one("#id_name_error").get_text(strip=True)


def test_a_name_that_is_reserved_is_not_taken_from_its_owner(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    user.first_name, user.last_name = "The", "Mayor"
    user.save()
    as_nobody.force_login(user)

    send(as_nobody, post)

    assert Comment.objects.get().author_name == "The Mayor"


def test_the_form_says_who_somebody_signed_in_writes_as(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    as_nobody.force_login(user)

    assert f"write as {user.username}" in form_page(as_nobody, post).select_one(".form").get_text()


@pytest.mark.parametrize(
    ("who", "mail", "promise"),
    [
        ("guest", False, "A moderator reads your comment before it appears."),
        ("guest", True, "We send you a link to confirm your e-mail address."),
        ("guest who confirmed", True, "A moderator reads your comment before it appears."),
        ("trusted guest", True, "With the e-mail address that you have confirmed, your comment"),
        ("reader", True, "A moderator reads your comment before it appears."),
        ("trusted reader", True, "Your comment appears at once, unless"),
        ("moderator", True, "Your comment appears at once, because you are a moderator."),
    ],
)
def test_the_form_says_what_comes_next(
    as_nobody: Client, post: BlogPostPage, settings: Any, who: str, mail: bool, promise: str
) -> None:
    settings.MAIL_IS_DELIVERED = mail
    if who in {"guest who confirmed", "trusted guest"}:
        remember(as_nobody, NORA)
    if who == "trusted guest":
        post_date = published_comment(post).published_at
        published_comment(post, email_hash=keyed_hash(NORA), confirmed_at=post_date)
    if "reader" in who or who == "moderator":
        user = moderator() if who == "moderator" else reader()
        as_nobody.force_login(user)
        if who == "trusted reader":
            published_comment(post, user=user)

    assert promise in form_page(as_nobody, post).select_one(".form__note").get_text()


@pytest.mark.parametrize("query", ["", "?fragment=1"])
def test_the_house_rules_stand_beside_the_form(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    new_rules("Be brief.", "Be <kind>.")

    page = soup(as_nobody.get(f"/comments/form/{post.pk}/{query}").text)

    rules = [rule.get_text() for rule in page.select(".house-rules li")]
    assert rules == ["Be brief.", "Be <kind>."]
    assert page.select_one(".house-rules a")["href"] == "/comments/house-rules/"


def test_the_house_rules_have_a_page(as_nobody: Client, db: None) -> None:
    response = as_nobody.get("/comments/house-rules/")

    titles = [rule.get_text() for rule in soup(response.text).select("main ol li h2")]
    assert titles == [rule.title for rule in DEFAULT_RULES]
    assert not response.cookies
