"""One page of a discussion in a fixed number of queries, whatever its size.

Two kinds of page: twenty threads with the first replies of each, or one thread with all of its
replies, a hundred at a time. Both are cut by key (the first comment's id, a reply's path), never
by counting from the start, and of a thread of ten thousand replies no more rows are read than of
one with eleven.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Self

from django.db.models import OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments.models import Comment, CommentQuerySet, Status

THREADS_PER_PAGE = 20
REPLIES_SHOWN = 10  # of each thread, while it is one among others
REPLIES_PER_PAGE = 100  # of a thread that is shown alone


@dataclass(frozen=True)
class ThreadPosition:
    """Where in a discussion a reader is. Comment ids; at most one of the first three is set.

    After and before mean the order in which the reader sees the threads.
    """

    after: int | None = None  # threads that stand after this one
    before: int | None = None  # threads that stand before this one
    thread: int | None = None  # this thread alone
    first_reply: int | None = None  # with `thread`: its replies from this one on
    newest: bool = False  # the newest thread first; the replies of each stay in reading order

    @property
    def is_beginning(self) -> bool:
        """Whether nothing but the order was asked for."""
        return not (self.after or self.before or self.thread)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """The position that a query string asks for; nonsense in it means the beginning."""

        def number(name: str) -> int | None:
            value = query.get(name, "")
            # Ten digits: more is no id, and more than a database's integer takes.
            return int(value) if value.isascii() and value.isdigit() and len(value) < 11 else None

        newest = query.get("sort") == "newest"
        if thread := number("thread"):
            return cls(thread=thread, first_reply=number("from"), newest=newest)
        if after := number("after"):
            return cls(after=after, newest=newest)
        return cls(before=number("before"), newest=newest)


@dataclass(frozen=True)
class Entry:
    """One comment where it stands: with whom it answers, and whether its text may be shown."""

    comment: Comment
    parent: Comment | None = None
    parent_is_here: bool = True  # on the same page

    @property
    def is_tombstone(self) -> bool:
        """Taken away, but answered: its place is kept so that the answers make sense."""
        return not self.comment.is_published

    @property
    def notice(self) -> str:
        """What stands in place of a text that was taken away."""
        replies_stay = _("The replies to it stay.")
        if self.comment.status == Status.WITHDRAWN:
            return f"{_('This comment was withdrawn by its writer.')} {replies_stay}"
        if self.comment.status == Status.HELD and self.comment.open_reports:
            reported = _("Readers reported this comment, and a moderator looks at it.")
            return f"{reported} {replies_stay}"
        if self.comment.status == Status.HELD:
            changed = _("Its writer changed this comment, and a moderator reads it again.")
            return f"{changed} {replies_stay}"
        removed = _("This comment was removed by a moderator.")
        return " ".join(filter(None, [removed, self.comment.rule_cited, replies_stay]))


@dataclass
class Thread:
    """A first comment and those of its replies that are on this page, in reading order."""

    root: Entry
    replies: list[Entry] = field(default_factory=list)
    next_reply: int | None = None  # of a thread shown alone: where its next page begins

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

    @property
    def is_first(self) -> bool:
        """Whether this is the page that a reader sees who asks for no page."""
        return not self.single and self.previous_before is None

    @property
    def can_be_sorted(self) -> bool:
        """Whether there are threads whose order could be turned round."""
        return not self.single and (len(self.threads) > 1 or not self.is_first)


def roots_of(page_id: int) -> CommentQuerySet:
    """The first comments of a page's threads that readers can see, or see replies to."""
    roots = Comment.objects.in_threads().filter(page_id=page_id, depth=0)
    return roots.filter(Q(status=Status.PUBLISHED) | Q(reply_count__gt=0)).order_by("root_id")


def thread_page(page: Page, position: ThreadPosition, total: int | None = None) -> ThreadPage:
    """The part of the page's discussion at a position, in at most five queries.

    `total`, the number of published comments, is counted here unless the caller knows it.
    """
    if page.pk is None:  # the preview of a post that was never saved
        return ThreadPage(total=0)
    if total is None:
        total = Comment.objects.published().filter(page_id=page.pk).count()
    if position.thread:
        return _single_thread(page.pk, position, total)
    return _many_threads(page.pk, position, total)


def _many_threads(page_id: int, position: ThreadPosition, total: int) -> ThreadPage:
    roots = roots_of(page_id)
    is_before = position.before is not None
    # Backwards in the reader's order is downwards in ids, unless the newest stand first.
    downwards = position.newest != is_before
    if cut := position.before or position.after:
        roots = roots.filter(root_id__lt=cut) if downwards else roots.filter(root_id__gt=cut)
    roots = roots.order_by("-root_id" if downwards else "root_id").annotate(beyond=_first_beyond())
    # One more than is shown: it says whether there is more.
    rows = list(roots.values_list("root_id", "beyond")[: THREADS_PER_PAGE + 1])
    more = len(rows) > THREADS_PER_PAGE
    bounds = dict(sorted(rows[:THREADS_PER_PAGE], reverse=position.newest))
    if not bounds and not position.is_beginning:
        return _many_threads(page_id, ThreadPosition(newest=position.newest), total)
    if not bounds:
        return ThreadPage(total=total, newest=position.newest)
    ids = list(bounds)
    return ThreadPage(
        total=total,
        threads=_assemble(ids, _first_rows(bounds)),
        newest=position.newest,
        previous_before=ids[0] if (more if is_before else position.after) else None,
        next_after=ids[-1] if (more or is_before) else None,
    )


def _first_beyond() -> Subquery:
    """Of a first comment's thread, the path of the first reply that there is no room for."""
    thread = Comment.objects.in_threads().filter(root_id=OuterRef("root_id")).order_by("path")
    return Subquery(thread.values("path")[REPLIES_SHOWN + 1 : REPLIES_SHOWN + 2])


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


def _single_thread(page_id: int, position: ThreadPosition, total: int) -> ThreadPage:
    root = roots_of(page_id).select_related("user").filter(pk=position.thread).first()
    if root is None:
        return _many_threads(page_id, ThreadPosition(newest=position.newest), total)
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
    return ThreadPage(total=total, threads=[thread], single=True, newest=position.newest)


def _assemble(
    root_ids: list[int], rows: list[Comment], elsewhere: Sequence[Comment] = ()
) -> list[Thread]:
    """Threads out of rows in path order: a tombstone stays only where something stands below it.

    `elsewhere`: comments of earlier pages that are answered on this one.
    """
    by_id = {comment.pk: comment for comment in (*elsewhere, *rows)}
    answered = _answered(rows)
    threads = {pk: Thread(Entry(by_id[pk])) for pk in root_ids}
    for comment in rows:
        if comment.depth and (comment.is_published or comment.pk in answered):
            parent = by_id.get(comment.parent_id)
            entry = Entry(comment, parent, parent_is_here=parent not in elsewhere)
            threads[comment.root_id].replies.append(entry)
    return list(threads.values())


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
    earlier = roots_of(comment.page_id).filter(root_id__lt=comment.root_id).order_by("-root_id")
    threads_before = list(earlier.values_list("root_id", flat=True)[:THREADS_PER_PAGE])
    if comment.depth == 0 or replies_before < REPLIES_SHOWN:
        if len(threads_before) < THREADS_PER_PAGE:
            return anchor
        return f"?after={threads_before[0]}{anchor}"
    if replies_before < REPLIES_PER_PAGE:
        return f"?thread={comment.root_id}{anchor}"
    return f"?thread={comment.root_id}&from={comment.pk}{anchor}"
