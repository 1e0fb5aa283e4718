"""The forms of the desk: what a decision needs beside a key."""

import ipaddress
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from blog.comments import consulting, personal_data, redaction
from blog.comments.desk.rows import colleagues_among
from blog.comments.impartiality import other_moderators
from blog.comments.models import (
    Ban,
    Comment,
    HouseRule,
    HouseRules,
    Question,
    SlowMode,
    address_block,
    plain_domain,
)
from blog.comments.policy import Writer

MOST_EXPLAINED = 2000  # characters of what a writer is told
# How long something holds: the value that is sent → days (0: without an end), and the words.
SPANS: dict[str, tuple[float, Promise | str]] = {
    "hour": (1 / 24, _("an hour")),
    "hours": (6 / 24, _("six hours")),
    "day": (1, _("a day")),
    "days": (3, _("three days")),
    "week": (7, _("a week")),
    "month": (30, _("a month")),
    "year": (365, _("a year")),
    "ever": (0, _("without an end")),
}


def spans(*names: str) -> list[tuple[str, Promise | str]]:
    """The choices of these names."""
    return [(name, SPANS[name][1]) for name in names]


def span(name: str) -> timedelta | None:
    """How long that is; None for without an end."""
    days = SPANS[name][0]
    return timedelta(days=days) if days else None


class PanelForm(forms.Form):
    """A form about one comment, for one moderator."""

    def __init__(self, *args: Any, comment: Comment, by: Writer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comment = comment
        self.prepare(comment, by)
        for name, entry in self.fields.items():
            # Sentences instead of a browser cutting off, without a word, what is too long.
            entry.widget.attrs.pop("maxlength", None)
            entry.widget.attrs["id"] = f"{name}-{comment.pk}"

    def prepare(self, comment: Comment, by: Writer) -> None:
        """Fill in what depends on the comment and the moderator."""

    def choose_from(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """What a field can be set to."""
        cast("forms.ChoiceField", self.fields[name]).choices = choices


class ExplainedForm(PanelForm):
    """What the writer is told beside a decision."""

    explanation = forms.CharField(
        label=_("What its writer is told"),
        required=False,
        max_length=MOST_EXPLAINED,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RuledForm(ExplainedForm):
    """By which house rule, and in which words."""

    rule = forms.ChoiceField(
        label=_("House rule"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose the house rule by which you decide."),
            "invalid_choice": _("The house rules were changed meanwhile. Please choose again."),
        },
    )
    field_order = ["rule", "explanation"]

    def prepare(self, comment: Comment, by: Writer) -> None:
        """The rules in force; an empty explanation is that of the rule."""
        rules = HouseRules.current()
        self.rules = (
            {f"{rule.rules_id}.{rule.number}": rule for rule in rules.rules.all()} if rules else {}
        )
        self.choose_from("rule", [(key, str(rule)) for key, rule in self.rules.items()])
        chosen = [key for key in self.rules if key.endswith(f".{self.initial.get('number')}")]
        if chosen:
            self.initial["rule"] = chosen[0]
            self.initial["explanation"] = self.rules[chosen[0]].explanation
        self.fields["explanation"].help_text = _("Left empty, these are the words of the rule.")

    @property
    def words(self) -> dict[str, str]:
        """What is said by each rule, by the value that is sent: for scripts to fill in."""
        return {key: rule.explanation for key, rule in self.rules.items()}


def _by_key(rules: HouseRules | None) -> dict[str, HouseRule]:
    """The rules by what a form sends: the version, too, so that no other is meant by a number."""
    return {f"{rule.rules_id}.{rule.number}": rule for rule in rules.rules.all()} if rules else {}


class AskForm(PanelForm):
    """What a colleague is asked, and who."""

    of = forms.ChoiceField(label=_("Whom"), required=False)
    question = forms.CharField(
        label=_("What do you want to know?"),
        error_messages={"required": _("Please write what you want to know.")},
        max_length=consulting.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def prepare(self, comment: Comment, by: Writer) -> None:
        """Everybody else who decides on comments."""
        self.people = {str(user.pk): user for user in other_moderators(by).order_by("pk")}
        names = [
            (pk, user.get_full_name() or user.get_username()) for pk, user in self.people.items()
        ]
        self.choose_from("of", [("", _now("Any colleague")), *names])


class AnswerAskedForm(PanelForm):
    """What is answered to a colleague."""

    text = forms.CharField(
        label=_("Your answer"),
        error_messages={"required": _("Please write your answer.")},
        max_length=consulting.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RedactForm(PanelForm):
    """What is blacked out: what was found, and other passages exactly as they stand."""

    found = forms.MultipleChoiceField(
        label=_("Found in the text"), required=False, widget=forms.CheckboxSelectMultiple
    )
    passages = forms.CharField(
        label=_("Other passages, one a line"),
        required=False,
        max_length=redaction.LONGEST * redaction.MOST_PASSAGES,
        help_text=_("Exactly as they stand in the comment."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rule = forms.ChoiceField(label=_("By this house rule"))

    def prepare(self, comment: Comment, by: Writer) -> None:
        """What looks like personal data is ticked beforehand."""
        found = redaction.candidates(comment)
        self.choose_from("found", [(one.text, f"{one.text} ({one.label})") for one in found])
        self.initial.setdefault("found", [one.text for one in found])
        if not found:
            del self.fields["found"]
            self.fields["passages"].label = _now("Passages, one a line")
        rules = HouseRules.current()
        self.rules = (
            {f"{rule.rules_id}.{rule.number}": rule for rule in rules.rules.all()} if rules else {}
        )
        self.choose_from("rule", [(key, str(rule)) for key, rule in self.rules.items()])
        usual = redaction.usual_rule(rules)
        if usual:
            self.initial.setdefault("rule", f"{usual.rules_id}.{usual.number}")

    @property
    def wanted(self) -> list[str]:
        """Of a valid form: all passages."""
        return [*self.cleaned_data.get("found", []), *self.cleaned_data["passages"].splitlines()]


class BanForm(PanelForm):
    """Who is kept from commenting, for how long, and why."""

    what = forms.ChoiceField(
        label=_("What is banned"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is banned.")},
    )
    span = forms.ChoiceField(
        label=_("For"), choices=spans("day", "week", "month", "year", "ever"), initial="week"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_EXPLAINED,
        help_text=_("A sentence that the banned person is shown."),
        error_messages={"required": _("Please say why: the banned person is shown this.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def prepare(self, comment: Comment, by: Writer) -> None:
        """Whatever is known of the writer."""
        if comment.official_role or colleagues_among([comment]):
            self.bans = {}
        else:
            self.bans = _bans(comment)
        self.choose_from(
            "what", [(key, label) for key, (_kind, _value, label) in self.bans.items()]
        )
        self.initial.setdefault("what", next(iter(self.bans), ""))

    def clean(self) -> dict[str, Any] | None:
        """Refused where there is nothing to choose from, with a sentence."""
        if not self.bans:
            self.errors.pop("what", None)
            raise forms.ValidationError(
                _now("Nobody is banned: a colleague wrote this, or its writer is not known.")
            )
        return super().clean()


def _bans(comment: Comment) -> dict[str, tuple[str, str, str]]:
    """What of a comment's writer can be banned: key → kind, value, and the words."""
    bans: dict[str, tuple[str, str, str]] = {}
    email = comment.user.email if comment.user else comment.user_email
    if comment.user:
        name = comment.user.get_username()
        bans["account"] = Ban.Kind.ACCOUNT, name, _now("The account %(name)s") % {"name": name}
    if email:
        words = _now("The e-mail address %(email)s") % {"email": email}
        bans["email"] = Ban.Kind.EMAIL, email, words
    if block := address_block(comment.ip_address):
        words = _now("The IP address %(address)s") % {"address": block}
        bans["address"] = Ban.Kind.NETWORK, block, words
        first = ipaddress.ip_network(block).network_address
        wide = ipaddress.ip_network((first, 24 if first.version == 4 else 48), strict=False)
        words = _now("The network %(network)s: the neighbours, too") % {"network": wide}
        bans["network"] = Ban.Kind.NETWORK, str(wide), words
    domain = plain_domain(email) if "@" in email else ""
    if domain and not personal_data.is_our_own(domain):  # all colleagues, and oneself
        words = _now("Every address at %(domain)s, whoever has it") % {"domain": domain}
        bans["domain"] = Ban.Kind.DOMAIN, domain, words
    return bans


class QuestionForm(PanelForm):
    """A form about a question, with where it stood when the form was opened."""

    was = forms.TypedChoiceField(
        required=False,
        choices=Question.choices,
        coerce=lambda value: Question(int(value)),
        empty_value=None,
        widget=forms.HiddenInput,
    )

    def prepare(self, comment: Comment, by: Writer) -> None:
        """As it stands now."""
        self.initial["was"] = comment.question


class SettleForm(QuestionForm):
    """Where a question stands."""

    state = forms.ChoiceField(
        label=_("What becomes of the question"),
        widget=forms.RadioSelect,
        choices=[(state.value, state.label) for state in Question if state != Question.NONE],
    )
    passed_on_to = forms.CharField(
        label=_("Passed on to"), required=False, max_length=200, help_text=_("Readers see this.")
    )

    def prepare(self, comment: Comment, by: Writer) -> None:
        """As it stands now."""
        super().prepare(comment, by)
        self.initial.setdefault("state", str(comment.question or Question.AWAITING.value))
        self.initial.setdefault("passed_on_to", comment.passed_on_to)


class AnswerForm(QuestionForm):
    """The organisation's answer, in public."""

    text = forms.CharField(
        label=_("The public answer"),
        error_messages={"required": _("Please write the answer.")},
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SlowForm(PanelForm):
    """How slow a discussion becomes, until when, and why."""

    where = forms.ChoiceField(
        label=_("Where"),
        choices=[("thread", _("This thread")), ("page", _("The whole discussion"))],
        widget=forms.RadioSelect,
        initial="thread",
    )
    minutes = forms.TypedChoiceField(
        label=_("Between two comments of one person"),
        coerce=int,
        choices=[
            (5, _("5 minutes")),
            (15, _("15 minutes")),
            (60, _("an hour")),
            (360, _("6 hours")),
        ],
        initial=15,
    )
    span = forms.ChoiceField(
        label=_("For"), choices=spans("hour", "hours", "day", "days", "week"), initial="hours"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=SlowMode._meta.get_field("reason").max_length,
        help_text=_("A sentence that everybody reads."),
        error_messages={"required": _("Please say why: everybody who writes here reads this.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
