"""What people type into forms: taken as text that pages can hold, and given back as it came."""

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from blog.comments import names
from blog.comments.models import validate_plain_dots

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


def holds_something_to_see(text: str) -> bool:
    """Whether a letter, a digit or a sign is in a text; blanks alone say nothing to anybody."""
    return any(
        unicodedata.category(char)[0] in "LNPS" and char not in names.BLANKS for char in text
    )


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
        """The text with plain line breaks, without what shows nothing or turns the text round.

        "" where nothing visible is left; Django refuses NUL in words.
        """
        text = (value or "").replace("\r\n", "\n")
        refuse_if_endless(self, text)
        lines = super().to_python(with_few_marks(UNFIT_IN_LINES.sub("", text))) or ""
        return lines if holds_something_to_see(lines) or "\0" in lines else ""


class NameField(forms.CharField):
    """A name on one line, of which something can be seen."""

    def to_python(self, value: str | None) -> str:
        """The name without control characters; "" where nothing visible is left."""
        refuse_if_endless(self, value or "")
        name = super().to_python(with_few_marks(UNFIT_IN_NAMES.sub("", value or ""))) or ""
        return name if holds_something_to_see(name) or "\0" in name else ""


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
