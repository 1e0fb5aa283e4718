"""Who may decide on a comment: not whoever wrote it, and each review is another moderator's.

Where nobody else could, whoever is there decides: a comment does not wait for nobody.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from blog.comments.models import Comment, Decision, Review
from blog.comments.policy import Writer

Action = Decision.Action
AGAINST = frozenset({Action.REFUSE, Action.REMOVE, Action.SPAM, Action.UPHOLD})
# What moderators can do about a comment of their own, as long as it waits for no review.
AGAINST_ONESELF = frozenset({"remove", "spam"})


class OwnComment(Exception):
    """A moderator was about to decide on what they wrote themselves."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            _("Comment %(id)s is your own. Please leave it to a colleague.") % {"id": comment.pk}
        )


class ReviewByAnother(Exception):
    """The writer asked for a review, which is another moderator's."""

    def __init__(self, review: Review) -> None:
        super().__init__(
            _(
                "Comment %(id)s: you decided on it before, and its writer asked for somebody"
                " else to look. Please leave it to a colleague."
            )
            % {"id": review.comment_id}
        )


def check(name: str, comment: Comment, review: Review | None, *, by: Writer) -> None:
    """Raises OwnComment or ReviewByAnother where a colleague has to take the decision.

    `review` is the open one. To be called where the comment is locked.
    """
    is_against_oneself = name in AGAINST_ONESELF and review is None
    if is_own(comment, by) and not is_against_oneself and other_moderators(by).exists():
        raise OwnComment(comment)
    if review is None:
        return
    before = who_decided_against(review, Decision.objects.filter(comment=comment))
    if by.pk in before and other_moderators(by).exclude(pk__in=before | {comment.user_id}).exists():
        raise ReviewByAnother(review)


def is_own(comment: Comment, by: Writer) -> bool:
    """Whether this person wrote it."""
    return comment.user_id is not None and comment.user_id == by.pk


def who_decided_against(review: Review, decisions: Iterable[Decision]) -> set[int | None]:
    """The ids of all who decided against a comment before its review was answered.

    `decisions` are those about the comment; what was taken back does not count.
    """
    standing = [decision for decision in decisions if decision.undone_at is None]
    # The answer to the review, and all that came after it, is not what was reviewed.
    answers = [decision.pk for decision in standing if decision.is_review]
    found = {
        decision.moderator_id
        for decision in standing
        if decision.action in AGAINST and not any(decision.pk >= answer for answer in answers)
    }
    return (found | {review.first_moderator_id}) - {None}


def other_moderators(than: Writer) -> Any:
    """Accounts that may decide on comments, but this one."""
    accounts = get_user_model().objects.with_perm(
        "comments.change_comment", backend="django.contrib.auth.backends.ModelBackend"
    )
    return accounts.exclude(pk__in=[than.pk])
