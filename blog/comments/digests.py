"""Telling followers what is new: one digest at most an hour each, of all that they follow.

Two workers never send the same digest, and what could not be sent is told the next time: each
comment at least once, and twice only where a process ended between sending and noting it.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import Page

from blog.comments.actions import UNDO_SECONDS
from blog.comments.correspondence import Digest, send_digest
from blog.comments.models import (
    DIGEST_PAUSE,
    Comment,
    CommentQuerySet,
    Recipient,
    Subscription,
    mailbox_hash,
)
from blog.comments.models.correspondence import SubscriptionQuerySet
from blog.comments.postbox import Outcome, Round

MOST_COMMENTS = 50  # in one digest; of the others only the number is told
UNDO = timedelta(seconds=UNDO_SECONDS)
# A comment is told when it has been there for so long: its approval can be taken back before, and
# one that another process wrote a moment earlier, and has not committed yet, would be passed over.
SETTLED = UNDO + timedelta(seconds=30)


def send_due(
    *, page_id: int | None = None, most: int | None = None, settled: timedelta = SETTLED
) -> Round:
    """Send the digests that are due: to everybody, or to those who follow something on one page.

    `most` bounds how many addresses are looked at; the others are due the next time.
    """
    result, horizon = Round(), _horizon(settled)
    for email, email_hash in _addresses(page_id, horizon)[:most]:
        result.count(_send(email, email_hash, horizon))
        if result.is_over:
            break
    return result


def _horizon(settled: timedelta) -> datetime:
    """Up to when comments are told: not past one whose approval can still be taken back."""
    now = timezone.now()
    undoable = Comment.objects.published().filter(
        published_at__gt=now - UNDO, published_at=F("moderated_at")
    )
    first = undoable.order_by("published_at").values_list("published_at", flat=True).first()
    horizon = now - settled
    return min(horizon, first - timedelta(microseconds=1)) if first else horizon


def next_due(comment: Comment) -> datetime | None:
    """When somebody may be told of a comment who had a digest less than an hour ago.

    None where there is nobody, or where an earlier comment waits for the same moment: one of many
    asks for it.
    """
    row = Recipient.objects.filter(email_hash=OuterRef("email_hash"), stopped_at__isnull=True)
    waiting = _with_news(comment.page_id, timezone.now()).annotate(
        last=Subquery(row.values("last_digest_at")[:1])
    )
    recent = waiting.filter(last__gt=timezone.now() - DIGEST_PAUSE)
    rows = [(last, told) for last, told in recent.values_list("last", "told_until") if told]
    if not rows or comment.published_at is None:
        return None
    told_until = max(told for _last, told in rows)
    earlier = Comment.objects.published().filter(
        page_id=comment.page_id,
        published_at__gt=told_until,
        published_at__lt=comment.published_at,
    )
    return None if earlier.exists() else min(last for last, _told in rows) + DIGEST_PAUSE


def _with_news(page_id: int | None, horizon: datetime) -> SubscriptionQuerySet:
    """Subscriptions under pages that anybody may read, to which something new belongs."""
    subscriptions = Subscription.objects.confirmed().filter(page__in=Page.objects.live().public())
    if page_id is not None:
        subscriptions = subscriptions.filter(page_id=page_id)
    news = _comments(horizon).filter(
        page_id=OuterRef("page_id"), published_at__gt=OuterRef("told_until")
    )
    news = news.exclude(email_hash=OuterRef("email_hash"))  # their own
    in_thread = news.filter(root_id=OuterRef("thread_id"))
    return subscriptions.filter(
        Q(Exists(news), thread__isnull=True) | Q(Exists(in_thread), thread__isnull=False)
    )


def _comments(horizon: datetime) -> CommentQuerySet:
    return Comment.objects.published().filter(published_at__lte=horizon)


def _addresses(page_id: int | None, horizon: datetime) -> list[tuple[str, str]]:
    """Addresses with their hashes, each once; whoever has waited longest comes first."""
    recent = Recipient.objects.filter(
        Q(last_digest_at__gt=timezone.now() - DIGEST_PAUSE) | Q(stopped_at__isnull=False),
        email_hash=OuterRef("email_hash"),
    )
    due = _with_news(page_id, horizon).exclude(Exists(recent)).order_by("told_until", "pk")
    by_hash = {email_hash: email for email, email_hash in due.values_list("email", "email_hash")}
    return [(email, email_hash) for email_hash, email in by_hash.items()]


def _send(email: str, email_hash: str, horizon: datetime) -> Outcome:
    """Send one address its digest, if nobody else is doing so and its hour is over."""
    mailbox = mailbox_hash(email)
    taken_at = Recipient.objects.take_digest(mailbox)
    if taken_at is None:
        return Outcome.NOT_ALLOWED
    subscriptions = list(_with_news(None, horizon).of(email_hash).values_list("pk", flat=True))
    digest = _digest(subscriptions, email_hash, horizon)
    outcome = send_digest(email, digest) if digest.total else Outcome.NOTHING_TO_SAY
    if outcome == Outcome.SENT:
        Subscription.objects.filter(pk__in=subscriptions).update(told_until=horizon)
    elif outcome in {Outcome.FAILED, Outcome.NOTHING_TO_SAY}:
        Recipient.objects.give_digest_back(mailbox, taken_at)
    return outcome


def _digest(subscriptions: list[int], email_hash: str, horizon: datetime) -> Digest:
    """What is new for these subscriptions of one address: each comment once."""
    wanting = Subscription.objects.filter(
        Q(thread__isnull=True) | Q(thread_id=OuterRef("root_id")),
        pk__in=subscriptions,
        page_id=OuterRef("page_id"),
        told_until__lt=OuterRef("published_at"),
    )
    comments = _comments(horizon).filter(Exists(wanting)).exclude(email_hash=email_hash)
    newest = comments.select_related("page", "user").order_by("-published_at", "-pk")
    return Digest(comments=list(newest[:MOST_COMMENTS]), total=comments.count())
