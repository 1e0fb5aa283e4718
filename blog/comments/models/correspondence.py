"""The mail of a discussion: who confirmed what, who follows what, and how much is enough."""

import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments.models.comment import Comment
from blog.comments.models.hashes import keyed_hash

DIGEST_PAUSE = timedelta(hours=1)  # between two digests to one mailbox, at least
# Of the large providers, the one that takes "a.b" for "ab"; both names are one domain to it
# (https://support.google.com/mail/answer/7436150).
GMAIL = {"gmail.com", "googlemail.com"}
# What else separates the labels of a domain (https://www.rfc-editor.org/rfc/rfc3490#section-3.1).
DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def validate_plain_dots(email: str) -> None:
    """Refuses an address whose domain has other dots than “.”. Raises ValidationError.

    They lead to the same mailbox, and nobody types them but to look like somebody else.
    """
    domain = email.rpartition("@")[2]
    if any(
        "." in unicodedata.normalize("NFKC", char.translate(DOTS)) for char in domain if char != "."
    ):
        raise ValidationError(_("In an e-mail address, dots are full stops: name@example.org."))


def plain_domain(address: str) -> str:
    """The domain of an e-mail address, or a domain: lower case, an international one as DNS has it.

    What cannot be a domain is given back nearly as it is.
    """
    domain = address.strip().rpartition("@")[2].translate(DOTS).strip(".").casefold()
    with suppress(UnicodeError):
        # Other signs become dots only here, so it is stripped again.
        return punycode(domain).strip(".")
    return domain


def mailbox_hash(email: str) -> str:
    """A keyed hash that is the same for all ways to write the address of one mailbox; "" of "".

    Case, quotes, what is behind a plus (RFC 5233) and all spellings of an international domain make
    no difference, nor the dots in an address at Gmail.
    """
    local = email.strip().casefold().rpartition("@")[0]
    domain = plain_domain(email)
    local = local.replace('"', "").replace("\\", "").partition("+")[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return keyed_hash(f"{local}@{domain}") if email.strip() else ""


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
    sent_at = models.DateTimeField(null=True, blank=True)  # null: this link is not on its way yet
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Confirmation of comment {self.comment_id}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions by whose they are, and whether the address has said yes."""

    def confirmed(self) -> Self:
        """Those that mail may be sent for."""
        return self.filter(confirmed_at__isnull=False)

    def of(self, email_hash: str) -> Self:
        """All that one address follows or was asked to follow (`keyed_hash`)."""
        return self.filter(email_hash=email_hash)


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

    objects = SubscriptionQuerySet.as_manager()

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


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """What is counted for a mailbox. Each verb is one conditional UPDATE: one of many wins."""

    def take_one(self, mailbox: str) -> bool:
        """Count one mail of today's; False where there were enough, or the person wants none."""
        today = _today()
        self.get_or_create(email_hash=mailbox, defaults={"day": today})
        row = self.filter(email_hash=mailbox, stopped_at__isnull=True)
        if settings.MAILS_PER_ADDRESS_A_DAY and row.filter(day__lt=today).update(day=today, sent=1):
            return True
        # Not "=": at midnight, a worker whose clock is behind counts for the day that has begun.
        row = row.filter(day__gte=today, sent__lt=settings.MAILS_PER_ADDRESS_A_DAY)
        return bool(row.update(sent=F("sent") + 1))

    def can_take_one(self, mailbox: str) -> bool:
        """Whether `take_one` would give one just now."""
        row = self.filter(email_hash=mailbox).first()
        if row is None or row.stopped_at:
            return row is None and bool(settings.MAILS_PER_ADDRESS_A_DAY)
        return row.day < _today() or row.sent < settings.MAILS_PER_ADDRESS_A_DAY

    def give_one_back(self, mailbox: str) -> None:
        """A mail that was counted did certainly not arrive."""
        row = self.filter(email_hash=mailbox, day=_today(), sent__gt=0)
        row.update(sent=F("sent") - 1)

    def take_digest(self, mailbox: str) -> datetime | None:
        """The right to send the digest of this hour: the moment it was taken; None if it is."""
        now = timezone.now()
        self.get_or_create(email_hash=mailbox, defaults={"day": _today()})
        row = self.filter(email_hash=mailbox, stopped_at__isnull=True)
        free = Q(last_digest_at__isnull=True) | Q(last_digest_at__lte=now - DIGEST_PAUSE)
        return now if row.filter(free).update(last_digest_at=now) else None

    def give_digest_back(self, mailbox: str, taken_at: datetime) -> None:
        """The digest was not sent after all: another may be, at once."""
        self.filter(email_hash=mailbox, last_digest_at=taken_at).update(last_digest_at=None)

    def stop(self, mailbox: str) -> None:
        """Send nothing to this mailbox any more, whoever asks."""
        self.get_or_create(email_hash=mailbox, defaults={"day": _today()})
        self.filter(email_hash=mailbox, stopped_at__isnull=True).update(stopped_at=timezone.now())

    def resume(self, mailbox: str) -> None:
        """The person takes mail again."""
        self.filter(email_hash=mailbox).update(stopped_at=None)

    def is_stopped(self, mailbox: str) -> bool:
        """Whether the person has said: never again."""
        return self.filter(email_hash=mailbox, stopped_at__isnull=False).exists()


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


class Recipient(models.Model):
    """How much mail a mailbox was sent: one row each, which two processes cannot pass at once."""

    email_hash = models.CharField(max_length=32, unique=True)  # `mailbox_hash`
    day = models.DateField()  # UTC; `sent` counts this day's mails
    sent = models.PositiveIntegerField(default=0)
    last_digest_at = models.DateTimeField(null=True, blank=True)
    # The person wants nothing from this site any more, whoever asks for it.
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Recipient {self.pk}"
