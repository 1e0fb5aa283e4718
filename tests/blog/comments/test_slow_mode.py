"""Slow mode: everybody waits between two comments, knows why and until when, and loses nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from blog.comments import authorship, policy, slowing, stamps
from blog.comments.models import Comment, Decision, SlowMode
from blog.models import BlogPostPage
from tests.blog.comments.test_discussion import section
from tests.crowds import at_once
from tests.factories.comments import published_comment, thread, unconfirmed_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator, official, reader
from tests.forms import soup

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def slow(post: BlogPostPage, thread: Comment | None = None, minutes: int = 10) -> SlowMode:
    """A slow mode that holds for an hour."""
    return slowing.slow(
        page=post,
        thread=thread,
        minutes=minutes,
        until=timezone.now() + timedelta(hours=1),
        reason="It has become heated",
        by=moderator(),
    )


def send(address: str, text: str, who: Any = None, ip: str = HERE) -> Any:
    """Send a comment by the form, as a guest unless somebody is given."""
    client = Client(REMOTE_ADDR=ip)
    if who:
        client.force_login(who)
    words = {"name": "Nora", "comment": text, "stamp": stamps.make(age_seconds=60)}
    return client.post(address, words)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["guest", "account"])
def test_a_second_comment_waits_and_nothing_typed_is_lost(post: BlogPostPage, kind: str) -> None:
    slow(post)
    who = reader() if kind == "account" else None
    address = f"/comments/form/{post.pk}/"

    first, second = (send(address, text, who) for text in ("One.", "Two, longer."))

    page = soup(second.text)
    assert (first.status_code, second.status_code, Comment.objects.count()) == (302, 429, 1)
    assert 590 < int(second["Retry-After"]) <= 600
    assert page.select_one("textarea").get_text().strip() == "Two, longer."
    assert "You can write again in 10 minutes" in second.text
    assert "It has become heated." in second.text


@pytest.mark.django_db
def test_the_same_comment_pressed_twice_leads_to_the_first(post: BlogPostPage) -> None:
    slow(post)

    codes = [send(f"/comments/form/{post.pk}/", "One.").status_code for _ in range(2)]

    assert codes == [302, 302]


@pytest.mark.django_db
def test_others_write_meanwhile_and_so_does_everybody_after_the_pause(post: BlogPostPage) -> None:
    slow(post)
    address = f"/comments/form/{post.pk}/"
    send(address, "One.")

    other = send(address, "Another's.", ip=ELSEWHERE)
    Comment.objects.update(submit_date=timezone.now() - timedelta(minutes=11))
    again = send(address, "Two.")

    assert (other.status_code, again.status_code) == (302, 302)


@pytest.mark.django_db
def test_moderators_and_officials_never_wait(post: BlogPostPage) -> None:
    slow(post)

    for who in (moderator(), official()):
        codes = [
            send(f"/comments/form/{post.pk}/", f"{n} {who.pk}.", who).status_code for n in range(2)
        ]
        assert codes == [302, 302]


@pytest.mark.django_db
def test_a_slow_thread_leaves_the_others_alone(post: BlogPostPage) -> None:
    heated, calm = published_comment(post), published_comment(post)
    slow(post, heated)

    codes = [
        send(f"/comments/reply/{entry.pk}/", f"{n}.").status_code
        for n, entry in enumerate([heated, heated, calm, calm])
    ]

    assert codes == [302, 429, 302, 302]


@pytest.mark.django_db
def test_an_account_and_a_guest_in_one_household_take_turns(post: BlogPostPage) -> None:
    slow(post)
    address = f"/comments/form/{post.pk}/"

    codes = [send(address, f"{n}.", who).status_code for n, who in enumerate([None, reader()])]

    assert codes == [302, 429]


@pytest.mark.django_db
def test_whoever_types_anothers_address_makes_nobody_wait(post: BlogPostPage) -> None:
    slow(post)
    common = {"page": post, "writer": Client().get("/").wsgi_request.user, "name": "Nora"}
    mail = "nora@example.org"
    authorship.write(**common, text="One.", email=mail, ip_address=HERE)

    authorship.write(**common, text="Two.", email=mail, ip_address=ELSEWHERE, is_proven=True)
    with pytest.raises(slowing.TooSoon):
        authorship.write(**common, text="3.", email=mail, ip_address="203.0.113.4", is_proven=True)

    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_links_to_confirm_are_used_in_turn_and_stay_good(post: BlogPostPage) -> None:
    slow(post)
    mail = {"user_email": "nora@example.org"}
    (one, first), (two, second) = (unconfirmed_comment(post, **mail) for _ in range(2))

    Client().post(first)
    early = Client().post(second)
    Comment.objects.filter(pk=one.pk).update(confirmed_at=timezone.now() - timedelta(minutes=11))
    Client().post(second)

    assert "open this link again" in early.text
    assert Comment.objects.get(pk=two.pk).confirmed_at


@pytest.mark.django_db
def test_readers_see_the_pause_the_end_and_the_reason(
    as_nobody: Client, post: BlogPostPage
) -> None:
    one, two = thread(post, 0, 0)
    slow(post, minutes=15)
    slow(post, two, minutes=30)

    notices = [tag.get_text() for tag in section(as_nobody, post.url).select(".discussion__slow")]
    form = as_nobody.get(f"/comments/form/{post.pk}/").text

    assert ["15 minutes" in notices[0], "30 minutes" in notices[1]] == [True, True]
    assert "It has become heated." in notices[0]
    assert "one comment every 15 minutes" in form
    assert "one comment every 30 minutes" not in form
    assert one.page_id == post.pk


@pytest.mark.django_db
def test_slow_mode_ends_by_itself_by_hand_and_by_another(post: BlogPostPage) -> None:
    first = slow(post)
    second = slow(post)
    slowing.end(slow_mode=second, by=moderator())
    slowing.end(slow_mode=second, by=moderator())

    assert not SlowMode.objects.in_force().exists()
    assert SlowMode.objects.get(pk=first.pk).until <= timezone.now()
    kept = Decision.objects.filter(page=post).order_by("pk").values_list("action", flat=True)
    assert list(kept) == ["slow", "slow", "end_slow"]


@pytest.mark.django_db
def test_nobody_waits_longer_than_the_pause_whatever_another_clock_says(post: BlogPostPage) -> None:
    slow(post, minutes=5)
    send(f"/comments/form/{post.pk}/", "One.")
    Comment.objects.update(submit_date=timezone.now() + timedelta(seconds=20))

    late = send(f"/comments/form/{post.pk}/", "Two.")

    assert "You can write again in 5 minutes." in late.text
    assert int(late["Retry-After"]) <= 300


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"until": timezone.now() - timedelta(days=1)},
        {"reason": "  "},
        {"reason": "x" * 300},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(post: BlogPostPage, wrong: Any) -> None:
    fields = {
        "minutes": 5,
        "until": timezone.now() + timedelta(hours=1),
        "reason": "It has become heated.",
    }

    with pytest.raises(ValidationError, match="Please give"):
        slowing.slow(page=post, thread=None, by=moderator(), **(fields | wrong))

    assert not SlowMode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_person_in_eight_windows_at_once_writes_one_comment() -> None:
    post = live_post()
    slow(post)
    address = f"/comments/form/{post.pk}/"

    codes = at_once(*(lambda n=n: send(address, f"Window {n}.").status_code for n in range(8)))

    assert sorted(codes) == [302, *[429] * 7]
    assert Comment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hold", "kind", "sentence"),
    [
        ("all", "reader", "Under this post, a moderator reads every comment"),
        ("all", "official", "because you write for the organisation"),
        ("all", "moderator", "because you are a moderator"),
        ("links", "trusted", "Under this post, a link is such a reason."),
        ("", "trusted", "appears at once, unless"),
    ],
)
def test_the_form_tells_beforehand_what_the_post_holds(
    post: BlogPostPage, hold: str, kind: str, sentence: str
) -> None:
    who = {"official": official, "moderator": moderator}.get(kind, reader)()
    if kind == "trusted":
        published_comment(post, user=who, moderated_at=timezone.now())
    post.comments_hold = hold
    post.save()
    client = Client()
    client.force_login(who)

    told = client.get(f"/comments/form/{post.pk}/").text
    send(f"/comments/form/{post.pk}/", "See https://example.org/ for it.", who)

    is_held = Comment.objects.latest("pk").status == 1
    assert sentence in told
    assert is_held == (kind in {"reader", "trusted"} and bool(hold))
    assert policy.what_comes_next(writer=who, page=post) in told.replace("&#x27;", "'")
