"""The lists of the desk: what a moderator has to do, each in the order in which it is due.

Each is served by one index of `Comment`; the bench asks the database whether it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F, OrderBy, Q, Subquery, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blog.comments.models import (
    Comment,
    CommentQuerySet,
    Consultation,
    DiscussionSettings,
    Question,
    Status,
)
from blog.comments.policy import Writer

DUE_FIRST = (F("due_at").asc(nulls_last=True), "pk")
NEWEST_FIRST = ("-pk",)
NOTHING = _("No comments here.")


@dataclass(frozen=True)
class QueueList:
    """One list: its name in the address, its words, what stands in it, and in which order."""

    name: str
    label: Promise | str
    choose: Callable[[Writer], CommentQuerySet]  # for the moderator who looks
    empty: Promise | str = NOTHING
    ordering: Sequence[str | OrderBy] = DUE_FIRST
    is_work: bool = True  # and counted; an archive is as long as the site is old
    is_indexed: bool = True  # in its order; else all of it would be sorted, to count a few

    def to_count(self, who: Writer) -> CommentQuerySet:
        """Its comments, in the order in which they are counted the quickest.

        Where an index has the list in its order, that order leads the database to the index.
        """
        rows = self.choose(who)
        return rows.order_by(*self.ordering) if self.is_indexed else rows.order_by()


def _threshold() -> CombinedExpression:
    """The spam score from which on a comment is suspected: 0 to 1, asked for in the same query."""
    saved = DiscussionSettings.objects.order_by("pk").values("spam_threshold")[:1]
    default = DiscussionSettings._meta.get_field("spam_threshold").get_default()
    return Coalesce(Subquery(saved), Value(default)) / Value(100.0)


def _waiting(_who: Writer) -> CommentQuerySet:
    rows = Comment.objects.waiting()
    return rows.filter(Q(spam_score__isnull=True) | Q(spam_score__lt=_threshold()))


def _suspected(_who: Writer) -> CommentQuerySet:
    return Comment.objects.waiting().filter(spam_score__gte=_threshold())


def _asked_of(who: Writer) -> CommentQuerySet:
    """What a colleague wants to know of this person, or of anybody."""
    asked = Consultation.objects.filter(closed_at__isnull=True)
    asked = asked.filter(Q(asked_of=who.pk) | Q(asked_of=None))
    asked = asked.filter(Q(asked_by=None) | ~Q(asked_by=who.pk))
    return Comment.objects.filter(pk__in=asked.values("comment"))


def _overdue(_who: Writer) -> CommentQuerySet:
    """What should have been decided or answered by now."""
    late = Q(due_at__lt=timezone.now())
    unanswered = Q(
        question=Question.AWAITING, status=Status.PUBLISHED, answer_due_at__lt=timezone.now()
    )
    return Comment.objects.filter(late | unanswered)


def _in_state(status: Status) -> Callable[[Writer], CommentQuerySet]:
    return lambda _who: Comment.objects.filter(status=status)


def _archive(name: str, status: Status) -> QueueList:
    return QueueList(name, status.label, _in_state(status), ordering=NEWEST_FIRST, is_work=False)


WORK = (
    QueueList("waiting", _("Waiting"), _waiting, _("Nothing is waiting. Well done.")),
    QueueList("suspected", _("Suspected spam"), _suspected, _("Nothing here looks like spam.")),
    QueueList(
        "reported",
        _("Reported"),
        lambda _who: Comment.objects.filter(open_reports__gt=0),
        _("No reader has reported anything that nobody has looked at."),
    ),
    QueueList(
        "review",
        _("Asked for review"),
        lambda _who: Comment.objects.asked_for_review(),
        _("Nobody waits for a review."),
        ("review__asked_at", "pk"),
        is_indexed=False,
    ),
    QueueList(
        "questions",
        _("Questions"),
        lambda _who: Comment.objects.published().filter(question=Question.AWAITING),
        _("No question awaits an answer."),
        ("answer_due_at", "pk"),
    ),
    QueueList(
        "edited",
        _("Edited"),
        lambda _who: Comment.objects.edited_since_decision(),
        _("Nothing was edited that nobody has looked at since."),
        ("-edited_at", "-pk"),
    ),
    QueueList(
        "asked",
        _("Asked of me"),
        _asked_of,
        _("No colleague has a question for you."),
        is_indexed=False,
    ),
    QueueList(
        "overdue",
        _("Overdue"),
        _overdue,
        _("Nothing is overdue. Well done."),
        (Coalesce("due_at", "answer_due_at").asc(), "pk"),
        is_indexed=False,
    ),
    QueueList(
        "unconfirmed",
        Status.UNCONFIRMED.label,
        _in_state(Status.UNCONFIRMED),
        ordering=NEWEST_FIRST,
    ),
)
SETTLED = QueueList(
    "settled",
    _("Questions settled"),
    lambda _who: Comment.objects.published().filter(question_settled_at__isnull=False),
    ordering=("-question_settled_at", "-pk"),
    is_work=False,
)
ARCHIVES = (
    SETTLED,
    _archive("published", Status.PUBLISHED),
    _archive("refused", Status.REFUSED),
    _archive("removed", Status.REMOVED),
    _archive("spam", Status.SPAM),
    _archive("withdrawn", Status.WITHDRAWN),
    QueueList(
        "all", _("All"), lambda _who: Comment.objects.all(), ordering=NEWEST_FIRST, is_work=False
    ),
)
LISTS = {each.name: each for each in (*WORK, *ARCHIVES)}


def named(name: str) -> QueueList:
    """The list of that name; what is waiting where there is none."""
    return LISTS.get(name, WORK[0])
