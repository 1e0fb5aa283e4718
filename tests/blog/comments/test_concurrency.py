"""Many people at once: nothing is lost, misplaced or done twice."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from wagtail.models import ModelLogEntry

from blog.comments import actions
from blog.comments.actions import AlreadyDecided
from blog.comments.models import STEP, Comment, Status, path_step
from tests.factories.comments import ACTIONS, held_comment, published_comment, thread
from tests.factories.pages import live_post
from tests.factories.people import moderator

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, REPLIES = 8, 25


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run the tasks in a thread each, begun at one moment; gives results or exceptions."""
    results: list[Any] = [None] * len(tasks)
    start = Barrier(len(tasks))

    def run(number: int, task: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = task()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return results


@pytest.fixture
def crowd() -> list[Comment]:
    """Eight moderators have written 25 replies each into one thread, all at once."""
    first, reply, deep = thread(live_post(), 0, 1, 2)
    parents = [first, reply, deep]

    def writer(number: int) -> Callable[[], list[int]]:
        client = Client()
        client.force_login(moderator())
        addresses = [f"/comments/reply/{parents[n % 3].pk}/" for n in range(REPLIES)]
        return lambda: [
            client.post(address, {"comment": f"Reply {n} by {number}."}).status_code
            for n, address in enumerate(addresses)
        ]

    outcomes = at_once(*(writer(number) for number in range(WRITERS)))

    assert outcomes == [[302] * REPLIES] * WRITERS
    return list(Comment.objects.order_by("path"))


def test_two_hundred_replies_at_once_all_find_their_place(crowd: list[Comment]) -> None:
    by_id = {entry.pk: entry for entry in crowd}
    first = min(crowd, key=lambda entry: entry.pk)
    replies = [entry for entry in crowd if entry.depth]

    assert len(crowd) == WRITERS * REPLIES + 3
    assert len({entry.path for entry in crowd}) == len(crowd)
    assert {entry.root_id for entry in crowd} == {first.pk}
    assert {entry.thread_id for entry in crowd} == {first.pk}
    for entry in replies:
        parent = by_id[entry.parent_id]
        assert entry.path == parent.path + path_step(entry.pk)
        assert entry.depth == entry.level == parent.depth + 1 == len(entry.path) // STEP - 1
    assert first.reply_count == len(replies)


def test_every_one_of_two_hundred_texts_is_kept_once(crowd: list[Comment]) -> None:
    texts = Counter(entry.comment for entry in crowd if entry.comment.startswith("Reply "))

    assert len(texts) == WRITERS * REPLIES
    assert set(texts.values()) == {1}


def test_two_moderators_who_disagree_leave_what_the_log_says() -> None:
    """Refused first, a comment may still be approved; approved first, it cannot be refused."""
    entry = held_comment(live_post())
    one, other = moderator(), moderator()

    outcomes = at_once(
        lambda: actions.approve(comment=entry, by=one),
        lambda: actions.refuse(comment=entry, by=other),
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
        actions.remove(comment=reply, by=who)
        actions.approve(comment=reply, by=who)
        actions.remove(comment=reply, by=who)

    outcomes = at_once(*(lambda reply=reply: turn(reply) for reply in replies))

    assert outcomes == [None] * len(replies)
    assert Comment.objects.get(pk=first.pk).reply_count == 0


def test_a_reply_to_what_is_removed_at_that_moment_is_stored_or_refused_and_never_lost() -> None:
    post = live_post()
    parents = [published_comment(post) for _ in range(6)]
    who = moderator()

    def answer(parent: Comment) -> int:
        sent = {"name": "Nora", "comment": f"Answer to {parent.pk}."}
        return Client().post(f"/comments/reply/{parent.pk}/", sent).status_code

    tasks: list[Callable[[], Any]] = []
    for parent in parents:
        tasks.append(lambda parent=parent: answer(parent))
        tasks.append(lambda parent=parent: actions.remove(comment=parent, by=who))
    answers = at_once(*tasks)[::2]

    stored = {entry.parent_id for entry in Comment.objects.filter(depth=1)}
    assert set(answers) <= {302, 422}
    assert stored == {
        parent.pk for parent, status in zip(parents, answers, strict=True) if status == 302
    }


def test_one_form_sent_by_many_impatient_clicks_is_one_comment() -> None:
    post = live_post()
    who = moderator()

    def click() -> int:
        client = Client()
        client.force_login(who)
        return client.post(f"/comments/form/{post.pk}/", {"comment": "Once."}).status_code

    statuses = at_once(*[click] * 4)

    assert set(statuses) == {302}
    assert Comment.objects.count() == 1
