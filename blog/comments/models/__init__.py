"""What is stored of a discussion: Django looks for an app's models here."""

from blog.comments.models.closing import Commentable, DiscussionSettings
from blog.comments.models.comment import (
    MAX_DEPTH,
    STEP,
    Comment,
    CommentQuerySet,
    ReplyImpossible,
    Status,
    address_block,
    keyed_hash,
    path_step,
)
from blog.comments.models.correspondence import (
    DIGEST_PAUSE,
    EmailConfirmation,
    Recipient,
    Subscription,
    mailbox_hash,
    plain_domain,
    validate_plain_dots,
)
from blog.comments.models.limits import Ban, RateCount
from blog.comments.models.record import CommentRevision, Like, Review

__all__ = [
    "DIGEST_PAUSE",
    "MAX_DEPTH",
    "STEP",
    "Ban",
    "Comment",
    "CommentQuerySet",
    "CommentRevision",
    "Commentable",
    "DiscussionSettings",
    "EmailConfirmation",
    "Like",
    "RateCount",
    "Recipient",
    "ReplyImpossible",
    "Review",
    "Status",
    "Subscription",
    "address_block",
    "keyed_hash",
    "mailbox_hash",
    "path_step",
    "plain_domain",
    "validate_plain_dots",
]
