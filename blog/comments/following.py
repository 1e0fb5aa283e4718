"""Following a discussion by mail: a page or a thread, only after the address said yes."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from blog.comments.models import Comment, Recipient, Subscription, keyed_hash, mailbox_hash
from blog.comments.signals import follow_wanted


def ask(*, page: Page, thread: Comment | None, email: str, remind: bool = False) -> None:
    """Somebody typed this address: it is asked whether it wants mail, and gets none before.

    `thread` is the first comment of a thread, None for the whole page. `remind`: write to an
    address that follows already too, with the link to leave, so that whoever asked sees no
    difference. Of an address that wants no mail ever nothing is stored.
    """
    if Recipient.objects.is_stopped(mailbox_hash(email)):
        return
    subscription = _subscription(page, thread, email)
    if subscription.confirmed_at is None:
        Subscription.objects.filter(pk=subscription.pk).update(asked_at=timezone.now())
    elif not remind:
        return
    transaction.on_commit(lambda: follow_wanted.send(Subscription, subscription=subscription))


def start(*, page: Page, thread: Comment | None, email: str) -> Subscription:
    """Begin to follow, for somebody who has shown that the address is theirs."""
    subscription = _subscription(page, thread, email)
    _begin(subscription.pk)
    subscription.refresh_from_db()
    return subscription


def confirm(*, subscription_id: int) -> Subscription | None:
    """The address has said yes; safe to repeat.

    None where it cannot any more: it left meanwhile, or said never again, or nobody may read the
    page.
    """
    subscription = confirmable(subscription_id)
    if subscription is None or not _begin(subscription.pk):
        return None
    return subscription


def confirmable(subscription_id: int) -> Subscription | None:
    """What would be followed, with its page; None where that is not possible any more."""
    readable = Page.objects.live().public()
    found = Subscription.objects.select_related("page", "thread").filter(page__in=readable)
    subscription = found.filter(pk=subscription_id).first()
    if subscription and Recipient.objects.is_stopped(mailbox_hash(subscription.email)):
        return None
    return subscription


def leave(*, subscription_id: int, email_hash: str) -> bool:
    """Stop following one page or thread, as the address that follows it; False if it did not."""
    rows = Subscription.objects.of(email_hash).filter(pk=subscription_id)
    return bool(rows.delete()[0])


def leave_all(*, email_hash: str) -> None:
    """Stop following everything."""
    Subscription.objects.of(email_hash).delete()


def never_again(*, email_hash: str, mailbox: str) -> None:
    """Send nothing to this mailbox any more, of what it follows or of anything else."""
    with transaction.atomic():
        Recipient.objects.stop(mailbox)
        leave_all(email_hash=email_hash)


def _begin(subscription_id: int) -> bool:
    """Let a subscription begin now, unless it has before; False if it is not there any more."""
    now = timezone.now()
    rows = Subscription.objects.filter(pk=subscription_id)
    new = rows.filter(confirmed_at__isnull=True).update(confirmed_at=now, told_until=now)
    return bool(new) or rows.exists()


def _subscription(page: Page, thread: Comment | None, email: str) -> Subscription:
    return Subscription.objects.get_or_create(
        page=page, thread=thread, email_hash=keyed_hash(email), defaults={"email": email}
    )[0]
