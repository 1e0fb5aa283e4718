"""Where and until when there is a discussion, and what is said before somebody writes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from blog.comments.staleness import kept

RESERVED_NAMES = """\
admin
administrator
moderator
editor
webmaster
official
staff
support
the council
clerk
mayor
minister"""


@register_setting(icon="comment")
class DiscussionSettings(BaseGenericSetting):
    """The rules of the discussion that hold for the whole site, as an officer sets them."""

    reserved_names = models.TextField(
        _("reserved names"),
        blank=True,
        default=RESERVED_NAMES,
        help_text=_(
            "One a line. Nobody without an account may write under them, or under anything that"
            " looks like them. The names of people with an account, of the posts' authors and of"
            " the site are reserved anyway."
        ),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after this many days"),
        default=0,
        help_text=_(
            "Counted from a post's publication; 0 leaves comments open. A post with a closing day"
            " of its own goes by that."
        ),
    )
    closed_from = models.DateTimeField(_("closed from"), null=True, blank=True)
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)
    closed_message = models.TextField(
        _("what readers are told"),
        blank=True,
        help_text=_("Such as: “Until the election on 6 May we take no comments.”"),
    )
    guests_confirm = models.BooleanField(
        _("guests confirm their e-mail address"),
        default=True,
        help_text=_(
            "Somebody without an account gives an e-mail address, and confirms by a link that it"
            " is theirs, before a moderator reads the comment. Only where the site can send mail."
        ),
    )
    proof_of_work = models.BooleanField(
        _("let browsers do a sum first"),
        default=False,
        help_text=_(
            "Against floods of spam: the browser works for about a second, unseen. Nobody else is"
            " asked. What comes without, because a browser runs no scripts, waits for a moderator."
        ),
    )

    trusted_after = models.PositiveSmallIntegerField(
        _("trust after this many comments"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "Whoever has had so many comments published by a moderator, and none refused since,"
            " appears at once from then on."
        ),
    )
    hold_after_reports = models.PositiveSmallIntegerField(
        _("hold after this many reports"),
        default=3,
        help_text=_(
            "A comment that so many readers have reported is taken from view until a moderator has"
            " looked at it. 0 never does that."
        ),
    )
    spam_threshold = models.PositiveSmallIntegerField(
        _("hold from this spam score on"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "0 is surely none, 100 is surely spam. A lower number catches more, and holds more"
            " comments that are none. Nothing is ever deleted or refused by the score."
        ),
    )

    panels = [
        HelpPanel(template="comments/admin/mail_state.html", heading=_("E-mail")),
        MultiFieldPanel(
            [
                FieldPanel("close_after_days"),
                HelpPanel(template="comments/admin/time_zone.html"),
                FieldPanel("closed_from"),
                FieldPanel("closed_until"),
                FieldPanel("closed_message"),
            ],
            heading=_("Closing"),
            help_text=_(
                "To close the discussion on the whole site, for an election period, say, give at"
                " least one of the two moments."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("guests_confirm"),
                FieldPanel("proof_of_work"),
                FieldPanel("reserved_names"),
            ],
            heading=_("Writers without an account"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("trusted_after"),
                FieldPanel("spam_threshold"),
                HelpPanel(template="comments/admin/spam_state.html"),
                FieldPanel("hold_after_reports"),
            ],
            heading=_("What a moderator looks at first"),
        ),
    ]

    class Meta:
        verbose_name = _("Discussion")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        """The two moments stand in their order."""
        super().clean()
        if self.closed_from and self.closed_until and self.closed_until <= self.closed_from:
            raise ValidationError(
                {"closed_until": _("This is not after the moment from which comments are closed.")}
            )

    @classmethod
    def current(cls) -> "DiscussionSettings":
        """The settings, in one query; as they come, where nobody has saved any."""
        return kept("discussion settings", lambda: cls.objects.first() or cls())

    @property
    def mail_is_delivered(self) -> bool:
        """Whether what this site sends reaches anybody; for the page of these settings."""
        return bool(settings.MAIL_IS_DELIVERED)


class Commentable(models.Model):
    """What a page wears to be commented on."""

    class Hold(models.TextChoices):
        """What of a page's comments waits for a moderator, whoever writes it."""

        BY_RULE = "", _("Only what the rule for all posts holds")
        LINKS = "links", _("Comments with a link, too")
        ALL = "all", _("Every comment")

    comments_open = models.BooleanField(
        _("open for comments"),
        default=True,
        help_text=_("Switched off, what was written stays, and nobody can add to it."),
    )
    comments_close_on = models.DateField(
        _("last day for comments"),
        null=True,
        blank=True,
        help_text=_("Leave empty to go by the rule for all posts, under Settings, Discussion."),
    )

    comments_hold = models.CharField(
        _("what waits for a moderator"),
        max_length=5,
        choices=Hold.choices,
        default=Hold.BY_RULE,
        blank=True,
    )
    answers_first = models.BooleanField(
        _("answered questions first"),
        default=False,
        help_text=_(
            "The threads in which the organisation has answered stand above the others, for"
            " everybody who has not asked for another order."
        ),
    )

    comment_panels = [
        MultiFieldPanel(
            [
                FieldPanel("comments_open"),
                FieldPanel(
                    "comments_close_on",
                    help_text=_(
                        "On this day people can still write. A day that has passed closes the"
                        " discussion at once. Leave it empty to go by the rule for all posts, under"
                        " Settings, Discussion."
                    ),
                ),
                FieldPanel("comments_hold"),
                FieldPanel("answers_first"),
            ],
            heading=_("Discussion"),
        )
    ]

    class Meta:
        abstract = True
