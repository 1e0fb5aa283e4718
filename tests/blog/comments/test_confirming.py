"""The link in the mail: it shows the comment, and only its button does anything, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from blog.comments import authorship, privacy, signed_links
from blog.comments.models import (
    Ban,
    Comment,
    DiscussionSettings,
    EmailConfirmation,
    Status,
    Subscription,
    keyed_hash,
)
from blog.comments.signed_links import proven_email_hash, status_url
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import published_comment, take_away, unconfirmed_comment
from tests.factories.pages import live_post, restrict
from tests.forms import read_form

pytestmark = pytest.mark.django_db

EMAIL = "nora@example.org"
Change = Callable[[BlogPostPage, Comment], Any]


def press(client: Client, address: str) -> Any:
    """Open the page behind a link, and press its one button."""
    form = read_form(client.get(address).text, address)
    assert form.method == "post"
    assert len(form.buttons) == 1
    return client.post(form.action, form.press())


def state(entry: Comment) -> tuple[Any, ...]:
    """All that confirming changes."""
    used_at = EmailConfirmation.objects.values_list("used_at", flat=True).get(comment=entry)
    now = Comment.objects.get(pk=entry.pk)
    return now.status, now.confirmed_at, now.published_at, used_at


def test_the_link_shows_the_comment_as_it_will_appear(
    as_nobody: Client, post: BlogPostPage
) -> None:
    parent = published_comment(post, user_name="Nina")
    _entry, address = unconfirmed_comment(
        post, parent, user_name="Nora", comment="A bridge is **not** enough."
    )

    page = as_nobody.get(address).text

    for part in ("Nora", "A bridge is <strong>not</strong> enough.", "Nina", post.title):
        assert part in page


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_whatever_opens_the_link_without_the_button_changes_nothing(
    as_nobody: Client, post: BlogPostPage, method: str
) -> None:
    entry, address = unconfirmed_comment(post)
    before = state(entry)

    response = getattr(as_nobody, method)(address)

    assert response.status_code == (200 if method in {"get", "head"} else 405)
    assert state(entry) == before
    assert signed_links.WRITER_COOKIE not in response.cookies


def test_the_button_hands_a_first_comment_to_the_moderators(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry, address = unconfirmed_comment(post)

    response = press(as_nobody, address)

    assert response.url.startswith("/comments/status/")
    assert "A moderator will read your comment" in as_nobody.get(response.url).text
    assert Comment.objects.get().status == Status.HELD
    assert Comment.objects.get(pk=entry.pk).confirmed_at


def test_the_button_publishes_where_an_earlier_comment_was_let_through(
    as_nobody: Client, post: BlogPostPage
) -> None:
    published_comment(post, email_hash=keyed_hash(EMAIL), confirmed_at=timezone.now())
    entry, address = unconfirmed_comment(post, user_email=EMAIL)

    response = press(as_nobody, address)

    assert "Your comment is published" in as_nobody.get(response.url).text
    assert Comment.objects.get(pk=entry.pk).is_published


def test_a_confirmed_reply_is_counted_in_its_thread(as_nobody: Client, post: BlogPostPage) -> None:
    known = {"email_hash": keyed_hash(EMAIL), "confirmed_at": timezone.now()}
    root = published_comment(post, **known)
    _entry, address = unconfirmed_comment(post, root, user_email=EMAIL)

    press(as_nobody, address)

    assert Comment.objects.get(pk=root.pk).reply_count == 1


@pytest.mark.parametrize(("follow", "whole"), [("thread", False), ("page", True)])
def test_what_the_writer_asked_to_follow_begins_with_the_button(
    as_nobody: Client, post: BlogPostPage, follow: str, whole: bool
) -> None:
    entry, address = unconfirmed_comment(post, user_email=EMAIL, follow=follow)
    as_nobody.get(address)
    assert not Subscription.objects.exists()

    press(as_nobody, address)

    subscription = Subscription.objects.get()
    assert (subscription.email, subscription.confirmed_at is not None) == (EMAIL, True)
    assert subscription.thread_id == (None if whole else entry.pk)


def test_the_forms_token_is_needed(post: BlogPostPage) -> None:
    entry, address = unconfirmed_comment(post)
    before = state(entry)

    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert state(entry) == before


def test_a_link_can_be_used_once(as_nobody: Client, post: BlogPostPage) -> None:
    entry, address = unconfirmed_comment(post)
    press(as_nobody, address)
    authorship.withdraw(comment=entry)
    before = state(entry)

    response = as_nobody.post(address)

    assert response.status_code == 422
    assert "have confirmed this comment already" in response.text
    assert state(entry) == before
    assert "have confirmed this comment already" in as_nobody.get(address).text


def test_a_later_link_replaces_the_earlier_one(as_nobody: Client, post: BlogPostPage) -> None:
    entry, address = unconfirmed_comment(post)
    renewed = authorship.renew_confirmation(comment_id=entry.pk)

    assert as_nobody.post(address).status_code == 404
    assert renewed
    assert press(as_nobody, f"/comments/confirm/{renewed[1]}/").status_code == 302


@pytest.mark.parametrize(("hours", "code"), [(47, 302), (49, 422), (8 * 24, 422)])
def test_a_link_ends_after_two_days(
    as_nobody: Client, post: BlogPostPage, hours: int, code: int
) -> None:
    entry, address = unconfirmed_comment(post)
    expires_at = EmailConfirmation.objects.get().expires_at - timedelta(hours=hours)
    EmailConfirmation.objects.update(expires_at=expires_at)

    assert as_nobody.post(address).status_code == code
    assert Comment.objects.get(pk=entry.pk).status == (
        Status.HELD if code == 302 else Status.UNCONFIRMED
    )


def test_after_the_purge_the_link_is_not_known(as_nobody: Client, post: BlogPostPage) -> None:
    entry, address = unconfirmed_comment(post)
    eight_days_ago = timezone.now() - timedelta(days=8)
    Comment.objects.filter(pk=entry.pk).update(submit_date=eight_days_ago)
    EmailConfirmation.objects.update(expires_at=eight_days_ago + timedelta(days=2))
    privacy.purge()

    assert as_nobody.get(address).status_code == 404
    assert as_nobody.post(address).status_code == 404
    assert not Comment.objects.exists()


def test_after_erasure_the_link_brings_nothing_back(as_nobody: Client, post: BlogPostPage) -> None:
    _entry, address = unconfirmed_comment(post, user_email=EMAIL, follow="page")
    privacy.erase(EMAIL)

    assert as_nobody.post(address).status_code == 404
    assert not Comment.objects.filter(status__in=[Status.HELD, Status.PUBLISHED]).exists()
    assert not Comment.objects.filter(user_email=EMAIL).exists()
    assert not Subscription.objects.exists()


def close_site(post: BlogPostPage, entry: Comment) -> None:
    DiscussionSettings(closed_from=timezone.now(), closed_message="An election is near.").save()


def ban(post: BlogPostPage, entry: Comment) -> None:
    Ban.objects.create(kind=Ban.Kind.EMAIL, value=keyed_hash(EMAIL), reason="Threats.")


def close(post: BlogPostPage, entry: Comment) -> None:
    BlogPostPage.objects.filter(pk=post.pk).update(comments_open=False)


def unpublish(post: BlogPostPage, entry: Comment) -> None:
    post.unpublish()


def make_private(post: BlogPostPage, entry: Comment) -> None:
    restrict(post)


def remove_parent(post: BlogPostPage, entry: Comment) -> None:
    take_away(Comment.objects.get(pk=entry.parent_id))


MEANWHILE: dict[Change, str] = {
    close: "Comments on this post are closed",
    close_site: "An election is near.",
    unpublish: "cannot be read by everybody",
    make_private: "cannot be read by everybody",
    remove_parent: "is no longer here",
    ban: "Threats.",
}


@pytest.mark.parametrize("change", MEANWHILE)
def test_what_changed_meanwhile_is_said_and_the_text_given_back(
    as_nobody: Client, post: BlogPostPage, change: Change
) -> None:
    parent = published_comment(post)
    entry, address = unconfirmed_comment(
        post, parent, user_email=EMAIL, comment="A bridge is not enough."
    )
    change(post, entry)
    before = state(entry)

    for response, code in ((as_nobody.get(address), 200), (as_nobody.post(address), 422)):
        assert response.status_code == code
        assert MEANWHILE[change] in response.text
        assert "A bridge is not enough.</textarea>" in response.text
        assert '<button class="button">' not in response.text
    assert state(entry) == before


@pytest.mark.parametrize("change", [unpublish, make_private])
def test_a_page_that_is_not_public_is_not_named(
    as_nobody: Client, post: BlogPostPage, change: Change
) -> None:
    entry, address = unconfirmed_comment(post)
    change(post, entry)

    assert post.title not in as_nobody.get(address).text


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_confirms() -> None:
    _entry, address = unconfirmed_comment(live_post(), follow="page")

    responses = at_once(*[lambda: Client().post(address)] * 4)

    assert sorted(response.status_code for response in responses) == [302, 422, 422, 422]
    assert Comment.objects.get().status == Status.HELD
    assert Subscription.objects.count() == 1


NO_TOKENS = [
    *("x", "x" * 5000, "a:b:c", "’", "-" * 43, ".eJw:1:2", "%00", "%ff%fe", "%0d%0aX: y"),
    "%F0%9F%8C%8A" * 50,
]


@pytest.mark.parametrize(
    "address",
    ["confirm/{}/", "status/{}/", "status/{}/edit/", "status/{}/withdraw/", "status/{}/review/"],
)
def test_a_token_that_is_none_is_not_found(as_nobody: Client, db: None, address: str) -> None:
    addresses = [f"/comments/{address.format(token)}" for token in NO_TOKENS]

    assert {as_nobody.get(each).status_code for each in addresses} == {404}
    assert {as_nobody.post(each).status_code for each in addresses} <= {404, 405}


def test_the_address_is_kept_by_no_cache_and_told_to_no_other_site(
    as_nobody: Client, post: BlogPostPage
) -> None:
    _entry, address = unconfirmed_comment(post)

    for response in (as_nobody.get(address), as_nobody.post(address), as_nobody.post(address)):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "strict-origin"


def test_the_link_is_not_logged(
    as_nobody: Client, post: BlogPostPage, caplog: pytest.LogCaptureFixture
) -> None:
    _entry, address = unconfirmed_comment(post)

    as_nobody.get(address)
    as_nobody.post(address)
    as_nobody.post(address)

    token = address.split("/")[-2]
    assert token not in caplog.text
    assert not EmailConfirmation.objects.filter(token_hash__contains=token).exists()


# --- The browser remembers -----------------------------------------------------------------------


def proven(client: Client) -> str:
    """What the site takes this browser's cookie for."""
    response = client.get("/comments/my-data/")
    return proven_email_hash(response.wsgi_request)


def test_the_browser_that_confirmed_is_known_by_a_hash(
    as_nobody: Client, post: BlogPostPage
) -> None:
    _entry, address = unconfirmed_comment(post, user_email=EMAIL)

    cookie = press(as_nobody, address).cookies[signed_links.WRITER_COOKIE]

    assert proven(as_nobody) == keyed_hash(EMAIL)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/comments/", True, "Lax")
    assert cookie["max-age"] == 180 * 24 * 60 * 60
    assert EMAIL not in cookie.value


def test_the_cookie_goes_over_https_alone_where_there_is_https(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    _entry, address = unconfirmed_comment(post)

    assert press(as_nobody, address).cookies[signed_links.WRITER_COOKIE]["secure"]


def test_a_forged_cookie_proves_nothing(as_nobody: Client, db: None) -> None:
    assert proven(as_nobody) == ""
    for value in ("", "x", f"{keyed_hash(EMAIL)}:1:2", keyed_hash(EMAIL), "\xe9", "x" * 4000):
        as_nobody.cookies[signed_links.WRITER_COOKIE] = value
        assert proven(as_nobody) == ""


def test_a_refused_link_proves_nothing(as_nobody: Client, post: BlogPostPage) -> None:
    _entry, address = unconfirmed_comment(post)
    post.unpublish()

    assert signed_links.WRITER_COOKIE not in as_nobody.post(address).cookies


def test_after_a_change_of_the_key_links_and_cookies_still_hold(
    as_nobody: Client, post: BlogPostPage
) -> None:
    earlier = "another-key-that-is-long-enough-0123456789"
    with override_settings(SECRET_KEY=earlier):
        entry, address = unconfirmed_comment(post, user_email=EMAIL)
        status = status_url(entry)
    with override_settings(SECRET_KEY_FALLBACKS=[earlier]):
        assert as_nobody.get(status).status_code == 200
        assert press(as_nobody, address).status_code == 302
        assert proven(as_nobody)
