"""What stands at a position of a discussion, cut by key and never by counting from the start.

Threads can stand in two lanes, one after the other: the answered ones first. A key then says in
which lane it stands, so that a thread that changes lanes meanwhile turns no page around.
"""

from django.db.models import Exists, OuterRef, Q, Subquery
from wagtail.models import Page

from blog.comments.models import Comment, CommentQuerySet, Status
from blog.comments.positions import ANSWERED, SELECTIONS, ThreadPosition

REPLIES_SHOWN = 10  # of each thread, while it is one among others

# A first comment's id, the path of the first reply that there is no room for, and the lane.
Row = tuple[int, str | None, str]


def roots_of(page_id: int) -> CommentQuerySet:
    """The first comments of a page's threads that readers can see, or see replies to."""
    roots = Comment.objects.in_threads().filter(page_id=page_id, depth=0)
    return roots.filter(Q(status=Status.PUBLISHED) | Q(reply_count__gt=0)).order_by("root_id")


def order(page: Page, position: ThreadPosition) -> str:
    """In which order the reader sees the threads: “oldest”, “newest” or “answered” first."""
    if position.newest:
        return "newest"
    answers_first = getattr(page, "answers_first", False)
    return "answered" if answers_first and not position.oldest else "oldest"


def answers_in(root_id: int | OuterRef, page_id: int) -> CommentQuerySet:
    """What the organisation has answered in a thread."""
    answers = Comment.objects.published().in_threads().exclude(official_role="")
    return answers.filter(page_id=page_id, root_id=root_id, depth__gt=0).order_by()


def threads_from(page: Page, position: ThreadPosition, most: int) -> list[Row]:
    """Threads from a position on, in the direction in which the reader goes."""
    step = -1 if position.before is not None else 1
    lanes = list(_lanes(page, position).items())[::step]
    names = [name for name, _roots in lanes]
    first = names.index(position.lane) if position.cut and position.lane in names else 0
    rows: list[Row] = []
    for number, (name, lane) in enumerate(lanes[first:]):
        roots = _beyond_cut(lane, position, "root_id") if number == 0 else lane
        roots = roots.order_by("-root_id" if position.downwards else "root_id")
        found = roots.annotate(beyond=_first_beyond()).values_list("root_id", "beyond")
        rows += [(root_id, beyond, name) for root_id, beyond in found[: most - len(rows)]]
        if len(rows) == most:
            break
    return rows


def selected_from(page: Page, position: ThreadPosition, most: int) -> list[Comment]:
    """Comments of the position's selection from there on, in the direction that the reader goes."""
    rows = Comment.objects.published().filter(SELECTIONS[position.show].which, page_id=page.pk)
    rows = _beyond_cut(rows, position, "pk").order_by("-pk" if position.downwards else "pk")
    return list(rows.select_related("user")[:most])


def _beyond_cut(rows: CommentQuerySet, position: ThreadPosition, key: str) -> CommentQuerySet:
    if not position.cut:
        return rows
    return rows.filter(**{f"{key}__{'lt' if position.downwards else 'gt'}": position.cut})


def _lanes(page: Page, position: ThreadPosition) -> dict[str, CommentQuerySet]:
    """The first comments in the groups in which the reader sees them, one after the other."""
    roots = roots_of(page.pk)
    if order(page, position) != ANSWERED:
        return {"": roots}
    has_answer = Exists(answers_in(OuterRef("root_id"), page.pk))
    return {ANSWERED: roots.filter(has_answer), "": roots.filter(~has_answer)}


def _first_beyond() -> Subquery:
    """Of a first comment's thread, the path of the first reply that there is no room for."""
    thread = Comment.objects.in_threads().filter(root_id=OuterRef("root_id")).order_by("path")
    return Subquery(thread.values("path")[REPLIES_SHOWN + 1 : REPLIES_SHOWN + 2])
