"""Comments in each state, and threads of a given shape."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_comments.models import Comment as BaseComment
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from blog.comments import actions, authorship, clock, markup
from blog.comments.models import (
    Comment,
    EmailConfirmation,
    HouseRule,
    HouseRules,
    Status,
    keyed_hash,
    path_step,
)
from blog.comments.signals import comment_changed
from tests.factories.pages import gather_statistics

number = count(1)


def rule(number: int = 1) -> HouseRule:
    """A house rule that is in force."""
    rules = HouseRules.current()
    assert rules
    return rules.rules.get(number=number)


ACTIONS = {
    "approve": actions.approve,
    "refuse": lambda **fields: actions.refuse(rule=rule(), **fields),
    "spam": actions.mark_spam,
    "remove": lambda **fields: actions.remove(rule=rule(), **fields),
}
MANY = 500  # from here on, PostgreSQL needs to know that there are so many
SEEN_ONCE = {Status.PUBLISHED, Status.REMOVED, Status.WITHDRAWN}


def comment(post: Page, status: Status, parent: Comment | None = None, **fields: Any) -> Comment:
    """A comment in a state, by a guest unless a `user` is given; in the search index if public."""
    n = next(number)
    if "user" not in fields:
        fields.setdefault("user_name", f"Guest {n}")
    fields.setdefault("comment", f"What guest {n} thinks.")
    if status in SEEN_ONCE:
        fields.setdefault("published_at", timezone.now())
    if parent is not None and not parent.is_published:
        raise AssertionError("Nobody could have replied to that: remove the parent afterwards.")
    new = Comment(page=post, status=status, parent_id=parent.pk if parent else 0, **fields)
    if status == Status.HELD:
        clock.start(new)
    new.save()
    comment_changed.send(Comment, comment=new)
    return new


def held_comment(post: Page, parent: Comment | None = None, **fields: Any) -> Comment:
    """A comment that waits for a moderator."""
    return comment(post, Status.HELD, parent, **fields)


def published_comment(post: Page, parent: Comment | None = None, **fields: Any) -> Comment:
    """A comment that everybody can read."""
    return comment(post, Status.PUBLISHED, parent, **fields)


def removed_comment(post: Page, parent: Comment | None = None, **fields: Any) -> Comment:
    """A comment that everybody could read, until a moderator removed it."""
    return comment(post, Status.REMOVED, parent, **fields)


def unconfirmed_comment(
    post: Page, parent: Comment | None = None, *, follow: str = "", **fields: Any
) -> tuple[Comment, str]:
    """A guest's comment, and the address in the mail at which it is confirmed."""
    fields.setdefault("user_email", f"guest{next(number)}@example.org")
    fields["email_hash"] = keyed_hash(fields["user_email"])
    new = comment(post, Status.UNCONFIRMED, parent, **fields)
    hours = timedelta(hours=authorship.CONFIRMATION_HOURS)
    EmailConfirmation.objects.create(
        comment=new,
        following=follow,
        token_hash=f"nobody has it {new.pk}",
        expires_at=timezone.now() + hours,
    )
    renewed = authorship.renew_confirmation(comment_id=new.pk)
    assert renewed
    return new, f"/comments/confirm/{renewed[1]}/"


def take_away(taken: Comment, status: Status = Status.REMOVED) -> Comment:
    """Make a published comment one that has been taken away, as `actions` leaves it."""
    assert taken.is_published
    taken = Comment.objects.get(pk=taken.pk)
    taken.status = status
    taken.save()
    if taken.depth:
        root = Comment.objects.get(pk=taken.root_id)
        root.reply_count -= 1
        root.save()
    return taken


def thread(post: Page, *depths: int) -> list[Comment]:
    """Published comments: each replies to the last one before it that is one level higher.

    `thread(post, 0, 1, 2, 1)` is a comment, a reply to it, a reply to that, and a second reply.
    """
    written: list[Comment] = []
    for depth in depths:
        above = [entry for entry in written if entry.depth == depth - 1]
        written.append(published_comment(post, above[-1] if depth else None))
    return written


def many_comments(post: Page, shape: list[int | None]) -> list[Comment]:
    """Published comments, one for each entry of `shape`: the index of its parent, or None.

    In three tables by hand, because a real comment takes a dozen queries.
    """
    now = timezone.now()
    content_type = ContentType.objects.get_for_model(post.specific_class)
    base = BaseComment.objects.bulk_create(
        BaseComment(
            content_type=content_type,
            object_pk=str(post.pk),
            site_id=1,
            user_name=f"Guest {n}",
            comment=f"Comment number {n}.",
            submit_date=now,
        )
        for n in range(len(shape))
    )
    written: list[Comment] = []
    for row, parent_index in zip(base, shape, strict=True):
        parent = None if parent_index is None else written[parent_index]
        depth = parent.depth + 1 if parent else 0
        root_id = parent.root_id if parent else row.pk
        xtd = XtdComment(
            comment_ptr_id=row.pk,
            thread_id=root_id,
            parent_id=parent.pk if parent else row.pk,
            level=depth,
            order=row.pk,
        )
        xtd.save_base(raw=True, force_insert=True)
        own = Comment(
            xtdcomment_ptr_id=row.pk,
            page=post,
            root_id=root_id,
            depth=depth,
            path=(parent.path if parent else "") + path_step(row.pk),
            status=Status.PUBLISHED,
            published_at=now,
            html=f"<p>{row.comment}</p>\n",
            html_version=markup.VERSION,
        )
        own.pk = row.pk
        own.save_base(raw=True, force_insert=True)
        written.append(own)
    for root in [entry for entry in written if not entry.depth]:
        replies = sum(entry.root_id == root.pk for entry in written) - 1
        Comment.objects.filter(pk=root.pk).update(reply_count=replies)
    if len(shape) >= MANY:
        gather_statistics()
    return written


NOBODY = AnonymousUser()
