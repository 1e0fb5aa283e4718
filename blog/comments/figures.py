"""What the record adds up to, month by month, in the site's time zone.

Everything is counted from `Decision`, which outlives pages, rules, accounts and comments: what is
deleted changes no figure. What was taken back within the minute counts only as that.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy

from blog.comments.models import Comment, Decision, MonthFigures, Question, Status, WorkingHours

VERSION = 1  # of the definitions; with another, what is kept is counted anew
RUNNING_SECONDS = 300  # how old the figures of a running month may be
SETTLED = timedelta(hours=1)  # after which nothing of an ended month is taken back any more
NEWCOMER = "first_comments"  # why a comment was held that no signal spoke against
NEWCOMER_WORDS = gettext_lazy("A moderator reads the first comments of everybody.")

Action = Decision.Action
ARRIVED = (Action.RECEIVE, Action.CONFIRM)
DECIDED = (
    Action.APPROVE,
    Action.REFUSE,
    Action.SPAM,
    Action.REMOVE,
    Action.KEEP,
    Action.UPHOLD,
    Action.REDACT,
)
AGAINST = (Action.REFUSE, Action.SPAM, Action.REMOVE)
# Figures that are the number of one action.
PLAIN = {
    "published_by_moderator": Action.APPROVE,
    "refused": Action.REFUSE,
    "removed": Action.REMOVE,
    "spam": Action.SPAM,
    "kept": Action.KEEP,
    "redacted": Action.REDACT,
    "withdrawn": Action.WITHDRAW,
    "erased": Action.ERASE,
    "held_after_reports": Action.HOLD,
    "reports": Action.REPORT,
    "reviews_asked": Action.ASK,
    "answered": Action.ANSWER,
    "passed_on": Action.PASS_ON,
    "no_answer_needed": Action.NO_ANSWER,
    "bans": Action.BAN,
    "bans_ended": Action.END_BAN,
    "slowed": Action.SLOW,
}


@dataclass(frozen=True)
class Month:
    """The figures of one month. `month` is its first day."""

    month: date
    figures: Mapping[str, Any]  # by name, as in `definitions.GROUPS`: numbers, or None for none
    by_rule: Sequence[Mapping[str, Any]]  # rules_version, rule_number, rule_title, refused, …
    held_because: Mapping[str, int]  # a name out of `policy.SIGNALS`, or NEWCOMER → comments
    as_of: datetime
    is_complete: bool  # the month has ended, and nothing in it changes any more

    @property
    def name(self) -> str:
        """As in addresses: “2026-11”."""
        return f"{self.month:%Y-%m}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on record of it; a target there always is."""
        return not any(
            value for name, value in self.figures.items() if not name.endswith("_target_hours")
        )


@dataclass(frozen=True)
class Waiting:
    """What waits at a moment, and since when the oldest of it does."""

    comments: int
    comments_since: datetime | None
    questions: int
    questions_since: datetime | None
    as_of: datetime


def waiting_now() -> Waiting:
    """What waits for a moderator or for an answer, counted anew every few minutes."""
    return cast("Waiting", cache.get_or_set("comments.waiting", _waiting, RUNNING_SECONDS))


def _waiting() -> Waiting:
    comments = Comment.objects.filter(due_at__isnull=False).order_by()
    questions = Comment.objects.published().filter(question=Question.AWAITING).order_by()
    of_comments = comments.aggregate(total=Count("pk"), since=Min("waiting_since"))
    of_questions = questions.aggregate(total=Count("pk"), since=Min("published_at"))
    return Waiting(
        comments=of_comments["total"],
        comments_since=of_comments["since"],
        questions=of_questions["total"],
        questions_since=of_questions["since"],
        as_of=timezone.now(),
    )


def months(first: date | None = None) -> list[Month]:
    """Every month in which anything is on record, the newest first; `first`: none before it.

    What has ended is read where it was kept, and kept where it was not.
    """
    start = _first_on_record()
    if start is None:
        return []
    kept = {row.month: row for row in MonthFigures.objects.filter(month__gte=first or start)}
    found = [_month(day, kept.get(day)) for day in _from(max(start, first or start))]
    return [month for month in reversed(found) if not month.is_empty]


def month(day: date) -> Month | None:
    """The figures of the month that begins on a day; None where nothing is on record of it."""
    start = _first_on_record()
    if start is None or not start <= day <= timezone.localdate():
        return None
    found = _month(day, MonthFigures.objects.filter(month=day).first())
    return None if found.is_empty else found


def days_on_record() -> list[date]:
    """The first days of all months since the record began, the newest first."""
    start = _first_on_record()
    return list(_from(start))[::-1] if start else []


def keep() -> int:
    """Keep the figures of all months that have ended; gives how many are kept."""
    return sum(month.is_complete for month in months())


def _first_on_record() -> date | None:
    moment = Decision.objects.order_by("made_at").values_list("made_at", flat=True).first()
    return timezone.localdate(moment).replace(day=1) if moment else None


def _from(start: date) -> Iterator[date]:
    while start <= timezone.localdate():
        yield start
        start = following(start)


def following(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The moment at which a month begins, and that at which it has ended."""
    begin, end = (
        timezone.make_aware(datetime.combine(first, time())) for first in (day, following(day))
    )
    return begin, end


def _month(day: date, kept: MonthFigures | None) -> Month:
    if kept and kept.version == VERSION and kept.figures["time_zone"] == settings.TIME_ZONE:
        return _read(day, kept.figures)
    if timezone.now() < bounds(day)[1] + SETTLED:
        counted = cache.get_or_set(
            f"comments.figures.{VERSION}.{day}", lambda: _count(day), RUNNING_SECONDS
        )
        return _read(day, cast("dict[str, Any]", counted))
    counted = _count(day)
    # Two who come first at once write the same.
    MonthFigures.objects.bulk_create(
        [MonthFigures(month=day, version=VERSION, figures=counted)],
        update_conflicts=True,
        unique_fields=["month"],
        update_fields=["version", "figures"],
    )
    return _read(day, counted)


def _read(day: date, counted: Mapping[str, Any]) -> Month:
    as_of = datetime.fromisoformat(counted["as_of"])
    return Month(
        month=day,
        figures=counted["figures"],
        by_rule=counted["by_rule"],
        held_because=counted["held_because"],
        as_of=as_of,
        is_complete=as_of >= bounds(day)[1] + SETTLED,
    )


def _count(day: date) -> dict[str, Any]:
    begin, end = bounds(day)
    as_of = timezone.now()
    everything = Decision.objects.filter(made_at__gte=begin, made_at__lt=end).order_by()
    standing = everything.standing()
    return {
        "time_zone": settings.TIME_ZONE,
        "as_of": as_of.isoformat(),
        "figures": {
            **_numbers(standing),
            "undone": everything.filter(undone_at__isnull=False).count(),
            **_times(standing),
        },
        "by_rule": _by_rule(standing),
        "held_because": _held_because(standing),
    }


def _numbers(decisions: Any) -> dict[str, Any]:
    kinds = list(
        decisions.values("action", "to_status", "is_review").annotate(
            total=Count("pk"), reports=Sum("closed_reports_count")
        )
    )

    def number(*actions: str, of: str = "total", **fields: Any) -> int:
        return sum(
            kind[of]
            for kind in kinds
            if (not actions or kind["action"] in actions)
            and all(kind[name] == value for name, value in fields.items())
        )

    received = number(*ARRIVED) - number(*ARRIVED, to_status=Status.UNCONFIRMED)
    decided = number(is_review=True)
    overturned = number(is_review=True, to_status=Status.PUBLISHED)
    asking = decisions.filter(action=Action.AWAIT)
    numbers: dict[str, Any] = {name: number(action) for name, action in PLAIN.items()}
    return numbers | {
        "received": received,
        "published_at_once": number(*ARRIVED, to_status=Status.PUBLISHED),
        "held": number(*ARRIVED, to_status=Status.HELD),
        "held_again": number(Action.EDIT, to_status=Status.HELD),
        "reports_followed": number(*AGAINST, of="reports"),
        "reports_not_followed": number(
            Action.APPROVE, Action.KEEP, Action.REDACT, Action.UPHOLD, of="reports"
        ),
        "reports_settled_otherwise": number(Action.WITHDRAW, Action.ERASE, of="reports"),
        "reviews_decided": decided,
        "reviews_upheld": decided - overturned,
        "reviews_overturned": overturned,
        "reviews_overturned_percent": _percent(overturned, decided),
        "questions": asking.aggregate(total=Count("comment_number", distinct=True))["total"],
    }


def _times(decisions: Any) -> dict[str, Any]:
    waited = decisions.filter(waited_seconds__isnull=False).values_list(
        "waited_seconds", "waited_working_seconds"
    )
    when = WorkingHours.current()
    by_moderators = waited.filter(action__in=DECIDED, by=Decision.By.MODERATOR)
    return {
        **_spread("decision", list(by_moderators), when.moderation_hours),
        **_spread("answer", list(waited.filter(action=Action.ANSWER)), when.answer_hours),
    }


def _spread(what: str, waited: list[tuple[int, int | None]], target: int) -> dict[str, Any]:
    seconds = sorted(calendar for calendar, _working in waited)
    working = sorted(span for _calendar, span in waited if span is not None)
    in_time = sum(span <= target * 3600 for span in working)
    return {
        f"{what}_seconds_median": _rank(seconds, 50),
        f"{what}_seconds_p95": _rank(seconds, 95),
        f"{what}_working_seconds_median": _rank(working, 50),
        f"{what}_working_seconds_p95": _rank(working, 95),
        f"{what}_target_hours": target,
        f"{what}_in_time_percent": _percent(in_time, len(working)),
    }


def _rank(ordered: Sequence[int], percent: int) -> int | None:
    """The least of the values that so many per cent of them do not exceed; None of none."""
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _by_rule(decisions: Any) -> list[dict[str, Any]]:
    """What was refused, removed and taken for spam, by the rule as it was worded then."""
    rule = ("rules_version", "rule_number", "rule_title")
    against = decisions.filter(action__in=AGAINST)
    numbers = {
        name: Count("pk", filter=Q(action=action))
        for name, action in (
            ("refused", Action.REFUSE),
            ("removed", Action.REMOVE),
            ("spam", Action.SPAM),
        )
    }
    rows = against.values(*rule).annotate(**numbers)
    return list(
        rows.order_by(
            F("rules_version").desc(nulls_last=True), F("rule_number").asc(nulls_last=True)
        )
    )


def _held_because(decisions: Any) -> dict[str, int]:
    """Why filters held what came: a comment counts under each of its signals."""
    held = decisions.filter(action__in=(*ARRIVED, Action.EDIT), to_status=Status.HELD)
    found: Counter[str] = Counter()
    for signals, total in held.values_list("signals").annotate(Count("pk")):
        for name in set(signals) or {NEWCOMER}:
            found[name] += total
    return dict(found.most_common())
