"""What narrows a list of the desk: by the post, by who wrote, by what it has, by its words.

Nothing of an address reaches the database but the fields of `Filters`, each checked; what makes no
sense is passed over. What no index answers looks through as much as a list shows, and not through
a million comments: `QueueView` cuts the list first.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import Contains
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.comments.models import CommentQuerySet, Question, keyed_hash
from blog.comments.policy import SIGNALS

MOST_WORDS = 10  # that are searched for at once: each is a condition more
LARGEST_ID = 2**31 - 1
ANY = [("", _("Any"))]
DAYS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
AT_ONCE = {"q", "writer"}
LINK = "<a "  # in the text as readers see it, whatever was typed


class Filters(forms.Form):
    """The fields above a list, sent by GET. None is required."""

    q = forms.CharField(label=_("Words in the text"), max_length=200)
    writer = forms.CharField(
        label=_("Writer"),
        max_length=254,
        help_text=_("A name, an account or an e-mail address, in full."),
    )
    post = forms.CharField(label=_("Words in the post's title"), max_length=200)
    by = forms.ChoiceField(
        label=_("Written by"),
        choices=[
            ("", _("Anybody")),
            ("account", _("Somebody with an account")),
            ("guest", _("A guest")),
            ("official", _("The organisation")),
        ],
    )
    link = forms.ChoiceField(
        label=_("Links"),
        choices=[*ANY, ("yes", _("With a link")), ("no", _("Without a link"))],
    )
    question = forms.ChoiceField(
        label=_("Question"),
        choices=[
            *ANY,
            ("any", _("Has a question")),
            *((state, state.label) for state in Question if state != Question.NONE),
        ],
    )
    signal = forms.ChoiceField(label=_("Reason to look twice"), choices=[*ANY, *SIGNALS.items()])
    since = forms.DateField(
        label=_("Written from"), widget=forms.DateInput({"type": "date"}), validators=DAYS
    )
    until = forms.DateField(
        label=_("Written until"), widget=forms.DateInput({"type": "date"}), validators=DAYS
    )
    # From the links of the list itself.
    page = forms.IntegerField(min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)
    before = forms.IntegerField(min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, sent: Any) -> None:
        super().__init__(sent, auto_id="filter-%s", label_suffix="")
        for field in self.fields.values():
            field.required = False
        self.is_valid()
        self.chosen: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "")
        }

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was filled in, rightly or wrongly."""
        return not self.chosen and not self.errors

    @property
    def is_used(self) -> bool:
        """Whether anything narrows the list that a person chose."""
        return bool(self.chosen.keys() - {"before"})

    @property
    def more(self) -> list[BoundField]:
        """The fields that stand behind a summary: all but the two that are used most."""
        return [field for field in self.visible_fields() if field.name not in AT_ONCE]

    @property
    def has_more(self) -> bool:
        """Whether one of those is in use, or was filled in wrongly."""
        used = self.chosen.keys() | self.errors.keys()
        return any(field.name in used for field in self.more)

    @property
    def looks_through(self) -> bool:
        """Whether the rows themselves have to be read, because no index knows."""
        return bool(self.chosen.keys() - {"page", "before"})

    @property
    def settled(self) -> bool:
        """Whether questions are asked for that are answered, passed on or in need of nothing."""
        return self.chosen.get("question") in {
            str(state.value)
            for state in (Question.ANSWERED, Question.PASSED_ON, Question.NOT_NEEDED)
        }

    def narrow(self, rows: CommentQuerySet) -> CommentQuerySet:
        """By what an index answers, in however long a list."""
        if page := self.chosen.get("page"):
            rows = rows.filter(page_id=page)
        if before := self.chosen.get("before"):
            rows = rows.filter(pk__lt=before)
        return rows

    def look_through(self, rows: CommentQuerySet) -> CommentQuerySet:
        """By all the rest, in a list that has an end."""
        for word in self.chosen.get("q", "").split()[:MOST_WORDS]:
            rows = rows.filter(comment__icontains=word)
        for word in self.chosen.get("post", "").split()[:MOST_WORDS]:
            rows = rows.filter(page__title__icontains=word)
        for name, condition in CONDITIONS.items():
            if name in self.chosen:
                rows = rows.filter(condition(self.chosen[name]))
        return rows


def _by_writer(who: str) -> Q:
    full_name = Concat("first_name", Value(" "), "last_name")
    people = get_user_model().objects.alias(full_name=full_name)
    people = people.filter(
        Q(username__iexact=who) | Q(email__iexact=who) | Q(full_name__iexact=who)
    )
    of_guest = Q(email_hash=keyed_hash(who)) if "@" in who else Q(user_name__iexact=who)
    return Q(user__in=people) | of_guest


def _by_kind(kind: str) -> Q:
    return ~Q(official_role="") if kind == "official" else Q(user__isnull=kind == "guest")


def _by_link(answer: str) -> Q:
    has_link = Q(html__contains=LINK)
    return has_link if answer == "yes" else ~has_link


def _by_question(state: str) -> Q:
    return Q(question__gt=Question.NONE) if state == "any" else Q(question=state)


def _by_signal(name: str) -> Contains:
    # As text, because SQLite cannot look into a list.
    return Contains(Cast("signals", TextField()), f'"{name}"')


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


CONDITIONS: dict[str, Callable[[Any], Q | Contains]] = {
    "writer": _by_writer,
    "by": _by_kind,
    "link": _by_link,
    "question": _by_question,
    "signal": _by_signal,
    "since": lambda day: Q(submit_date__gte=_midnight(day)),
    "until": lambda day: Q(submit_date__lt=_midnight(day + timedelta(days=1))),
}
