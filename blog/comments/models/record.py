"""What happened to a comment besides a decision: its earlier texts, its likes, its reports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from blog.comments.models.comment import Comment


class CommentRevision(models.Model):
    """A text that a comment had before its writer changed it; only moderators see it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:50]


class Like(models.Model):
    """Somebody liked a comment.

    `voter` is a keyed hash of the account or the household's address, and of the comment: equal
    for two presses on one comment, and different on every other comment, so that nobody's likes
    can be put together.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="likes")
    voter = models.CharField(max_length=32)
    liked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "voter"], name="one_like_each")]

    def __str__(self) -> str:
        return f"Like {self.pk}"


class Report(models.Model):
    """A reader says that a comment breaks a house rule; once each, and nobody is told who.

    `reporter` is a keyed hash of the account or the household's address, and of the comment, as
    in `Like`.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reporter = models.CharField(max_length=32)
    # The rule as it was: its number, its version and its title.
    rule_number = models.PositiveSmallIntegerField(null=True)
    rules_version = models.PositiveSmallIntegerField(null=True)
    rule_title = models.CharField(max_length=200, blank=True, default="")
    why = models.TextField(_("what the reader says"), blank=True)
    reported_at = models.DateTimeField(auto_now_add=True)
    # The decision that somebody took on it since; null while nobody has looked.
    closed_by = models.ForeignKey(
        "comments.Decision", null=True, on_delete=models.SET_NULL, related_name="closed_reports"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "reporter"], name="one_report_each")
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"

    @property
    def rule(self) -> str:
        """The rule in the words that it had; "" for something else."""
        if self.rule_number is None:
            return ""
        return _now("Rule %(number)d: %(title)s") % {
            "number": self.rule_number,
            "title": self.rule_title,
        }


class Review(models.Model):
    """A writer asked, once, for another moderator to look at a decision."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="review")
    why = models.TextField(_("what the writer says"), blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    # Whose decision is looked at; null where nobody's account was on it, or that account is gone.
    first_moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    upheld = models.BooleanField(null=True)  # whether the first decision stands

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(decided_at__isnull=True),
                name="review_open",
            )
        ]

    def __str__(self) -> str:
        return f"Review of comment {self.comment_id}"
