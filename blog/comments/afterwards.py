"""What a writer fills in, coming from the status page: a new text, or what is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.comments.fields import LinesField, ShownLines, shown
from blog.comments.forms import TextForm


class EditForm(TextForm):
    """Another text for one's own comment, by the rules by which it was written."""

    def __init__(self, *args: Any, is_moderator: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_moderator = is_moderator
        self.tie_texts_to_fields()

    @property
    def kept(self) -> str:
        """What was typed, as it can be shown: to be copied where it cannot be taken."""
        return shown(self.data.get("comment", ""))


class ReviewForm(forms.Form):
    """What a writer has to say to the moderator who looks at a decision again."""

    why = LinesField(
        label=_("What should the moderator know?"),
        required=False,
        max_length=1000,
        help_text=_("Only moderators read this."),
        widget=ShownLines(attrs={"rows": 6}),
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
