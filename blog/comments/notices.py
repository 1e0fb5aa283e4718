"""Telling a writer who wants it by mail what others decided on the comment.

Each decision has the moment at which its notice is due, and none when nothing is to be sent. A
notice waits until its decision cannot be taken back; of several, only the last is told. Two
senders never send the same one, and none is lost: twice it comes only where a process ended
between sending and noting it.
"""

from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from blog.comments import correspondence
from blog.comments.models import Comment, Decision, Recipient, mailbox_hash
from blog.comments.postbox import Outcome, Round
from blog.comments.record import TOLD

# For so long nobody else sends what one process has set about sending.
LEASE = timedelta(minutes=10)
# What could not be sent is tried again; each pause is as long as the decision is old, so that they
# double. After this, the status page has to do.
SHORTEST_PAUSE, GIVE_UP = timedelta(minutes=1), timedelta(days=7)


def send_due(*, comment_id: int | None = None) -> Round:
    """Send the notices that are due: all of them, or those about one comment."""
    result = Round()
    due = Decision.objects.filter(notice_due_at__lte=timezone.now())
    if comment_id is not None:
        due = due.filter(comment_id=comment_id)
    rows = due.order_by("notice_due_at", "pk").values_list("pk", "notice_due_at")
    for decision_id, due_at in list(rows):
        result.count(_send(decision_id, due_at))
        if result.is_over:
            break
    return result


def next_due(comment_id: int) -> datetime | None:
    """When there may be something to send about a comment; None where there is nothing."""
    waiting = Decision.objects.filter(comment_id=comment_id, notice_due_at__isnull=False)
    moment: datetime | None = waiting.aggregate(first=Min("notice_due_at"))["first"]
    return moment


def want(*, comment: Comment, wanted: bool) -> None:
    """Begin or stop telling its writer what is decided on a comment, from now on."""
    Comment.objects.filter(pk=comment.pk).update(wants_notice=wanted)


def _send(decision_id: int, due_at: datetime | None) -> Outcome:
    """Send one notice, unless another sender has set about it or it is not due any more."""
    lease = timezone.now() + LEASE
    mine = Decision.objects.filter(pk=decision_id, notice_due_at=due_at)
    if not mine.update(notice_due_at=lease):
        return Outcome.NOT_ALLOWED
    decision = Decision.objects.select_related("comment__user").get(pk=decision_id)
    last = Decision.objects.standing().filter(comment=decision.comment, action__in=TOLD).first()
    if decision.comment is None or last is None:
        outcome, again_at = Outcome.NOTHING_TO_SAY, None
    elif last.pk != decision.pk:
        # A later one is told instead. Until it is, this one waits: the later may be taken back.
        outcome, again_at = Outcome.NOTHING_TO_SAY, last.notice_due_at
    else:
        outcome = correspondence.send_decision(decision)
        again_at = _again_at(decision, outcome)
    Decision.objects.filter(pk=decision_id, notice_due_at=lease).update(notice_due_at=again_at)
    return outcome


def _again_at(decision: Decision, outcome: Outcome) -> datetime | None:
    """When a notice is tried again; None where it was sent, or never will be."""
    age = timezone.now() - decision.made_at
    if outcome in {Outcome.SENT, Outcome.NOTHING_TO_SAY, Outcome.REFUSED} or age > GIVE_UP:
        return None
    if outcome == Outcome.NOT_ALLOWED and _is_stopped(decision.comment):
        return None
    return timezone.now() + max(age, SHORTEST_PAUSE)


def _is_stopped(comment: Comment | None) -> bool:
    address = correspondence.notice_address(comment) if comment else ""
    return Recipient.objects.is_stopped(mailbox_hash(address))
