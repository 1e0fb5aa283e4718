"""Writing down what was decided: `record` is the only writer of `Decision`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from blog.comments import clock
from blog.comments.models import Comment, Decision, HouseRule
from blog.comments.policy import Verdict, Writer

Action = Decision.Action
# What a writer who wants mail is told of: what others decided, and where they can do something.
TOLD = frozenset(
    {
        Action.APPROVE,
        Action.REFUSE,
        Action.SPAM,
        Action.REMOVE,
        Action.UPHOLD,
        Action.REDACT,
        Action.HOLD,
    }
)
# When: not before `actions.UNDO_SECONDS` are over by the clock of any process.
NOTICE_AFTER = timedelta(seconds=90)


def record(
    *,
    action: Decision.Action,
    by: Decision.By,
    comment: Comment | None = None,
    page: Page | None = None,
    moderator: Writer | None = None,
    from_status: int | None = None,
    rule: HouseRule | None = None,
    signals: Sequence[str] = (),
    reasons: Sequence[str] = (),
    explanation: str = "",
    is_review: bool = False,
    before: Mapping[str, Any] | None = None,
    since: datetime | None = None,
    closed_reports_count: int = 0,
    until: datetime | None = None,
) -> Decision:
    """Keep a decision for good, in the transaction that it is taken in.

    `comment` is as it is afterwards; `from_status` is None for a new one. `since` is the moment
    from which it had waited to be decided. `before`: what `actions.undo` puts back. `until`: of a
    ban or a slow mode, its end. Where the writer wants mail, a notice is due in a while.
    """
    now = timezone.now()
    waited = now - since if since else None
    working = clock.working_time(since, now) if since else None
    return Decision.objects.create(
        action=action,
        by=by,
        made_at=now,
        moderator_id=moderator.pk if moderator else None,
        comment=comment,
        comment_number=comment.pk if comment else None,
        page_id=page.pk if page else comment and comment.page_id,
        from_status=from_status,
        to_status=comment and comment.status,
        rule_number=rule.number if rule else None,
        rules_version=rule.rules.version if rule else None,
        rule_title=rule.title if rule else "",
        signals=list(signals),
        reasons=list(reasons),
        explanation=explanation,
        is_review=is_review,
        before=before,
        waited_seconds=None if waited is None else max(int(waited.total_seconds()), 0),
        waited_working_seconds=None if working is None else max(int(working.total_seconds()), 0),
        notice_due_at=now + NOTICE_AFTER if _is_told(action, comment) else None,
        closed_reports_count=closed_reports_count,
        until=until,
    )


def _is_told(action: Decision.Action, comment: Comment | None) -> bool:
    return comment is not None and comment.wants_notice and action in TOLD


def record_verdict(
    action: Decision.Action, comment: Comment, verdict: Verdict, *, from_status: int | None = None
) -> Decision:
    """Keep what the policy made of a comment, and why."""
    return record(
        action=action,
        by=Decision.By.FILTER,
        comment=comment,
        from_status=from_status,
        signals=verdict.signals,
        reasons=[*verdict.reasons, *comment.spam_reasons],
    )
