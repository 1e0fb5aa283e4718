"""The public log: what was decided, when, by which rule and by whom in kind.

Never the text, a name, or a number by which one could find a comment that readers do not see; nor
that a single reader reported something.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.comments import figures
from blog.comments.models import Comment, Decision, HouseRules, Status
from blog.comments.policy import SIGNALS

PER_PAGE = 50
EVERYTHING = "all"
Action, Heading = Decision.Action, Decision.Heading
ARRIVAL = (Action.RECEIVE, Action.CONFIRM, Action.EDIT)
# What was said of a comment, by the action and what became of the comment; or by the action and,
# for what a moderator turned round, what it had been.
BECAME: dict[tuple[str, int | None], Promise | str] = {
    (Action.RECEIVE, Status.PUBLISHED): _("Received, and published at once."),
    (Action.RECEIVE, Status.HELD): _("Received, and held until a moderator has read it."),
    (Action.RECEIVE, Status.UNCONFIRMED): _(
        "Received. It waits until its writer confirms an e-mail address."
    ),
    (Action.CONFIRM, Status.PUBLISHED): _(
        "Its writer confirmed the e-mail address, and it was published at once."
    ),
    (Action.CONFIRM, Status.HELD): _(
        "Its writer confirmed the e-mail address. It was held until a moderator has read it."
    ),
    (Action.EDIT, Status.HELD): _(
        "Changed by its writer, and taken from view until a moderator has read it."
    ),
}
WAS: dict[tuple[str, int | None], Promise | str] = {
    (Action.APPROVE, Status.REMOVED): _("Put back, after it had been removed."),
    (Action.APPROVE, Status.REFUSED): _("Published after all, after it had been refused."),
    (Action.APPROVE, Status.SPAM): _("Published after all, after it had been taken for spam."),
    (Action.SPAM, Status.PUBLISHED): _("Taken away as spam."),
}
SENTENCES: dict[str, Promise | str] = {
    Action.RECEIVE: _("Received."),
    Action.CONFIRM: _("Its writer confirmed the e-mail address."),
    Action.EDIT: _("Changed by its writer."),
    Action.HOLD: _("Taken from view, because readers reported it, until a moderator has looked."),
    Action.APPROVE: _("Published."),
    Action.REFUSE: _("Not published."),
    Action.SPAM: _("Not published: taken for spam."),
    Action.REMOVE: _("Removed."),
    Action.KEEP: _("Looked at again, and left as it is."),
    Action.UPHOLD: _("Looked at again by another moderator: the decision stands."),
    Action.REDACT: _("Personal data in it was blacked out."),
    Action.WITHDRAW: _("Taken back by its writer."),
    Action.ERASE: _("Erased, as its writer wanted."),
    Action.ANSWER: _("The question in it was answered."),
    Action.PASS_ON: _("The question in it was passed on."),
    Action.NO_ANSWER: _("Found not to need an answer."),
    Action.AWAIT: _("It asks something, and awaits an answer."),
    Action.BAN: _("Somebody was kept from commenting."),
    Action.END_BAN: _("Somebody may comment again: a ban was ended."),
    Action.SLOW: _("The discussion was slowed down: everybody waits between two comments."),
    Action.END_SLOW: _("The discussion is no longer slowed down."),
    Action.ASK: _("Its writer asked another moderator to look at the decision."),
}
ABOUT_A_PERSON = frozenset({Action.BAN, Action.END_BAN})
ABOUT_A_DISCUSSION = frozenset({Action.SLOW, Action.END_SLOW})
WITH_AN_END = frozenset({Action.BAN, Action.SLOW})
# Only counted, in the figures of the month: by the row of a single report, somebody could learn
# whether another one in the same household has reported a comment.
ONLY_COUNTED = frozenset({Action.REPORT})


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see of the log; nonsense in an address asks for nothing."""

    # A heading's name in small letters, EVERYTHING (but ONLY_COUNTED), or "": all but routine.
    what: str = ""
    rule: tuple[int, int] | None = None  # version and number
    month: date | None = None  # its first day
    before: int | None = None  # the decision after which the page begins

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """What a query string asks for; in a query, where it names a month."""
        what = query.get("what", "")
        month = month_of(query.get("month", ""))
        return cls(
            what=what if what in {EVERYTHING, *map(str.lower, Heading.names)} else "",
            rule=_rule(query.get("rule", "")),
            # Neither a database nor a calendar has all the months that one can write down.
            month=month if month and month in figures.days_on_record() else None,
            before=_number(query.get("before", "")),
        )

    @property
    def rule_key(self) -> str:
        """As in addresses: “2.5” is rule 5 of version 2."""
        return "{}.{}".format(*self.rule) if self.rule else ""

    @property
    def month_key(self) -> str:
        """As in addresses: “2026-11”."""
        return f"{self.month:%Y-%m}" if self.month else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the first page of the usual list was asked for."""
        return bool(self.what or self.rule or self.month)


@dataclass(frozen=True)
class Entry:
    """One decision as the public reads it."""

    decision: Decision
    post: Page | None  # if everybody can read it
    is_readable: bool  # the comment itself, now
    has_rules: bool  # the version that was cited can still be read

    @property
    def decided_by(self) -> str:
        """What kind of somebody decided; what a filter only held, a person still will."""
        decision = self.decision
        if decision.by == Decision.By.FILTER and decision.to_status == Status.HELD:
            return _now("Held by a filter, for a person to decide.")
        return _now("Decided by %(who)s.") % {"who": decision.by_label}

    @property
    def sentence(self) -> str:
        """What was decided, in plain words."""
        decision = self.decision
        found = BECAME.get((decision.action, decision.to_status))
        found = found or WAS.get((decision.action, decision.from_status))
        return str(found or SENTENCES[decision.action])

    @property
    def extent(self) -> str:
        """Of a ban or a slow mode, until when; "" for everything else."""
        if self.decision.action not in WITH_AN_END:
            return ""
        if self.decision.until is None:
            return _now("Without an end")
        end = date_format(localtime(self.decision.until), "DATETIME_FORMAT")
        return _now("Until %(moment)s") % {"moment": end}

    @property
    def review(self) -> str:
        """How a review ended that this decision answers; "" where it answers none."""
        if not self.decision.is_review or self.decision.action == Action.UPHOLD:
            return ""
        if self.decision.to_status == Status.PUBLISHED:
            return _now("This was a review, and the first decision was overturned.")
        return _now("This was a review, and the comment stays away from readers.")

    @property
    def because(self) -> list[str]:
        """Why a filter held it, in words."""
        decision = self.decision
        if decision.action not in ARRIVAL or decision.to_status != Status.HELD:
            return []
        return [str(SIGNALS[name]) for name in decision.signals if name in SIGNALS] or [
            str(figures.NEWCOMER_WORDS)
        ]

    @property
    def rule_url(self) -> str:
        """Where the rule can be read as it was; "" where it cannot any more."""
        return self.decision.rule_url if self.has_rules else ""

    @property
    def is_about_a_person(self) -> bool:
        """Whether it concerns no comment, and no discussion, but somebody who writes."""
        return self.decision.action in ABOUT_A_PERSON

    @property
    def is_about_a_discussion(self) -> bool:
        """Whether it concerns all of a discussion."""
        return self.decision.action in ABOUT_A_DISCUSSION

    @property
    def comment_url(self) -> str:
        """Where the comment stands that this decision left public; "" for every other one.

        Never of what concerns a person: it would say who that is.
        """
        if self.is_about_a_person:
            return ""
        decision = self.decision
        is_public = decision.to_status == Status.PUBLISHED
        if not (is_public and self.is_readable and self.post):
            return ""
        return reverse("comments:permalink", args=[decision.comment_number])


@dataclass(frozen=True)
class LogPage:
    """One page of the log."""

    entries: list[Entry]
    next_before: int | None  # for ?before=: there is more below


def month_of(text: str) -> date | None:
    """The first day of a month as in “2026-11”; None for anything else."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return day if f"{day:%Y-%m}" == text else None


def _rule(text: str) -> tuple[int, int] | None:
    version, _dot, number = text.partition(".")
    found = _number(version), _number(number)
    # What is greater than a column takes is no rule.
    is_rule = all(value is not None and value < 2**15 for value in found)
    return (found[0] or 0, found[1] or 0) if is_rule else None


def _number(text: str) -> int | None:
    """A number of up to 18 digits: what has more is none of ours, and no database's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read(choice: Choice, rules: Sequence[HouseRules]) -> LogPage:
    """The part of the log that was asked for, the newest first, in at most six queries.

    `rules`: the versions that can be read. Cut by key: a page far back costs no more than the
    first one.
    """
    decisions = _chosen(choice)
    if choice.before:
        last = Decision.objects.filter(pk=choice.before).values_list("made_at", "pk").first()
        decisions = decisions.before(*last) if last else decisions
    columns = decisions.defer("explanation", "reasons", "before").order_by("-made_at", "-pk")
    rows = list(columns[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    return LogPage(
        entries=_entries(shown, {version.version for version in rules}),
        next_before=shown[-1].pk if len(rows) > PER_PAGE else None,
    )


def _chosen(choice: Choice) -> Any:
    decisions = Decision.objects.exclude(action__in=ONLY_COUNTED)
    if choice.what == "":
        decisions = decisions.exclude(heading=Heading.ROUTINE)
    elif choice.what != EVERYTHING:
        decisions = decisions.filter(heading=Heading[choice.what.upper()])
    if choice.rule:
        version, number = choice.rule
        decisions = decisions.filter(rules_version=version, rule_number=number)
    if choice.month:
        begin, end = figures.bounds(choice.month)
        decisions = decisions.filter(made_at__gte=begin, made_at__lt=end)
    return decisions


def _entries(decisions: Iterable[Decision], versions: set[int]) -> list[Entry]:
    decisions = list(decisions)
    posts = Page.objects.live().public().in_bulk({row.page_id for row in decisions if row.page_id})
    numbers = {row.comment_id for row in decisions if row.comment_id}
    published = Comment.objects.published().filter(pk__in=numbers).order_by()
    readable = set(published.values_list("pk", flat=True))
    return [
        Entry(
            decision=row,
            post=None if row.page_id is None else posts.get(row.page_id),
            is_readable=row.comment_id in readable,
            has_rules=row.rules_version in versions,
        )
        for row in decisions
    ]
