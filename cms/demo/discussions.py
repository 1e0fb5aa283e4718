"""The demo's discussions, as they went: written, answered, liked, changed and decided on."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.utils import timezone

from blog.comments import actions, authorship, clock, questions
from blog.comments.models import (
    Comment,
    CommentRevision,
    Decision,
    HouseRules,
    Like,
    OfficialRole,
    Question,
    Status,
    WorkingHours,
    keyed_hash,
)
from blog.comments.record import record
from blog.comments.signals import comment_changed
from blog.comments.spam import judging
from blog.models import BlogPostPage

Action, By = Decision.Action, Decision.By
Entry = tuple[datetime, BlogPostPage, dict[str, Any]]
# From sending to a decision, where a moderator reads first: so many minutes, from and to.
READ_AFTER = (6, 40)
REFUSED_AFTER = timedelta(hours=3)
EDITED_AFTER = timedelta(minutes=4)  # from publication
ASKED_LATELY = timedelta(days=30)  # what was asked earlier, and not answered, needs no answer


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
    for at, post, fields in sorted(entries, key=itemgetter(0)):
        _decide(written[post.pk, fields["key"]], fields, users, at)
    _let_old_questions_be()


def _write(
    at: datetime,
    post: BlogPostPage,
    fields: dict[str, Any],
    parent: Comment | None,
    users: Mapping[str, Any],
) -> Comment:
    is_waiting = fields["status"] in {"held", "spam", "refused"}
    is_known = bool(fields["account"])
    read_at = (
        at
        if is_known
        else at + timedelta(minutes=random.Random(fields["key"]).randint(*READ_AFTER))
    )
    published_at = None if is_waiting else read_at
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
    office = OfficialRole.objects.held_by(comment.user_id)
    comment.official_role = office.title if office else ""
    comment.set_text(fields["text"])
    if is_waiting:
        judging.look_at(comment, comment.signals)
        comment.waiting_since, comment.due_at = at, clock.due(at, WorkingHours().moderation_hours)
    comment.save()
    _put_on_record(comment, at, read_at, users["moderator"])
    _follow_questions(comment)
    if comment.edited_at:
        revision = CommentRevision.objects.create(comment=comment, text=earlier_text)
        CommentRevision.objects.filter(pk=revision.pk).update(replaced_at=comment.edited_at)
    Like.objects.bulk_create(
        Like(comment=comment, voter=keyed_hash(f"demo {comment.pk} {n}"))
        for n in range(comment.like_count)
    )
    comment_changed.send(Comment, comment=comment)
    return comment


def _put_on_record(comment: Comment, at: datetime, read_at: datetime, moderator: Any) -> None:
    """What was decided while the comment was new: by the policy, and then by a moderator."""
    is_at_once = comment.is_published and read_at == at
    received = record(action=Action.RECEIVE, by=By.FILTER, comment=comment, signals=comment.signals)
    received.to_status = Status.PUBLISHED if is_at_once else Status.HELD
    _move(received, at)
    if comment.is_published and not is_at_once:
        approved = record(
            action=Action.APPROVE,
            by=By.MODERATOR,
            comment=comment,
            moderator=moderator,
            from_status=Status.HELD,
        )
        _move(approved, read_at, since=at)
        Comment.objects.filter(pk=comment.pk).update(moderated_at=read_at, moderated_by=moderator)


def _follow_questions(comment: Comment) -> None:
    """It may be a question, or answer some: at the moment when it appeared."""
    if comment.published_at is None:
        return
    newest = Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    questions.follow(comment, was_published=False)
    for decision in Decision.objects.filter(pk__gt=newest).select_related("comment"):
        asked = decision.comment if decision.action == Action.ANSWER else None
        _move(decision, comment.published_at, since=asked.published_at if asked else None)
    Comment.objects.filter(answer=comment).update(question_settled_at=comment.published_at)
    if comment.question == Question.AWAITING:
        hours = WorkingHours()
        comment.answer_due_at = clock.due(comment.published_at, hours.answer_hours, hours)
        comment.save(update_fields=["answer_due_at"])


def _let_old_questions_be() -> None:
    """Of what people asked each other, long ago, nothing waits."""
    before = timezone.now() - ASKED_LATELY
    old = Comment.objects.filter(question=Question.AWAITING, published_at__lt=before)
    old.update(question=Question.NOT_NEEDED, answer_due_at=None, question_settled_at=before)


def _move(decision: Decision, at: datetime, since: datetime | None = None) -> None:
    """Have been taken at another moment, after a wait."""
    decision.made_at = at
    if since:
        decision.waited_seconds = int((at - since).total_seconds())
        decision.waited_working_seconds = int(clock.working_time(since, at).total_seconds())
    decision.before = None  # nothing is undone any more
    decision.save()


def _decide(
    comment: Comment, fields: dict[str, Any], users: Mapping[str, Any], at: datetime
) -> None:
    moderator, rules = users["moderator"], HouseRules.current()
    if rules is None or fields["status"] not in {"removed", "refused"}:
        return
    rule = rules.rules.get(number=fields["rule"])
    if fields["status"] == "removed":
        actions.remove(comment=comment, by=moderator, rule=rule, explanation=fields["reason"])
    else:
        actions.refuse(comment=comment, by=moderator, rule=rule, explanation=rule.explanation)
    decided_at = at + REFUSED_AFTER
    latest = Decision.objects.filter(comment=comment).order_by("pk").last()
    if latest:
        _move(latest, decided_at, since=at if fields["status"] == "refused" else None)
    Comment.objects.filter(pk=comment.pk).update(moderated_at=decided_at)
    if why := fields.get("review"):
        authorship.ask_for_review(comment=comment, why=why)
