"""What is new goes to those who follow: once, in one mail an hour at most, and never too much."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments import actions, authorship, digests, following
from blog.comments.models import Comment, Status, Subscription, keyed_hash
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import (
    comment,
    held_comment,
    published_comment,
    take_away,
    thread,
)
from tests.factories.followers import an_hour_passes, asked, counted, follower
from tests.factories.pages import live_post, restrict
from tests.factories.people import moderator, reader
from tests.mail import MailServer, link_in, links_in, text_of

NORA, OTIS = "nora@example.org", "otis@example.org"
AT_ONCE = timedelta(0)


def told(server: MailServer, address: str = NORA) -> str:
    """The text of all mails to an address."""
    return "\n".join(text_of(message) for message in server.to(address))


# --- To whom, and about what -------------------------------------------------------------------


@pytest.mark.django_db
def test_a_follower_is_told_of_a_new_comment(post: BlogPostPage, mail_server: MailServer) -> None:
    follower(post, NORA)

    entry = published_comment(post, user_name="Pat", comment="A bridge is not enough.")

    (message,) = mail_server.to(NORA)
    assert message["Subject"] == f"1 new comment on “{post.title}”"
    assert "Pat wrote:\n> A bridge is not enough." in text_of(message)
    assert f"http://testserver{entry.get_absolute_url()}" in links_in(message)


@pytest.mark.django_db
def test_a_follower_is_told_when_a_moderator_publishes_it(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    follower(post, NORA)
    entry = actions.approve(comment=held_comment(post, comment="At last."), by=moderator())
    assert mail_server.messages == []

    since = timezone.now() - digests.SETTLED
    Subscription.objects.update(told_until=since - timedelta(seconds=1))
    Comment.objects.filter(pk=entry.pk).update(published_at=since, moderated_at=since)
    digests.send_due()

    assert "At last." in told(mail_server)


@pytest.mark.django_db
@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_nobody_is_told_of_what_readers_cannot_see(
    post: BlogPostPage, mail_server: MailServer, status: Status
) -> None:
    follower(post, NORA)

    comment(post, status)
    digests.send_due(settled=AT_ONCE)

    assert mail_server.messages == []


@pytest.mark.django_db
def test_who_has_not_said_yes_is_told_nothing(post: BlogPostPage, mail_server: MailServer) -> None:
    asked(post, NORA)

    published_comment(post)

    assert mail_server.messages == []


@pytest.mark.django_db
def test_nobody_is_told_of_what_was_there_before(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    published_comment(post, comment="Old.")
    follower(post, NORA)

    published_comment(post, comment="New.")

    assert "New." in told(mail_server)
    assert "Old." not in told(mail_server)


@pytest.mark.django_db
def test_nobody_is_told_of_their_own_comments(post: BlogPostPage, mail_server: MailServer) -> None:
    who = reader()
    follower(post, NORA)
    follower(post, who.email)

    published_comment(post, comment="By Nora.", email_hash=keyed_hash("Nora@Example.org"))
    published_comment(post, comment="By the reader.", user=who, email_hash=keyed_hash(who.email))
    an_hour_passes()
    digests.send_due(settled=AT_ONCE)

    assert "By the reader." in told(mail_server)
    assert "By Nora." not in told(mail_server)
    assert "By Nora." in told(mail_server, who.email)
    assert "By the reader." not in told(mail_server, who.email)


@pytest.mark.django_db
def test_who_follows_a_thread_is_told_of_that_thread_alone(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    mine, other = published_comment(post), published_comment(post)
    reply = published_comment(post, mine)
    follower(post, NORA, mine)

    published_comment(post, other, comment="In the other.")
    published_comment(post, comment="A new thread.")
    published_comment(post, reply, comment="Deep in mine.")

    assert "Deep in mine." in told(mail_server)
    assert "In the other." not in told(mail_server)
    assert "A new thread." not in told(mail_server)


@pytest.mark.django_db
def test_a_thread_whose_first_comment_was_taken_away_is_still_followed(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    first, reply = thread(post, 0, 1)
    follower(post, NORA, first)
    take_away(first)

    published_comment(post, reply, comment="Go on.")

    assert "Go on." in told(mail_server)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["private", "draft"])
def test_nobody_is_told_of_what_cannot_be_read_at_that_moment(
    post: BlogPostPage, mail_server: MailServer, later: None, change: str
) -> None:
    follower(post, NORA)
    published_comment(post)
    restrict(post) if change == "private" else post.unpublish()

    digests.send_due(settled=AT_ONCE)

    assert mail_server.messages == []
    assert counted(NORA) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["removed", "withdrawn", "deleted"])
def test_nobody_is_told_of_what_was_taken_away_meanwhile(
    post: BlogPostPage, mail_server: MailServer, later: None, change: str
) -> None:
    follower(post, NORA)
    entry = published_comment(post)
    if change == "removed":
        take_away(entry)
    elif change == "withdrawn":
        authorship.withdraw(comment=entry)
    else:
        entry.delete()

    digests.send_due(settled=AT_ONCE)

    assert mail_server.messages == []


@pytest.mark.django_db
def test_who_has_left_is_told_nothing(
    post: BlogPostPage, mail_server: MailServer, later: None
) -> None:
    follower(post, NORA)
    published_comment(post)
    following.leave_all(email_hash=keyed_hash(NORA))

    digests.send_due(settled=AT_ONCE)

    assert mail_server.messages == []


@pytest.mark.django_db(transaction=True)
def test_who_leaves_while_a_mail_is_on_its_way_does_not_follow_again(
    mail_server: MailServer, later: None
) -> None:
    post = live_post()
    follower(post, NORA)
    published_comment(post)
    on_its_way, has_left = mail_server.pause()

    def leave() -> None:
        on_its_way.wait(5)
        following.leave_all(email_hash=keyed_hash(NORA))
        has_left.set()

    at_once(lambda: digests.send_due(settled=AT_ONCE), leave)

    assert not Subscription.objects.exists()


# --- One mail an hour --------------------------------------------------------------------------


@pytest.mark.django_db
def test_all_that_an_address_follows_is_in_one_mail_and_each_comment_once(
    post: BlogPostPage, mail_server: MailServer, later: None
) -> None:
    other = live_post("The other post")
    first = published_comment(post)
    follower(post, NORA)
    follower(post, NORA, first)
    follower(other, NORA)
    published_comment(post, first, comment="In both.")
    published_comment(other, comment="Elsewhere.")

    digests.send_due(settled=AT_ONCE)

    (message,) = mail_server.to(NORA)
    assert message["Subject"] == "2 new comments on 2 posts"
    assert text_of(message).count("In both.") == 1
    assert text_of(message).count("Elsewhere.") == 1


@pytest.mark.django_db
def test_one_hour_has_one_mail_and_the_next_tells_the_rest(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    follower(post, NORA)
    for n in range(5):
        published_comment(post, comment=f"Number {n}.")
    assert len(mail_server.to(NORA)) == 1

    an_hour_passes()
    digests.send_due(settled=AT_ONCE)
    an_hour_passes()
    digests.send_due(settled=AT_ONCE)

    assert len(mail_server.to(NORA)) == 2
    assert [told(mail_server).count(f"Number {n}.") for n in range(5)] == [1] * 5


@pytest.mark.django_db
def test_two_spellings_of_an_address_share_the_hour(
    post: BlogPostPage, mail_server: MailServer, later: None
) -> None:
    follower(post, NORA)
    follower(post, "nora+x@example.org")
    published_comment(post)

    digests.send_due(settled=AT_ONCE)

    assert len(mail_server.messages) == 1


@pytest.mark.django_db
def test_a_mail_is_never_too_long(
    post: BlogPostPage, mail_server: MailServer, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "MOST_COMMENTS", 3)
    follower(post, NORA)
    for n in range(5):
        published_comment(post, comment=f"Number {n}. " + "word " * 500)

    digests.send_due(settled=AT_ONCE)

    (message,) = mail_server.to(NORA)
    assert message["Subject"].startswith("5 new comments")
    assert [n for n in range(5) if f"Number {n}." in text_of(message)] == [2, 3, 4]
    assert "And 2 more, on the site." in text_of(message)
    assert len(text_of(message)) < 2500


@pytest.mark.django_db
def test_a_digest_counts_among_the_mails_of_a_day(
    post: BlogPostPage, mail_server: MailServer, settings: Any
) -> None:
    settings.MAILS_PER_ADDRESS_A_DAY = 2
    follower(post, NORA)

    for n in range(4):
        published_comment(post, comment=f"Number {n}.")
        an_hour_passes()

    assert len(mail_server.to(NORA)) == 2


# --- How to get out ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_digest_can_be_left_with_one_press_in_the_mail_program(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    """RFC 8058; RFC 2369 asks for the address in angle brackets, and it is on one line, whole."""
    follower(post, NORA)
    published_comment(post)

    lines = mail_server.sources[0].splitlines()
    (line,) = [line for line in lines if line.startswith("List-Unsubscribe: ")]
    address = line.removeprefix("List-Unsubscribe: <http://testserver").removesuffix(">")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    response = Client().post(address, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Subscription.objects.exists()


@pytest.mark.django_db
def test_a_digest_leads_to_what_is_followed(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    follower(post, NORA)
    published_comment(post)

    link = link_in(mail_server.messages[0], "/comments/following/")

    assert post.title in as_nobody.get(link.removeprefix("http://testserver")).text
