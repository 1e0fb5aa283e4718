"""Many people at once: nothing is lost, misplaced or done twice."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from blog.comments import actions, authorship
from blog.comments.actions import AlreadyDecided
from blog.comments.models import Comment, Status
from tests.crowds import at_once
from tests.factories.comments import ACTIONS, held_comment, published_comment, rule, thread
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.integrity import faults_of_threads

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, REPLIES, WAITING = 8, 40, 40
STATUS_AFTER = {f"comments.{name}": status for name, (status, _from) in actions.DECISIONS.items()}


def test_eight_writers_and_four_moderators_at_once_misplace_nothing() -> None:
    """320 replies to one thread, while 40 others in it are approved, refused and removed."""
    first, reply, deep = thread(live_post(), 0, 1, 2)
    parents = [first, reply, deep]
    waiting = [held_comment(first.page, parents[n % 3]) for n in range(WAITING)]

    def writer(number: int) -> Callable[[], list[int]]:
        client = Client()
        client.force_login(moderator())
        addresses = [f"/comments/reply/{parents[n % 3].pk}/" for n in range(REPLIES)]
        return lambda: [
            client.post(address, {"comment": f"Reply {n} by {number}."}).status_code
            for n, address in enumerate(addresses)
        ]

    def decider(number: int) -> Callable[[], int]:
        who, names = moderator(), [["approve", "remove"], ["refuse", "approve"]][number % 2]
        return lambda: sum(
            len(actions.decide_many(name=name, comments=waiting, by=who, rule=rule())[0])
            for name in names
        )

    outcomes = at_once(
        *(writer(number) for number in range(WRITERS)), *(decider(number) for number in range(4))
    )

    assert outcomes[:WRITERS] == [[302] * REPLIES] * WRITERS
    texts = Counter(Comment.objects.values_list("comment", flat=True))
    assert sum(text.startswith("Reply ") for text in texts) == WRITERS * REPLIES
    assert set(texts.values()) == {1}
    assert faults_of_threads() == []
    decided = Counter(
        ModelLogEntry.objects.filter(action__startswith="comments.").values_list("action")
    )
    assert sum(decided.values()) == sum(outcomes[WRITERS:])
    for entry in Comment.objects.filter(pk__in=[entry.pk for entry in waiting]):
        last = ModelLogEntry.objects.filter(object_id=str(entry.pk)).order_by("pk").last()
        assert STATUS_AFTER[last.action] == entry.status


def test_two_moderators_who_disagree_leave_what_the_log_says() -> None:
    """Refused first, a comment may still be approved; approved first, it cannot be refused."""
    entry = held_comment(live_post())
    one, other = moderator(), moderator()

    outcomes = at_once(
        lambda: actions.approve(comment=entry, by=one),
        lambda: actions.refuse(comment=entry, by=other, rule=rule()),
    )

    late = [outcome for outcome in outcomes if isinstance(outcome, AlreadyDecided)]
    decisions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert len(decisions) + len(late) == 2
    assert decisions[-1] == "comments.approve"
    assert Comment.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("name", ["approve", "refuse", "spam"])
def test_of_many_who_press_the_same_button_one_decides(name: str) -> None:
    post = live_post()
    first = published_comment(post)
    entry = held_comment(post, first)
    people = [moderator() for _ in range(4)]

    outcomes = at_once(*(lambda who=who: ACTIONS[name](comment=entry, by=who) for who in people))

    late = [outcome for outcome in outcomes if isinstance(outcome, AlreadyDecided)]
    assert len(late) == len(people) - 1, outcomes
    assert ModelLogEntry.objects.count() == 1
    assert Comment.objects.get(pk=first.pk).reply_count == (name == "approve")


def test_removing_and_restoring_at_once_keeps_the_count_right() -> None:
    post = live_post()
    first = published_comment(post)
    replies = [published_comment(post, first) for _ in range(8)]
    who = moderator()

    def turn(reply: Comment) -> None:
        actions.remove(comment=reply, by=who, rule=rule())
        actions.approve(comment=reply, by=who)
        actions.remove(comment=reply, by=who, rule=rule())

    outcomes = at_once(*(lambda reply=reply: turn(reply) for reply in replies))

    assert outcomes == [None] * len(replies)
    assert Comment.objects.get(pk=first.pk).reply_count == 0


def test_a_reply_to_what_is_removed_at_that_moment_is_stored_or_refused_and_never_lost() -> None:
    post = live_post()
    parents = [published_comment(post) for _ in range(6)]
    who = moderator()

    def answer(parent: Comment) -> int:
        sent = {"name": "Nora", "comment": f"Answer to {parent.pk}."}
        client = Client(REMOTE_ADDR=f"192.0.2.{parent.pk % 250}")
        return client.post(f"/comments/reply/{parent.pk}/", sent).status_code

    tasks: list[Callable[[], Any]] = []
    for parent in parents:
        tasks.append(lambda parent=parent: answer(parent))
        tasks.append(lambda parent=parent: actions.remove(comment=parent, by=who, rule=rule()))
    answers = at_once(*tasks)[::2]

    stored = {entry.parent_id for entry in Comment.objects.filter(depth=1)}
    assert set(answers) <= {302, 422}
    assert stored == {
        parent.pk for parent, status in zip(parents, answers, strict=True) if status == 302
    }


def test_one_form_sent_fifty_times_at_once_is_one_comment() -> None:
    post = live_post()
    sent = {"name": "Nora", "comment": "Once."}

    def click() -> tuple[int, str]:
        response = Client().post(f"/comments/form/{post.pk}/", sent)
        return response.status_code, response.headers.get("Location", "")[:17]

    outcomes = at_once(*[click] * 50)

    assert set(outcomes) <= {(302, "/comments/status/"), (429, "")}
    assert (302, "/comments/status/") in outcomes
    assert Comment.objects.count() == 1


def test_fifty_visitors_at_once_leave_fifty_comments_and_the_count_is_right() -> None:
    post = live_post()
    clients = [Client(REMOTE_ADDR=f"192.0.2.{n}") for n in range(50)]

    outcomes = at_once(
        *(
            lambda client=client, n=n: (
                client.post(
                    f"/comments/form/{post.pk}/",
                    {"name": f"Visitor {n}", "comment": f"Opinion {n}"},
                ).status_code
            )
            for n, client in enumerate(clients)
        )
    )

    assert outcomes == [302] * 50
    actions.decide_many(name="approve", comments=Comment.objects.all(), by=moderator())
    assert Comment.objects.published().count() == 50
    assert "50 comments" in Client().get(post.url).text
    assert faults_of_threads() == []


def test_approving_withdrawing_removing_and_replying_at_once_leaves_no_orphan() -> None:
    """A deadlock would be an error: PostgreSQL ends one of the two after a second."""
    post = live_post()
    who = moderator()
    tasks: list[Callable[[], Any]] = []
    for n in range(6):
        parent = published_comment(post)
        waiting = held_comment(post, parent)
        client = Client(REMOTE_ADDR=f"192.0.2.{n}")
        tasks += [
            lambda waiting=waiting: actions.approve(comment=waiting, by=who),
            lambda parent=parent: actions.remove(comment=parent, by=who, rule=rule()),
            lambda parent=parent: authorship.withdraw(comment=parent),
            lambda parent=parent, client=client: client.post(
                f"/comments/reply/{parent.pk}/", {"name": "Nora", "comment": "An answer."}
            ),
        ]

    outcomes = at_once(*tasks)

    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [error for error in errors if not isinstance(error, AlreadyDecided)] == []
    assert {outcome.status_code for outcome in outcomes[3::4]} <= {302, 422}
    assert faults_of_threads() == []
