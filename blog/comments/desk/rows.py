"""What a row of the desk shows of a comment, and what can be done with it.

All rows of a list are built together, in a number of queries that does not grow with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from blog.comments.actions import DECISIONS, RULED, other_moderators
from blog.comments.desk.acting import LABELS
from blog.comments.models import Comment, Review, Status
from blog.comments.policy import Writer, sentences


@dataclass(frozen=True)
class Row:
    """One comment on the desk."""

    comment: Comment
    parent: Comment | None
    signals: str
    review: Review | None
    is_anothers: bool  # its writer asked for another moderator than the one who looks
    actions: list[tuple[str, object, bool]]  # name, label, and whether a rule can be named


def build(comments: Sequence[Comment], *, by: Writer) -> list[Row]:
    """The rows of these comments, for this moderator."""
    parents = Comment.objects.select_related("user").in_bulk(
        {comment.parent_id for comment in comments if comment.depth}
    )
    reviews = {
        review.comment_id: review
        for review in Review.objects.filter(comment__in=comments).select_related(
            "first_moderator", "decided_by"
        )
    }
    mine = [
        review
        for review in reviews.values()
        if review.decided_at is None and review.first_moderator_id == by.pk
    ]
    # Whoever is alone reviews what they decided themselves.
    is_alone = bool(mine) and not other_moderators(by).exists()
    rows = []
    for comment in comments:
        review = reviews.get(comment.pk)
        is_anothers = review in mine and not is_alone
        names = [] if is_anothers else possible(comment, review)
        rows.append(
            Row(
                comment=comment,
                parent=parents.get(comment.parent_id) if comment.depth else None,
                signals=sentences(comment.signals),
                review=review,
                is_anothers=is_anothers,
                actions=[(name, LABELS[name], name in RULED) for name in names],
            )
        )
    return rows


def possible(comment: Comment, review: Review | None) -> list[str]:
    """The decisions that can be taken on a comment, the friendliest first."""
    if review is not None and review.decided_at is None and comment.status != Status.WITHDRAWN:
        return ["approve", "uphold"]
    is_open = comment.is_edited_since_decision or bool(comment.open_reports)
    names = ["keep"] if comment.is_published and is_open else []
    return names + [name for name, (_to, states) in DECISIONS.items() if comment.status in states]


def together(rows: Sequence[Row]) -> list[tuple[str, object, bool]]:
    """What can be decided on several of them at once, each once."""
    offered = {action[0]: action for row in rows for action in row.actions}
    return [offered[name] for name in LABELS if name in offered]
