"""Asking a colleague about a comment before anybody decides on it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.comments.models import Comment, Consultation, Decision, Status
from blog.comments.policy import Writer

MOST_CHARACTERS = 2000  # of a question, and of an answer


class NotAsked(Exception):
    """A question to a colleague, or its answer, was not taken; the text says why."""


def ask(*, comment: Comment, by: Writer, question: str, of: Writer | None = None) -> Consultation:
    """Ask one colleague, or with None any of them. Raises NotAsked, with a sentence.

    Several can be asked about one comment, and it can be decided on meanwhile.
    """
    question = _text(question)
    if of is not None and (of.pk == by.pk or not of.has_perm("comments.change_comment")):
        raise NotAsked(_("Please choose a colleague who moderates."))
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.get(pk=comment.pk)
        if current.status in {Status.UNCONFIRMED, Status.WITHDRAWN}:
            raise NotAsked(_("There is nothing to decide about this comment."))
        return Consultation.objects.create(
            comment=current,
            question=question,
            asked_by_id=by.pk,
            asked_of_id=of.pk if of else None,
        )


def answer(*, consultation: Consultation, by: Writer, text: str) -> Consultation:
    """Tell the colleague who asked. Raises NotAsked where that was done, or is nobody's to do.

    Whoever was not asked by name may answer too: it helps more than it hurts.
    """
    text = _text(text)
    with transaction.atomic():
        asked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        if asked.closed_at is not None:
            raise NotAsked(_("This question was answered, or the comment decided on, meanwhile."))
        if asked.asked_by_id == by.pk:
            raise NotAsked(_("You asked this yourself; a colleague has to answer."))
        asked.answer, asked.answered_by_id = text, by.pk
        asked.closed_at = timezone.now()
        asked.save(update_fields=["answer", "answered_by", "closed_at"])
    return asked


def close(decision: Decision) -> None:
    """A decision on the comment leaves nothing to ask; in its transaction."""
    Consultation.objects.filter(comment=decision.comment_id, closed_at__isnull=True).update(
        closed_at=decision.made_at
    )


def reopen(decision: Decision) -> None:
    """What a decision closed is open again when it is taken back; in that transaction."""
    closed = Consultation.objects.filter(comment=decision.comment_id, answered_by__isnull=True)
    closed.filter(closed_at=decision.made_at).update(closed_at=None)


def _text(typed: str) -> str:
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise NotAsked(_("Please write something first."))
    if len(text) > MOST_CHARACTERS:
        raise NotAsked(
            _("This may have up to %(limit)d characters; yours has %(length)d.")
            % {"limit": MOST_CHARACTERS, "length": len(text)}
        )
    return text
