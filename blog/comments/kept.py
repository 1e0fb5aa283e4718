"""What is kept with comments, as their writers get it: in full, and with nobody else in it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments import policy
from blog.comments.models import Comment, CommentQuerySet, Decision, Review, Status, Subscription


def records(comments: CommentQuerySet, *, with_address: bool) -> list[dict[str, Any]]:
    """Comments with all that was noted about them, ready for JSON, in a fixed number of queries."""
    related = ["revisions", "decisions", "reports", "consultations"]
    found = list(comments.select_related("user").prefetch_related(*related))
    of_page = pages(found)
    reviews = {review.comment_id: review for review in Review.objects.filter(comment__in=found)}
    return [
        _record(comment, of_page[comment.page_id], reviews.get(comment.pk), with_address)
        for comment in found
    ]


def _record(
    comment: Comment, page: dict[str, Any], review: Review | None, with_address: bool
) -> dict[str, Any]:
    # Somebody may have typed another person's address, who is handed this: not with their own.
    is_theirs = bool(comment.confirmed_at or comment.user_id)
    addresses = {
        "email": comment.user_email or (comment.user.email if comment.user else ""),
        "ip_address": comment.ip_address if is_theirs else None,
        "ip_address_dropped_at": moment(comment.ip_purged_at),
    }
    # What a filter found and what moderators wrote to each other is for whoever has shown that
    # the address is theirs: a status page is had by anybody who sends a comment, and a sender of
    # spam would learn from it what to leave out.
    noted = {
        "spam_score": comment.spam_score,
        "spam_reasons": comment.spam_reasons,
        "filters_reasons": [
            {"made_at": moment(decision.made_at), "reasons": decision.reasons}
            for decision in _in_order(comment.decisions)
            if decision.reasons
        ],
        "notes_among_moderators": [
            {
                "asked_at": moment(note.asked_at),
                "question": note.question,
                "answer": note.answer,
                "closed_at": moment(note.closed_at),
            }
            for note in _in_order(comment.consultations)
        ],
    }
    return {
        "id": comment.pk,
        "url": settings.SITE_URL + comment.get_absolute_url() if comment.is_published else None,
        "page": page,
        "in_reply_to": comment.parent_id if comment.depth else None,
        "status": Status(comment.status).name.lower(),
        "reason": comment.reason,
        "rule": comment.rule_cited,
        "held_because": policy.sentences(comment.signals),
        "written_at": moment(comment.submit_date),
        "confirmed_at": moment(comment.confirmed_at),
        "published_at": moment(comment.published_at),
        "edited_at": moment(comment.edited_at),
        "decided_at": moment(comment.moderated_at),
        "blacked_out_at": moment(comment.redacted_at),
        "wants_mail_about_decisions": comment.wants_notice,
        "name": comment.author_name,
        "office": comment.official_role,
        **(addresses | noted if with_address else {}),
        "text": comment.comment,
        "earlier_texts": [
            {"text": revision.text, "replaced_at": moment(revision.replaced_at)}
            for revision in comment.revisions.all()
        ],
        "likes": comment.like_count,
        "question": {
            "state": comment.get_question_display(),
            "answer": comment.answer_id,
            "answer_due_at": moment(comment.answer_due_at),
            "settled_at": moment(comment.question_settled_at),
            "passed_on_to": comment.passed_on_to,
        },
        "review": review
        and {
            "asked_at": moment(review.asked_at),
            "why": review.why,
            "decided_at": moment(review.decided_at),
            "upheld": review.upheld,
        },
        "decisions": [_decision(decision) for decision in _in_order(comment.decisions)],
        "reports": [
            {
                "reported_at": moment(report.reported_at),
                "rule": report.rule,
                "closed_at": moment(report.closed_at),
            }
            # Not its words: readers were promised that moderators alone read them.
            for report in _in_order(comment.reports)
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "made_at": moment(decision.made_at),
        "what": decision.action_label,
        "by": decision.by_label,
        "rule": str(decision.rule),
        "rules_version": decision.rules_version,
        "explanation": decision.explanation,
        "is_review": decision.is_review,
        "taken_back_at": moment(decision.undone_at),
    }


def _in_order(rows: Any) -> list[Any]:
    """Prefetched rows, the earliest first."""
    return sorted(rows.all(), key=lambda row: row.pk)


def pages(rows: Iterable[Comment | Subscription]) -> dict[int, dict[str, Any]]:
    """By id, the pages of some rows; of one that not everybody may read, not even the title."""
    ids = {row.page_id for row in rows}
    readable = Page.objects.live().public().in_bulk(ids)
    hidden = {"title": _("A page that is no longer public"), "url": None}
    shown = {page.pk: {"title": page.title, "url": page.full_url} for page in readable.values()}
    return dict.fromkeys(ids, hidden) | shown


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
