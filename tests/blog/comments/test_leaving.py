"""Everybody who gets mail gets out of it with one press, and stays out."""

from typing import Any

import pytest
from django.test import Client

from blog.comments.models import Recipient, Subscription, mailbox_hash
from blog.comments.signed_links import address_token, follow_url
from blog.models import BlogPostPage
from tests.factories.comments import published_comment
from tests.factories.followers import asked, follower
from tests.factories.pages import live_post, restrict
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
NORA = "nora@example.org"


def press(client: Client, address: str, name: str = "", value: str = "", at: str = "") -> Any:
    """Press a button on the page at an address."""
    form = read_form(client.get(address).text, address, at or "main form")
    return client.post(form.action, form.press(name, value), follow=True)


def page_of(email: str) -> str:
    """The address at which somebody sees what they follow."""
    return f"/comments/following/{address_token(email)}/"


def test_somebody_sees_what_they_follow_and_nothing_of_others(
    as_nobody: Client, post: BlogPostPage
) -> None:
    first = published_comment(post)
    follower(post, NORA)
    follower(live_post("The bridge & <b>us</b>"), NORA)
    follower(post, NORA, first)
    asked(live_post("Not confirmed"), NORA)
    follower(live_post("Not mine"), "other@example.org")

    page = as_nobody.get(page_of(NORA)).text

    assert len(soup(page).select(".choices__item")) == 3
    assert "The bridge &amp; &lt;b&gt;us&lt;/b&gt;" in page
    assert "Not confirmed" not in page
    assert "Not mine" not in page
    assert NORA not in page


def test_one_thing_can_be_left(as_nobody: Client, post: BlogPostPage) -> None:
    kept, left = follower(post, NORA), follower(live_post(), NORA)

    page = press(as_nobody, page_of(NORA), "leave", str(left.pk))

    assert "You do not follow that any more." in page.text
    assert list(Subscription.objects.all()) == [kept]


def test_all_can_be_left(as_nobody: Client, post: BlogPostPage) -> None:
    follower(post, NORA)
    asked(live_post(), NORA)
    other = follower(post, "other@example.org")

    press(as_nobody, page_of(NORA), "do", "leave-all")

    assert list(Subscription.objects.all()) == [other]


def test_never_again_ends_everything_and_is_kept(as_nobody: Client, post: BlogPostPage) -> None:
    follower(post, NORA)
    never = "section form"

    page = press(as_nobody, page_of(NORA), "do", "stop", at=never)

    assert "You told us never to write to you." in page.text
    assert not Subscription.objects.exists()
    assert Recipient.objects.is_stopped(mailbox_hash("Nora+new@example.org"))


def test_whoever_changes_their_mind_can_be_written_to_again(as_nobody: Client) -> None:
    Recipient.objects.stop(mailbox_hash(NORA))

    press(as_nobody, page_of(NORA), "do", "resume")

    assert not Recipient.objects.is_stopped(mailbox_hash(NORA))


def test_nobody_can_leave_for_somebody_else(as_nobody: Client, post: BlogPostPage) -> None:
    other = follower(post, "other@example.org")

    for number in (str(other.pk), "0", "-1", "9" * 30, "x", "²"):
        assert as_nobody.post(page_of(NORA), {"leave": number}).status_code == 302

    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("name", ["following", "unsubscribe"])
def test_looking_changes_nothing(
    as_nobody: Client, post: BlogPostPage, name: str, method: str
) -> None:
    follower(post, NORA)

    getattr(as_nobody, method)(
        f"/comments/{name}/{address_token(NORA)}/?do=stop&leave=1&List-Unsubscribe=One-Click"
    )

    assert Subscription.objects.confirmed().exists()


@pytest.mark.parametrize("change", ["private", "draft"])
def test_a_post_that_cannot_be_read_is_not_named_and_can_be_left(
    as_nobody: Client, change: str
) -> None:
    post = live_post("Plans for the mill")
    subscription = follower(post, NORA)
    restrict(post) if change == "private" else post.unpublish()

    assert "Plans for the mill" not in as_nobody.get(page_of(NORA)).text
    press(as_nobody, page_of(NORA), "leave", str(subscription.pk))
    assert not Subscription.objects.exists()


def test_a_mail_program_leaves_with_one_request_and_nothing_else(post: BlogPostPage) -> None:
    """RFC 8058, section 3.1: a POST without cookies, in which the form field stands."""
    follower(post, NORA)
    follower(live_post(), NORA)
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(
        f"/comments/unsubscribe/{address_token(NORA)}/",
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not Subscription.objects.exists()


def test_a_mail_program_may_send_the_field_as_a_part(post: BlogPostPage) -> None:
    follower(post, NORA)

    Client().post(
        f"/comments/unsubscribe/{address_token(NORA)}/", {"List-Unsubscribe": "One-Click"}
    )

    assert not Subscription.objects.exists()


def test_a_request_of_another_kind_leaves_nothing(post: BlogPostPage) -> None:
    follower(post, NORA)

    response = Client().post(f"/comments/unsubscribe/{address_token(NORA)}/", {"x": "y"})

    assert response.status_code == 400
    assert Subscription.objects.exists()


def test_a_person_who_opens_that_address_finds_the_buttons(
    as_nobody: Client, post: BlogPostPage
) -> None:
    follower(post, NORA)

    page = as_nobody.get(f"/comments/unsubscribe/{address_token(NORA)}/", follow=True)

    assert ("do", "leave-all") in read_form(page.text, "/").buttons


def test_no_other_form_about_mail_works_without_its_token(post: BlogPostPage) -> None:
    strict = Client(enforce_csrf_checks=True)
    follower(post, NORA)
    addresses = [
        page_of(NORA),
        follow_url(asked(live_post(), NORA)),
        f"/comments/follow/post/{post.pk}/",
    ]

    assert {strict.post(address, {"do": "stop"}).status_code for address in addresses} == {403}


@pytest.mark.parametrize("years", [0.1, 1, 30])
def test_a_link_to_leave_never_ends(
    as_nobody: Client, post: BlogPostPage, monkeypatch: pytest.MonkeyPatch, years: float
) -> None:
    import time

    address = page_of(NORA)
    later = time.time() + years * 365 * 24 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: later)

    assert as_nobody.get(address).status_code == 200


def test_the_addresses_are_kept_secret(as_nobody: Client, post: BlogPostPage) -> None:
    for address in (page_of(NORA), follow_url(asked(post, NORA))):
        response = as_nobody.get(address)

        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "strict-origin"
        assert "noindex" in response.text
        assert NORA not in address
