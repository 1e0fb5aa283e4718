"""What a question is, and how its state follows from what is published below it.

All of it happens within the thread's lock, in the transaction of the change that it follows from.
What people decide about questions is `answers`.
"""

import re

from django.utils import timezone

from blog.comments import clock, markup
from blog.comments.models import (
    Comment,
    CommentQuerySet,
    Decision,
    Question,
    WorkingHours,
)
from blog.comments.models.comment import STEP
from blog.comments.policy import Writer
from blog.comments.record import record

# As it is written in Latin, Arabic, Chinese, Greek, Armenian and Ethiopic letters.
QUESTION_MARK = re.compile("[?\u061f\uff1f\u037e\u055e\u1367]")
# What an answer changes; “no answer needed” stands whatever is said below it.
OPEN = frozenset({Question.AWAITING, Question.PASSED_ON})
FIELDS = ["question", "answer", "answer_due_at", "question_settled_at", "passed_on_to"]


def asks(text: str) -> bool:
    """Whether a text asks something in its writer's own words: not in a quotation or an address."""
    return QUESTION_MARK.search(markup.own_words(text)) is not None


def follow(comment: Comment, *, was_published: bool, text_before: str | None = None) -> None:
    """After a change of a comment: its own state as a question, and that of what it answers.

    `text_before` is the text where it was changed.
    """
    if comment.is_published and not was_published:
        if comment.official_role:
            _count_as_answer(comment)
        else:
            _begin(comment)
    elif was_published and not comment.is_published:
        _end(comment)
    elif comment.is_published and text_before is not None and not comment.official_role:
        _follow_text(comment, text_before)


def await_answer(question: Comment) -> None:
    """The question waits from now on; the record is the caller's."""
    when = WorkingHours.current()
    question.question, question.answer, question.passed_on_to = Question.AWAITING, None, ""
    question.answer_due_at = clock.due(timezone.now(), when.answer_hours, when)
    question.question_settled_at = None
    question.save(update_fields=FIELDS)


def settle(
    question: Comment, state: Question, *, answer: Comment | None = None, passed_on_to: str = ""
) -> None:
    """The question waits no longer; the record is the caller's."""
    question.question, question.answer, question.passed_on_to = state, answer, passed_on_to
    question.answer_due_at = None
    question.question_settled_at = timezone.now() if state != Question.NONE else None
    question.save(update_fields=FIELDS)


def first_answer(question: Comment) -> Comment | None:
    """The first official reply anywhere below it that readers see; None where there is none."""
    return official_below(question).order_by("published_at", "pk").first()


def official_below(question: Comment) -> CommentQuerySet:
    """What was said under an office somewhere below a comment, and can be read."""
    thread = Comment.objects.published().filter(root_id=question.root_id)
    return thread.filter(path__startswith=question.path, depth__gt=question.depth).exclude(
        official_role=""
    )


def _begin(comment: Comment) -> None:
    """What has just appeared may be a question; of what was settled before, nothing changes."""
    if comment.question != Question.NONE or not asks(comment.comment):
        return
    if answer := first_answer(comment):
        settle(comment, Question.ANSWERED, answer=answer)
    else:
        await_answer(comment)
        _record_waiting(comment)


def _follow_text(comment: Comment, text_before: str) -> None:
    """A question mark came, or went, with a change of the text."""
    if asks(comment.comment) == asks(text_before):
        return
    if comment.question == Question.NONE:
        _begin(comment)
    elif comment.question == Question.AWAITING:
        settle(comment, Question.NONE)


def _count_as_answer(answer: Comment) -> None:
    """What stands above an official reply is answered; the first such reply counts."""
    above = [answer.path[:end] for end in range(STEP, len(answer.path), STEP)]
    questions = Comment.objects.published().filter(root_id=answer.root_id, path__in=above)
    for question in questions.select_related("answer").filter(question__in=OPEN):
        settle(question, Question.ANSWERED, answer=answer)
        record_answer(question, by=answer.user)
    # An earlier answer that comes back, such as one whose removal was undone.
    for question in questions.filter(question=Question.ANSWERED).exclude(answer=answer):
        _turn_to(question, first_answer(question))


def _end(comment: Comment) -> None:
    """Readers do not see it any more: it asks nothing, and it answers nothing."""
    if comment.question == Question.AWAITING:
        settle(comment, Question.NONE)
    for question in Comment.objects.filter(answer=comment).select_related("page"):
        following = first_answer(question)
        if following:
            _turn_to(question, following)
        elif question.is_published:
            await_answer(question)
            _record_waiting(question)
        else:
            settle(question, Question.NONE)


def _record_waiting(question: Comment) -> None:
    record(
        action=Decision.Action.AWAIT,
        by=Decision.By.FILTER,
        comment=question,
        from_status=question.status,
    )


def _turn_to(question: Comment, answer: Comment | None) -> None:
    question.answer = answer
    question.save(update_fields=["answer"])


def record_answer(question: Comment, *, by: Writer | None) -> None:
    """Keep on record that a question was answered, and how long that took."""
    record(
        action=Decision.Action.ANSWER,
        by=Decision.By.OFFICIAL,
        comment=question,
        moderator=by,
        from_status=question.status,
        since=question.published_at,
    )
