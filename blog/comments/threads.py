"""One page of a discussion in a fixed number of queries, whatever its size.

Two kinds of page: twenty threads with the first replies of each, or one thread with all of its
replies, a hundred at a time. Both are cut by key (the first comment's id, a reply's path), never
by counting from the start.
"""

from dataclasses import dataclass, field
from typing import Self

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments.models import Comment, CommentQuerySet, Status

THREADS_PER_PAGE = 20
REPLIES_SHOWN = 10  # of each thread, while it is one among others
REPLIES_PER_PAGE = 100  # of a thread that is shown alone


@dataclass(frozen=True)
class ThreadPosition:
    """Where in a discussion a reader is. Comment ids; at most one of the first three is set."""

    after: int | None = None  # threads that begin after this one
    before: int | None = None  # threads that begin before this one
    thread: int | None = None  # this thread alone
    first_reply: int | None = None  # with `thread`: its replies from this one on

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """The position that a query string asks for; nonsense in it means the beginning."""

        def number(name: str) -> int | None:
            value = query.get(name, "")
            # Ten digits: more is no id, and more than a database's integer takes.
            return int(value) if value.isascii() and value.isdigit() and len(value) < 11 else None

        if thread := number("thread"):
            return cls(thread=thread, first_reply=number("from"))
        if after := number("after"):
            return cls(after=after)
        return cls(before=number("before"))


@dataclass(frozen=True)
class Entry:
    """One comment where it stands: with whom it answers, and whether its text may be shown."""

    comment: Comment
    parent: Comment | None = None

    @property
    def is_tombstone(self) -> bool:
        """Taken away, but answered: its place is kept so that the answers make sense."""
        return not self.comment.is_published

    @property
    def notice(self) -> str:
        """What stands in place of a text that was taken away."""
        if self.comment.status == Status.WITHDRAWN:
            return _("This comment was withdrawn by its writer.")
        removed = _("This comment was removed by a moderator.")
        return f"{removed} {self.comment.reason}".strip()


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
    previous_before: int | None = None  # for ?before=: there are earlier threads
    next_after: int | None = None  # for ?after=: there are later threads

    @property
    def is_first(self) -> bool:
        """Whether this is the page that a reader sees who asks for no page."""
        return not self.single and self.previous_before is None


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
    if position.before:
        roots = roots.filter(root_id__lt=position.before).order_by("-root_id")
    elif position.after:
        roots = roots.filter(root_id__gt=position.after)
    # One more than is shown: it says whether there is more.
    ids = list(roots.values_list("root_id", flat=True)[: THREADS_PER_PAGE + 1])
    more, ids = len(ids) > THREADS_PER_PAGE, sorted(ids[:THREADS_PER_PAGE])
    if not ids and position != ThreadPosition():
        return _many_threads(page_id, ThreadPosition(), total)
    if not ids:
        return ThreadPage(total=total)
    is_before = position.before is not None
    return ThreadPage(
        total=total,
        threads=_assemble(ids, _first_rows(ids)),
        previous_before=ids[0] if (more if is_before else position.after) else None,
        next_after=ids[-1] if (more or is_before) else None,
    )


def _first_rows(root_ids: list[int]) -> list[Comment]:
    """The roots and the first replies of each."""
    numbered = (
        Comment.objects.in_threads()
        .filter(root_id__in=root_ids)
        .annotate(place=Window(RowNumber(), partition_by=F("root_id"), order_by=F("path").asc()))
        .filter(place__lte=REPLIES_SHOWN + 1)
        .order_by()
        .values("pk")
    )
    return _rows(numbered)


def _rows(ids: list[int] | QuerySet[Comment, dict[str, int]]) -> list[Comment]:
    comments = Comment.objects.filter(pk__in=ids).select_related("user").order_by()
    return sorted(comments, key=lambda comment: comment.path)


def _single_thread(page_id: int, position: ThreadPosition, total: int) -> ThreadPage:
    root = roots_of(page_id).select_related("user").filter(pk=position.thread).first()
    if root is None:
        return _many_threads(page_id, ThreadPosition(), total)
    replies = Comment.objects.in_threads().filter(root_id=root.pk, depth__gt=0).order_by("path")
    if position.first_reply:
        first = replies.filter(pk=position.first_reply).values_list("path", flat=True).first()
        replies = replies.filter(path__gte=first or "")
    ids = list(replies.values_list("pk", flat=True)[: REPLIES_PER_PAGE + 1])
    (thread,) = _assemble([root.pk], [root, *_rows(ids[:REPLIES_PER_PAGE])])
    if len(ids) > REPLIES_PER_PAGE:
        thread.next_reply = ids[REPLIES_PER_PAGE]
    return ThreadPage(total=total, threads=[thread], single=True)


def _assemble(root_ids: list[int], rows: list[Comment]) -> list[Thread]:
    """Threads out of rows in path order: a tombstone stays only where something stands below it."""
    by_id = {comment.pk: comment for comment in rows}
    answered = _answered(rows)
    threads = {pk: Thread(Entry(by_id[pk])) for pk in root_ids}
    for comment in rows:
        if comment.depth and (comment.is_published or comment.pk in answered):
            entry = Entry(comment, by_id.get(comment.parent_id))
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
    thread = Comment.objects.in_threads().filter(root_id=comment.root_id)
    replies_before = thread.filter(depth__gt=0, path__lt=comment.path).count()
    earlier = roots_of(comment.page_id).filter(root_id__lt=comment.root_id).order_by("-root_id")
    threads_before = list(earlier.values_list("root_id", flat=True)[:THREADS_PER_PAGE])
    if comment.depth == 0 or replies_before < REPLIES_SHOWN:
        if len(threads_before) < THREADS_PER_PAGE:
            return anchor
        return f"?after={threads_before[0]}{anchor}"
    if replies_before < REPLIES_PER_PAGE:
        return f"?thread={comment.root_id}{anchor}"
    return f"?thread={comment.root_id}&from={comment.pk}{anchor}"
