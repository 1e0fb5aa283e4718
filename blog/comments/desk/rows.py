"""What a row of the desk shows of a comment, and what can be done with it.

All rows of a list are built together, in a number of queries that does not grow with them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, IntegerField, Q, Value, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.comments.actions import DECISIONS, RULED, UNDO_SECONDS, undo_ends_at
from blog.comments.desk import due
from blog.comments.desk.words import LABELS
from blog.comments.impartiality import (
    AGAINST_ONESELF,
    is_own,
    other_moderators,
    who_decided_against,
)
from blog.comments.models import (
    Comment,
    Consultation,
    Decision,
    DiscussionSettings,
    Question,
    Report,
    Review,
    Status,
)
from blog.comments.policy import SIGNALS, Writer
from blog.comments.spam.judging import PLAIN_SIGNS

# What a list of comments fetches along, for the rows.
JOINED = ("user", "page", "moderated_by", "review__first_moderator", "review__decided_by")
REFUSED = frozenset({Status.REFUSED, Status.REMOVED, Status.SPAM})
SETTLED = frozenset({Status.UNCONFIRMED, Status.WITHDRAWN})  # there is nothing to do about them
MOST_DECISIONS = 10  # that a row shows, the latest


@dataclass(frozen=True)
class Row:
    """One comment on the desk."""

    comment: Comment
    parent: Comment | None
    introduction: str  # of the page, as far as it has one
    writer: str  # what became of the same person's other comments, in words
    due: due.Due | None
    signals: list[str]  # why to look twice, in words
    weighed: list[str]  # what made its spam score, in words
    is_suspected: bool  # its spam score is one that this site holds comments for
    reports: list[Report]  # that nobody has looked at
    consultations: list[Consultation]
    decisions: list[Decision]  # the latest first
    review: Review | None
    is_own: bool  # whoever looks wrote it: what else there is to decide, a colleague does
    is_anothers: bool  # its writer asked for another moderator than the one who looks
    actions: list[tuple[str, object, bool]]  # name, label, and whether a rule can be named
    panels: list[str]  # what else can be done, by a form of its own: names of `panels.PANELS`
    asked_of: list[Consultation] = field(default_factory=list)  # the one who looks can answer
    error: str = ""  # why nothing was done just now

    @property
    def answers_first(self) -> bool:
        """Whether it is a question that waits: then answering it is the first thing to do."""
        return self.comment.question == Question.AWAITING and "answer" in self.panels

    @property
    def links(self) -> list[str]:
        """The panels that stand behind the decisions."""
        return [name for name in self.panels if name != "answer" or not self.answers_first]


@dataclass(frozen=True)
class Desk:
    """The rows of a list, and what its moderator has just decided and can still take back."""

    rows: list[Row]
    recent: list[Decision]  # the latest first
    judged_plainly: str = ""  # of the spam scores, where nothing was learned: a sentence


def build(comments: Sequence[Comment], *, by: Writer, errors: dict[int, str] | None = None) -> Desk:
    """The rows of these comments (fetched with `JOINED`), for this moderator."""
    parents = _parents(comments)
    introductions = _introductions(comments)
    writers = _writers(comments)
    moments = due.of(comments)
    reports = _by_comment(
        Report.objects.filter(
            comment__in=[one for one in comments if one.open_reports], closed_at__isnull=True
        ).order_by("pk")
    )
    consultations = _by_comment(
        Consultation.objects.filter(comment__in=comments).select_related(
            "asked_by", "asked_of", "answered_by"
        )
    )
    decided = _decided(comments, by)
    decisions = _by_comment(decided)
    prefetch_related_objects([one for one in comments if one.edited_at], "revisions")
    against = {
        comment.pk: who_decided_against(review, decisions[comment.pk])
        for comment in comments
        if (review := _open_review(comment))
    }
    colleagues = _colleagues(comments, against, by)
    staff = colleagues_among(comments) if by.has_perm("comments.add_ban") else set()
    threshold = _threshold(comments)
    rows = []
    for comment in comments:
        review = _review(comment)
        offered = possible(comment)
        names = [name for name in offered if not is_own(comment, by) or name in AGAINST_ONESELF]
        names = names if colleagues else offered
        before = against.get(comment.pk, set())
        is_anothers = by.pk in before and bool(colleagues - before - {comment.user_id})
        asked = consultations[comment.pk]
        rows.append(
            Row(
                comment=comment,
                parent=parents.get(comment.parent_id) if comment.depth else None,
                introduction=introductions.get(comment.page_id, ""),
                writer=writers.get(comment.pk, ""),
                due=moments.get(comment.pk),
                signals=_signals(comment),
                weighed=[one for one in comment.spam_reasons if one != PLAIN_SIGNS],
                is_suspected=(comment.spam_score or 0) >= threshold,
                reports=reports[comment.pk],
                consultations=asked,
                decisions=decisions[comment.pk][:MOST_DECISIONS],
                review=review,
                is_own=names != offered,
                is_anothers=is_anothers,
                actions=[(name, LABELS[name], name in RULED) for name in names if not is_anothers],
                panels=_panels(comment, by, of_colleague=comment.user_id in staff),
                asked_of=[one for one in asked if can_answer(one, by)],
                error=(errors or {}).get(comment.pk, ""),
            )
        )
    is_plain = any(PLAIN_SIGNS in comment.spam_reasons for comment in comments)
    recent = [one for one in decided if _is_recent(one, by)]
    return Desk(rows, recent, str(PLAIN_SIGNS) if is_plain else "")


def _decided(comments: Sequence[Comment], by: Writer) -> list[Decision]:
    """What is on record about these comments, and what the moderator has just decided; one query.

    The latest first.
    """
    since = timezone.now() - timedelta(seconds=UNDO_SECONDS)
    wanted = Q(comment__in=comments) | Q(moderator_id=by.pk, made_at__gt=since)
    found = Decision.objects.filter(wanted).select_related("moderator", "comment__user")
    return list(found.defer("before").order_by("-pk"))


def _is_recent(decision: Decision, by: Writer) -> bool:
    """Whether this moderator can still take it back, as far as the record alone says."""
    is_open = decision.undone_at is None and undo_ends_at(decision) > timezone.now()
    return is_open and decision.moderator_id == by.pk and decision.action in LABELS


def possible(comment: Comment) -> list[str]:
    """The decisions that can be taken on a comment, the friendliest first."""
    if _open_review(comment) and comment.status != Status.WITHDRAWN:
        return ["approve", "uphold"]
    is_open = comment.is_edited_since_decision or bool(comment.open_reports)
    names = ["keep"] if comment.is_published and is_open else []
    return names + [name for name, (_to, states) in DECISIONS.items() if comment.status in states]


def together(rows: Sequence[Row]) -> list[tuple[str, object, bool]]:
    """What can be decided on several of them at once, each once."""
    offered = {action[0]: action for row in rows for action in row.actions}
    return [offered[name] for name in LABELS if name in offered]


def _threshold(comments: Sequence[Comment]) -> float:
    """The spam score, 0 to 1, from which on a comment is suspected; asked for where it matters."""
    if all(comment.spam_score is None for comment in comments):
        return 1
    return DiscussionSettings.current().spam_threshold / 100


def colleagues_among(comments: Iterable[Comment]) -> set[int | None]:
    """Ids of those writers who decide on comments themselves or hold an office; one query."""
    writers = {comment.user_id for comment in comments if comment.user_id}
    if not writers:
        return set()
    accounts = get_user_model().objects
    moderators = accounts.with_perm(
        "comments.change_comment", backend="django.contrib.auth.backends.ModelBackend"
    )
    is_staff = Q(official_role__isnull=False) | Q(pk__in=moderators.values("pk"))
    return set(accounts.filter(is_staff, pk__in=writers).values_list("pk", flat=True))


def _panels(comment: Comment, by: Writer, *, of_colleague: bool) -> list[str]:
    if comment.status in SETTLED:
        return []
    questions = ["answer", "question"] if comment.is_published and not comment.official_role else []
    is_known = comment.user_id or comment.user_email or comment.ip_address
    is_theirs = of_colleague or comment.official_role
    bans = ["ban"] if is_known and not is_theirs and by.has_perm("comments.add_ban") else []
    slowing = ["slow"] if comment.is_published else []
    return [*questions, "ask", "redact", *bans, *slowing]


def _review(comment: Comment) -> Review | None:
    return getattr(comment, "review", None)


def _open_review(comment: Comment) -> Review | None:
    review = _review(comment)
    return review if review and review.decided_at is None else None


def _colleagues(
    comments: Sequence[Comment], against: Mapping[int, set[int | None]], by: Writer
) -> set[int]:
    """The ids of the other moderators, where one of them may have to decide; one query."""
    is_asked = any(by.pk in people for people in against.values())
    is_asked = is_asked or any(is_own(comment, by) for comment in comments)
    return set(other_moderators(by).values_list("pk", flat=True)) if is_asked else set()


def can_answer(asked: Consultation, by: Writer) -> bool:
    """Whether a question to a colleague waits for this one."""
    is_open = asked.closed_at is None and asked.asked_by_id != by.pk
    return is_open and asked.asked_of_id in {None, by.pk}


def _signals(comment: Comment) -> list[str]:
    return [str(SIGNALS[name]) for name in comment.signals if name in SIGNALS]


def _parents(comments: Sequence[Comment]) -> dict[int, Comment]:
    """What was replied to, by its id."""
    wanted = {comment.parent_id for comment in comments if comment.depth}
    return Comment.objects.select_related("user").in_bulk(wanted) if wanted else {}


def _introductions(comments: Sequence[Comment]) -> dict[int, str]:
    """How the pages begin, by their ids: one query for each type of page that has a beginning."""
    by_type = defaultdict(set)
    for comment in comments:
        by_type[comment.page.content_type_id].add(comment.page_id)
    found: dict[int, str] = {}
    for type_id, page_ids in by_type.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model and any(entry.name == "introduction" for entry in model._meta.get_fields()):
            pages = model._default_manager.filter(pk__in=page_ids)
            found |= dict(pages.order_by().values_list("pk", "introduction"))
    return found


def _writers(comments: Sequence[Comment]) -> dict[int, str]:
    """What became of the same writers' other comments, in words by the comment's id, one query.

    A guest is known by the e-mail address; where that is not confirmed, it was only typed.
    """
    keys = {comment.pk: _who(comment) for comment in comments}
    counts: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    mine = Comment.objects.filter(user_id__in={user for user, _mail in keys.values() if user})
    guests = Comment.objects.filter(
        user=None, email_hash__in={mail for _user, mail in keys.values() if mail}
    )
    accounts = mine.values_list("user_id", Value("", CharField()), "status")
    addresses = guests.values_list(Value(0, IntegerField()), "email_hash", "status")
    both = accounts.order_by().annotate(n=Count("pk"))
    both = both.union(addresses.order_by().annotate(n=Count("pk")), all=True).order_by()
    for user, mail, status, total in both:
        counts[user, mail][status] = total
    return {
        comment.pk: _in_words(counts.get(keys[comment.pk], {}), comment.status)
        for comment in comments
        if any(keys[comment.pk])
    }


def _who(comment: Comment) -> tuple[int, str]:
    return (comment.user_id, "") if comment.user_id else (0, comment.email_hash)


def _in_words(counts: dict[int, int], status: int) -> str:
    """How many others were published and refused, without the comment itself."""
    others = {state: total - (state == status) for state, total in counts.items()}
    published = others.get(Status.PUBLISHED, 0)
    refused = sum(others.get(state, 0) for state in REFUSED)
    if not any(others.values()):
        return _("first comment")
    said = []
    if published:
        words = ngettext("%(n)d published", "%(n)d published", published)
        said.append(words % {"n": published})
    if refused:
        words = ngettext("%(n)d refused", "%(n)d refused", refused)
        said.append(words % {"n": refused})
    return _("before: %(what)s") % {"what": ", ".join(said) or _("none decided yet")}


def _by_comment[T: (Report, Consultation, Decision)](
    rows: Iterable[T],
) -> dict[int | None, list[T]]:
    found: dict[int | None, list[T]] = defaultdict(list)
    for row in rows:
        found[row.comment_id].append(row)
    return found
