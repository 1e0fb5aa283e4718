"""Who likes a comment: one each, counted on the comment, and nobody can say who it was.

There is nothing but likes: no down-votes, no other reactions.
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from blog.comments.models import Comment, Like, address_block, keyed_hash
from blog.comments.policy import Writer
from blog.comments.staleness import shown_on


class NotLikeable(Exception):
    """Nobody can like the comment, or not this person; the text is a sentence that says why."""


def voter_of(comment: Comment, *, writer: Writer, ip_address: str | None) -> str:
    """The one voice of an account, or of a household where nobody has signed in.

    Another on every comment, so that nobody's likes can be put together.
    """
    who = f"account {writer.pk}" if writer.is_authenticated else address_block(ip_address)
    return keyed_hash(f"like {comment.pk} {who}")


def has_liked(*, comment: Comment, voter: str) -> bool:
    """Whether the voice is counted."""
    return Like.objects.filter(comment_id=comment.pk, voter=voter).exists()


def why_not(comment: Comment, *, writer: Writer) -> str:
    """A sentence that says why this person cannot like the comment; "" if they can.

    Of guests we do not know which comments are theirs: a household is more than its writer.
    """
    if writer.is_authenticated and comment.user_id == writer.pk:
        return _("This comment is your own. Others can like it.")
    return ""


def like(*, comment: Comment, writer: Writer, ip_address: str | None) -> bool:
    """Count one voice; False if it was counted before. Raises NotLikeable.

    The thread's first comment is held meanwhile, as by everything that saves a comment: the count
    is always the number of rows.
    """
    voter = voter_of(comment, writer=writer, ip_address=ip_address)
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.published().filter(pk=comment.pk).first()
        if current is None:
            raise NotLikeable(_("This comment is no longer here."))
        if why := why_not(current, writer=writer):
            raise NotLikeable(why)
        _row, is_new = Like.objects.get_or_create(comment=current, voter=voter)
        if is_new:
            with shown_on(comment.page_id):
                Comment.objects.filter(pk=comment.pk).update(like_count=F("like_count") + 1)
    return is_new


def take_back(*, comment: Comment, writer: Writer, ip_address: str | None) -> bool:
    """Count one voice no more; False if it was not counted."""
    voter = voter_of(comment, writer=writer, ip_address=ip_address)
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        deleted, _rows = Like.objects.filter(comment_id=comment.pk, voter=voter).delete()
        if deleted:
            with shown_on(comment.page_id):
                Comment.objects.filter(pk=comment.pk).update(like_count=F("like_count") - 1)
    return bool(deleted)
