"""The open record: the public log of decisions, and the figures of each month.

Nobody has to be signed in, nothing is sent that is about the reader, and no cookie changes it but
that of a session: staff have their bar on a page.
"""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from blog.comments import definitions, figures, public_log
from blog.comments.figures import NEWCOMER, Month
from blog.comments.models import Decision, HouseRules, WorkingHours
from blog.comments.policy import SIGNALS
from blog.comments.public_log import EVERYTHING, Choice
from blog.comments.spreadsheets import guarded

MAX_AGE = 60  # seconds for which a page may be out of date
MONTHS_SHOWN = 12
# Of each month, in the table of months.
COLUMNS = [
    "received",
    "published_at_once",
    "published_by_moderator",
    "refused",
    "removed",
    "decision_working_seconds_median",
    "reviews_overturned",
]
RULE_COLUMNS = ["rules_version", "rule_number", "rule_title"]


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let everybody's caches keep a page for a while; one with the bar of staff, only their own."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        whose = "private" if settings.SESSION_COOKIE_NAME in request.COOKIES else "public"
        patch_cache_control(response, max_age=MAX_AGE, **{whose: True})
        return response

    return kept


@require_safe
@fresh
def log(request: HttpRequest) -> HttpResponse:
    """Every decision, the newest first; narrowed by what, by which rule and when."""
    choice = Choice.from_query(request.GET)
    rules = list(HouseRules.objects.prefetch_related("rules"))
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "choice": choice,
        "log": public_log.read(choice, rules),
        "headings": [
            (name.lower(), label)
            for name, (value, label) in zip(
                Decision.Heading.names, Decision.Heading.choices, strict=True
            )
            if value != Decision.Heading.ROUTINE
        ],
        "everything": EVERYTHING,
        "rules": rules,
        "months": figures.days_on_record(),
        "narrowed": query.urlencode(),
    }
    return render(request, "comments/log.html", context)


@require_safe
@fresh
def transparency(request: HttpRequest) -> HttpResponse:
    """What waits now, the newest month, how the last year has gone, and the months before."""
    today = timezone.localdate()
    year_ago = today.replace(day=1, year=today.year - 1)
    everything = figures.months()
    months = [each for each in everything if each.month >= year_ago][:MONTHS_SHOWN]
    context = {
        "columns": [definitions.BY_NAME[name] for name in COLUMNS],
        "months": [(month, _line(month)) for month in months],
        "month": months[0] if months else None,
        "groups": _groups(months[0]) if months else [],
        "reasons": _reasons(months[0]) if months else [],
        "earlier": [each.month for each in everything if months and each.month < months[-1].month],
        "median": next(filter(None, map(_median, months)), None),
        "waiting": figures.waiting_now(),
        "hours": WorkingHours.current(),
    }
    return render(request, "comments/transparency.html", context)


@require_safe
@fresh
def month(request: HttpRequest, name: str) -> HttpResponse:
    """The figures of one month, each with what it means."""
    found = _month(name)
    context = {"month": found, "groups": _groups(found), "reasons": _reasons(found)}
    return render(request, "comments/transparency_month.html", context)


@require_safe
@fresh
def month_data(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """The same as JSON or CSV."""
    found = _month(name)
    if ending == "json":
        return _json({**_about(), **_as_data(found)}, found.name)
    return _csv(["figure", *RULE_COLUMNS, "value"], _rows(found), found.name)


@require_safe
@fresh
def months_data(request: HttpRequest, ending: str) -> HttpResponse:
    """All months as JSON, with everything, or as CSV, one line a month and without the rules."""
    found = figures.months()
    if ending == "json":
        return _json({**_about(), "months": [_as_data(month) for month in found]}, "months")
    names = [figure.name for figure in definitions.FIGURES]
    rows = ([month.name, *map(month.figures.get, names)] for month in found)
    return _csv(["month", *names], rows, "months")


def _month(name: str) -> Month:
    day = public_log.month_of(name)
    found = figures.month(day) if day else None
    if found is None:
        raise Http404
    return found


def _groups(month: Month) -> list[tuple[definitions.Group, list[tuple[definitions.Figure, str]]]]:
    """Each figure with its value in words, under its heading."""
    return [
        (
            group,
            [(figure, figure.in_words(month.figures.get(figure.name))) for figure in group.figures],
        )
        for group in definitions.GROUPS
    ]


def _median(month: Month) -> tuple[date, str] | None:
    """The month's first day, and how long half of its decisions took at most; None of none."""
    name = "decision_working_seconds_median"
    value = month.figures.get(name)
    return None if value is None else (month.month, definitions.BY_NAME[name].in_words(value))


def _line(month: Month) -> list[str]:
    """A month's line in the table of months."""
    return [definitions.BY_NAME[name].in_words(month.figures.get(name)) for name in COLUMNS]


def _reasons(month: Month) -> list[tuple[str, int]]:
    """Why filters held comments, in words, the most frequent first."""
    return [
        (words, total)
        for name, total in sorted(month.held_because.items(), key=lambda pair: -pair[1])
        if (words := _words(name))
    ]


def _words(signal: str) -> str:
    if signal == NEWCOMER:
        return str(figures.NEWCOMER_WORDS)
    return str(SIGNALS.get(signal, ""))


def _about() -> dict[str, Any]:
    return {
        "version": figures.VERSION,
        "definitions": f"{settings.SITE_URL}{reverse('comments:transparency')}#definitions",
        "time_zone": settings.TIME_ZONE,
    }


def _as_data(month: Month) -> dict[str, Any]:
    return {
        "month": month.name,
        "is_complete": month.is_complete,
        "as_of": month.as_of.isoformat(),
        "figures": {figure.name: month.figures.get(figure.name) for figure in definitions.FIGURES},
        "by_rule": list(month.by_rule),
        "held_because": [
            {"signal": name, "words": _words(name), "comments": total}
            for name, total in month.held_because.items()
        ],
    }


def _rows(month: Month) -> Iterable[list[Any]]:
    for figure in definitions.FIGURES:
        yield [figure.name, "", "", "", month.figures.get(figure.name)]
    for rule in month.by_rule:
        for name in ("refused", "removed", "spam"):
            yield [f"{name}_by_rule", *(rule[column] for column in RULE_COLUMNS), rule[name]]


def _json(document: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'inline; filename="moderation-{name}.json"'
    return response


def _csv(header: list[str], rows: Iterable[list[Any]], name: str) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_plain(value) for value in row] for row in rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="moderation-{name}.csv"'
    return response


def _plain(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula; nothing for what is not known."""
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else value
