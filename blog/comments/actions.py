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
    """The comment is not, or no longer, in a state in which the decision can be taken."""

    def __init__(self, comment: Comment) -> None:
        self.comment = comment
        super().__init__(self._sentence(comment))

    @staticmethod
    def _sentence(comment: Comment) -> str:
        if comment.status == Status.WITHDRAWN:
            return _("Comment %(id)s was taken back by its writer.") % {"id": comment.pk}
        if comment.status == Status.UNCONFIRMED:
            return _(
                "Comment %(id)s waits for its writer to confirm the e-mail address; until then"
                " there is nothing to decide."
            ) % {"id": comment.pk}
        who = comment.moderated_by
        name = (who.get_full_name() or who.get_username()) if who else _("Somebody")
        return _("%(name)s was first: this comment is now “%(status)s”.") % {
            "name": name,
            "status": comment.get_status_display(),
        }


class ChangedMeanwhile(Exception):
    """The comment's writer changed the text after the moderator had it before them."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            _(
                "%(name)s changed comment %(id)s after you opened this list. Nothing was decided:"
                " please read it again."
            )
            % {"name": comment.author_name, "id": comment.pk}
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


def keep(*, comment: Comment, by: Writer) -> Comment:
    """Leave a comment published whose text was changed since a moderator last saw it."""
    return _decide("keep", comment, by=by)


def decide_many(
    *,
    name: str,
    comments: Iterable[Comment],
    by: Writer,
    reason: str = "",
    seen: Mapping[int, str] | None = None,
) -> tuple[int, list[str]]:
    """Take one decision on many comments, each for itself.

    `seen` says by id as what the moderator saw a comment (`Comment.seen_as`): where it is another
    by now, a colleague was first, whose decision stands, or its text was changed.

    Gives how many were changed, and a sentence for each on which somebody else was first, that
    was changed meanwhile, or that another moderator has to review. Raises KeyError for a decision
    that does not exist.
    """
    changed, sentences = 0, []
    for comment in comments:
        try:
            _decide(name, comment, by=by, reason=reason, seen=(seen or {}).get(comment.pk))
        except (AlreadyDecided, ChangedMeanwhile, ReviewByAnother) as why:
            sentences.append(str(why))
        else:
            changed += 1
    return changed, sentences


def _decide(
    name: str, comment: Comment, *, by: Writer, reason: str = "", seen: str | None = None
) -> Comment:
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "moderated_by", "page").get(pk=comment.pk)
        review = Review.objects.filter(comment=current, decided_at__isnull=True).first()
        status, is_possible = _outcome(name, current, review)
        _check_seen(current, seen)
        if not is_possible:
            raise AlreadyDecided(current)
        if review:
            _close(review, by=by, upheld=status != Status.PUBLISHED)
        was_published = current.is_published
        current.status = status
        current.moderated_by_id = by.pk
        current.moderated_at = timezone.now()
        if reason or name in DECISIONS:
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


def _outcome(name: str, comment: Comment, review: Review | None) -> tuple[Status, bool]:
    """What a decision makes of a comment, and whether it can be taken now."""
    now = Status(comment.status)
    if name == "uphold":
        return now, review is not None and now in REVIEWABLE
    if name == "keep":
        return now, comment.is_published and comment.is_edited_since_decision
    status, possible_from = DECISIONS[name]
    return status, now in possible_from


def _check_seen(comment: Comment, seen: str | None) -> None:
    """Raises where the moderator decides on what they have not seen; None checks nothing."""
    if seen is None or seen == comment.seen_as:
        return
    if seen.rpartition("-")[2] != comment.seen_as.rpartition("-")[2]:
        raise ChangedMeanwhile(comment)
    raise AlreadyDecided(comment)


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
    return accounts.exclude(pk__in=[than.pk])
