"""Reports by readers: one each for a comment, by a house rule, and nobody is told who.

Enough of them take a comment out of sight until a moderator has looked at it; one that a moderator
has looked at and left is only listed from then on.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from blog.comments import clock, policy, questions, stamps
from blog.comments.fields import LinesField, ShownLines
from blog.comments.forms import TiedForm, TrapForm
from blog.comments.models import (
    Comment,
    Decision,
    DiscussionSettings,
    HouseRule,
    HouseRules,
    Report,
    Status,
    address_block,
    keyed_hash,
)
from blog.comments.policy import Writer
from blog.comments.record import record
from blog.comments.signals import comment_changed

OTHER = "other"
MOST_CHARACTERS = 500  # of what a reader says about it
LEFT_STANDING = (Decision.Action.APPROVE, Decision.Action.KEEP)


class NotReportable(Exception):
    """Nobody can report the comment, or not this person; the text is a sentence that says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of a report, as far as its reader is told.

    None of it says whether this very reader, or somebody in the same household, had reported the
    comment before.
    """

    was_reported: bool  # somebody's report was open already
    was_kept: bool  # a moderator has looked at earlier ones, and left the comment
    is_held: bool  # readers do not see it now


class ReportForm(TiedForm, TrapForm):
    """By which house rule a comment should not be there, and why.

    Once cleaned, `rule` is the rule that was chosen, or None for something else.
    """

    field_order = ["reason", "why", "website"]

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what is wrong with the comment."),
            "invalid_choice": _(
                "The house rules were changed after you opened this page. Please choose again."
            ),
        },
    )
    why = LinesField(
        label=_("In a few words"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=_("Only moderators read this. Please leave out who you are."),
        widget=ShownLines(attrs={"rows": 4}),
        error_messages={
            "max_length": _(
                "This may have up to %(limit_value)d characters; yours has %(show_value)d."
                " Please shorten it."
            )
        },
    )
    stamp = forms.CharField(required=False)

    def __init__(self, *args: Any, rules: HouseRules | None, **kwargs: Any) -> None:
        """`rules`: those that are in force, or None where there are none."""
        super().__init__(*args, **kwargs)
        self._rules = {f"{rule.rules_id}.{rule.number}": rule for rule in _each(rules)}
        cast("forms.ChoiceField", self.fields["reason"]).choices = [
            *((key, str(rule)) for key, rule in self._rules.items()),
            (OTHER, _("Something else")),
        ]
        # The browser would cut off without a word what is too long; we say so instead.
        self.fields["why"].widget.attrs.pop("maxlength", None)
        self.tie_texts_to_fields()

    @property
    def rule(self) -> HouseRule | None:
        """Of a valid form: the rule that was chosen; None for something else."""
        return self._rules.get(self.cleaned_data["reason"])

    def clean_stamp(self) -> str:
        """Refuses, in words, what did not come from the form, or sooner than anybody reads it."""
        value = str(self.cleaned_data["stamp"])
        stamp = stamps.read(value)
        if stamp is None or stamp.age_seconds > settings.COMMENT_FORM_SECONDS:
            sentence = _now("The form had been open for too long. Please send it again.")
            self.add_error(None, sentence)
        elif stamp.age_seconds < settings.COMMENT_TOO_QUICK_SECONDS and not self.errors:
            sentence = _now("This came quicker than people are. Please press the button again.")
            self.add_error(None, sentence)
        return value

    def clean(self) -> dict[str, Any]:
        """What is no house rule has to be said in words."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == OTHER and "why" in cleaned and not cleaned["why"]:
            self.add_error("why", _now("Please say in a few words what is wrong with it."))
        return cleaned

    def next_stamp(self) -> str:
        """The stamp to hand out: where the form comes back, it can be sent again at once."""
        return stamps.make(age_seconds=settings.COMMENT_TOO_QUICK_SECONDS if self.is_bound else 0)


def _each(rules: HouseRules | None) -> Iterable[HouseRule]:
    return rules.rules.all() if rules else ()


def reporter_of(comment: Comment, *, writer: Writer, ip_address: str | None) -> str:
    """The one voice of an account, or of a household where nobody has signed in.

    Another on every comment, so that nobody's reports can be put together.
    """
    who = f"account {writer.pk}" if writer.is_authenticated else address_block(ip_address)
    return keyed_hash(f"report {comment.pk} {who}")


def why_not(comment: Comment, *, writer: Writer, ip_address: str | None) -> str:
    """A sentence that says why this person cannot report the comment; "" if they can.

    Who is kept from commenting is kept from reporting, too.
    """
    if writer.is_authenticated and comment.user_id == writer.pk:
        return _now("This comment is your own. On its status page you can take it back.")
    email = getattr(writer, "email", "")
    if banned := policy.why_banned(writer=writer, email=email, ip_address=ip_address):
        return f"{banned} {_now('Nor can you report comments.')}"
    return ""


def report(
    *,
    comment: Comment,
    writer: Writer,
    ip_address: str | None,
    rule: HouseRule | None = None,
    why: str = "",
) -> Outcome:
    """Keep one report, and hold the comment where it is one too many. Raises NotReportable.

    A second one by the same voice changes nothing, and is answered like another reader's. The
    thread's first comment is held meanwhile, as by every decision: the count is always the number
    of open rows, and one decision holds the comment.
    """
    if sentence := why_not(comment, writer=writer, ip_address=ip_address):
        raise NotReportable(sentence)
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "page").get(pk=comment.pk)
        if not current.is_published:
            raise NotReportable(_why_gone(current))
        was_kept = _was_kept(current)
        was_reported = bool(current.open_reports)
        _row, is_new = Report.objects.get_or_create(
            comment=current,
            reporter=reporter_of(current, writer=writer, ip_address=ip_address),
            defaults={
                "rule_number": rule.number if rule else None,
                "rules_version": rule.rules.version if rule else None,
                "rule_title": rule.title if rule else "",
                "why": why,
            },
        )
        if is_new:
            record(
                action=Decision.Action.REPORT,
                by=Decision.By.READERS,
                comment=current,
                from_status=Status.PUBLISHED,
                rule=rule,
            )
            _list(current)
            if not was_kept and _is_one_too_many(current):
                _hold(current)
    return Outcome(was_reported=was_reported, was_kept=was_kept, is_held=not current.is_published)


def _why_gone(comment: Comment) -> str:
    if comment.status == Status.HELD and comment.open_reports:
        return _now("This comment is out of sight already: a moderator looks at it.")
    return _now("This comment is no longer here, so there is nothing left to report.")


def _was_kept(comment: Comment) -> bool:
    """Whether a moderator has looked at reports of this very text, and left it where it is."""
    looked_at = Report.objects.filter(comment=comment, closed_by__action__in=LEFT_STANDING)
    if comment.edited_at:
        looked_at = looked_at.filter(closed_at__gt=comment.edited_at)
    return looked_at.exists()


def _list(comment: Comment) -> None:
    """From now on it is in the moderators' list of what was reported, with a time to decide by."""
    comment.open_reports = Report.objects.filter(comment=comment, closed_at__isnull=True).count()
    comment.reported_at = comment.reported_at or timezone.now()
    clock.start(comment)
    comment.save(update_fields=["open_reports", "reported_at", "waiting_since", "due_at"])


def _is_one_too_many(comment: Comment) -> bool:
    """Whether so many readers have reported it that it waits for a moderator.

    What the organisation itself has said is never taken away by readers.
    """
    most = DiscussionSettings.current().hold_after_reports
    if not most or comment.open_reports < most or comment.official_role:
        return False
    return not (comment.user and comment.user.has_perm("comments.change_comment"))


def _hold(comment: Comment) -> None:
    """Take a comment out of sight, under the thread's lock, until a moderator has looked at it."""
    comment.status = Status.HELD
    comment.signals = list(dict.fromkeys([*comment.signals, "reported"]))
    comment.reason = _now("Several readers reported it. A moderator looks at it.")
    comment.save(update_fields=["status", "signals", "reason", "is_public", "is_removed"])
    comment.count_in_thread(was_published=True)
    questions.follow(comment, was_published=True)
    against = Report.objects.filter(comment=comment, closed_at__isnull=True)
    counts = Counter(one.rule or _now("Something else") for one in against.order_by("pk"))
    record(
        action=Decision.Action.HOLD,
        by=Decision.By.READERS,
        comment=comment,
        from_status=Status.PUBLISHED,
        signals=["reported"],
        reasons=[f"{reason} ({total})" for reason, total in counts.most_common()],
    )
    transaction.on_commit(lambda: comment_changed.send(Comment, comment=comment))
