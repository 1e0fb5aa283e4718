"""What each figure of a month means, in a sentence that stands beside it wherever it is shown."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True)
class Figure:
    """One figure: its name in JSON and CSV, and what readers are told."""

    name: str
    label: Words
    meaning: Words
    unit: str = "number"  # or “seconds”, “working seconds”, “percent”, “hours”

    def in_words(self, value: float | None) -> str:
        """A value of it as readers see it; a dash where there was nothing to measure."""
        if value is None:
            return "–"
        match self.unit:
            case "percent":
                return gettext("%(number)s %%") % {"number": number_format(value, 1)}
            case "hours":
                return ngettext(
                    "%(number)d working hour", "%(number)d working hours", int(value)
                ) % {"number": value}
            case "seconds" | "working seconds":
                return duration(int(value), in_days=self.unit == "seconds")
        return number_format(value, force_grouping=True)


def duration(seconds: int, *, in_days: bool) -> str:
    """A span of time in at most two units, the smallest a minute; working time is never days."""
    minutes = max(round(seconds / 60), 1)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if in_days else (0, hours)
    parts = [
        ngettext("%(number)d day", "%(number)d days", days) % {"number": days} if days else "",
        gettext("%(number)d h") % {"number": hours} if hours else "",
        gettext("%(number)d min") % {"number": minutes} if minutes and not days else "",
    ]
    return " ".join(filter(None, parts))


@dataclass(frozen=True)
class Group:
    """Figures that stand together under a heading."""

    name: str
    heading: Words
    figures: tuple[Figure, ...]


GROUPS = (
    Group(
        "arrived",
        _("What came in"),
        (
            Figure(
                "received",
                _("Received"),
                _(
                    "Comments that reached us. One whose writer is asked to confirm an e-mail"
                    " address counts when that is done."
                ),
            ),
            Figure(
                "published_at_once",
                _("Published at once"),
                _(
                    "Received from somebody of whom a moderator had published comments before, and"
                    " nothing in it was a reason to look first."
                ),
            ),
            Figure(
                "held",
                _("Held"),
                _("Received, and kept back by a filter until a moderator had read it."),
            ),
            Figure(
                "held_again",
                _("Held after a change"),
                _("Public already, and kept back because its writer had changed it."),
            ),
        ),
    ),
    Group(
        "decided",
        _("What moderators decided"),
        (
            Figure(
                "published_by_moderator",
                _("Published by a moderator"),
                _("Held, refused or removed before, and published by a person."),
            ),
            Figure(
                "refused",
                _("Refused"),
                _("Never published, because a moderator found that it broke a house rule."),
            ),
            Figure(
                "removed",
                _("Removed"),
                _("Taken away by a moderator, by a house rule, after it had been public."),
            ),
            Figure(
                "spam", _("Spam"), _("Taken by a moderator for advertising, or for a program's.")
            ),
            Figure(
                "kept",
                _("Looked at again and kept"),
                _("Public, reported or changed by its writer, and left by a moderator as it was."),
            ),
            Figure(
                "redacted",
                _("Personal data blacked out"),
                _("Published or kept without the personal data that was in it."),
            ),
            Figure(
                "undone",
                _("Taken back within a minute"),
                _("Decisions that a moderator undid at once. No other figure counts them."),
            ),
        ),
    ),
    Group(
        "writers",
        _("What writers did"),
        (
            Figure(
                "withdrawn",
                _("Taken back"),
                _("Withdrawn by its writer, whether it was public or not."),
            ),
            Figure("erased", _("Erased"), _("Deleted for good, because its writer wanted it.")),
        ),
    ),
    Group(
        "reports",
        _("Reports by readers"),
        (
            Figure(
                "reports",
                _("Reports"),
                _("How often a reader said that a comment breaks a house rule; once for each."),
            ),
            Figure(
                "held_after_reports",
                _("Held after reports"),
                _("Comments taken from view until a moderator had looked, as many reported them."),
            ),
            Figure(
                "reports_followed",
                _("Reports that led to a removal"),
                _("Settled by a moderator who took the comment away."),
            ),
            Figure(
                "reports_not_followed",
                _("Reports after which the comment stayed"),
                _("Settled by a moderator who left the comment, or published it again."),
            ),
            Figure(
                "reports_settled_otherwise",
                _("Reports that nobody had to decide on"),
                _("Settled because the writer took the comment back or had it erased."),
            ),
        ),
    ),
    Group(
        "reviews",
        _("Reviews"),
        (
            Figure(
                "reviews_asked",
                _("Reviews asked for"),
                _("How often a writer wanted another moderator to look at a decision."),
            ),
            Figure(
                "reviews_decided",
                _("Reviews decided"),
                _("Requests that a moderator has answered, whenever they were made."),
            ),
            Figure(
                "reviews_upheld", _("Upheld"), _("Reviews after which the first decision stood.")
            ),
            Figure(
                "reviews_overturned",
                _("Overturned"),
                _("Reviews after which the comment was published after all."),
            ),
            Figure(
                "reviews_overturned_percent",
                _("Share overturned"),
                _("How many of a hundred reviews that were decided were overturned."),
                "percent",
            ),
        ),
    ),
    Group(
        "decision_times",
        _("How long decisions took"),
        (
            Figure(
                "decision_target_hours",
                _("Target"),
                _("In how many working hours we mean to decide."),
                "hours",
            ),
            Figure(
                "decision_in_time_percent",
                _("Within the target"),
                _("How many of a hundred decisions took no more working time than that."),
                "percent",
            ),
            Figure(
                "decision_working_seconds_median",
                _("Median, in working time"),
                _(
                    "Half of the decisions took no longer, counted in our working hours from when"
                    " the comment began to wait."
                ),
                "working seconds",
            ),
            Figure(
                "decision_working_seconds_p95",
                _("95 of 100, in working time"),
                _("Ninety-five of a hundred decisions took no longer, in working hours."),
                "working seconds",
            ),
            Figure(
                "decision_seconds_median",
                _("Median, by the calendar"),
                _("Half of the decisions took no longer, nights and weekends counted in."),
                "seconds",
            ),
            Figure(
                "decision_seconds_p95",
                _("95 of 100, by the calendar"),
                _("Ninety-five of a hundred took no longer, nights and weekends counted in."),
                "seconds",
            ),
        ),
    ),
    Group(
        "questions",
        _("Questions"),
        (
            Figure(
                "questions",
                _("Questions"),
                _("Comments that began to wait for an answer by the organisation."),
            ),
            Figure("answered", _("Answered"), _("Questions that got an official answer.")),
            Figure(
                "passed_on",
                _("Passed on"),
                _("Questions handed to somebody else, who is named beside them."),
            ),
            Figure(
                "no_answer_needed",
                _("No answer needed"),
                _("Taken for a question, and found not to need an answer."),
            ),
            Figure(
                "answer_target_hours",
                _("Target for an answer"),
                _("In how many working hours we mean to answer."),
                "hours",
            ),
            Figure(
                "answer_in_time_percent",
                _("Answered within the target"),
                _("How many of a hundred answers took no more working time than that."),
                "percent",
            ),
            Figure(
                "answer_working_seconds_median",
                _("Median to an answer, in working time"),
                _("Half of the answers took no longer, from when the question was public."),
                "working seconds",
            ),
            Figure(
                "answer_working_seconds_p95",
                _("95 of 100 answers, in working time"),
                _("Ninety-five of a hundred answers took no longer, in working hours."),
                "working seconds",
            ),
            Figure(
                "answer_seconds_median",
                _("Median to an answer, by the calendar"),
                _("Half of the answers took no longer, nights and weekends counted in."),
                "seconds",
            ),
            Figure(
                "answer_seconds_p95",
                _("95 of 100 answers, by the calendar"),
                _("Ninety-five of a hundred took no longer, nights and weekends counted in."),
                "seconds",
            ),
        ),
    ),
    Group(
        "limits",
        _("Bans and slowed discussions"),
        (
            Figure(
                "bans",
                _("Bans"),
                _("How often somebody was kept from commenting, for a time or for good."),
            ),
            Figure(
                "bans_ended", _("Bans ended early"), _("Ended by a moderator before their time.")
            ),
            Figure(
                "slowed",
                _("Discussions slowed down"),
                _("How often everybody had to wait between two comments in a heated discussion."),
            ),
        ),
    ),
)
FIGURES = tuple(figure for group in GROUPS for figure in group.figures)
BY_NAME = {figure.name: figure for figure in FIGURES}
