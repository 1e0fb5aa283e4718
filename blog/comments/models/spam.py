"""What the spam score knows: numbers that were learned here, and examples from elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpamModel(models.Model):
    """What was learned from decisions, as data: `spam` reads it, and nothing in it can run.

    The newest is in use. Each training adds one; `purge_comments` keeps the last few.
    """

    trained_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveSmallIntegerField()  # of the features: `spam.VERSION`
    good = models.PositiveIntegerField()  # comments learned from
    spam = models.PositiveIntegerField()
    weights = models.JSONField()  # in the shape that `spam` of that version writes

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"Spam model {self.pk}"


class SpamExample(models.Model):
    """A text from elsewhere with what was decided on it there: refused comments of another blog."""

    text = models.TextField(_("text"))
    is_spam = models.BooleanField(_("spam"))
    source = models.CharField(_("where it comes from"), max_length=100, blank=True, default="")
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the text: each once
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Spam example {self.pk}"
