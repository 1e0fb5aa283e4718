"""When digests are sent: by the queue, in a request, by the command; and what if they cannot be."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from blog.comments import actions, digests, tasks
from blog.comments.models import Comment, Recipient, Subscription, keyed_hash
from blog.comments.postbox import MOST_FAILURES
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import held_comment, published_comment
from tests.factories.followers import an_hour_passes, follower
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.mail import MailServer, text_of
from tests.processes import manage
from tests.task_queue import TaskQueue

NORA, OTIS = "nora@example.org", "otis@example.org"
AT_ONCE = timedelta(0)


def told(server: MailServer, address: str = NORA) -> str:
    """The text of all mails to an address."""
    return "\n".join(text_of(message) for message in server.to(address))


def settle(*entries: Comment) -> None:
    """The comments were published long enough ago, in their order; the followers told before."""
    start = timezone.now() - digests.SETTLED - timedelta(minutes=1)
    Subscription.objects.update(told_until=start - timedelta(seconds=1))
    for n, entry in enumerate(entries):
        Comment.objects.filter(pk=entry.pk).update(published_at=start + timedelta(seconds=n))


# --- When it is sent ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_queue_one_request_sends_a_few_and_the_command_the_rest(
    post: BlogPostPage, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "MOST_DIGESTS_IN_A_REQUEST", 2)
    for n in range(5):
        follower(post, f"n{n}@example.org")

    published_comment(post)
    assert len(mail_server.messages) == 2

    digests.send_due(settled=AT_ONCE)
    assert len({message["To"] for message in mail_server.messages}) == 5


@pytest.mark.django_db
def test_where_nobody_follows_publishing_costs_one_query(
    post: BlogPostPage, mail_server: MailServer, django_assert_num_queries: Any
) -> None:
    entry = published_comment(post)

    with django_assert_num_queries(1):
        tasks.tell_followers(entry)


@pytest.mark.django_db(transaction=True)
def test_the_queue_tells_of_a_comment_once_it_has_settled(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    post = live_post()
    follower(post, NORA)
    entry = published_comment(post)
    (minutes,) = task_queue.waiting("send_digests")
    assert 1.4 < minutes <= 1.5

    settle(entry)
    task_queue.pass_time()
    task_queue.work()

    assert len(mail_server.to(NORA)) == 1
    assert task_queue.failures() == []


def test_a_digest_waits_for_longer_than_an_approval_can_be_taken_back() -> None:
    assert timedelta(seconds=actions.UNDO_SECONDS) < digests.SETTLED


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_an_approval_that_can_still_be_taken_back(
    mail_server: MailServer,
) -> None:
    post, who = live_post(), moderator()
    follower(post, NORA)
    taken_back = actions.decide("approve", held_comment(post, comment="Not after all."), by=who)
    entry = actions.approve(comment=held_comment(post, comment="It stays."), by=who)
    published_comment(post, comment="At once.")
    actions.undo(decision=taken_back, by=who)
    assert mail_server.messages == []

    since = timezone.now() - timedelta(seconds=actions.UNDO_SECONDS + 1)
    Subscription.objects.update(told_until=since - timedelta(seconds=1))
    Comment.objects.filter(pk=entry.pk).update(published_at=since, moderated_at=since)
    digests.send_due(settled=AT_ONCE)

    (message,) = mail_server.to(NORA)
    assert message["Subject"].startswith("2 new comments")
    assert "It stays." in text_of(message)
    assert "Not after all." not in text_of(message)


@pytest.mark.django_db(transaction=True)
def test_the_queue_comes_back_once_when_the_hour_is_over(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    post = live_post()
    follower(post, NORA)
    entries = [published_comment(post) for _ in range(3)]
    settle(*entries)
    Recipient.objects.create(
        email_hash=keyed_hash(NORA),
        day=timezone.now().date(),
        last_digest_at=timezone.now() - timedelta(minutes=20),
    )

    task_queue.pass_time()
    task_queue.work()

    assert mail_server.messages == []
    (minutes,) = task_queue.waiting("send_digests")
    assert 39 < minutes <= 40
    an_hour_passes()
    task_queue.pass_time()
    task_queue.work()
    assert mail_server.to(NORA)[0]["Subject"].startswith("3 new comments")


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_digest(mail_server: MailServer, later: None) -> None:
    post = live_post()
    for n in range(4):
        follower(post, f"n{n}@example.org")
    published_comment(post)

    rounds = at_once(*[lambda: digests.send_due(settled=AT_ONCE)] * 6)

    assert sum(one.sent for one in rounds) == 4
    assert sorted(message["To"] for message in mail_server.messages) == [
        f"n{n}@example.org" for n in range(4)
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_digest_is_on_its_way_is_told_the_next_time(
    mail_server: MailServer, later: None
) -> None:
    post = live_post()
    follower(post, NORA)
    published_comment(post, comment="Before.")
    on_its_way, is_written = mail_server.pause()

    def write() -> None:
        on_its_way.wait(5)
        published_comment(post, comment="Meanwhile.")
        is_written.set()

    at_once(lambda: digests.send_due(settled=AT_ONCE), write)
    an_hour_passes()
    digests.send_due(settled=AT_ONCE)

    assert told(mail_server).count("Before.") == 1
    assert told(mail_server).count("Meanwhile.") == 1


# --- When it cannot be sent --------------------------------------------------------------------


@pytest.mark.django_db
def test_what_could_not_be_sent_is_told_the_next_time_and_once(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    follower(post, NORA)
    mail_server.go_down()
    published_comment(post, comment="Never lost.")

    mail_server.come_up()
    for _ in range(2):
        digests.send_due(settled=AT_ONCE)
        an_hour_passes()

    assert told(mail_server).count("Never lost.") == 1


@pytest.mark.django_db
def test_a_mail_server_that_is_down_is_left_alone(
    post: BlogPostPage, mail_server: MailServer, later: None
) -> None:
    for n in range(6):
        follower(post, f"n{n}@example.org")
    published_comment(post)
    mail_server.go_down()

    assert digests.send_due(settled=AT_ONCE).failed == MOST_FAILURES


@pytest.mark.django_db
def test_an_address_that_does_not_exist_holds_nobody_up(
    post: BlogPostPage, mail_server: MailServer, later: None
) -> None:
    follower(post, NORA)
    follower(post, OTIS)
    mail_server.refused.add(NORA)
    published_comment(post)

    result = digests.send_due(settled=AT_ONCE)

    assert (result.sent, result.failed) == (1, 0)
    assert len(mail_server.to(OTIS)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_before_noting_it_tells_again_after_an_hour(
    mail_server: MailServer, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = live_post()
    follower(post, NORA)
    published_comment(post, comment="At least once.")

    def die(*args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(digests, "send_digest", die)
        with pytest.raises(SystemExit):
            digests.send_due(settled=AT_ONCE)
    digests.send_due(settled=AT_ONCE)
    assert mail_server.messages == []

    an_hour_passes()
    digests.send_due(settled=AT_ONCE)
    assert "At least once." in told(mail_server)


# --- The command -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_sends_what_is_due(
    post: BlogPostPage, mail_server: MailServer, later: None, capsys: pytest.CaptureFixture[str]
) -> None:
    follower(post, NORA)
    settle(published_comment(post))

    call_command("send_comment_digests")

    assert len(mail_server.to(NORA)) == 1
    assert capsys.readouterr().out == "1 digest was sent.\n"


@pytest.mark.django_db
def test_the_command_says_in_a_sentence_what_failed(
    post: BlogPostPage, mail_server: MailServer, later: None
) -> None:
    follower(post, NORA)
    settle(published_comment(post))
    mail_server.go_down()

    with pytest.raises(CommandError, match=r"^The mail server did not take 1 of 1 mails"):
        call_command("send_comment_digests")


def test_the_command_ends_with_1_where_no_mail_is_sent() -> None:
    result = manage("send_comment_digests", SECRET_KEY="x" * 50)

    assert result.returncode == 1
    assert result.stderr == "CommandError: EMAIL_URL is “console:”, so no mail reaches anybody.\n"
