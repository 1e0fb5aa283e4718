"""Addresses at which somebody without an account reads a draft: signed, expiring, revocable.

What is in the address is a number that nobody can guess, signed, so that neither a look into the
database nor a look at other addresses is enough to make one.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from blog.writing.models import DraftLink

SALT = "hustings.writing.draft"


class Duration(TextChoices):
    """How long a link works."""

    DAY = "1", _("a day")
    WEEK = "7", _("a week")
    MONTH = "30", _("a month")


def create(*, page: Page, by: Any, lasts: Duration) -> DraftLink:
    """A new link to the latest draft of a page, whatever that is when it is opened."""
    expires_at = timezone.now() + timedelta(days=int(lasts))
    link = DraftLink.objects.create(page=page, created_by=by, expires_at=expires_at)
    log(instance=page, action="writing.show_draft", user=by)
    return link


def revoke(*, link: DraftLink, by: Any) -> None:
    """End a link; once, however often it is pressed."""
    now = timezone.now()
    ended = DraftLink.objects.filter(pk=link.pk, revoked_at=None).update(
        revoked_at=now, revoked_by=by
    )
    if ended:
        log(instance=link.page.specific, action="writing.hide_draft", user=by)


def path_of(link: DraftLink) -> str:
    """The address of a link, without the site's own."""
    token = signing.Signer(salt=SALT).sign_object(link.key.hex)
    return reverse("draft", args=[token])


def find(token: str) -> DraftLink | None:
    """The link of an address, whether it still works or not; None where it is forged or gone."""
    try:
        key = uuid.UUID(signing.Signer(salt=SALT).unsign_object(token))
    except (signing.BadSignature, AttributeError, TypeError, ValueError):
        return None
    return DraftLink.objects.select_related("page", "created_by").filter(key=key).first()
