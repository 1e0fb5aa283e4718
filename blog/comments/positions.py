"""Where a reader is in a discussion, and what of it they want to see: what addresses say."""

from dataclasses import dataclass, replace
from typing import Self

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.comments.models import Comment, Question

ANSWERED = "answered"  # the lane of the threads in which the organisation has answered

Words = Promise | str


@dataclass(frozen=True)
class Selection:
    """Some of a discussion's comments, wherever they stand."""

    label: Words
    which: Q
    empty: Words  # said where there are none


# What readers can choose: the value of `?show=` → the comments.
SELECTIONS = {
    "questions": Selection(
        _("Questions"),
        Q(question__in=[Question.AWAITING, Question.ANSWERED, Question.PASSED_ON]),
        _("Nobody has asked anything here yet."),
    ),
    "answered": Selection(
        _("Answered"),
        Q(question=Question.ANSWERED),
        _("No question has been answered here yet."),
    ),
    "awaiting": Selection(
        _("Awaiting an answer"),
        Q(question=Question.AWAITING),
        _("No question is waiting for an answer here."),
    ),
    "official": Selection(
        _("Official answers"),
        ~Q(official_role=""),
        _("The organisation has said nothing here yet."),
    ),
}


@dataclass(frozen=True)
class Choice:
    """A selection that readers can make: its name in the query string, and how much is in it."""

    name: str
    label: Words
    total: int


def totals(page_id: OuterRef) -> dict[str, Coalesce]:
    """How much there is of each selection, to be fetched with the page, in its own query."""
    comments = Comment.objects.published().filter(page_id=page_id).order_by().values("page_id")
    return {
        f"total_{name}": Coalesce(
            Subquery(comments.filter(each.which).annotate(total=Count("pk")).values("total")), 0
        )
        for name, each in SELECTIONS.items()
    }


def choices(page: Page) -> list[Choice]:
    """What can be selected of a discussion; nothing where nobody asked and nobody answered."""
    comments = Comment.objects.published().filter(page_id=page.pk)
    found = []
    for name, each in SELECTIONS.items():
        total = getattr(page, f"total_{name}", None)
        if total is None:  # the page came without its `totals`
            total = comments.filter(each.which).count()
        found.append(Choice(name, each.label, total))
    return found if any(choice.total for choice in found) else []


@dataclass(frozen=True)
class ThreadPosition:
    """Where in a discussion a reader is. Comment ids; at most one of the first three is set.

    After and before mean the order in which the reader sees the threads, or what is selected.
    """

    after: int | None = None  # threads that stand after this one
    before: int | None = None  # threads that stand before this one
    thread: int | None = None  # this thread alone
    first_reply: int | None = None  # with `thread`: its replies from this one on
    newest: bool = False  # the newest thread first; the replies of each stay in reading order
    oldest: bool = False  # by time, even where the answered threads would stand first
    lane: str = ""  # of the thread after or before which to go on
    show: str = ""  # a key of `SELECTIONS`; "" for the threads

    @property
    def is_beginning(self) -> bool:
        """Whether nothing but the order and the selection was asked for."""
        return not (self.after or self.before or self.thread)

    @property
    def beginning(self) -> Self:
        """The first page in the same order, of the same selection."""
        return replace(self, after=None, before=None, thread=None, first_reply=None, lane="")

    @property
    def cut(self) -> int | None:
        """The comment at which the page is cut off from those before it, or after it."""
        return self.before or self.after

    @property
    def downwards(self) -> bool:
        """Whether one goes on to smaller ids: backwards, unless the newest stand first."""
        return self.newest != (self.before is not None)

    @property
    def kept(self) -> str:
        """What a link to another page of it has in its query string, too; "" for nothing."""
        order = "newest" if self.newest else "oldest" if self.oldest else ""
        pairs = {"sort": order, "show": self.show}
        return "".join(f"&{name}={value}" for name, value in pairs.items() if value)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """The position that a query string asks for; nonsense in it means the beginning."""

        def number(name: str) -> int | None:
            value = query.get(name, "")
            # Ten digits: more is no id, and more than a database's integer takes.
            return int(value) if value.isascii() and value.isdigit() and len(value) < 11 else None

        order, show = query.get("sort"), query.get("show", "")
        here = cls(
            newest=order == "newest",
            oldest=order == "oldest",
            lane=ANSWERED if query.get("among") == ANSWERED else "",
        )
        if thread := number("thread"):
            return replace(here, thread=thread, first_reply=number("from"))
        here = replace(here, show=show if show in SELECTIONS else "")
        if after := number("after"):
            return replace(here, after=after)
        return replace(here, before=number("before"))
