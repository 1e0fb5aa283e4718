"""What moderators decide. With `authorship`, the only writers of a comment's state.

Each is safe when two people press at once: the thread's first comment is locked, the state is
looked at again, and what follows from the change (news, the log) waits for the commit.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from blog.comments.models import Comment, Review, Status
from blog.comments.policy import Writer
from blog.comments.signals import comment_changed

# What each decision makes of a comment, and in which states it can be taken.
DECISIONS: dict[str, tuple[Status, frozenset[Status]]] = {
    "approve": (
        Status.PUBLISHED,
        frozenset({Status.HELD, Status.SPAM, Status.REFUSED, Status.REMOVED}),
    ),
    "refuse": (Status.REFUSED, frozenset({Status.HELD, Status.SPAM})),
    "spam": (Status.SPAM, frozenset({Status.HELD, Status.PUBLISHED, Status.REFUSED})),
    "remove": (Status.REMOVED, frozenset({Status.PUBLISHED})),
}
# What can be reviewed: the decisions that keep a comment from readers.
REVIEWABLE = frozenset({Status.REFUSED, Status.REMOVED, Status.SPAM})
# Nothing else is written: likes and replies are counted meanwhile.
STATE_FIELDS = [
    "status",
    "is_public",
    "is_removed",
    "moderated_by",
    "moderated_at",
    "published_at",
    "reason",
]


class AlreadyDecided(Exception):
    """The comment is no longer in a state in which the decision can be taken."""

    def __init__(self, comment: Comment) -> None:
        self.comment = comment
        who = comment.moderated_by
        name = (who.get_full_name() or who.get_username()) if who else _("Somebody")
        super().__init__(
            _("%(name)s was first: this comment is now “%(status)s”.")
            % {"name": name, "status": comment.get_status_display()}
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


def approve(*, comment: Comment, by: Writer) -> Comment:
    """Publish a comment that was held, refused, removed or taken for spam."""
    return _decide("approve", comment, by=by)


def refuse(*, comment: Comment, by: Writer, reason: str = "") -> Comment:
    """Do not publish a comment that is waiting."""
    return _decide("refuse", comment, by=by, reason=reason)


def mark_spam(*, comment: Comment, by: Writer) -> Comment:
    """Take a comment for spam, published or not."""
    return _decide("spam", comment, by=by)


def remove(*, comment: Comment, by: Writer, reason: str = "") -> Comment:
    """Take a published comment away; if it has replies, a notice stays in its place."""
    return _decide("remove", comment, by=by, reason=reason)


def uphold(*, comment: Comment, by: Writer, reason: str = "") -> Comment:
    """Answer a request for review: the first decision stands."""
    return _decide("uphold", comment, by=by, reason=reason)


def decide_many(
    *,
    name: str,
    comments: Iterable[Comment],
    by: Writer,
    reason: str = "",
    seen: Mapping[int, int] | None = None,
) -> tuple[int, list[str]]:
    """Take one decision on many comments, each for itself.

    `seen` says by id in which state the moderator saw a comment: where it has another by now,
    somebody else was first, and their decision stands.

    Gives how many were changed, and a sentence for each on which somebody else was first, or that
    another moderator has to review. Raises KeyError for a decision that does not exist.
    """
    changed, sentences = 0, []
    for comment in comments:
        try:
            _decide(name, comment, by=by, reason=reason, seen=(seen or {}).get(comment.pk))
        except (AlreadyDecided, ReviewByAnother) as why:
            sentences.append(str(why))
        else:
            changed += 1
    return changed, sentences


def _decide(
    name: str, comment: Comment, *, by: Writer, reason: str = "", seen: int | None = None
) -> Comment:
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "moderated_by", "page").get(pk=comment.pk)
        review = Review.objects.filter(comment=current, decided_at__isnull=True).first()
        if name == "uphold":
            status, possible_from = Status(current.status), REVIEWABLE if review else frozenset()
        else:
            status, possible_from = DECISIONS[name]
        if current.status not in possible_from or seen not in {None, current.status}:
            raise AlreadyDecided(current)
        if review:
            _close(review, by=by, upheld=status != Status.PUBLISHED)
        was_published = current.is_published
        current.status = status
        current.moderated_by_id = by.pk
        current.moderated_at = timezone.now()
        if reason or name != "uphold":
            current.reason = reason
        if current.is_published and not current.published_at:
            current.published_at = current.moderated_at
        current.save(update_fields=STATE_FIELDS)
        current.count_in_thread(was_published=was_published)
        log(
            instance=current,
            action=f"comments.{name}",
            user=by,
            title=_("Comment %(id)s") % {"id": current.pk},  # no text and no name in the log
            data={"reason": reason},
        )
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return current


def _close(review: Review, *, by: Writer, upheld: bool) -> None:
    if review.first_moderator_id == by.pk and other_moderators(by).exists():
        raise ReviewByAnother(review)
    review.decided_at = timezone.now()
    review.decided_by_id = by.pk
    review.upheld = upheld
    review.save()


def other_moderators(than: Writer) -> Any:
    """Accounts that may decide on comments, but this one."""
    accounts = get_user_model().objects.with_perm(
        "comments.change_comment", backend="django.contrib.auth.backends.ModelBackend"
    )
    return accounts.exclude(pk=than.pk)
