"""The record of what was decided: written with each decision, and never changed or deleted.

It outlives what it is about: page, comment, rule and account may go, and the record stays. It has
neither a text nor a name in it; who decided is for staff alone. Only `redaction` takes words away:
personal data that stood in what staff or the writer were told.
"""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.comments.models.comment import Comment, Status

# What each action stands under in the public log (`Decision.Heading`). What is received stands
# under what became of it; whatever is not named here is routine.
UNDER = {
    1: ["hold"],
    2: ["approve"],
    3: ["refuse"],
    4: ["remove"],
    5: ["spam"],
    6: ["keep", "uphold", "redact"],
    7: ["withdraw", "erase"],
    8: ["answer", "pass_on", "no_answer", "await"],
    9: ["ban", "end_ban", "slow", "end_slow"],
}
HEADING = models.Case(
    *(models.When(action__in=actions, then=models.Value(n)) for n, actions in UNDER.items()),
    models.When(
        action__in=["receive", "confirm", "edit"],
        to_status=Status.HELD.value,
        then=models.Value(1),
    ),
    default=models.Value(0),
)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by what they are about."""

    def standing(self) -> Self:
        """Those that were not taken back in the minute after."""
        return self.filter(undone_at__isnull=True)

    def before(self, made_at: datetime, pk: int) -> Self:
        """Those that stand after that decision, where the newest stands first."""
        # The first condition says nothing new, and lets the index be entered at the place.
        earlier = models.Q(made_at__lt=made_at) | models.Q(made_at=made_at, pk__lt=pk)
        return self.filter(earlier, made_at__lte=made_at)


class Decision(models.Model):
    """One thing that was decided: about a comment, a writer, or a discussion."""

    class Action(models.TextChoices):
        """What was decided."""

        RECEIVE = "receive", _("Received")  # what the policy made of a new comment
        CONFIRM = "confirm", _("Address confirmed")  # the same, once its writer had confirmed
        EDIT = "edit", _("Changed by its writer")  # the same, after a change
        HOLD = "hold", _("Held after reports")
        APPROVE = "approve", _("Published")
        REFUSE = "refuse", _("Not published")
        SPAM = "spam", _("Taken for spam")
        REMOVE = "remove", _("Removed")
        KEEP = "keep", _("Looked at again and kept")
        UPHOLD = "uphold", _("Reviewed: the decision stands")
        REDACT = "redact", _("Personal data blacked out")
        WITHDRAW = "withdraw", _("Taken back by its writer")
        ERASE = "erase", _("Erased at its writer's wish")
        ANSWER = "answer", _("Question answered")
        PASS_ON = "pass_on", _("Question passed on")
        NO_ANSWER = "no_answer", _("No answer needed")
        AWAIT = "await", _("Question awaits an answer")
        BAN = "ban", _("Somebody kept from commenting")
        END_BAN = "end_ban", _("Ban ended")
        SLOW = "slow", _("Discussion slowed down")
        END_SLOW = "end_slow", _("Discussion no longer slowed down")
        REPORT = "report", _("Reported by a reader")
        ASK = "ask", _("Review asked for")

    class By(models.TextChoices):
        """Who decided, as far as the public is told."""

        MODERATOR = "moderator", _("a moderator")
        FILTER = "filter", _("a filter")
        WRITER = "writer", _("its writer")
        READERS = "readers", _("reports by readers")
        OFFICIAL = "official", _("the organisation")  # somebody who answers in its name

    class Heading(models.IntegerChoices):
        """Under which the public log lists it."""

        ROUTINE = 0, _("Routine: received and published at once, reported, asked")
        HELD = 1, _("Held for a moderator")
        PUBLISHED = 2, _("Published by a moderator")
        REFUSED = 3, _("Not published")
        REMOVED = 4, _("Removed")
        SPAM = 5, _("Taken for spam")
        LOOKED_AGAIN = 6, _("Looked at again")
        WRITER = 7, _("Taken back or erased by its writer")
        QUESTION = 8, _("Questions")
        LIMIT = 9, _("Bans and slowed discussions")

    action = models.CharField(max_length=9, choices=Action.choices)
    by = models.CharField(max_length=9, choices=By.choices)
    made_at = models.DateTimeField(default=timezone.now)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    comment_number = models.IntegerField(null=True, blank=True)  # stays when the comment is gone
    page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_status = models.PositiveSmallIntegerField(null=True, choices=Status.choices)
    to_status = models.PositiveSmallIntegerField(null=True, choices=Status.choices)
    # The rule as it was: its number, its version and its title.
    rule_number = models.PositiveSmallIntegerField(null=True, blank=True)
    rules_version = models.PositiveSmallIntegerField(null=True, blank=True)
    rule_title = models.CharField(max_length=200, blank=True, default="")
    # Why the policy decided as it did: names out of `policy.SIGNALS`, and the sentences that
    # staff and the writer see. Never public: a sentence may tell of the text.
    signals = models.JSONField(blank=True, default=list)
    reasons = models.JSONField(blank=True, default=list)
    # What the writer is told, in the moderator's words.
    explanation = models.TextField(blank=True, default="")
    is_review = models.BooleanField(default=False)  # its writer had asked for another moderator
    # From the moment it began to wait to this one: seconds by the calendar, and within the
    # working hours of that time. Null where nothing had waited.
    waited_seconds = models.PositiveIntegerField(null=True, blank=True)
    waited_working_seconds = models.PositiveIntegerField(null=True, blank=True)
    closed_reports_count = models.PositiveIntegerField(default=0)  # reports by readers it settled
    until = models.DateTimeField(null=True, blank=True)  # of a ban or a slow mode; null: no end
    undone_at = models.DateTimeField(null=True, blank=True)
    # The comment's fields before, as `actions.undo` puts them back: no text, nor any name.
    before = models.JSONField(null=True, blank=True)
    # The writer's mail about it: wanted and not yet sent, or null.
    notice_due_at = models.DateTimeField(null=True, blank=True)
    # Made by the database, so that it is right however a row came about.
    heading = models.GeneratedField(
        expression=HEADING, output_field=models.PositiveSmallIntegerField(), db_persist=True
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="decision_made"),
            models.Index(fields=["heading", "-made_at", "-id"], name="decision_by_heading"),
            models.Index(
                fields=["rule_number", "rules_version", "-made_at", "-id"],
                condition=models.Q(rule_number__isnull=False),
                name="decision_by_rule",
            ),
            models.Index(fields=["comment", "-id"], name="decision_of_comment"),
            models.Index(
                fields=["notice_due_at"],
                condition=models.Q(notice_due_at__isnull=False),
                name="decision_to_tell",
            ),
            models.Index(
                fields=["made_at"],
                condition=models.Q(before__isnull=False),
                name="decision_undoable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_label} ({self.pk})"

    # Not Django's `get_action_display`: it translates every choice there is, to say one, which
    # was a quarter of a moderator's page.
    @property
    def action_label(self) -> str:
        """What was decided, in words."""
        return str(self.Action(self.action).label)

    @property
    def by_label(self) -> str:
        """Who decided, in the words that the public is told."""
        return str(self.By(self.by).label)

    @property
    def rule(self) -> str:
        """The rule in the words that it had; "" where none was cited."""
        if self.rule_number is None:
            return ""
        return _("Rule %(number)d: %(title)s") % {
            "number": self.rule_number,
            "title": self.rule_title,
        }

    @property
    def rule_url(self) -> str:
        """Where the rule can be read in the version that was cited; "" where none was."""
        if self.rule_number is None or self.rules_version is None:
            return ""
        page = reverse("comments:house-rules")
        return f"{page}?version={self.rules_version}#rule-{self.rule_number}"
