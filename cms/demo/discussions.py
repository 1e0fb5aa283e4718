"""The demo's discussions, as they went: written, answered, liked, changed and decided on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from blog.comments import actions, authorship
from blog.comments.models import (
    Comment,
    CommentRevision,
    HouseRules,
    Like,
    Status,
    keyed_hash,
)
from blog.comments.signals import comment_changed
from blog.models import BlogPostPage

Entry = tuple[datetime, BlogPostPage, dict[str, Any]]
READ_AFTER = timedelta(minutes=40)  # from sending to publication, where a moderator reads first
EDITED_AFTER = timedelta(minutes=4)  # from publication


def hold_discussions(entries: Sequence[Entry], users: Mapping[str, Any]) -> None:
    """Write each comment at its moment; decisions come once all answers have been written.

    Of a comment, beside what the posts' files all give: `edited_from` is the text before its
    writer changed it, `likes` a number, `signals` why it is held, `rule` the number of the house
    rule by which it was refused, `review` what its writer says to that.
    """
    written: dict[tuple[int, str], Comment] = {}
    for at, post, fields in sorted(entries, key=itemgetter(0)):
        parent = written.get((post.pk, fields["parent"]))
        written[post.pk, fields["key"]] = _write(at, post, fields, parent, users)
    for _at, post, fields in entries:
        _decide(written[post.pk, fields["key"]], fields, users)


def _write(
    at: datetime,
    post: BlogPostPage,
    fields: dict[str, Any],
    parent: Comment | None,
    users: Mapping[str, Any],
) -> Comment:
    is_waiting = fields["status"] in {"held", "spam", "refused"}
    published_at = None if is_waiting else at + READ_AFTER
    earlier_text = fields.get("edited_from", "")
    comment = Comment(
        page=post,
        user=users.get(fields["account"]),
        user_name="" if fields["account"] else fields["name"],
        submit_date=at,
        parent_id=parent.pk if parent else 0,
        status=Status.HELD if is_waiting else Status.PUBLISHED,
        published_at=published_at,
        edited_at=published_at + EDITED_AFTER if published_at and earlier_text else None,
        signals=fields.get("signals", []),
        like_count=fields.get("likes", 0),
    )
    comment.set_text(fields["text"])
    comment.save()
    if comment.edited_at:
        revision = CommentRevision.objects.create(comment=comment, text=earlier_text)
        CommentRevision.objects.filter(pk=revision.pk).update(replaced_at=comment.edited_at)
    Like.objects.bulk_create(
        Like(comment=comment, voter=keyed_hash(f"demo {comment.pk} {n}"))
        for n in range(comment.like_count)
    )
    comment_changed.send(Comment, comment=comment)
    return comment


def _decide(comment: Comment, fields: dict[str, Any], users: Mapping[str, Any]) -> None:
    moderator, rules = users["moderator"], HouseRules.current()
    if rules is None or fields["status"] not in {"removed", "refused"}:
        return
    rule = rules.rules.get(number=fields["rule"])
    if fields["status"] == "removed":
        actions.remove(comment=comment, by=moderator, rule=rule, explanation=fields["reason"])
        return
    actions.refuse(comment=comment, by=moderator, rule=rule, explanation=rule.explanation)
    if why := fields.get("review"):
        authorship.ask_for_review(comment=comment, why=why)
