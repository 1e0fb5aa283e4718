"""What is kept about people who write: dropped in time, handed over, erased.

Three promises. What was only needed for a while goes (`purge`). Whoever shows that an e-mail
address is theirs gets everything that is kept about it (`export`), and can have it erased
(`erase`). None of it ever writes an address, a name or a text into the log.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_comments.models import Comment as BaseComment

from blog.comments import authorship, correspondence, kept, markup, postbox, rates
from blog.comments.models import (
    DIGEST_PAUSE,
    Ban,
    Comment,
    CommentQuerySet,
    Decision,
    Presence,
    Recipient,
    Status,
    Subscription,
    keyed_hash,
    mailbox_hash,
)
from blog.comments.spam import learning

UNCONFIRMED_DAYS = 7  # how long a comment or a wish to follow waits for its writer
BATCH = 500  # rows that are held at once: some tens of milliseconds


# --- Dropping in time ---------------------------------------------------------------------------
@dataclass
class PurgeReport:
    """How many rows one purge has dealt with."""

    addresses: int = 0  # IP addresses dropped from comments
    comments: int = 0  # comments deleted that nobody confirmed
    subscriptions: int = 0  # deleted that nobody confirmed
    recipients: int = 0  # counts of mails that say nothing any more
    counts: int = 0  # counts of what was done in a span of time that has ended
    rendered: int = 0  # comments whose HTML was made anew, by the present rules
    models: int = 0  # earlier models of the spam score
    decisions: int = 0  # on record, without what was only needed for a while


def purge() -> PurgeReport:
    """Drop what is no longer needed. Safe to run twice, and at the same time.

    Each step takes a few rows at a time, in a transaction of its own, and passes over what
    somebody else holds: that is left to the next run. So it never waits for a writer, and no
    writer waits for it longer than one batch takes.
    """
    now = timezone.now()
    old = now - timedelta(days=UNCONFIRMED_DAYS)
    no_digest = Q(last_digest_at__isnull=True) | Q(last_digest_at__lt=now - DIGEST_PAUSE)
    with_address = BaseComment.objects.filter(
        ip_address__isnull=False,
        submit_date__lte=now - timedelta(days=settings.COMMENT_ADDRESS_DAYS),
    )
    return PurgeReport(
        addresses=_in_batches(with_address, lambda ids: _drop_addresses(ids, now)),
        comments=_delete_unconfirmed(old, now),
        subscriptions=_in_batches(
            Subscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=old),
            lambda ids: Subscription.objects.filter(pk__in=ids).delete()[0],
        ),
        recipients=_in_batches(
            Recipient.objects.filter(
                no_digest, day__lt=now.astimezone(UTC).date(), stopped_at__isnull=True
            ),
            lambda ids: Recipient.objects.filter(pk__in=ids).delete()[0],
        ),
        counts=rates.purge(),
        rendered=_in_batches(Comment.objects.exclude(html_version=markup.VERSION), _render_anew),
        models=learning.forget_earlier(),
        decisions=_strip_decisions(now),
    )


def _in_batches(rows: QuerySet[Any], work: Callable[[list[Any]], int]) -> int:
    """Do the work on the rows' keys, a batch and a transaction at a time; gives the sum."""
    done, last = 0, None
    while True:
        with transaction.atomic():
            batch = rows if last is None else rows.filter(pk__gt=last)
            # SQLite has no such lock, and needs none: it has one writer at a time.
            batch = batch.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            keys = list(batch.values_list("pk", flat=True)[:BATCH])
            if not keys:
                return done
            done += work(keys)
            last = keys[-1]


def _drop_addresses(ids: list[int], now: datetime) -> int:
    """Of comments whose first table's rows are held; takes those whose own row is free, too."""
    free = Comment.objects.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    ids = list(free.filter(pk__in=ids).values_list("pk", flat=True))
    BaseComment.objects.filter(pk__in=ids).update(ip_address=None)
    Comment.objects.filter(pk__in=ids).update(ip_purged_at=now)
    return len(ids)


def _delete_unconfirmed(old: datetime, now: datetime) -> int:
    """One by one, under the lock that their writers take, who may be confirming right now.

    A comment whose writer asked for another link stays until that link ends.
    """
    waiting = Comment.objects.filter(status=Status.UNCONFIRMED, submit_date__lt=old)
    waiting = waiting.exclude(confirmation__expires_at__gt=now)
    deleted = 0
    for pk, root_id in list(waiting.order_by("pk").values_list("pk", "root_id")):
        with transaction.atomic():
            Comment.lock_thread(root_id)
            _total, of_each = waiting.filter(pk=pk).delete()
            deleted += of_each.get(Comment._meta.label, 0)
    return deleted


def _strip_decisions(now: datetime) -> int:
    """What a decision can no longer be taken back by, and what was said of comments that are gone.

    The record itself stays. Who was last at work on which comment is no record, and goes, too.
    """
    day_ago = now - timedelta(days=1)
    Presence.objects.filter(seen_at__lt=day_ago).delete()
    over = Decision.objects.filter(before__isnull=False, made_at__lt=day_ago)
    orphans = Decision.objects.filter(comment=None, comment_number__isnull=False)
    orphans = orphans.exclude(explanation="", reasons=[])
    return _in_batches(
        over, lambda ids: Decision.objects.filter(pk__in=ids).update(before=None)
    ) + _in_batches(
        orphans,
        lambda ids: Decision.objects.filter(pk__in=ids).update(explanation="", reasons=[]),
    )


def _render_anew(ids: list[int]) -> int:
    comments = list(Comment.objects.filter(pk__in=ids))  # read after the lock: the latest text
    for comment in comments:
        comment.set_text(comment.comment)
    Comment.objects.bulk_update(comments, ["html", "html_version"])
    return len(comments)


# --- Handing over -------------------------------------------------------------------------------
def address_of(email_hash: str) -> str:
    """The address with that hash, as it is stored; "" where nothing is kept that has one.

    Mail about what is kept goes there, and never to what somebody typed: two texts may count as
    the same address and be two mailboxes (https://nvd.nist.gov/vuln/detail/CVE-2019-19844).
    """
    if not email_hash:
        return ""
    comments = Comment.objects.filter(email_hash=email_hash).select_related("user")
    for comment in comments.order_by("-pk")[:10]:
        address = comment.user.email if comment.user else comment.user_email
        if keyed_hash(address) == email_hash:
            return str(address)
    subscription = Subscription.objects.filter(email_hash=email_hash).first()
    return subscription.email if subscription else ""


def send_link(email_hash: str) -> postbox.Outcome:
    """Send the owner of an address the link to what is kept about it, if anything is."""
    address = address_of(email_hash)
    if not address:
        return postbox.Outcome.NOTHING_TO_SAY
    return correspondence.send_data_link(address)


def export(email: str) -> dict[str, Any]:
    """Everything that is kept about an e-mail address, for its owner, ready for JSON.

    Nobody else's data is in it: no answers, no moderator, no address of whoever typed this one
    without ever showing that it is theirs. Raises ValueError for an empty address.
    """
    accounts = get_user_model().objects.filter(email__iexact=email.strip()).order_by("pk")
    comments = _comments_of(email).order_by("pk")
    subscriptions = list(_subscriptions_of(email).order_by("pk"))
    pages = kept.pages(subscriptions)
    recipient = Recipient.objects.filter(email_hash=mailbox_hash(email)).first()
    bans = Ban.objects.filter(kind=Ban.Kind.EMAIL, value=mailbox_hash(email)).order_by("pk")
    return _document(
        email=email.strip(),
        accounts=[
            {"username": account.get_username(), "name": account.get_full_name()}
            for account in accounts
        ],
        comments=kept.records(comments, with_address=True),
        subscriptions=[
            {
                "page": pages[subscription.page_id],
                "thread": subscription.thread_id,
                "asked_at": kept.moment(subscription.asked_at),
                "confirmed_at": kept.moment(subscription.confirmed_at),
            }
            for subscription in subscriptions
        ],
        mails=recipient
        and {
            "day": recipient.day.isoformat(),
            "sent_that_day": recipient.sent,
            "last_digest_at": kept.moment(recipient.last_digest_at),
            "stopped_at": kept.moment(recipient.stopped_at),
        },
        bans=[
            {
                "until": kept.moment(ban.until),
                "reason": ban.reason,
                "made_at": kept.moment(ban.made_at),
            }
            for ban in bans
        ],
    )


def export_comment(comment: Comment) -> dict[str, Any]:
    """The same of one comment, for whoever has the address of its status page.

    People show that page to others, so the e-mail and IP addresses are left out.
    """
    found = Comment.objects.filter(pk=comment.pk)
    return _document(comments=kept.records(found, with_address=False))


def _document(**parts: Any) -> dict[str, Any]:
    return {
        "format": "hustings personal data",
        "version": 1,
        "site": settings.SITE_URL,
        "made_at": kept.moment(timezone.now()),
        **parts,
        "notes": [
            _(
                "Which comments somebody liked cannot be found out: a like is kept as a hash that"
                " is another one on each comment."
            ),
            _(
                "Nor can it be found out which comments somebody reported: a report has no name, no"
                " address, and a hash of the same kind."
            ),
            _(
                "Who decided on a comment is not told, nor who reported it; and not the words of a"
                " report either, from which one could guess."
            ),
            _(
                "Beside this, hashes of the e-mail address and of the network address are kept"
                " with each comment, which only this site can compute. They find abuse, and show"
                " nothing by themselves."
            ),
        ],
    }


def _hash_of(email: str) -> str:
    """The address's hash. An empty one would be that of everybody who gave none."""
    if not email.strip():
        raise ValueError(_("An e-mail address is needed."))
    return keyed_hash(email)


def _comments_of(email: str) -> CommentQuerySet:
    """Every comment by an address: as a guest, or under an account that has it.

    Not by the hash alone, which is another one after a change of the secret key. Three searches,
    because one for all three kinds would be answered by none of the indexes.
    """
    ids: set[int] = set()
    for where in (
        Q(email_hash=_hash_of(email)),
        Q(user_email__iexact=email.strip()),
        Q(user__in=get_user_model().objects.filter(email__iexact=email.strip())),
    ):
        ids.update(Comment.objects.filter(where).order_by().values_list("pk", flat=True))
    return Comment.objects.filter(pk__in=ids)


def _subscriptions_of(email: str) -> QuerySet[Subscription]:
    return Subscription.objects.filter(
        Q(email_hash=_hash_of(email)) | Q(email__iexact=email.strip())
    )


# --- Erasing ------------------------------------------------------------------------------------
@dataclass
class ErasureReport:
    """How many rows were erased, and in sentences what was kept and why."""

    comments: int = 0
    subscriptions: int = 0
    kept: list[str] = field(default_factory=list)


def erase(email: str) -> ErasureReport:
    """Erase everything about an e-mail address, or nothing if anything fails; safe to repeat.

    Comments lose their writer and their words, and stay as withdrawn where others answered. Two
    things are kept, both of them as a hash: the wish never to be written to, and a ban. Raises
    ValueError for an empty address.
    """
    with transaction.atomic():
        # In one order, whoever erases: two never wait for each other. Everybody else holds one
        # thread at a time.
        comments = list(_comments_of(email).order_by("root_id", "path"))
        erased = sum(authorship.erase(comment=comment) for comment in comments)
        # After the comments: confirming one of them may just have begun a subscription.
        subscriptions = _subscriptions_of(email).delete()[0]
        recipient = Recipient.objects.filter(email_hash=mailbox_hash(email))
        recipient.filter(stopped_at__isnull=True).delete()
    report = ErasureReport(comments=erased, subscriptions=subscriptions)
    if recipient.exists():
        report.kept.append(
            _("The wish that this address is never written to. It is kept as a hash.")
        )
    if Ban.objects.filter(kind=Ban.Kind.EMAIL, value=mailbox_hash(email)).exists():
        report.kept.append(_("A ban on this address. It is kept as a hash."))
    if get_user_model().objects.filter(email__iexact=email.strip()).exists():
        report.kept.append(
            _("The account with this address, without its comments. An administrator deletes it.")
        )
    return report
