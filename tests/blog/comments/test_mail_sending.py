"""Every mail about comments: to whom it may go, what is in it, and what if it cannot be sent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from blog.comments import authorship, following, tasks
from blog.comments.models import EmailConfirmation, Recipient, Status, mailbox_hash
from blog.comments.postbox import Outcome, post
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import comment, published_comment
from tests.factories.followers import counted, follower
from tests.factories.pages import live_post, restrict, site_tree
from tests.forms import read_form
from tests.mail import MailServer, link_in
from tests.task_queue import TaskQueue

VICTIM = "victim@example.org"
# What somebody might type who wants it to reach a stranger under the site's name.
BAIT = "Win a prize at https://evil.example"


def unconfirmed(page: BlogPostPage, **fields: Any) -> Any:
    """A guest's comment whose writer is to be sent a link."""
    entry = comment(page, Status.UNCONFIRMED, **{"user_email": VICTIM, **fields})
    EmailConfirmation.objects.create(
        comment=entry, token_hash=f"nobody's {entry.pk}", expires_at=timezone.now()
    )
    return entry


def send_to(email: str) -> Outcome:
    """Send any mail at all."""
    context = {"page": {"title": "A post", "url": "http://testserver/"}, "following_url": "x"}
    return post("already_following", to=email, write=lambda: context)


@pytest.fixture
def three_a_day(settings: Any, mail_server: MailServer) -> MailServer:
    """An address gets three mails a day at most."""
    settings.MAILS_PER_ADDRESS_A_DAY = 3
    return mail_server


# --- How many ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_address_gets_no_more_than_its_number_of_mails_a_day(three_a_day: MailServer) -> None:
    outcomes = [send_to(VICTIM) for _ in range(5)]

    assert outcomes == [Outcome.SENT] * 3 + [Outcome.NOT_ALLOWED] * 2
    assert len(three_a_day.messages) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spelling",
    [
        "a@example.org",
        "A@Example.ORG",
        "a+1@example.org",
        "a+anything+else@example.org",
        '"a"@example.org',
        " a@example.org",
        "a@ｅxample.org",
    ],
)
def test_all_spellings_of_an_address_count_as_one(spelling: str) -> None:
    assert mailbox_hash(spelling) == mailbox_hash("a@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.b@gmail.com", "ab@googlemail.com"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_two_names_of_one_mailbox_count_as_one(one: str, other: str) -> None:
    assert mailbox_hash(one) == mailbox_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a@example.org", "b@example.org"),
        ("a.b@example.org", "ab@example.org"),
        ("+@a.de", "@a.de"),
    ],
)
def test_two_people_are_never_taken_for_one(one: str, other: str) -> None:
    assert mailbox_hash(one) != mailbox_hash(other)


@pytest.mark.django_db
def test_the_next_day_mails_are_sent_again(three_a_day: MailServer) -> None:
    for _ in range(4):
        send_to(VICTIM)
    yesterday = timezone.now().date() - timezone.timedelta(days=1)
    Recipient.objects.update(day=yesterday)

    assert [send_to(VICTIM) for _ in range(4)].count(Outcome.SENT) == 3


@pytest.mark.django_db
def test_another_address_has_its_own_number(three_a_day: MailServer) -> None:
    for _ in range(4):
        send_to(VICTIM)

    assert send_to("other@example.org") == Outcome.SENT


@pytest.mark.django_db(transaction=True)
def test_nobody_can_have_an_address_flooded_in_fifty_ways_at_once(
    settings: Any, mail_server: MailServer
) -> None:
    """Guests' comments, links again, following of posts and threads, by many households at once."""
    settings.MAILS_PER_ADDRESS_A_DAY = 7
    page = live_post()
    threads = [published_comment(page) for _ in range(10)]
    waiting = [unconfirmed(page, user_email=f"victim+{n}@example.org") for n in range(10)]

    def ask_to_follow(address: str, n: int) -> int:
        client = Client(REMOTE_ADDR=f"192.0.2.{n}")
        form = read_form(client.get(address).text, address)
        sent = form.fill(email=f"Victim+{n}@Example.org").press()
        return client.post(form.action, sent).status_code

    def write(n: int) -> None:
        authorship.write(
            page=page,
            writer=AnonymousUser(),
            text=f"Number {n}",
            name="Nora",
            email=f"VICTIM+w{n}@example.org",
            ip_address=f"198.51.100.{n}",
            follow=EmailConfirmation.Following.PAGE,
        )

    ways: list[Callable[[], Any]] = []
    for n in range(10):
        ways += [
            lambda n=n: ask_to_follow(f"/comments/follow/post/{page.pk}/", n),
            lambda n=n: ask_to_follow(f"/comments/follow/thread/{threads[n].pk}/", 100 + n),
            lambda n=n: write(n),
            lambda n=n: tasks.send_confirmation.enqueue(waiting[n].pk),
            lambda n=n: following.ask(page=page, thread=threads[n], email=VICTIM),
        ]
    outcomes = at_once(*ways)

    assert len(ways) == 50
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len(mail_server.messages) == 7
    assert counted(VICTIM) == 7


@pytest.mark.django_db(transaction=True)
def test_the_first_mails_of_a_day_at_once_are_counted_each(three_a_day: MailServer) -> None:
    site_tree()
    send_to(VICTIM)
    Recipient.objects.update(day=timezone.now().date() - timezone.timedelta(days=1), sent=3)

    outcomes = at_once(*[lambda: send_to(VICTIM)] * 8)

    assert outcomes.count(Outcome.SENT) == 3


# --- Never again ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", [VICTIM, "Victim@example.org", "victim+x@example.org"])
def test_whoever_said_never_again_gets_no_mail_whatever_is_asked(
    mail_server: MailServer, spelling: str, django_capture_on_commit_callbacks: Any
) -> None:
    page = live_post()
    follower(page, VICTIM)
    entry = unconfirmed(page, user_email=spelling)
    Recipient.objects.stop(mailbox_hash(VICTIM))

    tasks.send_confirmation.enqueue(entry.pk)
    with django_capture_on_commit_callbacks(execute=True):
        following.ask(page=page, thread=None, email=spelling, remind=True)
    published_comment(page)
    tasks.send_digests.enqueue(entry.pk)

    assert mail_server.messages == []


# --- The link that confirms a comment ----------------------------------------------------------


@pytest.mark.django_db
def test_the_link_in_the_mail_confirms_the_comment(mail_server: MailServer) -> None:
    entry = unconfirmed(live_post())

    tasks.send_confirmation.enqueue(entry.pk)

    link = link_in(mail_server.messages[0], "/comments/confirm/")
    assert authorship.confirm(token=link.split("/")[-2]).pk == entry.pk


@pytest.mark.django_db
def test_a_link_that_was_sent_works_on_when_no_more_mail_may_be_sent(
    three_a_day: MailServer,
) -> None:
    entry = unconfirmed(live_post())
    for _ in range(5):
        tasks.send_confirmation.enqueue(entry.pk)

    link = link_in(three_a_day.messages[-1], "/comments/confirm/")
    assert authorship.confirm(token=link.split("/")[-2]).pk == entry.pk


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["confirmed", "withdrawn", "deleted", "private", "draft"])
def test_no_link_is_sent_where_nothing_can_be_confirmed(
    mail_server: MailServer, change: str
) -> None:
    page = live_post()
    entry = unconfirmed(page)
    if change == "confirmed":
        EmailConfirmation.objects.update(used_at=timezone.now())
    elif change == "withdrawn":
        authorship.withdraw(comment=entry)
    elif change == "deleted":
        entry.delete()
    elif change == "private":
        restrict(page)
    else:
        page.unpublish()

    tasks.send_confirmation.enqueue(entry.pk)

    assert mail_server.messages == []
    assert counted(VICTIM) == 0


# --- When a mail cannot be sent ----------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["down", "refused", "nonsense"])
def test_a_comment_is_kept_when_its_mail_cannot_be_sent(
    mail_server: MailServer, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = live_post()
    email = "nora@example.org"
    if fault == "down":
        mail_server.go_down()
    elif fault == "refused":
        mail_server.refused.add(email)
    else:
        email = "norä@example.org"  # no mail server of ours takes it

    entry = authorship.write(
        page=page, writer=AnonymousUser(), text="A bridge.", name="Nora", email=email
    )

    entry.refresh_from_db()
    assert entry.status == Status.UNCONFIRMED
    assert "A mail (confirm_comment) was not sent" in caplog.text
    assert email[:4] not in caplog.text.lower()
    assert "bridge" not in caplog.text
    assert "ERROR" not in caplog.text
    assert counted(email) == 0


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_could_not_be_sent_is_tried_again_for_half_a_day(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    entry = unconfirmed(live_post())
    mail_server.go_down()
    tasks.send_confirmation.enqueue(entry.pk)

    pauses = []
    for _ in range(6):
        task_queue.work()
        pauses += [round(minutes) for minutes in task_queue.waiting("send_confirmation")]
        task_queue.pass_time()

    assert pauses == [1, 5, 30, 120, 480]
    assert task_queue.failures() == []


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_out_once_the_server_is_back(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    entry = unconfirmed(live_post())
    mail_server.go_down()
    tasks.send_confirmation.enqueue(entry.pk)
    task_queue.work()
    mail_server.come_up()

    task_queue.pass_time()
    task_queue.work()

    assert len(mail_server.to(VICTIM)) == 1
    assert task_queue.waiting("send_confirmation") == []


@pytest.mark.django_db(transaction=True)
def test_an_address_that_does_not_exist_is_not_tried_again(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    entry = unconfirmed(live_post())
    mail_server.refused.add(VICTIM)
    tasks.send_confirmation.enqueue(entry.pk)

    task_queue.work()

    assert task_queue.waiting("send_confirmation") == []
    assert task_queue.failures() == []
