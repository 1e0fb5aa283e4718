"""What happens to a comment: may it be written, and is it published or held, and why."""

from dataclasses import dataclass
from datetime import UTC

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments.models import (
    Comment,
    Commentable,
    ReplyImpossible,
    Status,
    address_block,
    keyed_hash,
)

Writer = AbstractUser | AnonymousUser


@dataclass(frozen=True)
class Verdict:
    """What is done with a new comment, and the sentence that says why, for its writer."""

    status: Status
    reason: str


def why_closed(page: Page) -> str:
    """A sentence that says why nobody can comment on the page; "" if it is open.

    `page` is the specific page. What readers cannot see they cannot discuss: a draft or a
    restricted page never comes this far, its address answers 404 (`views`).
    """
    if not isinstance(page, Commentable):
        return _("This page has no discussion.")
    if not page.comments_open:
        return _("Comments on this post are closed. What was said stays here to read.")
    return ""


def why_no_reply(parent: Comment) -> str:
    """A sentence that says why nobody can reply to the comment; "" if they can."""
    try:
        parent.check_can_be_answered()
    except ReplyImpossible as why:
        return str(why)
    return ""


def decide(*, writer: Writer) -> Verdict:
    """Publish at once or hold for a moderator.

    Moderators publish; so does somebody with an account once a moderator has let a comment of
    theirs through. Guests are held: a name and an address can be anybody's.
    """
    if writer.is_authenticated:
        if writer.has_perm("comments.change_comment"):
            return Verdict(Status.PUBLISHED, _("You are a moderator."))
        if Comment.objects.published().filter(user_id=writer.pk).exists():
            return Verdict(
                Status.PUBLISHED, _("A moderator has let an earlier comment of yours through.")
            )
        return Verdict(Status.HELD, _("Everybody's first comment is read by a moderator."))
    return Verdict(
        Status.HELD, _("Comments by people without an account are read by a moderator first.")
    )


def fingerprint(
    *,
    page: Page,
    parent: Comment | None,
    writer: Writer,
    name: str,
    text: str,
    ip_address: str | None,
) -> str | None:
    """The same for the same text by the same person in the same place on one day (UTC).

    The database takes each once, so that whoever presses twice, or sends again after a fault,
    has written one comment. None for guests without an address: they are never taken for each
    other.
    """
    block = address_block(ip_address)
    if not (writer.is_authenticated or block):
        return None
    who = f"account {writer.pk}" if writer.is_authenticated else f"{block} {name}"
    day = timezone.now().astimezone(UTC).date()
    return keyed_hash(f"{day} {page.pk} {parent.pk if parent else 0} {who}\n{text}")
