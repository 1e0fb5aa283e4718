"""Time as it runs at work: in the hours of opening, and not on holidays.

All of it in the site's time zone, by its wall clock: nine in the morning is nine in summer, too.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from blog.comments.models import Comment, Decision, WorkingHours

# Past which no due moment is looked for: hours so sparse that a target lies years away are a
# mistake in the settings, and the end of this span is as good an answer as any.
LONGEST = timedelta(days=3 * 366)
MOST = 10_000  # comments whose time is set anew when the hours change
BATCH = 500  # of them are written at once


def due(since: datetime, hours: int, when: WorkingHours | None = None) -> datetime:
    """The first moment at which so many working hours have passed since another."""
    left = timedelta(hours=hours)
    for opens, closes in _shifts(since, since + LONGEST, when or WorkingHours.current()):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return since + LONGEST


def working_time(start: datetime, end: datetime, when: WorkingHours | None = None) -> timedelta:
    """How much working time lies between two moments; none where the end is not after."""
    shifts = _shifts(start, end, when or WorkingHours.current())
    return sum((closes - opens for opens, closes in shifts), timedelta())


def start(comment: Comment) -> None:
    """From now on, a moderator has something to decide about it; what runs already runs on."""
    if comment.waiting_since is None:
        when = WorkingHours.current()
        comment.waiting_since = timezone.now()
        comment.due_at = due(comment.waiting_since, when.moderation_hours, when)


def stop(comment: Comment) -> None:
    """Nothing is to be decided about it any more."""
    comment.waiting_since = comment.due_at = None


def promise(when: WorkingHours) -> str:
    """What a writer is told of the target for moderation: a sentence."""
    return ngettext(
        "We mean to decide within %(hours)d working hour.",
        "We mean to decide within %(hours)d working hours.",
        when.moderation_hours,
    ) % {"hours": when.moderation_hours}


def set_anew(when: WorkingHours) -> None:
    """After a change of the hours: until when what waits is due, what is due first the first.

    What is decided, or answered, meanwhile stays without.
    """
    waiting = Comment.objects.filter(due_at__isnull=False).order_by("due_at")
    _write("due_at", waiting.values_list("pk", "waiting_since"), when.moderation_hours, when)
    # A question waits since it last was put on record that it does.
    put_down = Decision.objects.filter(comment=OuterRef("pk"), action=Decision.Action.AWAIT)
    since = Coalesce(Subquery(put_down.order_by("-pk").values("made_at")[:1]), "published_at")
    asked = Comment.objects.filter(answer_due_at__isnull=False).order_by("answer_due_at")
    _write("answer_due_at", asked.values_list("pk", since), when.answer_hours, when)


def _write(field: str, rows: QuerySet[Any, Any], hours: int, when: WorkingHours) -> None:
    moments = {pk: due(since, hours, when) for pk, since in rows[:MOST] if since}
    for keys in batched(moments, BATCH):
        anew = Case(*(When(pk=pk, then=Value(moments[pk])) for pk in keys), default=F(field))
        still = Comment.objects.filter(pk__in=keys, **{f"{field}__isnull": False})
        still.update(**{field: anew})


def _shifts(
    start: datetime, end: datetime, when: WorkingHours
) -> Iterator[tuple[datetime, datetime]]:
    """The spans of working time between two moments, in their order and in UTC.

    In UTC, because Python compares and subtracts two moments of one zone by the wall clock, which
    is an hour off where summer time begins or ends between them.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    days_off, weekdays = when.days_off, when.weekdays
    day = timezone.localtime(start).date()
    last = timezone.localtime(end).date()
    while day <= last:
        if day.weekday() in weekdays and day not in days_off:
            opens = max(start, _at(day, when.opens_at))
            closes = min(end, _closing(day, when))
            if opens < closes:
                yield opens, closes
        day += timedelta(days=1)


def _closing(day: date, when: WorkingHours) -> datetime:
    if when.closes_at == time(0):  # midnight, at the end of the day
        day += timedelta(days=1)
    return _at(day, when.closes_at)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour)).astimezone(UTC)
