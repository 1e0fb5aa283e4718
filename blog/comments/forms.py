"""What a reader fills in to comment."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.comments import clock, names, personal_data, policy, proof, stamps
from blog.comments.fields import AddressField, LinesField, NameField, ShownLines, ShownText
from blog.comments.models import (
    DiscussionSettings,
    EmailConfirmation,
    HouseRules,
    OfficialRole,
    WorkingHours,
    keyed_hash,
)
from blog.comments.policy import Writer

OFFICIAL = "official"  # the value of `write_as` for one's office


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
    field_order = [
        *("keep_personal_data", "comment", "name", "email", "write_as"),
        *("follow", "notice", "website"),
    ]

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
    write_as = forms.ChoiceField(
        label=_("Write as"),
        required=False,
        error_messages={"invalid_choice": _("Please choose one of these.")},
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
        page: Page | None = None,
        pace: str = "",
        **kwargs: Any,
    ) -> None:
        """`proven_email_hash`: of the address that was confirmed in this browser; "" for none.

        `page` and `pace` as in `policy.what_comes_next`.
        """
        super().__init__(*args, **kwargs)
        self.writer = writer
        self.rules = rules or DiscussionSettings.current()
        self.page, self.pace = page, pace
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
        self._offer_office(OfficialRole.objects.held_by(writer.pk))
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

    def _offer_office(self, role: OfficialRole | None) -> None:
        if role is None:
            del self.fields["write_as"]
            return
        name = role.user.get_full_name() or role.user.get_username()
        field = cast("forms.ChoiceField", self.fields["write_as"])
        field.choices = [(OFFICIAL, f"{name}, {role.title}"), ("", name)]
        field.initial = OFFICIAL

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
    def is_official(self) -> bool:
        """Of a valid form: whether its writer chose to write under an office."""
        return self.cleaned_data.get("write_as") == OFFICIAL

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
            writer=self.writer,
            proven_email_hash=self.proven_email_hash,
            rules=self.rules,
            page=self.page,
            pace=self.pace,
        )

    def promise(self) -> str:
        """A sentence: how soon a moderator means to decide; "" where one writes."""
        if self.writer.has_perm("comments.change_comment"):
            return ""
        return clock.promise(WorkingHours.current())
