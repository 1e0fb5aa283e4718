"""What stands on an editor's desk: one section each for drafts, reviews, schedules and the rest.

Another app adds a section of its own through the hook `register_desk_section`: a function that
takes the request and gives a `Section`, or None where there is nothing to say.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.models.content_types import get_default_page_content_type
from wagtail.permissions import policy_registry

from blog.comments.desk import lists
from blog.models import BlogPostPage

HOOK = "register_desk_section"
SHOWN = 5  # rows of a section; whoever wants more follows “All of them”
MOST_LISTED = 100  # on the page with all of them
EXCERPT = 90  # characters of a comment


@dataclass(frozen=True)
class Row:
    """One thing to do: its title and where it is done, and what else to know, in words."""

    title: str
    url: str = ""
    note: Promise | str = ""
    moment: datetime | date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Section:
    """Things of one kind. `total` counts all of them, of which `rows` may be the first few."""

    name: str
    heading: Promise | str
    icon: str
    rows: list[Row]
    total: int
    more_url: str = ""
    order: int = 500
    explanation: Promise | str = ""

    @property
    def total_in_words(self) -> str:
        """How many, or that there are as many as anybody counts, or more."""
        return f"{MOST_LISTED}+" if self.is_cut else str(self.total)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than are listed anywhere."""
        return self.total >= MOST_LISTED


def of(request: HttpRequest) -> list[Section]:
    """The sections of whoever asks that have anything in them, in their order."""
    makers: Iterable[Callable[[HttpRequest], Section | None]] = [
        *SECTIONS.values(),
        *hooks.get_hooks(HOOK),
    ]
    found = [make(request) for make in makers]
    return sorted((section for section in found if section), key=lambda section: section.order)


def may_edit(user: Any) -> bool:
    """Whether somebody writes here at all: moderators have a desk of their own."""
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, EDITING))


EDITING = {"add", "change", "publish"}


def _mine(user: Any) -> QuerySet[Any]:
    """Pages that this person began."""
    return Page.objects.filter(owner=user)


def _first(rows: QuerySet[Any], all_of_them: bool) -> tuple[list[Any], int]:
    """The first rows, and how many there are, in one query."""
    found = list(rows[:MOST_LISTED])
    return found if all_of_them else found[:SHOWN], len(found)


def _edit(page_id: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _all(name: str) -> str:
    return reverse("desk_all", args=[name])


def scheduled(request: HttpRequest, all_of_them: bool = False) -> Section | None:
    """What goes online by itself: my pages, and what I gave a moment."""
    mine = _mine(request.user).annotate(as_text=Cast("pk", Revision._meta.get_field("object_id")))
    revisions = (
        Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        .filter(Q(user=request.user) | Q(object_id__in=mine.values("as_text")))
        .order_by("approved_go_live_at", "pk")
        .values_list("object_id", "object_str", "approved_go_live_at")
    )
    found, total = _first(revisions, all_of_them)
    rows = [Row(title, _edit(page_id), moment=moment) for page_id, title, moment in found]
    return _section("scheduled", _("My scheduled posts"), "calendar-alt", rows, total, 30)


def drafts(request: HttpRequest, all_of_them: bool = False) -> Section | None:
    """What I have begun or changed, and readers do not see yet."""
    waiting = Revision.page_revisions.filter(
        object_id=Cast(OuterRef("pk"), Revision._meta.get_field("object_id")),
        approved_go_live_at__isnull=False,
    )
    reviews = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), WorkflowState._meta.get_field("object_id")),
    )
    pages = (
        Page.objects.filter(has_unpublished_changes=True)
        .filter(Q(owner=request.user) | Q(latest_revision__user=request.user))
        .exclude(Exists(waiting))
        .annotate(is_in_review=Exists(reviews))
        .order_by("-latest_revision_created_at", "-pk")
        .values_list("pk", "draft_title", "live", "is_in_review", "latest_revision_created_at")
    )
    found, total = _first(pages, all_of_them)
    rows = [
        Row(
            title,
            _edit(pk),
            note=_state_of_draft(is_live=live, is_in_review=is_in_review),
            moment=changed_at,
        )
        for pk, title, live, is_in_review, changed_at in found
    ]
    return _section("drafts", _("My drafts"), "edit", rows, total, 10)


def _state_of_draft(*, is_live: bool, is_in_review: bool) -> Promise | str:
    if is_in_review:
        return _("In review: a colleague reads it")
    return _("Changes that readers do not see yet") if is_live else ""


def to_review(request: HttpRequest, all_of_them: bool = False) -> Section | None:
    """What colleagues sent to me, or to a group that I am in."""
    states = (
        TaskState.objects.reviewable_by(request.user)
        .filter(revision__base_content_type=get_default_page_content_type())
        .select_related("workflow_state__requested_by", "revision")
        .order_by("started_at", "pk")
    )
    found, total = _first(states, all_of_them)
    rows = [
        Row(
            state.revision.object_str,
            _edit(state.revision.object_id),
            note=_by(state.workflow_state.requested_by),
            moment=state.started_at,
        )
        for state in found
    ]
    return _section("to-review", _("Sent to me for review"), "clipboard-list", rows, total, 20)


def _by(user: Any) -> Promise | str:
    return user.get_full_name() or user.get_username() if user else ""


def comments(request: HttpRequest, all_of_them: bool = False) -> Section | None:
    """How many comments wait under my posts, with the way there; to the queue for who decides."""
    waiting = lists.named("waiting").choose(request.user)
    posts = (
        waiting.filter(page__owner=request.user)
        .order_by()
        .values("page_id", "page__title")
        .annotate(waiting=Count("pk"))
        .order_by("-waiting", "page_id")
    )
    listed = list(posts[:MOST_LISTED])
    found = listed if all_of_them else listed[:SHOWN]
    decides = request.user.has_perm("comments.change_comment")
    queue = reverse("comments_comment_modeladmin_index") if decides else ""
    pages = {} if queue else Page.objects.in_bulk([post["page_id"] for post in found])
    rows = [
        Row(
            post["page__title"],
            f"{queue}?list=waiting&page={post['page_id']}"
            if queue
            else f"{pages[post['page_id']].get_url(request) or ''}#discussion",
            note=ngettext("%d comment waits", "%d comments wait", post["waiting"])
            % post["waiting"],
        )
        for post in found
    ]
    explanation = "" if decides else _("Moderators decide on them; you need not do anything.")
    return _section(
        "comments",
        _("Comments waiting on my posts"),
        "comment",
        rows,
        sum(post["waiting"] for post in listed),
        50,
        explanation=explanation,
    )


def questions(request: HttpRequest, all_of_them: bool = False) -> Section | None:
    """What readers asked under my posts, and nobody has answered."""
    asked = lists.named("questions")
    awaiting = (
        asked.choose(request.user)
        .filter(page__owner=request.user, page__live=True)
        .order_by(*asked.ordering)
        .select_related("page")
    )
    found, total = _first(awaiting, all_of_them)
    rows = [
        Row(
            Truncator(comment.comment).chars(EXCERPT),
            comment.get_absolute_url(),
            note=comment.page.title,
            moment=comment.answer_due_at,
            is_late=bool(comment.answer_due_at and comment.answer_due_at < timezone.now()),
        )
        for comment in found
    ]
    return _section("questions", _("Questions that await an answer"), "help", rows, total, 40)


def due(request: HttpRequest, all_of_them: bool = False) -> Section | None:
    """My posts that should be read again."""
    posts = (
        BlogPostPage.objects.due_for_review()
        .filter(owner=request.user)
        .values_list("pk", "title", "due_on")
    )
    found, total = _first(posts, all_of_them)
    rows = [Row(title, _edit(pk), moment=due_on) for pk, title, due_on in found]
    return _section(
        "due",
        _("My posts to read again"),
        "history",
        rows,
        total,
        60,
        more_url=f"{reverse('desk_review')}?mine=yes",
    )


def _section(
    name: str,
    heading: Promise | str,
    icon: str,
    rows: list[Row],
    total: int,
    order: int,
    *,
    explanation: Promise | str = "",
    more_url: str = "",
) -> Section | None:
    if not rows:
        return None
    if total > len(rows):
        more_url = more_url or _all(name)
    return Section(name, heading, icon, rows, total, more_url, order, explanation=explanation)


SECTIONS: dict[str, Callable[..., Section | None]] = {
    "drafts": drafts,
    "to-review": to_review,
    "scheduled": scheduled,
    "questions": questions,
    "comments": comments,
    "due": due,
}
