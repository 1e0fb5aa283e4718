"""Until when something is to be done about a comment, in words: “due in 3 working hours”."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.comments import clock
from blog.comments.models import Comment, Question, WorkingHours

WEEK = timedelta(days=6)  # in which the name of a day says which day it is


@dataclass(frozen=True)
class Due:
    """A moment that was promised, and what to say about it."""

    moment: datetime
    words: str
    is_overdue: bool


def of(comments: Sequence[Comment]) -> dict[int, Due]:
    """The due moments by the comments' ids: of a decision, or else of an answer. One query."""
    now = timezone.now()
    moments = {comment.pk: moment for comment in comments if (moment := _moment(comment))}
    ahead = any(moment > now for moment in moments.values())
    hours = WorkingHours.current() if ahead else None
    return {pk: _due(moment, now, hours) for pk, moment in moments.items()}


def _moment(comment: Comment) -> datetime | None:
    is_asked = comment.is_published and comment.question == Question.AWAITING
    return comment.due_at or (comment.answer_due_at if is_asked else None)


def _due(moment: datetime, now: datetime, hours: WorkingHours | None) -> Due:
    if hours is None or moment <= now:
        words = _("overdue since %(moment)s") % {"moment": _said(moment, now)}
        return Due(moment, words, is_overdue=True)
    minutes = round(clock.working_time(now, moment, hours) / timedelta(minutes=1))
    if minutes < 60:
        words = ngettext("due in %(n)d working minute", "due in %(n)d working minutes", minutes)
        return Due(moment, words % {"n": minutes}, is_overdue=False)
    whole = round(minutes / 60)
    words = ngettext("due in %(n)d working hour", "due in %(n)d working hours", whole)
    return Due(moment, words % {"n": whole}, is_overdue=False)


def _said(moment: datetime, now: datetime) -> str:
    """“10:00”, “Friday 16:00” or “3 May”, whichever is short and clear."""
    local = timezone.localtime(moment)
    time = date_format(local, "TIME_FORMAT")
    if local.date() == timezone.localtime(now).date():
        return time
    return f"{date_format(local, 'l')} {time}" if now - moment < WEEK else date_format(local)
