"""What happened to a comment besides a decision: its earlier texts, its likes, its review."""

from django.conf import settings
from django.db import models
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
