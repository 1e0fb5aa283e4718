"""People who follow a discussion, and the hours that pass between their mails."""

from datetime import timedelta

from django.db.models import F
from wagtail.models import Page

from blog.comments import following
from blog.comments.models import Comment, Recipient, Subscription, mailbox_hash


def follower(post: Page, email: str, thread: Comment | None = None) -> Subscription:
    """An address that follows a post, or a thread under it."""
    return following.start(page=post, thread=thread, email=email)


def asked(post: Page, email: str, thread: Comment | None = None) -> Subscription:
    """An address that was typed by somebody, and has not said yes."""
    following.ask(page=post, thread=thread, email=email)
    return Subscription.objects.get(email=email, page=post, thread=thread)


def an_hour_passes() -> None:
    """The digests that were sent are older than an hour."""
    Recipient.objects.exclude(last_digest_at=None).update(
        last_digest_at=F("last_digest_at") - timedelta(minutes=61)
    )


def counted(email: str) -> int:
    """How many mails of today's are counted for the mailbox of an address."""
    row = Recipient.objects.filter(email_hash=mailbox_hash(email)).first()
    return row.sent if row else 0
