"""The links of published pages: in which page each stands, and what was found behind it."""

import hashlib
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.models import Page

LONGEST_ADDRESS = 2000
NOT_YOURS = _("A page that you cannot edit")
FAILURES_THAT_COUNT = 2  # in succession: one may be a server that was being mended
CHECK_EVERY = timedelta(days=7)
CHECK_FAILED_EVERY = timedelta(hours=20)  # so that a daily run comes to it each time


class Problem(models.TextChoices):
    """What is wrong with a link, in words for editors."""

    NONE = "", _("Nothing")
    GONE = "gone", _("There is nothing at this address any more")
    UNREACHABLE = "unreachable", _("The site does not answer")
    BROKEN = "broken", _("The site answers with an error")
    INSECURE = "insecure", _("The site's certificate is not valid")
    ASTRAY = "astray", _("The address leads round in circles, or to nowhere on the web")
    UNKNOWN = "unknown", _("The site does not let programs look")
    # Of our own pages and documents; found in our own tables whenever somebody asks.
    DELETED = "deleted", _("The page was deleted")
    NOT_LIVE = "not-live", _("The page is not published")
    PRIVATE = "private", _("The page is not for everybody")
    NO_DOCUMENT = "no-document", _("The document was deleted")


# Sure at once; everything else only after `FAILURES_THAT_COUNT`.
SURE = {Problem.GONE}
NOT_BROKEN = {Problem.NONE, Problem.UNKNOWN}


class AddressQuerySet(models.QuerySet["Address"]):
    """Addresses, narrowed by what is to be done with them."""

    def in_use(self) -> Self:
        """Those that a reader can come across now."""
        return self.filter(Exists(Link.objects.filter(address=OuterRef("pk"), page__live=True)))

    def due(self) -> Self:
        """Those that should be looked at again, the longest unseen first."""
        now = timezone.now()
        fine = Q(failures=0, checked_at__lt=now - CHECK_EVERY)
        failed = Q(failures__gt=0, checked_at__lt=now - CHECK_FAILED_EVERY)
        due = self.filter(Q(checked_at=None) | fine | failed)
        return due.order_by(models.F("checked_at").asc(nulls_first=True), "pk")


class Address(models.Model):
    """An address on the web that is linked to, and what was last found there."""

    url = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    # An index over the address itself would be too wide for some databases.
    key = models.CharField(max_length=64, unique=True, editable=False)
    problem = models.CharField(
        _("problem"), max_length=20, choices=Problem.choices, blank=True, default=Problem.NONE
    )
    status = models.PositiveSmallIntegerField(_("answer"), null=True)  # HTTP's
    failures = models.PositiveSmallIntegerField(default=0)  # in succession
    checked_at = models.DateTimeField(_("last checked"), null=True)

    objects = AddressQuerySet.as_manager()

    # Not Wagtail's business: nobody chooses, searches or translates these.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return self.url

    @staticmethod
    def key_of(url: str) -> str:
        """What stands for the address where it has to be unique."""
        return hashlib.sha256(url.encode()).hexdigest()


class LinkQuerySet(models.QuerySet["Link"]):
    """Links, narrowed to those with which something is wrong."""

    def broken(self) -> Self:
        """The links of live pages that lead a reader nowhere; adds `problem`, one of `Problem`.

        What became of our own pages and documents is looked up now; what is behind other
        addresses is what `check_links` last found. A link to a private page is broken where the
        page that it stands on is for everybody.
        """
        target = Page.objects.filter(pk=OuterRef("target_id"))
        here = Page.objects.public().filter(pk=OuterRef("page_id"))
        document = get_document_model().objects.filter(pk=OuterRef("target_id"))
        to_page, to_document = Q(kind=Link.Kind.PAGE), Q(kind=Link.Kind.DOCUMENT)
        counts = Q(address__problem__in=SURE) | Q(address__failures__gte=FAILURES_THAT_COUNT)
        outside = ~Q(address__problem__in=NOT_BROKEN) & counts
        is_private = ~Exists(target.public()) & Exists(here)
        found = Case(
            When(to_page & ~Exists(target), then=Value(Problem.DELETED.value)),
            When(to_page & ~Exists(target.live()), then=Value(Problem.NOT_LIVE.value)),
            When(to_page & is_private, then=Value(Problem.PRIVATE.value)),
            When(to_document & ~Exists(document), then=Value(Problem.NO_DOCUMENT.value)),
            When(Q(kind=Link.Kind.WEB) & outside, then=Coalesce("address__problem", Value(""))),
            default=Value(""),
        )
        return self.filter(page__live=True).annotate(problem=found).exclude(problem="")


class Link(models.Model):
    """A link on a page, as it was last published."""

    class Kind(models.TextChoices):
        """Where a link leads."""

        PAGE = "page", _("A page of this site")
        DOCUMENT = "document", _("A document of this site")
        WEB = "web", _("An address on the web")

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    kind = models.CharField(_("leads to"), max_length=10, choices=Kind.choices)
    # Not a foreign key: that what it names is gone is just what we want to know.
    target_id = models.BigIntegerField(null=True)
    address = models.ForeignKey(Address, null=True, on_delete=models.CASCADE, related_name="links")
    words = models.CharField(_("words of the link"), max_length=255, blank=True)

    objects = LinkQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["kind", "target_id"], name="link_target")]

    def __str__(self) -> str:
        return self.words

    @property
    def leads_to(self) -> str:
        """The address; or the page's title, where `name_targets` found it, or what it was."""
        if self.address:
            return self.address.url
        return getattr(self, "target_title", "") or str(self.get_kind_display())

    @staticmethod
    def name_targets(links: "list[Link]", mine: Any) -> None:
        """Give links to our own pages the titles of these, as far as they exist.

        `mine`: the pages that whoever asks may edit; others may be drafts, or private.
        """
        numbers = {link.target_id for link in links if link.kind == Link.Kind.PAGE}
        there = Page.objects.filter(pk__in=numbers).values_list("pk", flat=True)
        titles = dict.fromkeys(there, str(NOT_YOURS))
        titles.update(mine.filter(pk__in=numbers).values_list("pk", "draft_title"))
        for link in links:
            if link.kind == Link.Kind.PAGE:
                link.target_title = titles.get(link.target_id, "")  # type: ignore[attr-defined]

    @property
    def what_is_wrong(self) -> str:
        """The problem that `broken` found, in words."""
        return str(Problem(getattr(self, "problem", "")).label)
