"""What happens to a comment: may it be written, and is it published or held, and why."""

from dataclasses import dataclass
from datetime import timedelta

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


def earlier_copy(
    *,
    page: Page,
    parent: Comment | None,
    writer: Writer,
    name: str,
    text: str,
    ip_address: str | None,
) -> Comment | None:
    """The same text by the same person in the same place within a day: sent twice, not meant."""
    recent = Comment.objects.filter(
        page_id=page.pk, comment=text, submit_date__gt=timezone.now() - timedelta(days=1)
    )
    # A first comment's own column of parents holds its own id.
    recent = recent.filter(parent_id=parent.pk) if parent else recent.filter(depth=0)
    if writer.is_authenticated:
        return recent.filter(user_id=writer.pk).first()
    ip_hash = keyed_hash(address_block(ip_address))
    return recent.filter(user_name=name, ip_hash=ip_hash).first() if ip_hash else None
