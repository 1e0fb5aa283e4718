"""Addresses that only somebody to whom we gave them can know: signed JSON, never pickle."""

from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from blog.comments.models import Comment, Subscription, keyed_hash, mailbox_hash

STATUS_SALT = "hustings.comments.status"
STATUS_MAX_AGE = 365 * 24 * 60 * 60  # a year, in seconds
DATA_SALT = "hustings.comments.my-data"
DATA_MAX_AGE = 24 * 60 * 60  # a day, in seconds
FOLLOW_SALT = "hustings.comments.follow"
FOLLOW_MAX_AGE = 48 * 60 * 60  # two days, in seconds
ADDRESS_SALT = "hustings.comments.address"
WRITER_COOKIE = "comment_writer"
WRITER_SALT = "hustings.comments.writer"
WRITER_MAX_AGE = 180 * 24 * 60 * 60  # half a year, in seconds


def status_url(comment: Comment) -> str:
    """The address at which the comment's writer sees what became of it."""
    token = signing.dumps({"comment": comment.pk}, salt=STATUS_SALT)
    return reverse("comments:status", args=[token])


def comment_id_from(token: str) -> int | None:
    """The comment that a status address is about; None where it is forged or older than a year."""
    try:
        return int(signing.loads(token, salt=STATUS_SALT, max_age=STATUS_MAX_AGE)["comment"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def follow_url(subscription: Subscription) -> str:
    """The address at which somebody confirms, within two days, that they want to follow."""
    token = signing.dumps({"subscription": subscription.pk}, salt=FOLLOW_SALT)
    return reverse("comments:follow-confirm", args=[token])


def subscription_id_from(token: str) -> int | None:
    """The subscription that is to be confirmed; None where the link is forged or too old."""
    try:
        found = signing.loads(token, salt=FOLLOW_SALT, max_age=FOLLOW_MAX_AGE)
        return int(found["subscription"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


class MailAddress(NamedTuple):
    """An e-mail address in hashes, as a link holds it: nobody can read the address out of it."""

    email_hash: str  # `keyed_hash`: what it follows
    mailbox: str  # `mailbox_hash`: how much mail it gets


def address_token(email: str) -> str:
    """The secret of the addresses at which somebody says what mail they want: it never expires."""
    hashes = [keyed_hash(email), mailbox_hash(email)]
    return signing.Signer(salt=ADDRESS_SALT).sign_object(hashes)


def address_from(token: str) -> MailAddress | None:
    """Whose mail a link is about; None where it is forged."""
    try:
        email_hash, mailbox = signing.Signer(salt=ADDRESS_SALT).unsign_object(token)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return MailAddress(str(email_hash), str(mailbox))


def data_url(email_hash: str) -> str:
    """The address at which somebody has what is kept about their e-mail address.

    The hash (`keyed_hash`) is all that is in it, so that no log of addresses holds anybody's.
    """
    token = signing.dumps({"person": email_hash}, salt=DATA_SALT)
    return reverse("comments:my-data-link", args=[token])


def email_hash_from(token: str) -> str:
    """Whose data such an address is about; "" where it is forged or older than a day."""
    try:
        return str(signing.loads(token, salt=DATA_SALT, max_age=DATA_MAX_AGE)["person"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return ""


def set_writer_cookie(response: HttpResponse, email_hash: str) -> None:
    """Remember in this browser that it confirmed an e-mail address, of which it gets a hash.

    The cookie comes back to the discussion's own addresses only, so no post depends on it.
    """
    response.set_signed_cookie(
        WRITER_COOKIE,
        email_hash,
        salt=WRITER_SALT,
        max_age=WRITER_MAX_AGE,
        path="/comments/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def proven_email_hash(request: HttpRequest) -> str:
    """The hash (`keyed_hash`) of the address that this browser confirmed; "" where it has none."""
    value = request.get_signed_cookie(
        WRITER_COOKIE, default="", salt=WRITER_SALT, max_age=WRITER_MAX_AGE
    )
    return value or ""
