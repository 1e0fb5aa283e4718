"""Who may not write, and how often one may."""

import ipaddress
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.comments.models.comment import Comment
from blog.comments.models.correspondence import mailbox_hash, plain_domain


class BanQuerySet(models.QuerySet["Ban"]):
    """Bans by whether they hold."""

    def in_force(self) -> Self:
        """Those that have not ended."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))

    def find(self, *, username: str, email: str, ip_address: str | None) -> "Ban | None":
        """The ban that keeps this person from writing, the longest first; None where none does.

        `username` is "" for guests; `email` and `ip_address` count for everybody.
        """
        kinds = Ban.Kind
        where = Q(pk=None)
        if username:
            where |= Q(kind=kinds.ACCOUNT, value=username)
        if email:
            domain = plain_domain(email)
            parents = [domain.split(".", n)[-1] for n in range(domain.count(".") + 1)]
            where |= Q(kind=kinds.EMAIL, value=mailbox_hash(email))
            where |= Q(kind=kinds.DOMAIN, value__in=parents)
        if ip_address:
            address = ipaddress.ip_address(ip_address)
            # The same address, as a server that listens on both versions may write it.
            address = getattr(address, "ipv4_mapped", None) or address
            lengths = range(address.max_prefixlen + 1)
            networks = [str(ipaddress.ip_network((address, n), strict=False)) for n in lengths]
            where |= Q(kind=kinds.NETWORK, value__in=networks)
        return self.in_force().filter(where).order_by(F("until").desc(nulls_first=True)).first()


class Ban(models.Model):
    """Somebody who may not comment for a time, or for good."""

    class Kind(models.TextChoices):
        """What is banned."""

        ACCOUNT = "account", _("An account")
        EMAIL = "email", _("An e-mail address")
        DOMAIN = "domain", _("All e-mail addresses of a domain")
        NETWORK = "network", _("An IP address or a network")

    kind = models.CharField(_("what is banned"), max_length=8, choices=Kind.choices)
    # A login name, a hash of an e-mail address (`mailbox_hash`), a domain, or a network (CIDR).
    value = models.CharField(
        _("which"),
        max_length=150,
        help_text=_(
            "A login name, an e-mail address (kept as a hash only), a domain such as example.org,"
            " or an IP address or network such as 192.0.2.0/24."
        ),
    )
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Leave empty for a ban without an end.")
    )
    reason = models.TextField(
        _("reason"), help_text=_("A sentence that the banned person is shown.")
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        ordering = ["-pk"]
        default_permissions = ("add", "change", "delete")
        indexes = [models.Index(fields=["kind", "value"], name="ban_kind_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def label(self) -> str:
        """What is banned, as far as it may be shown: of an e-mail address there is but a hash."""
        kind = self.get_kind_display()
        return kind if self.kind == self.Kind.EMAIL else f"{kind}: {self.value}"

    @property
    def has_ended(self) -> bool:
        """Whether it no longer keeps anybody out."""
        return self.until is not None and self.until <= timezone.now()


class SlowModeQuerySet(models.QuerySet["SlowMode"]):
    """Slow modes by whether they hold."""

    def in_force(self) -> Self:
        """Those that have not ended."""
        return self.filter(until__gt=timezone.now())

    def that_hold(self, page_id: int, root_id: int | None) -> Self:
        """Those that somebody meets who writes in that thread, or begins one (None)."""
        own = Q(thread=None) if root_id is None else Q(thread=None) | Q(thread_id=root_id)
        return self.in_force().filter(own, page_id=page_id)


class SlowMode(models.Model):
    """A heated discussion, or one thread of it, in which everybody waits between comments."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # The first comment of the thread; null for the whole discussion.
    thread = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(_("minutes between two comments of one person"))
    reason = models.CharField(
        _("reason"), max_length=300, help_text=_("A sentence that everybody reads.")
    )
    until = models.DateTimeField(_("until"))
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SlowModeQuerySet.as_manager()

    class Meta:
        verbose_name = _("slow mode")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["page", "until"], name="slow_mode_of_page")]

    def __str__(self) -> str:
        return f"Slow mode {self.pk}"


class RateCount(models.Model):
    """How often something was done in a span of time, where no shared cache counts it."""

    key = models.CharField(max_length=64, primary_key=True)  # a hash: no address, no name
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
