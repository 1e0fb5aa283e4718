"""What a writer fills in, coming from the status page: a new text, or what is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.comments import personal_data
from blog.comments.forms import CommentForm, LinesField
from blog.comments.personal_data import Found


class EditForm(forms.Form):
    """Another text for one's own comment, by the rules by which it was written.

    What looks like personal data is pointed out once; kept anyway, a moderator looks first.
    """

    comment = CommentForm.base_fields["comment"]
    keep_personal_data = forms.BooleanField(required=False)

    def __init__(self, *args: Any, is_moderator: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_moderator = is_moderator
        self.found: list[Found] = []
        # The browser would cut off without a word what is too long; we say so instead.
        self.fields["comment"].widget.attrs.pop("maxlength", None)

    @property
    def signals(self) -> list[str]:
        """Why a person should look before readers do: names out of `policy.SIGNALS`."""
        return ["personal_data"] if self.found else []

    def clean(self) -> dict[str, Any]:
        """Asks before personal data is published."""
        cleaned = super().clean() or self.cleaned_data
        self.found = personal_data.find(cleaned.get("comment", ""))
        if self.found and not cleaned["keep_personal_data"]:
            self.add_error(
                "comment",
                _(
                    "This looks like personal data, which everybody would be able to read. Take"
                    " it out, or say below that it is to stay."
                ),
            )
        return cleaned


class ReviewForm(forms.Form):
    """What a writer has to say to the moderator who looks at a decision again."""

    why = LinesField(
        label=_("What should the moderator know?"),
        required=False,
        max_length=1000,
        help_text=_("Only moderators read this."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "max_length": _(
                "This may have up to %(limit_value)d characters; yours has %(show_value)d."
                " Please shorten it."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].widget.attrs.pop("maxlength", None)
