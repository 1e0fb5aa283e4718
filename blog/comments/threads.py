"""One page of a discussion in a fixed number of queries, whatever its size.

Three kinds of page: twenty threads with the first replies of each, one thread with all of its
replies, a hundred at a time, or a selection out of all threads, twenty at a time. All are cut by
key (a comment's id, a reply's path; `lanes`), never by counting from the start, and of a thread of
ten thousand replies no more rows are read than of one with eleven.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments.lanes import (
    REPLIES_SHOWN,
    answers_in,
    order,
    roots_of,
    selected_from,
    threads_from,
)
from blog.comments.models import Comment, Decision, Question, SlowMode, Status
from blog.comments.positions import (
    ANSWERED,
    SELECTIONS,
    Choice,
    ThreadPosition,
    Words,
    choices,
)
from blog.comments.slowing import how_slow

Action = Decision.Action
# What takes a public comment from view, and is told in its place.
TOOK_AWAY = (Action.REMOVE, Action.SPAM, Action.HOLD, Action.EDIT)
RULE_OF_DECISION = ("rule_number", "rules_version", "rule_title")
THREADS_PER_PAGE = 20
REPLIES_PER_PAGE = 100  # of a thread that is shown alone


@dataclass(frozen=True)
class Entry:
    """One comment where it stands: with whom it answers, and whether its text may be shown."""

    comment: Comment
    parent: Comment | None = None
    parent_is_here: bool = True  # on the same page
    decision: Decision | None = None  # of what was taken away, the one that did it
    level: int | None = None  # how far in it stands, where that is not its depth

    @property
    def shown_depth(self) -> int:
        """How far in it stands."""
        return self.comment.depth if self.level is None else self.level

    @property
    def says_to_whom(self) -> bool:
        """Whether what it answers does not simply stand above it."""
        return self.parent is not None and (self.comment.depth > 1 or not self.parent_is_here)

    @property
    def question(self) -> str:
        """What readers are told of it as a question; "" for nothing."""
        if self.comment.question == Question.ANSWERED and not self.comment.answer_id:
            return ""
        states = {Question.AWAITING, Question.ANSWERED, Question.PASSED_ON}
        state = Question(self.comment.question)
        return state.name.lower() if state in states else ""

    @property
    def is_tombstone(self) -> bool:
        """Taken away, but answered: its place is kept so that the answers make sense."""
        return not self.comment.is_published

    @property
    def notice(self) -> str:
        """What stands in place of a text that was taken away: what happened, and by whom in kind.

        The rule that was cited follows it: `rule`.
        """
        if self.comment.is_erased:
            return _("This comment was erased, as its writer wanted.")
        if self.comment.status == Status.WITHDRAWN:
            return _("This comment was withdrawn by its writer.")
        if self.comment.status == Status.HELD:
            return self._why_out_of_view
        if self.decision is None:
            return _("This comment was removed by a moderator.")
        day = date_format(timezone.localtime(self.decision.made_at))
        if self.comment.status == Status.SPAM:
            return _("On %(day)s a moderator took this comment for spam and removed it.") % {
                "day": day
            }
        return _("This comment was removed by a moderator on %(day)s.") % {"day": day}

    @property
    def _why_out_of_view(self) -> str:
        if self.decision is not None and self.decision.action == Action.HOLD:
            return _(
                "Readers reported this comment. It is out of view until a moderator has looked at"
                " it."
            )
        if self.decision is not None and self.decision.action == Action.EDIT:
            return _("Its writer changed this comment, and a moderator reads it again.")
        return _("A moderator looks at this comment. It is out of view until then.")

    @property
    def rule(self) -> str:
        """The rule by which it was removed, in the words that it had; "" where none was cited."""
        if self.comment.status not in {Status.REMOVED, Status.SPAM}:
            return ""
        return self.decision.rule if self.decision else self.comment.rule_cited

    @property
    def rule_url(self) -> str:
        """Where that rule can be read; "" where it is not known."""
        return self.decision.rule_url if self.rule and self.decision else ""


@dataclass
class Thread:
    """A first comment and those of its replies that are on this page, in reading order."""

    root: Entry
    replies: list[Entry] = field(default_factory=list)
    next_reply: int | None = None  # of a thread shown alone: where its next page begins
    slow: str = ""  # what slow mode asks of those who write in it

    @property
    def hidden_replies(self) -> int:
        """How many published replies are not on this page."""
        shown = sum(not reply.is_tombstone for reply in self.replies)
        return max(self.root.comment.reply_count - shown, 0)


@dataclass
class ThreadPage:
    """One page of a discussion."""

    total: int  # published comments of the whole discussion
    threads: list[Thread] = field(default_factory=list)
    single: bool = False  # one thread, shown alone
    newest: bool = False  # the newest thread stands first
    previous_before: int | None = None  # for ?before=: there are threads above
    next_after: int | None = None  # for ?after=: there are threads below
    previous_lane: str = ""  # for ?among=, with the former
    next_lane: str = ""  # with the latter
    order: str = "oldest"  # or “newest”, or “answered” where the answered threads stand first
    answers_first: bool = False  # whether that is the order for whoever asks for none
    kept: str = ""  # see `ThreadPosition.kept`
    show: str = ""  # what of it is shown: a key of `SELECTIONS`, or "" for the threads
    choices: list[Choice] = field(default_factory=list)
    slow: str = ""  # what slow mode asks of everybody

    @property
    def is_first(self) -> bool:
        """Whether this is the page that a reader sees who asks for no page."""
        return not (self.single or self.show) and self.previous_before is None

    @property
    def can_be_sorted(self) -> bool:
        """Whether there are threads whose order could be turned round."""
        return not (self.single or self.show) and (len(self.threads) > 1 or not self.is_first)

    @property
    def empty(self) -> Words:
        """What is said where there is nothing of what was asked for."""
        return SELECTIONS[self.show].empty if self.show and not self.threads else ""


def thread_page(page: Page, position: ThreadPosition, total: int | None = None) -> ThreadPage:
    """The part of the page's discussion at a position, in at most nine queries.

    `total`, the number of published comments, is counted here unless the caller knows it.
    """
    if page.pk is None:  # the preview of a post that was never saved
        return ThreadPage(total=0)
    if total is None:
        total = Comment.objects.published().filter(page_id=page.pk).count()
    if position.thread:
        found = _single_thread(page, position, total)
    elif position.show:
        found = _selection(page, position, total)
    else:
        found = _many_threads(page, position, total)
    found.choices = choices(page) if total else []
    modes = SlowMode.objects.in_force().filter(page_id=page.pk)
    may_be_slow = getattr(page, "has_slow_modes", True)  # known if the page came with it
    slow = {mode.thread_id or 0: how_slow(mode) for mode in modes} if may_be_slow else {}
    found.slow = slow.get(0, "")
    for thread in found.threads:
        thread.slow = slow.get(thread.root.comment.root_id, "")
    return found


def _many_threads(page: Page, position: ThreadPosition, total: int) -> ThreadPage:
    is_before = position.before is not None
    # One more than is shown: it says whether there is more.
    rows = threads_from(page, position, THREADS_PER_PAGE + 1)
    more = len(rows) > THREADS_PER_PAGE
    rows = rows[:THREADS_PER_PAGE][:: -1 if is_before else 1]
    if not rows and not position.is_beginning:
        return _many_threads(page, position.beginning, total)
    found = ThreadPage(
        total=total,
        newest=position.newest,
        order=order(page, position),
        answers_first=getattr(page, "answers_first", False),
        kept=position.kept,
    )
    if rows:
        bounds = {root_id: beyond for root_id, beyond, _lane in rows}
        found.threads = _assemble(list(bounds), _first_rows(bounds))
    if rows and (more if is_before else position.after):
        found.previous_before, _beyond, found.previous_lane = rows[0]
    if rows and (more or is_before):
        found.next_after, _beyond, found.next_lane = rows[-1]
    return found


def _selection(page: Page, position: ThreadPosition, total: int) -> ThreadPage:
    """What a reader has chosen to see: a question with its answer, an answer with its place."""
    is_before = position.before is not None
    rows = selected_from(page, position, THREADS_PER_PAGE + 1)
    more = len(rows) > THREADS_PER_PAGE
    rows = rows[:THREADS_PER_PAGE][:: -1 if is_before else 1]
    if not rows and not position.is_beginning:
        return _selection(page, position.beginning, total)
    found = ThreadPage(total=total, newest=position.newest, show=position.show, kept=position.kept)
    answers = {row.answer_id for row in rows if row.question == Question.ANSWERED}
    parents = {row.parent_id for row in rows if row.depth}
    others = {row.pk: row for row in _rows(Q(pk__in=answers | parents))}
    for row in rows:
        parent = others.get(row.parent_id) if row.depth else None
        thread = Thread(Entry(row, parent, parent_is_here=False, level=0))
        answer = others.get(row.answer_id or 0)
        if answer and row.question == Question.ANSWERED:
            thread.replies.append(Entry(answer, level=1))
        found.threads.append(thread)
    if rows and (more if is_before else position.after):
        found.previous_before = rows[0].pk
    if rows and (more or is_before):
        found.next_after = rows[-1].pk
    return found


def _first_rows(bounds: dict[int, str | None]) -> list[Comment]:
    """The roots and the first replies of each: what stands before the bound, if there is one.

    One range of the index on (root_id, path) for each root.
    """
    ranges = [Q(root_id=root_id, path__lt=path) for root_id, path in bounds.items() if path]
    whole = [root_id for root_id, path in bounds.items() if not path]
    return _rows(reduce(or_, ranges, Q(root_id__in=whole)) & Q(published_at__isnull=False))


def _rows(which: Q) -> list[Comment]:
    comments = Comment.objects.filter(which).select_related("user").order_by()
    return sorted(comments, key=lambda comment: comment.path)


def _single_thread(page: Page, position: ThreadPosition, total: int) -> ThreadPage:
    root = roots_of(page.pk).select_related("user").filter(pk=position.thread).first()
    if root is None:
        return _many_threads(page, position.beginning, total)
    replies = Comment.objects.in_threads().filter(root_id=root.pk, depth__gt=0).order_by("path")
    if position.first_reply:
        first = replies.filter(pk=position.first_reply).values_list("path", flat=True).first()
        replies = replies.filter(path__gte=first or "")
    ids = list(replies.values_list("pk", flat=True)[: REPLIES_PER_PAGE + 1])
    rows = [root, *_rows(Q(pk__in=ids[:REPLIES_PER_PAGE]))]
    missing = {row.parent_id for row in rows} - {row.pk for row in rows}
    elsewhere = _rows(Q(pk__in=missing, root_id=root.pk)) if missing else []
    (thread,) = _assemble([root.pk], rows, elsewhere)
    if len(ids) > REPLIES_PER_PAGE:
        thread.next_reply = ids[REPLIES_PER_PAGE]
    return ThreadPage(
        total=total, threads=[thread], single=True, newest=position.newest, kept=position.kept
    )


def _assemble(
    root_ids: list[int], rows: list[Comment], elsewhere: Sequence[Comment] = ()
) -> list[Thread]:
    """Threads out of rows in path order: a tombstone stays only where something stands below it.

    `elsewhere`: comments of earlier pages that are answered on this one.
    """
    by_id = {comment.pk: comment for comment in (*elsewhere, *rows)}
    answered = _answered(rows)
    gone = [
        row.pk for row in rows if not row.is_published and (row.depth == 0 or row.pk in answered)
    ]
    decisions = _taken_away(gone)
    threads = {pk: Thread(Entry(by_id[pk], decision=decisions.get(pk))) for pk in root_ids}
    for comment in rows:
        if comment.depth and (comment.is_published or comment.pk in answered):
            parent = by_id.get(comment.parent_id)
            entry = Entry(
                comment,
                parent,
                parent_is_here=parent not in elsewhere,
                decision=decisions.get(comment.pk),
            )
            threads[comment.root_id].replies.append(entry)
    return list(threads.values())


def _taken_away(ids: Sequence[int]) -> dict[int, Decision]:
    """By the comment's id, the last decision that took it from view; asks nothing for none."""
    if not ids:
        return {}
    taken = Decision.objects.standing().filter(comment__in=ids, action__in=TOOK_AWAY)
    columns = taken.only("comment", "action", "made_at", *RULE_OF_DECISION)
    return {last.comment_id or 0: last for last in columns.order_by("pk")}


def _answered(rows: list[Comment]) -> set[int]:
    """Ids of the comments that have a published comment somewhere below them."""
    by_id = {comment.pk: comment for comment in rows}
    answered: set[int] = set()
    for comment in rows:
        above = by_id.get(comment.parent_id)
        while comment.is_published and above is not None and above.pk not in answered:
            answered.add(above.pk)
            above = None if above.depth == 0 else by_id.get(above.parent_id)
    return answered


def place_of(comment: Comment) -> str:
    """The query string and fragment of the page on which a published comment stands."""
    anchor = f"#c{comment.pk}"
    thread = Comment.objects.in_threads().filter(root_id=comment.root_id).order_by()
    before = thread.filter(depth__gt=0, path__lt=comment.path)
    replies_before = before[:REPLIES_PER_PAGE].count()  # more need not be counted
    if comment.depth == 0 or replies_before < REPLIES_SHOWN:
        page = comment.page.specific
        lane = ANSWERED if answers_in(comment.root_id, page.pk).exists() else ""
        here = ThreadPosition(before=comment.root_id, lane=lane)
        threads_before = threads_from(page, here, THREADS_PER_PAGE)
        if len(threads_before) < THREADS_PER_PAGE:
            return anchor
        root_id, _beyond, lane = threads_before[0]
        return f"?after={root_id}{f'&among={lane}' if lane else ''}{anchor}"
    if replies_before < REPLIES_PER_PAGE:
        return f"?thread={comment.root_id}{anchor}"
    return f"?thread={comment.root_id}&from={comment.pk}{anchor}"
