"""What moderators do beside deciding: they ask each other, and see who is at work on what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.comments.models.comment import Comment


class Consultation(models.Model):
    """A moderator asks a colleague about a comment before anybody decides on it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="consultations")
    question = models.TextField(_("what you want to know"))
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Null: any of the others.
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("whom"),
    )
    answer = models.TextField(_("the answer"), blank=True, default="")
    # Set by an answer, or by a decision, which leaves nothing to ask.
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(closed_at__isnull=True),
                name="consultation_open",
            )
        ]

    def __str__(self) -> str:
        return f"Consultation {self.pk}"


class Presence(models.Model):
    """The comment that a moderator has before them, so that a colleague takes another."""

    moderator = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(db_index=True)  # no longer there when this is long ago

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Presence {self.pk}"
