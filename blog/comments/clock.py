"""Time as it runs at work: in the hours of opening, and not on holidays.

All of it in the site's time zone, by its wall clock: nine in the morning is nine in summer, too.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from blog.comments.models import Comment, WorkingHours

# Past which nothing is looked for: hours so sparse that a target lies years away are a mistake in
# the settings, and the end of this span is as good an answer as any.
LONGEST = timedelta(days=3 * 366)


def due(since: datetime, hours: int, when: WorkingHours | None = None) -> datetime:
    """The moment at which so many working hours have passed since another."""
    left = timedelta(hours=hours)
    end = since
    for opens, closes in _shifts(since, since + LONGEST, when or WorkingHours.current()):
        end = closes
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return end


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


def _shifts(
    start: datetime, end: datetime, when: WorkingHours
) -> Iterator[tuple[datetime, datetime]]:
    """The spans of working time between two moments, in their order."""
    days_off, weekdays = when.days_off, when.weekdays
    day = timezone.localtime(start).date()
    last = timezone.localtime(min(end, start + LONGEST)).date()
    while day <= last:
        if day.weekday() in weekdays and day not in days_off:
            opens = max(start, _at(day, when.opens_at))
            closes = min(end, _at(day, when.closes_at))
            if opens < closes:
                yield opens, closes
        day += timedelta(days=1)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
