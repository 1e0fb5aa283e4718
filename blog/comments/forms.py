"""What a reader fills in to comment."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from blog.comments.policy import Writer

HANGUL_FILLER = "\u3164"  # a letter by its category, and nothing to see


def is_control(char: str) -> bool:
    """Whether a character is none of the text but turns its direction or controls a terminal.

    NUL is left to Django, which refuses it in words.
    """
    is_direction = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    return is_direction or unicodedata.category(char) == "Cc"


class LinesField(forms.CharField):
    """Text of several lines, in which a line break is one character, as people count it.

    Browsers send two (https://html.spec.whatwg.org/#constructing-the-form-data-set).
    """

    def to_python(self, value: str | None) -> str:
        """The text with plain line breaks, without what shows nothing or turns the text round."""
        text = (value or "").replace("\r\n", "\n")
        kept = [char for char in text if char in "\n\t\0" or not is_control(char)]
        return super().to_python("".join(kept)) or ""


class NameField(forms.CharField):
    """A name on one line, of which something can be seen."""

    def to_python(self, value: str | None) -> str:
        """The name without control characters; "" where nothing visible is left."""
        kept = [char for char in value or "" if char == "\0" or not is_control(char)]
        name = super().to_python("".join(kept)) or ""
        is_visible = any(
            unicodedata.category(char)[0] in "LNPS" and char != HANGUL_FILLER for char in name
        )
        return name if is_visible or "\0" in name else ""


class CommentForm(forms.Form):
    """A comment by a guest, or by somebody signed in, who is not asked for a name.

    The honeypot `website` is hidden from people, and filled in by programs that fill in all.
    """

    name = NameField(
        label=_("Your name"),
        max_length=50,
        help_text=_("Shown with your comment. It need not be your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give a name to show with your comment.")},
    )
    email = forms.EmailField(
        max_length=254,  # as much as the database holds (RFC 5321)
        label=_("Your e-mail address"),
        required=False,
        help_text=_("You need not give one. It is never shown; only moderators see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not an e-mail address. You may also leave the field empty.")
        },
    )
    comment = LinesField(
        label=_("Your comment"),
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Please write something first."),
            "max_length": _(
                "A comment may have up to %(limit_value)d characters; yours has %(show_value)d."
                " Please shorten it, or send it in two parts."
            ),
        },
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, writer: Writer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if writer.is_authenticated:
            del self.fields["name"], self.fields["email"]
        # The browser would cut off without a word what is too long; we say so instead.
        self.fields["comment"].widget.attrs.pop("maxlength", None)
        for name, field in self.fields.items():
            bound = self[name]
            described_by = []
            if field.help_text:
                described_by.append(f"{bound.auto_id}_helptext")
            if self.is_bound and bound.errors:
                described_by.append(f"{bound.auto_id}_error")
            if described_by:
                field.widget.attrs["aria-describedby"] = " ".join(described_by)

    def clean_website(self) -> str:
        """Refuses, in words: a person whose browser filled the field in can empty it."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("This field is there to catch programs. Please empty it and send again.")
            )
        return ""
