"""Addresses that only somebody to whom we gave them can know: signed JSON, never pickle."""

from django.core import signing
from django.urls import reverse

from blog.comments.models import Comment

STATUS_SALT = "hustings.comments.status"
STATUS_MAX_AGE = 365 * 24 * 60 * 60  # a year, in seconds


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
