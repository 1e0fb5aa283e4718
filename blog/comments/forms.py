"""What a reader fills in to comment."""

import re
import unicodedata
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from blog.comments import names, personal_data, policy, proof, stamps
from blog.comments.models import (
    DiscussionSettings,
    EmailConfirmation,
    HouseRules,
    keyed_hash,
    validate_plain_dots,
)
from blog.comments.policy import Writer

# What is longer than this many times its limit was not typed, so nothing of ours looks through it.
MOST_TIMES = 10
LONGEST_SHOWN = MOST_TIMES * settings.COMMENT_MAX_LENGTH  # characters of a value that come back
# What is none of the text, but turns its direction or controls a terminal, or is no character at
# all (https://infra.spec.whatwg.org/#noncharacter): no page may hold it. NUL is left to Django,
# which refuses it in words.
UNFIT_ON_A_LINE = "\x01-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
UNFIT_IN_NAMES = re.compile(f"[{UNFIT_ON_A_LINE}]")
UNFIT_IN_LINES = re.compile(f"(?![\t\n])[{UNFIT_ON_A_LINE}]")
UNFIT_IN_PAGES = re.compile(f"(?![\t\n\r])[{UNFIT_ON_A_LINE}]")
# Among what is neither letter nor space, there may be marks that stand on one letter.
MOST_MARKS = 8  # more than any language sets on one another
MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")


def with_few_marks(text: str) -> str:
    """The text with no more marks on one letter than languages have: a tower hides its neighbours.

    What joins signs or cannot be seen is no new letter.
    """
    return MARKS.sub(_cut_marks, text)


def _cut_marks(match: re.Match[str]) -> str:
    kept = []
    marks = 0
    for char in match[0]:
        category = unicodedata.category(char)
        if category in {"Mn", "Me"}:
            marks += 1
        elif category != "Cf":
            marks = 0
        if marks <= MOST_MARKS or category not in {"Mn", "Me"}:
            kept.append(char)
    return "".join(kept)


def refuse_if_endless(field: forms.CharField, value: str) -> None:
    """Raises ValidationError, in the field's words, where a value is many times too long."""
    if field.max_length and len(value) > MOST_TIMES * field.max_length:
        try:
            MaxLengthValidator(field.max_length)(value)
        except forms.ValidationError as error:
            error.message = field.error_messages.get("max_length", error.message)
            raise


class LinesField(forms.CharField):
    """Text of several lines, in which a line break is one character, as people count it.

    Browsers send two (https://html.spec.whatwg.org/#constructing-the-form-data-set).
    """

    def to_python(self, value: str | None) -> str:
        """The text with plain line breaks, without what shows nothing or turns the text round."""
        text = (value or "").replace("\r\n", "\n")
        refuse_if_endless(self, text)
        return super().to_python(with_few_marks(UNFIT_IN_LINES.sub("", text))) or ""


class NameField(forms.CharField):
    """A name on one line, of which something can be seen."""

    def to_python(self, value: str | None) -> str:
        """The name without control characters; "" where nothing visible is left."""
        refuse_if_endless(self, value or "")
        name = super().to_python(with_few_marks(UNFIT_IN_NAMES.sub("", value or ""))) or ""
        is_visible = any(
            unicodedata.category(char)[0] in "LNPS" and char not in names.BLANKS for char in name
        )
        return name if is_visible or "\0" in name else ""


class AddressField(forms.EmailField):
    """An e-mail address, looked at only if it may be one by its length."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "max_length": 254,  # as much as the database holds (RFC 5321)
            "validators": [validate_plain_dots],
            "label": _("Your e-mail address"),
            "widget": ShownEmail(attrs={"autocomplete": "email"}),
        }
        super().__init__(**defaults | kwargs)

    def to_python(self, value: str | None) -> str:
        """The address as it was typed, without spaces around it."""
        refuse_if_endless(self, value or "")
        return super().to_python(value) or ""


def shown(value: str) -> str:
    """A value for a field that comes back: what cannot stand in a page is left out, NUL marked.

    Of a value that nobody can have typed, only the beginning.
    """
    return UNFIT_IN_PAGES.sub("", value[:LONGEST_SHOWN]).replace("\0", "\ufffd")


class ShownText(forms.TextInput):
    """A line of text that can come back, whatever was in it."""

    def format_value(self, value: Any) -> str | None:
        return shown(super().format_value(value) or "")


class ShownEmail(forms.EmailInput):
    """An e-mail address that can come back, whatever was in it."""

    def format_value(self, value: Any) -> str | None:
        return shown(super().format_value(value) or "")


class ShownLines(forms.Textarea):
    """Lines of text that can come back, whatever was in them."""

    def format_value(self, value: Any) -> str | None:
        return shown(super().format_value(value) or "")


class TiedForm(forms.Form):
    """A form whose fields a screen reader reads with their help and their errors."""

    def tie_texts_to_fields(self) -> None:
        """Tell a screen reader which help and which error belong to a field."""
        for name, field in self.fields.items():
            bound = self[name]
            described_by = []
            if field.help_text:
                described_by.append(f"{bound.auto_id}_helptext")
            if self.is_bound and bound.errors:
                described_by.append(f"{bound.auto_id}_error")
            if described_by:
                field.widget.attrs["aria-describedby"] = " ".join(described_by)


class TrapForm(forms.Form):
    """A form with a honeypot: `website` is hidden from people, and filled in by programs."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=ShownText(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """Refuses, in words: a person whose browser filled the field in can empty it."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("This field is there to catch programs. Please empty it and send again.")
            )
        return ""


class TextForm(TiedForm):
    """The text of a comment.

    Once cleaned, `text` is what readers would get, `found` what in it looks like personal data,
    and `signals` holds why a moderator should read it first, out of `policy.SIGNALS`.
    """

    # First, because it decides about the text.
    keep_personal_data = forms.BooleanField(required=False)
    comment = LinesField(
        label=_("Your comment"),
        max_length=settings.COMMENT_MAX_LENGTH,
        help_text=_(
            "For *emphasis*, > quotations and - lists, write the signs as they stand here."
            " Addresses become links by themselves."
        ),
        widget=ShownLines(attrs={"rows": 8}),
        error_messages={
            "required": _("Please write something first."),
            "max_length": _(
                "A comment may have up to %(limit_value)d characters; yours has %(show_value)d."
                " Please shorten it, or send it in two parts."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = ""
        self.found: list[personal_data.Found] = []
        self.signals: list[str] = []
        # The browser would cut off without a word what is too long; we say so instead.
        self.fields["comment"].widget.attrs.pop("maxlength", None)

    def clean_comment(self) -> str:
        """Points out what looks like personal data, unless the writer has said to keep it."""
        text = str(self.cleaned_data["comment"])
        self.text, self.found = text, personal_data.find(text)
        if self.found and not self.cleaned_data["keep_personal_data"]:
            raise forms.ValidationError(
                _("This looks like personal data, which everybody could read."), code="found"
            )
        if self.found:
            self.signals.append("personal_data")
        return text


class CommentForm(TextForm, TrapForm):
    """A comment by a guest, or by somebody signed in, who is not asked for a name."""

    # As they stand on the page; of the first, `clean_comment` asks the answer.
    field_order = ["keep_personal_data", "comment", "name", "email", "follow", "notice", "website"]

    name = NameField(
        label=_("Your name"),
        max_length=50,
        help_text=_("Shown with your comment. It need not be your real name."),
        widget=ShownText(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give a name to show with your comment.")},
    )
    email = AddressField(
        required=False,
        help_text=_("You need not give one. It is never shown; only moderators see it."),
        error_messages={
            "invalid": _("This is not an e-mail address. You may also leave the field empty.")
        },
    )
    follow = forms.ChoiceField(
        label=_("Tell me by e-mail about"),
        required=False,
        error_messages={"invalid_choice": _("Please choose one of these.")},
    )
    notice = forms.BooleanField(
        label=_("Tell me by e-mail what moderators decide about my comment"), required=False
    )
    stamp = forms.CharField(required=False)
    proof = forms.CharField(required=False)

    def __init__(
        self,
        *args: Any,
        writer: Writer,
        rules: DiscussionSettings | None = None,
        is_reply: bool = False,
        proven_email_hash: str = "",
        **kwargs: Any,
    ) -> None:
        """`proven_email_hash`: of the address that was confirmed in this browser; "" for none."""
        super().__init__(*args, **kwargs)
        self.writer = writer
        self.rules = rules or DiscussionSettings.current()
        self.proven_email_hash = "" if writer.is_authenticated else proven_email_hash
        self.is_moderator = writer.has_perm("comments.change_comment")
        if writer.is_authenticated:
            del self.fields["name"], self.fields["email"]
        elif policy.asks_for_confirmation(self.rules):
            self._require_address()
        if settings.MAIL_IS_DELIVERED and (not writer.is_authenticated or writer.email):
            self._offer_following(is_reply)
        else:
            del self.fields["follow"]
        if not self._can_be_told:
            del self.fields["notice"]
        self.tie_texts_to_fields()

    def _require_address(self) -> None:
        field = self.fields["email"]
        field.required = True
        field.help_text = (
            _("Never shown. If it is the one that you have confirmed here, we send no new link.")
            if self.proven_email_hash
            else _("We send you a link to confirm your comment. Never shown.")
        )
        field.error_messages |= {
            "required": _("Please give an address, so that we can send you the link."),
            "invalid": _("This is not an e-mail address."),
        }

    def _offer_following(self, is_reply: bool) -> None:
        kinds = EmailConfirmation.Following
        answers = _("new comments in this thread") if is_reply else _("answers to my comment")
        cast("forms.ChoiceField", self.fields["follow"]).choices = [
            (kinds.NOTHING, _("nothing")),
            (kinds.THREAD, answers),
            (kinds.PAGE, _("all new comments under this post")),
        ]

    @property
    def _can_be_told(self) -> bool:
        """Whether there is an address that is known to be the writer's, or will be."""
        if self.is_moderator or not settings.MAIL_IS_DELIVERED:
            return False
        if self.writer.is_authenticated:
            return bool(self.writer.email)
        return policy.asks_for_confirmation(self.rules)

    def clean_name(self) -> str:
        """Refuses names under which nobody without an account may write."""
        name = str(self.cleaned_data["name"])
        if names.holds_link(name):
            raise forms.ValidationError(_("A name holds no link. Please give the name alone."))
        if why := names.why_reserved(name):
            raise forms.ValidationError(why)
        return name

    def clean_stamp(self) -> str:
        """Looks at how long the form was open. What has no stamp, or came too soon, is signalled.

        The field is hidden, so what is wrong with it is said of the whole form.
        """
        value = str(self.cleaned_data["stamp"])
        stamp = stamps.read(value) if value else None
        if stamp and stamp.age_seconds > settings.COMMENT_FORM_SECONDS:
            self.add_error(None, _("The form had been open for too long. Please send it again."))
        elif stamp and stamp.age_seconds < settings.COMMENT_TOO_QUICK_SECONDS:
            self.signals.append("quick")
        elif value and not stamp:
            self.add_error(None, _("The form was not as we had sent it. Please send it again."))
        elif not value:
            self.signals.append("no_stamp")
        return value

    def clean(self) -> dict[str, Any]:
        """Somebody who wants mail gives an address."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("follow") and "email" in cleaned and not cleaned["email"]:
            self.add_error("email", _("To be told by e-mail, give an address."))
        return cleaned

    @property
    def house_rules(self) -> HouseRules | None:
        """What stands beside the form."""
        return HouseRules.current()

    @property
    def asks_for_proof(self) -> bool:
        """Whether the browser is to do a sum first."""
        return self.rules.proof_of_work and not self.writer.is_authenticated

    @property
    def is_proven(self) -> bool:
        """Of a valid form: whether its e-mail address was confirmed in this browser."""
        email = self.cleaned_data.get("email", "")
        return bool(email) and keyed_hash(email) == self.proven_email_hash

    def next_stamp(self) -> str:
        """The stamp to hand out with the form: the one that it came with, while that is good."""
        value = str(self.data.get("stamp") or self.initial.get("stamp") or "")
        stamp = stamps.read(value) if value else None
        if stamp is None:
            return stamps.make()
        if stamp.age_seconds > settings.COMMENT_FORM_SECONDS:
            # There is nothing left to do but to press the button, and that may be quick.
            return stamps.make(age_seconds=settings.COMMENT_TOO_QUICK_SECONDS)
        return value

    def challenge(self) -> str:
        """The sum for the browser, as JSON; "" where none is asked for."""
        return proof.challenge() if self.asks_for_proof else ""

    def what_comes_next(self) -> str:
        """A sentence: what will become of the comment."""
        return policy.what_comes_next(
            writer=self.writer, proven_email_hash=self.proven_email_hash, rules=self.rules
        )
