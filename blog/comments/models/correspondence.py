"""The mail of a discussion: who confirmed what, who follows what, and how much is enough."""

from django.db import models
from django.db.models import Q
from wagtail.models import Page

from blog.comments.models.comment import Comment


class EmailConfirmation(models.Model):
    """A link that was sent to the writer of a comment. Of its secret only the hash is kept."""

    class Following(models.TextChoices):
        """What the writer asked to follow once the address is confirmed."""

        NOTHING = ""
        THREAD = "thread"
        PAGE = "page"

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="confirmation")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256, hexadecimal
    following = models.CharField(max_length=6, blank=True, choices=Following.choices, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Confirmation of comment {self.comment_id}"


class Subscription(models.Model):
    """Somebody who wants mail about new comments on a page, or in one of its threads.

    Nothing is ever sent to an address that has not confirmed that it wants this.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="comment_subscriptions")
    # The first comment of the thread; null for the whole page.
    thread = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions"
    )
    email = models.EmailField(max_length=254)
    email_hash = models.CharField(max_length=32, db_index=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Comments that were published up to here were mailed, or were there before.
    told_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "email_hash"],
                condition=Q(thread__isnull=True),
                name="one_subscription_a_page",
            ),
            models.UniqueConstraint(
                fields=["thread", "email_hash"],
                condition=Q(thread__isnull=False),
                name="one_subscription_a_thread",
            ),
        ]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class Recipient(models.Model):
    """How much mail an address was sent: one row each, which two processes cannot pass at once."""

    email_hash = models.CharField(max_length=32, unique=True)
    day = models.DateField()  # UTC; `sent` counts this day's mails
    sent = models.PositiveIntegerField(default=0)
    last_digest_at = models.DateTimeField(null=True, blank=True)
    # The person wants nothing from this site any more, whoever asks for it.
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Recipient {self.pk}"
