"""What the organisation does about readers' questions: it answers, passes on, or lets be.

Whoever may decide on comments may, and whoever has an official role. Each is safe when two people
press at once, as in `actions`.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from blog.comments import authorship, personal_data, questions
from blog.comments.fields import holds_something_to_see
from blog.comments.models import Comment, Decision, OfficialRole, Question
from blog.comments.policy import Writer
from blog.comments.record import record
from blog.comments.signals import comment_changed

MOST_PASSED_ON = 200  # characters
# What people can make of a question → how it is recorded.
SETTLED = {
    Question.AWAITING: Decision.Action.AWAIT,
    Question.ANSWERED: Decision.Action.ANSWER,
    Question.PASSED_ON: Decision.Action.PASS_ON,
    Question.NOT_NEEDED: Decision.Action.NO_ANSWER,
}
# In Wagtail's log: the action, and the sentence.
LOGGED = {
    "answer": (gettext_lazy("Answer"), gettext_lazy("Question answered")),
    "pass_on": (gettext_lazy("Pass on"), gettext_lazy("Question passed on")),
    "no_answer": (gettext_lazy("No answer needed"), gettext_lazy("No answer needed")),
    "await": (gettext_lazy("Await an answer"), gettext_lazy("Question awaits an answer")),
}


class NotAnswered(Exception):
    """An answer was not taken, or a question is as it was; the text is a sentence that says why."""


def may_settle(by: Writer) -> bool:
    """Whether somebody decides what becomes of questions."""
    if by.has_perm("comments.change_comment"):
        return True
    return OfficialRole.objects.held_by(by.pk) is not None


def answer(*, comment: Comment, by: Writer, text: str, seen: Question | None = None) -> Comment:
    """Reply under one's official role; what stands above and waited is answered by it.

    Possible after the discussion was closed to readers, too. The reply is published at once, or
    held as `policy.decide` says of what may hold personal data. `seen` as in `settle`.

    Raises NotAnswered, and ReplyImpossible where the comment cannot be replied to any more.
    """
    text = text.replace("\r\n", "\n").strip()
    if OfficialRole.objects.held_by(by.pk) is None:
        raise NotAnswered(
            _("You have no official role in which to answer. An administrator can give you one.")
        )
    if not holds_something_to_see(text):
        raise NotAnswered(_("Please write something first."))
    if len(text) > settings.COMMENT_MAX_LENGTH:
        raise NotAnswered(
            _("An answer may have up to %(limit)d characters; yours has %(length)d.")
            % {"limit": settings.COMMENT_MAX_LENGTH, "length": len(text)}
        )
    with transaction.atomic():
        current = _locked(comment, seen)
        reply = authorship.write(
            page=current.page,
            writer=by,
            text=text,
            parent=current,
            signals=["personal_data"] if personal_data.find(text) else [],
            as_official=True,
        )
        if reply.is_published and current.question in questions.OPEN:
            _log("answer", current, by)
    return reply


def settle(
    *,
    comment: Comment,
    by: Writer,
    state: Question,
    passed_on_to: str = "",
    seen: Question | None = None,
) -> Comment:
    """Say where a question stands, whatever it was before; the same again changes nothing.

    `passed_on_to`, public, says to whom it was passed on. ANSWERED needs an official reply below.
    With `seen`, the state in which the person saw it, a colleague's decision is not overturned
    unseen. Any published comment but an official one can be made a question.

    Raises NotAnswered.
    """
    passed_on_to = " ".join(passed_on_to.split()) if state == Question.PASSED_ON else ""
    if not may_settle(by):
        raise NotAnswered(_("You may not decide about questions."))
    if state not in SETTLED:
        raise NotAnswered(_("Please choose what becomes of the question."))
    if state == Question.PASSED_ON and not holds_something_to_see(passed_on_to):
        raise NotAnswered(_("Please say to whom the question was passed on. Readers see it."))
    if len(passed_on_to) > MOST_PASSED_ON:
        raise NotAnswered(
            _("Please say it in at most %(limit)d characters.") % {"limit": MOST_PASSED_ON}
        )
    with transaction.atomic():
        current = _locked(comment, seen)
        if (current.question, current.passed_on_to) == (state, passed_on_to):
            return current
        if current.official_role:
            raise NotAnswered(_("This is an official answer, not a question."))
        waited_from = current.published_at if current.question in questions.OPEN else None
        if state == Question.AWAITING:
            questions.await_answer(current)
        else:
            found = questions.first_answer(current) if state == Question.ANSWERED else None
            if state == Question.ANSWERED and found is None:
                raise NotAnswered(_("Nobody has answered it officially yet."))
            questions.settle(current, state, answer=found, passed_on_to=passed_on_to)
        record(
            action=SETTLED[state],
            by=Decision.By.OFFICIAL,
            comment=current,
            moderator=by,
            from_status=current.status,
            since=waited_from if state != Question.AWAITING else None,
        )
        _log(SETTLED[state], current, by)
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return current


def _locked(comment: Comment, seen: Question | None) -> Comment:
    """The comment as it now is, its thread locked. Raises NotAnswered where nobody can answer."""
    Comment.lock_thread(comment.root_id)
    current: Comment = Comment.objects.select_related("user", "page").get(pk=comment.pk)
    if not current.is_published:
        raise NotAnswered(_("This comment is not public, so there is nothing to answer."))
    if seen is not None and current.question != seen:
        raise NotAnswered(
            _("A colleague was first: this question is now “%(state)s”.")
            % {"state": current.get_question_display()}
        )
    return current


def _log(action: str, question: Comment, by: Writer) -> None:
    log(
        instance=question,
        action=f"comments.{action}",
        user=by,
        title=_("Comment %(id)s") % {"id": question.pk},
    )
