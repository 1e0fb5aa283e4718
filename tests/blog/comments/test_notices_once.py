"""A notice to a writer goes out once, and never not at all, whatever fails meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from blog.comments import notices
from blog.comments.models import (
    Decision,
    Recipient,
)
from blog.models import BlogPostPage
from tests.blog.comments.test_export import NORA
from tests.blog.comments.test_notices import approve, refuse, time_passes, written
from tests.crowds import at_once
from tests.factories.pages import live_post
from tests.mail import MailServer
from tests.task_queue import TaskQueue

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_notice_once(mail_server: MailServer, later: None) -> None:
    post = live_post()
    for n in range(4):
        refuse(written(post, user_email=f"n{n}@example.org"))
    time_passes()

    rounds = at_once(*[notices.send_due] * 6)

    assert sum(one.sent for one in rounds) == 4
    assert sorted(message["To"] for message in mail_server.messages) == [
        f"n{n}@example.org" for n in range(4)
    ]


def test_a_process_that_died_leaves_its_notice_to_another(
    post: BlogPostPage, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(written(post))
    time_passes()

    def die(*args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(notices.correspondence, "send_decision", die)
        with pytest.raises(SystemExit):
            notices.send_due()
    notices.send_due()
    assert mail_server.messages == []

    time_passes(notices.LEASE)
    notices.send_due()
    assert len(mail_server.to(NORA)) == 1


def test_what_was_not_sent_is_tried_again_ever_more_rarely_and_then_given_up(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    refuse(written(post))
    mail_server.go_down()
    tries, day = 0, timedelta(days=1)

    while due := Decision.objects.filter(notice_due_at__isnull=False).first():
        assert due.notice_due_at
        time_passes(due.notice_due_at - timezone.now())
        assert notices.send_due().failed <= 1
        tries += 1
        assert tries < 20

    assert tries > 10
    age = timezone.now() - Decision.objects.get(action="refuse").made_at
    assert 7 * day < age < 15 * day


def test_a_notice_comes_once_the_server_is_back(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    refuse(written(post))
    mail_server.go_down()
    time_passes()
    assert notices.send_due().failed == 1
    mail_server.come_up()

    for _ in range(3):
        time_passes(timedelta(minutes=10))
        notices.send_due()

    assert len(mail_server.to(NORA)) == 1


def test_whoever_had_enough_mail_today_is_told_tomorrow(
    post: BlogPostPage, mail_server: MailServer, settings: Any
) -> None:
    settings.MAILS_PER_ADDRESS_A_DAY = 1
    refuse(written(post))
    approve(written(post))
    time_passes()
    notices.send_due()
    assert len(mail_server.to(NORA)) == 1

    Recipient.objects.update(day=timezone.now().date() - timedelta(days=1))
    time_passes(timedelta(days=1))
    notices.send_due()

    assert len(mail_server.to(NORA)) == 2


@pytest.mark.django_db(transaction=True)
def test_the_queue_sends_it_when_it_is_due_and_comes_back_when_it_cannot(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    refuse(written(live_post()))
    (minutes,) = task_queue.waiting("send_notices")
    assert 1.4 < minutes <= 1.5
    mail_server.go_down()
    time_passes()
    task_queue.pass_time()
    task_queue.work()
    assert len(task_queue.waiting("send_notices")) == 1

    mail_server.come_up()
    time_passes(timedelta(minutes=10))
    task_queue.pass_time()
    task_queue.work()

    assert len(mail_server.to(NORA)) == 1
    assert task_queue.waiting("send_notices") == task_queue.failures() == []


def test_the_command_sends_what_is_due(
    post: BlogPostPage, mail_server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(written(post))
    time_passes()

    call_command("send_comment_digests")

    assert len(mail_server.to(NORA)) == 1
    assert capsys.readouterr().out == "1 notice was sent.\n"


def test_the_command_says_in_a_sentence_what_failed(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    refuse(written(post))
    time_passes()
    mail_server.go_down()

    with pytest.raises(CommandError, match=r"^The mail server did not take 1 of 1 mails"):
        call_command("send_comment_digests")
