"""What is stored of a discussion: Django looks for an app's models here."""

from blog.comments.models.answers import OfficialRole, Question
from blog.comments.models.clock import WorkingHours
from blog.comments.models.closing import Commentable, DiscussionSettings
from blog.comments.models.comment import (
    MAX_DEPTH,
    STEP,
    Comment,
    CommentQuerySet,
    ReplyImpossible,
    Status,
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
from blog.comments.models.decisions import Decision
from blog.comments.models.figures import MonthFigures
from blog.comments.models.hashes import address_block, keyed_hash
from blog.comments.models.limits import Ban, RateCount, SlowMode
from blog.comments.models.record import CommentRevision, Like, Report, Review
from blog.comments.models.rules import DEFAULT_RULES, HouseRule, HouseRules, RuleText
from blog.comments.models.spam import SpamExample, SpamModel
from blog.comments.models.teamwork import Consultation, Presence

__all__ = [
    "DEFAULT_RULES",
    "DIGEST_PAUSE",
    "MAX_DEPTH",
    "STEP",
    "Ban",
    "Comment",
    "CommentQuerySet",
    "CommentRevision",
    "Commentable",
    "Consultation",
    "Decision",
    "DiscussionSettings",
    "EmailConfirmation",
    "HouseRule",
    "HouseRules",
    "Like",
    "MonthFigures",
    "OfficialRole",
    "Presence",
    "Question",
    "RateCount",
    "Recipient",
    "ReplyImpossible",
    "Report",
    "Review",
    "RuleText",
    "SlowMode",
    "SpamExample",
    "SpamModel",
    "Status",
    "Subscription",
    "WorkingHours",
    "address_block",
    "keyed_hash",
    "mailbox_hash",
    "path_step",
    "plain_domain",
    "validate_plain_dots",
]
