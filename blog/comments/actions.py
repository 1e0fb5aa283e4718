"""The only writers of a comment's state.

Each is safe when two people press at once: the thread's first comment is locked, the state is
looked at again, and what follows from the change (news, the log) waits for the commit.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from blog.comments.models import Comment, Status, address_block, keyed_hash
from blog.comments.policy import Writer, decide, fingerprint
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


def write(
    *,
    page: Page,
    writer: Writer,
    text: str,
    name: str = "",
    email: str = "",
    parent: Comment | None = None,
    ip_address: str | None = None,
) -> Comment:
    """Store a new comment, published or held as the policy says.

    Somebody signed in writes under their account, whatever `name` and `email` say. What was sent
    before (`policy.fingerprint`) is not stored again: the earlier comment is given back. Raises
    ReplyImpossible if `parent` cannot be replied to any more; nothing is stored then.
    """
    verdict = decide(writer=writer)
    account = writer if isinstance(writer, AbstractUser) else None
    comment = Comment(
        page=page,
        user=account,
        user_name="" if account else name,
        user_email="" if account else email,
        email_hash=keyed_hash(account.email if account else email),
        ip_hash=keyed_hash(address_block(ip_address)),
        fingerprint=fingerprint(
            page=page, parent=parent, writer=writer, name=name, text=text, ip_address=ip_address
        ),
        comment=text,
        parent_id=parent.pk if parent else 0,
        status=verdict.status,
        published_at=timezone.now() if verdict.status == Status.PUBLISHED else None,
        reason=verdict.reason,
    )
    try:
        with transaction.atomic():
            comment.save()
            transaction.on_commit(lambda: comment_changed.send(Comment, comment=comment))
    except IntegrityError:
        earlier = Comment.objects.filter(fingerprint=comment.fingerprint).first()
        if comment.fingerprint is None or earlier is None:
            raise
        return earlier
    return comment


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


def decide_many(
    *, name: str, comments: Iterable[Comment], by: Writer, seen: Mapping[int, int] | None = None
) -> tuple[int, list[str]]:
    """Take one decision on many comments, each for itself.

    `seen` says by id in which state the moderator saw a comment: where it has another by now,
    somebody else was first, and their decision stands.

    Gives how many were changed, and a sentence for each on which somebody else was first. Raises
    KeyError for a decision that does not exist.
    """
    changed, sentences = 0, []
    for comment in comments:
        try:
            _decide(name, comment, by=by, seen=(seen or {}).get(comment.pk))
        except AlreadyDecided as first:
            sentences.append(str(first))
        else:
            changed += 1
    return changed, sentences


def _decide(
    name: str, comment: Comment, *, by: Writer, reason: str = "", seen: int | None = None
) -> Comment:
    status, possible_from = DECISIONS[name]
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "moderated_by", "page").get(pk=comment.pk)
        if current.status not in possible_from or seen not in {None, current.status}:
            raise AlreadyDecided(current)
        was_published = current.is_published
        current.status = status
        current.moderated_by_id = by.pk
        current.moderated_at = timezone.now()
        current.reason = reason
        if current.is_published and not current.published_at:
            current.published_at = current.moderated_at
        current.save(update_fields=STATE_FIELDS)
        if current.depth and was_published != current.is_published:
            step = 1 if current.is_published else -1
            Comment.objects.filter(pk=current.root_id).update(
                reply_count=Greatest(F("reply_count") + step, 0)
            )
        log(
            instance=current,
            action=f"comments.{name}",
            user=by,
            title=_("Comment %(id)s") % {"id": current.pk},  # no text and no name in the log
            data={"reason": reason},
        )
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return current
