"""Following a discussion by mail: a page or a thread, only after the address said yes."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from blog.comments.models import Comment, Subscription, keyed_hash
from blog.comments.signals import follow_wanted


def ask(*, page: Page, thread: Comment | None, email: str) -> None:
    """Somebody typed this address: it is asked whether it wants mail, and gets none before.

    `thread` is the first comment of a thread, None for the whole page.
    """
    subscription = _subscription(page, thread, email)
    if subscription.confirmed_at is None:
        transaction.on_commit(lambda: follow_wanted.send(Subscription, subscription=subscription))


def start(*, page: Page, thread: Comment | None, email: str) -> Subscription:
    """Begin to follow, for somebody who has shown that the address is theirs."""
    subscription = _subscription(page, thread, email)
    if subscription.confirmed_at is None:
        subscription.confirmed_at = subscription.told_until = timezone.now()
        subscription.save(update_fields=["confirmed_at", "told_until"])
    return subscription


def _subscription(page: Page, thread: Comment | None, email: str) -> Subscription:
    return Subscription.objects.get_or_create(
        page=page, thread=thread, email_hash=keyed_hash(email), defaults={"email": email}
    )[0]
