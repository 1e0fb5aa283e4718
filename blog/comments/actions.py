"""What moderators decide. With `authorship`, the only writers of a comment's state.

Each is safe when two people press at once: the thread's first comment is locked, the state is
looked at again, and what follows from the change (news, the log) waits for the commit.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from blog.comments import clock, consulting, impartiality, questions
from blog.comments.impartiality import OwnComment, ReviewByAnother
from blog.comments.models import Comment, Decision, HouseRule, HouseRules, Report, Review, Status
from blog.comments.models.rules import MOST_EXPLAINED
from blog.comments.policy import Writer
from blog.comments.record import record
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
# The decisions that say no, each of which cites a house rule.
RULED = frozenset({"refuse", "remove"})
# What a decision writes, and nothing else: likes and replies are counted meanwhile. It is also
# what `undo` puts back.
STATE_FIELDS = [
    "status",
    "moderated_by_id",
    "moderated_at",
    "published_at",
    "reason",
    "rule_cited",
    "waiting_since",
    "due_at",
    "open_reports",
    "reported_at",
]
MOMENTS = frozenset({"moderated_at", "published_at", "waiting_since", "due_at", "reported_at"})
UNDO_SECONDS = 60


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
        if comment.status == Status.HELD and comment.open_reports:
            return _("Meanwhile readers reported comment %(id)s. Please look at it again.") % {
                "id": comment.pk
            }
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


class NotSeen(Exception):
    """What was sent does not say what the moderator had before them."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            _("Nothing was decided on comment %(id)s: please read it in the list, and press there.")
            % {"id": comment.pk}
        )


class RuleMissing(ValueError):
    """A decision against a comment was to be taken without a house rule."""

    def __init__(self) -> None:
        super().__init__(_("Please choose the house rule by which you decide."))


class TooLate(Exception):
    """A decision cannot be taken back any more; the text is a sentence that says why."""


# Why a decision was not taken: each text is a sentence for the moderator.
NOT_TAKEN = (AlreadyDecided, ChangedMeanwhile, NotSeen, OwnComment, ReviewByAnother)


def approve(*, comment: Comment, by: Writer) -> Comment:
    """Publish a comment that was held, refused, removed or taken for spam."""
    return _about(decide("approve", comment, by=by))


def refuse(*, comment: Comment, by: Writer, rule: HouseRule, explanation: str = "") -> Comment:
    """Do not publish a comment that is waiting, by a house rule.

    `explanation` is what its writer is told beside the rule.
    """
    return _about(decide("refuse", comment, by=by, rule=rule, explanation=explanation))


def mark_spam(*, comment: Comment, by: Writer) -> Comment:
    """Take a comment for spam, published or not, by the house rule about that."""
    return _about(decide("spam", comment, by=by))


def remove(*, comment: Comment, by: Writer, rule: HouseRule, explanation: str = "") -> Comment:
    """Take a published comment away by a house rule; if it has replies, a notice stays."""
    return _about(decide("remove", comment, by=by, rule=rule, explanation=explanation))


def uphold(*, comment: Comment, by: Writer, explanation: str = "") -> Comment:
    """Answer a request for review: the first decision stands, by the rule that it cited."""
    return _about(decide("uphold", comment, by=by, explanation=explanation))


def keep(*, comment: Comment, by: Writer) -> Comment:
    """Leave a comment published that was reported, or changed since a moderator last saw it."""
    return _about(decide("keep", comment, by=by))


def _about(decision: Decision) -> Comment:
    assert decision.comment is not None  # noqa: S101 - `decide` has just set it
    return decision.comment


def decide_many(
    *,
    name: str,
    comments: Iterable[Comment],
    by: Writer,
    rule: HouseRule | None = None,
    explanation: str = "",
    seen: Mapping[int, str] | None = None,
) -> tuple[list[Decision], dict[int, str]]:
    """Take one decision on many comments, each for itself.

    `seen` says by id as what the moderator saw a comment (`Comment.seen_as`): where it is another
    by now, a colleague was first, whose decision stands, or its text was changed.

    Gives the decisions, and by its id a sentence for each comment on which none was taken
    (`NOT_TAKEN`). Raises KeyError for a decision that does not exist, and RuleMissing as `decide`
    does.
    """
    decisions: list[Decision] = []
    sentences: dict[int, str] = {}
    for comment in comments:
        version = (seen or {}).get(comment.pk)
        try:
            decision = decide(
                name, comment, by=by, rule=rule, explanation=explanation, seen=version
            )
        except NOT_TAKEN as why:
            sentences[comment.pk] = str(why)
        else:
            decisions.append(decision)
    return decisions, sentences


def decide(
    name: str,
    comment: Comment,
    *,
    by: Writer,
    rule: HouseRule | None = None,
    explanation: str = "",
    seen: str | None = None,
) -> Decision:
    """Take the decision of that name (`DECISIONS`, “uphold” or “keep”); gives its record.

    `seen` is `Comment.seen_as` of what the moderator had before them; None is not compared.
    Raises one of `NOT_TAKEN`, RuleMissing for what says no and cites no rule, and ValidationError,
    with a sentence, for an explanation of more than `MOST_EXPLAINED` characters.
    """
    if name in RULED and rule is None:
        raise RuleMissing
    explanation = explanation.replace("\r\n", "\n").strip()
    if len(explanation) > MOST_EXPLAINED:
        raise ValidationError(
            _("What its writer is told may have up to %(most)d characters. Please shorten it.")
            % {"most": MOST_EXPLAINED}
        )
    if name == "spam":
        rules = HouseRules.current()
        rule = rules.about_spam if rules else None
        explanation = explanation or (rule.explanation if rule else "")
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "moderated_by", "page").get(pk=comment.pk)
        review = Review.objects.filter(comment=current, decided_at__isnull=True).first()
        status, is_possible = _outcome(name, current, review)
        _check_seen(current, seen)
        if not is_possible:
            raise AlreadyDecided(current)
        impartiality.check(name, current, review, by=by)
        before = _snapshot(current)
        if review:
            _close(review, by=by, upheld=status != Status.PUBLISHED)
        was_published, since = current.is_published, current.waiting_since
        current.status = status
        current.moderated_by_id = by.pk
        current.moderated_at = timezone.now()
        if name in DECISIONS:
            current.rule_cited = str(rule) if rule else ""
            current.reason = explanation
        elif explanation:
            current.reason = explanation
        if current.is_published and not current.published_at:
            current.published_at = current.moderated_at
        clock.stop(current)
        current.open_reports, current.reported_at = 0, None
        current.save(update_fields=[*STATE_FIELDS, "is_public", "is_removed"])
        current.count_in_thread(was_published=was_published)
        questions.follow(current, was_published=was_published)
        decision = record(
            action=Decision.Action(name),
            by=Decision.By.MODERATOR,
            comment=current,
            moderator=by,
            from_status=before["status"],
            rule=rule,
            explanation=explanation,
            is_review=review is not None,
            before={**before, "review": review.pk if review else None},
            since=since,
            closed_reports_count=before["open_reports"],
        )
        open_reports = Report.objects.filter(comment=current, closed_at__isnull=True)
        open_reports.update(closed_by=decision, closed_at=decision.made_at)
        consulting.close(decision)
        _log(decision, by)
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return decision


def undo(*, decision: Decision, by: Writer) -> Comment:
    """Take back one's own decision, within a minute: everything is as it was before.

    The record keeps both. Raises TooLate after that minute, and where anything has been decided
    or changed since.
    """
    with transaction.atomic():
        about = Comment.objects.filter(pk=decision.comment_id).first()
        if about is None:
            raise TooLate(_("The comment is not there any more."))
        Comment.lock_thread(about.root_id)
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        current = Comment.objects.select_related("user", "page").get(pk=about.pk)
        if why := why_no_undo(decision, current, by=by):
            raise TooLate(why)
        before = dict(decision.before or {})
        was_published, decided_at = current.is_published, current.moderated_at
        if review_id := before.pop("review", None):
            Review.objects.filter(pk=review_id).update(
                decided_at=None, decided_by=None, upheld=None
            )
        for name, value in before.items():
            setattr(current, name, parse_datetime(value) if value and name in MOMENTS else value)
        current.save(update_fields=[*STATE_FIELDS, "is_public", "is_removed"])
        current.count_in_thread(was_published=was_published)
        questions.follow(current, was_published=was_published)
        Report.objects.filter(closed_by=decision).update(closed_by=None, closed_at=None)
        consulting.reopen(decision)
        _count_reports(current)
        decision.undone_at = timezone.now()
        # A question that began to wait because of it did not: it would be counted twice.
        waits = Decision.objects.standing().filter(comment=current, action=Decision.Action.AWAIT)
        waits.filter(made_at__gte=decided_at).update(undone_at=decision.undone_at)
        decision.notice_due_at = None
        decision.save(update_fields=["undone_at", "notice_due_at"])
        log(
            instance=current,
            action="comments.undo",
            user=by,
            title=_("Comment %(id)s") % {"id": current.pk},
            data={"decision": decision.action},
        )
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return current


def _count_reports(comment: Comment) -> None:
    """Reports that came since the decision are open beside those that are open again."""
    rows = Report.objects.filter(comment=comment, closed_at__isnull=True).order_by("pk")
    moments = list(rows.values_list("reported_at", flat=True))
    if moments:
        comment.open_reports = len(moments)
        comment.reported_at = comment.reported_at or moments[0]
        clock.start(comment)
        comment.save(update_fields=["open_reports", "reported_at", "waiting_since", "due_at"])


def why_no_undo(decision: Decision, comment: Comment, *, by: Writer) -> str:
    """A sentence that says why the decision cannot be taken back; "" if it can."""
    if decision.undone_at:
        return _("This was taken back already.")
    if decision.before is None or decision.moderator_id != by.pk:
        return _("This cannot be taken back.")
    if timezone.now() > undo_ends_at(decision):
        return _("A decision can be taken back for a minute. Please decide anew.")
    later = Decision.objects.filter(comment=comment, pk__gt=decision.pk)
    later = later.exclude(action=Decision.Action.REPORT)
    is_edited = comment.edited_at is not None and comment.edited_at > decision.made_at
    if is_edited or comment.status != decision.to_status or later.exists():
        return _("Something has happened to this comment since. Please look at it again.")
    is_first = comment.is_published and decision.before["published_at"] is None
    if is_first and Comment.objects.filter(parent_id=comment.pk).exclude(pk=comment.pk).exists():
        return _("Others have answered it since. You can remove it: its place stays, for them.")
    return ""


def undo_ends_at(decision: Decision) -> datetime:
    """Until when a decision can be taken back."""
    return decision.made_at + timedelta(seconds=UNDO_SECONDS)


def _snapshot(comment: Comment) -> dict[str, Any]:
    """The fields that a decision writes, as JSON takes them."""
    values = {name: getattr(comment, name) for name in STATE_FIELDS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _log(decision: Decision, by: Writer) -> None:
    """Wagtail's own log, for staff: who did what. No text and no name of a writer is in it."""
    log(
        instance=decision.comment,
        action=f"comments.{decision.action}",
        user=by,
        title=_("Comment %(id)s") % {"id": decision.comment_number},
        data={"rule": decision.rule},
    )


def _outcome(name: str, comment: Comment, review: Review | None) -> tuple[Status, bool]:
    """What a decision makes of a comment, and whether it can be taken now."""
    now = Status(comment.status)
    if name == "uphold":
        return now, review is not None and now in REVIEWABLE
    if name == "keep":
        is_open = comment.is_edited_since_decision or bool(comment.open_reports)
        return now, comment.is_published and is_open
    status, possible_from = DECISIONS[name]
    return status, now in possible_from


def _check_seen(comment: Comment, seen: str | None) -> None:
    """Raises where the moderator decides on what they have not seen; None checks nothing."""
    if seen is None or seen == comment.seen_as:
        return
    if not seen:
        raise NotSeen(comment)
    if seen.rpartition("-")[2] != comment.seen_as.rpartition("-")[2]:
        raise ChangedMeanwhile(comment)
    raise AlreadyDecided(comment)


def _close(review: Review, *, by: Writer, upheld: bool) -> None:
    review.decided_at = timezone.now()
    review.decided_by_id = by.pk
    review.upheld = upheld
    review.save()
