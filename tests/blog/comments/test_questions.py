"""What becomes of a reader's question, by itself and by what people decide."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from blog.comments import actions, answers, authorship, clock, questions
from blog.comments.answers import NotAnswered
from blog.comments.models import Comment, Decision, Question, WorkingHours
from blog.models import BlogPostPage
from tests.blog.comments.test_official_answers import question
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.people import editor, moderator, official, reader

pytestmark = pytest.mark.django_db
States = Question


def state(comment: Comment) -> tuple[int, int | None]:
    """Where a question stands, and by which comment it is answered."""
    now = Comment.objects.get(pk=comment.pk)
    return now.question, now.answer_id


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("When does it open?", True),
        ("متى يفتح؟", True),
        ("何時開きますか？", True),
        ("It opens on Monday.", False),
        ("> When does it open?\n\nOn Monday.", False),
        ("See https://example.org/?day=monday", False),
        ("See www.example.org/?day=monday", False),
        ("`a ? b : c` is code.", False),
        ("> On Monday.\n\nWhich one?", True),
        ("[Is it here?](https://example.org/)", True),
    ],
)
def test_a_question_is_asked_in_ones_own_words(text: str, is_question: bool) -> None:
    assert questions.asks(text) is is_question


def test_a_published_question_awaits_an_answer_within_the_working_hours(
    post: BlogPostPage,
) -> None:
    before = timezone.now()

    asked = question(post)

    hours = WorkingHours.current().answer_hours
    assert state(asked) == (States.AWAITING, None)
    assert clock.due(before, hours) <= asked.answer_due_at <= clock.due(timezone.now(), hours)


def test_what_waits_asks_nothing_yet_and_what_an_official_asks_is_no_question(
    post: BlogPostPage,
) -> None:
    held = authorship.write(page=post, writer=reader(), text="Why?")
    said = authorship.write(page=post, writer=official(), text="Why not?", as_official=True)

    assert [state(held)[0], state(said)[0]] == [States.NONE, States.NONE]


def test_an_official_reply_anywhere_below_answers_and_the_first_counts(post: BlogPostPage) -> None:
    asked = question(post)
    below = question(post, parent=asked, comment="Yes, when?")
    beside = question(post, parent=asked, comment="And why?")

    first = answers.answer(comment=below, by=official(), text="On Monday.")
    answers.answer(comment=asked, by=official(), text="As was said.")

    assert state(asked) == state(below) == (States.ANSWERED, first.pk)
    assert state(beside) == (States.AWAITING, None)
    assert Comment.objects.get(pk=asked.pk).answer_due_at is None
    kept = Decision.objects.get(comment=asked, action="answer")
    assert (kept.by, kept.waited_seconds is not None) == ("official", True)


def test_a_reply_by_somebody_without_an_office_answers_nothing(post: BlogPostPage) -> None:
    asked = question(post)
    authorship.write(page=post, writer=moderator(), text="On Monday.", parent=asked)
    authorship.write(page=post, writer=official(), text="On Monday, I hear.", parent=asked)

    assert state(asked) == (States.AWAITING, None)


@pytest.mark.parametrize("way", ["remove", "withdraw", "erase", "spam"])
def test_when_the_answer_goes_the_next_counts_or_the_question_waits_again(
    post: BlogPostPage, way: str
) -> None:
    asked, who, boss = question(post), official(), moderator()
    first = answers.answer(comment=asked, by=who, text="On Monday.")
    second = answers.answer(comment=asked, by=who, text="At nine.")
    go: dict[str, Any] = {
        "remove": lambda entry: actions.remove(comment=entry, by=boss, rule=rule()),
        "withdraw": lambda entry: authorship.withdraw(comment=entry),
        "erase": lambda entry: authorship.erase(comment=entry),
        "spam": lambda entry: actions.mark_spam(comment=entry, by=boss),
    }

    go[way](first)
    after_one = state(asked)
    go[way](second)

    assert after_one == (States.ANSWERED, second.pk)
    assert state(asked) == (States.AWAITING, None)
    assert Comment.objects.get(pk=asked.pk).answer_due_at > timezone.now()
    assert Decision.objects.filter(comment=asked, action="await", by="filter").count() == 2


def test_undoing_the_removal_of_an_answer_restores_it(post: BlogPostPage) -> None:
    asked, boss = question(post), moderator()
    answer = answers.answer(comment=asked, by=official(), text="On Monday.")
    decision = actions.decide("remove", answer, by=boss, rule=rule())

    actions.undo(decision=decision, by=boss)

    assert state(asked) == (States.ANSWERED, answer.pk)


def test_a_question_that_was_just_published_can_be_unpublished_again(post: BlogPostPage) -> None:
    held, boss = held_comment(post, comment="Why?"), moderator()
    decision = actions.decide("approve", held, by=boss)

    actions.undo(decision=decision, by=boss)

    assert state(held) == (States.NONE, None)


def test_a_question_that_comes_back_has_its_answer_again(post: BlogPostPage) -> None:
    asked, boss = question(post), moderator()
    answer = answers.answer(comment=asked, by=official(), text="On Monday.")
    actions.remove(comment=asked, by=boss, rule=rule())
    actions.approve(comment=asked, by=boss)

    assert state(asked) == (States.ANSWERED, answer.pk)


def test_a_question_mark_that_comes_or_goes_with_an_edit_changes_the_state(
    post: BlogPostPage,
) -> None:
    asked = question(post)
    authorship.edit(comment=asked, text="It is open.")
    without = state(asked)
    authorship.edit(comment=asked, text="Is it open?")

    assert (without[0], state(asked)[0]) == (States.NONE, States.AWAITING)


def test_what_people_decide_is_public_dated_and_on_record(post: BlogPostPage) -> None:
    asked = question(post)
    Comment.objects.filter(pk=asked.pk).update(published_at=timezone.now() - timedelta(hours=50))
    asked.refresh_from_db()

    passed = answers.settle(
        comment=asked, by=official(), state=States.PASSED_ON, passed_on_to=" Highways,\nthe county "
    )

    kept = Decision.objects.get(comment=asked, action="pass_on")
    assert (passed.passed_on_to, passed.answer_due_at) == ("Highways, the county", None)
    assert passed.question_settled_at
    assert (kept.by, kept.waited_seconds // 3600) == ("official", 50)


def test_every_state_can_be_set_anew_and_the_same_again_changes_nothing(
    post: BlogPostPage,
) -> None:
    asked, who = question(post, comment="It is closed."), moderator()
    steps = [States.AWAITING, States.NOT_NEEDED, States.NOT_NEEDED, States.AWAITING]

    found = [answers.settle(comment=asked, by=who, state=step).question for step in steps]

    kept = Decision.objects.filter(comment=asked).exclude(action="approve").order_by("pk")
    assert found == steps
    assert list(kept.values_list("action", flat=True)) == ["await", "no_answer", "await"]


@pytest.mark.parametrize(
    ("by", "fields"),
    [
        (reader, {"state": States.NOT_NEEDED}),
        (editor, {"state": States.NOT_NEEDED}),
        (moderator, {"state": States.PASSED_ON, "passed_on_to": " "}),
        (moderator, {"state": States.PASSED_ON, "passed_on_to": "x" * 201}),
        (moderator, {"state": States.ANSWERED}),
        (moderator, {"state": States.NONE}),
        (moderator, {"state": States.NOT_NEEDED, "seen": States.PASSED_ON}),
    ],
)
def test_what_cannot_be_decided_says_why_and_changes_nothing(
    post: BlogPostPage, by: Any, fields: Any
) -> None:
    asked = question(post)

    with pytest.raises(NotAnswered, match=r"[.]$"):
        answers.settle(comment=asked, by=by(), **fields)

    assert state(asked) == (States.AWAITING, None)


def test_an_official_answer_cannot_be_made_a_question(post: BlogPostPage) -> None:
    answer = answers.answer(comment=published_comment(post), by=official(), text="Yes.")

    with pytest.raises(NotAnswered):
        answers.settle(comment=answer, by=moderator(), state=States.AWAITING)


def test_a_publication_that_is_taken_back_leaves_no_question_on_record(post: BlogPostPage) -> None:
    entry, who = held_comment(post, comment="When will it be mended?"), moderator()
    for _ in range(2):
        decision = actions.decide("approve", entry, by=who)
        actions.undo(decision=decision, by=who)
    actions.decide("approve", entry, by=who)

    waiting = Decision.objects.filter(comment=entry, action=Decision.Action.AWAIT)
    assert waiting.count() == 3
    assert waiting.standing().count() == 1
