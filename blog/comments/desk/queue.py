"""The moderators' queue: what waits, what was edited, what is to be reviewed, and every state."""

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.menus import ModelAdminMenuItem
from wagtail_modeladmin.options import ModelAdmin

from blog.comments.desk import acting, rows
from blog.comments.desk.listing import GuardedIndexView, is_id
from blog.comments.models import Comment, CommentQuerySet, HouseRules, Status

MOST_WORDS = 10  # that are searched for at once
MOST_LISTED = 10_000  # in any of the lists
MOST_COUNTED = 1000  # on a tab: what is more is shown as “1000+”
REVIEWS, EDITED = "review", "edited"  # the lists beside the states: `?list=…`
# The archives: what is done with. They are as long as the site is old, and nobody counts them.
ARCHIVES = [
    Status.PUBLISHED,
    Status.REFUSED,
    Status.REMOVED,
    Status.SPAM,
    Status.WITHDRAWN,
]


class CommentPermissions(PermissionHelper):
    """Seeing and deciding need the right to change comments; nobody edits, adds or deletes one."""

    def user_can_list(self, user: Any) -> bool:
        """Whether the queue is there for this person."""
        return user.has_perm("comments.change_comment")

    def user_can_create(self, user: Any) -> bool:
        """Comments are written on the public site."""
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Nobody changes another person's words."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Comments are refused or removed, and the record stays."""
        return False

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """The queue shows all there is to see."""
        return False


class CommentList(CommentQuerySet):
    """Comments that are counted up to `MOST_LISTED`: nobody pages through a million of them.

    Counting all would read all, and a list asks for its count three times.
    """

    def count(self) -> int:
        """How many there are; `MOST_LISTED` where there are as many or more."""
        if self.query.is_sliced:
            return super().count()
        return self.order_by()[:MOST_LISTED].count()


class QueueView(GuardedIndexView):
    """The list of comments, by state, with the decisions beside each and for many at once."""

    LOOKUPS: ClassVar[frozenset[str]] = frozenset({"status__exact", "page__exact"})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Comment], search_term: str
    ) -> QuerySet[Comment]:
        """By words in the text or the writer's name: a few, because each is a condition more."""
        words = search_term.replace("\0", " ").split()[:MOST_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    @property
    def status(self) -> int | None:
        """The state that is listed; None lists all."""
        value = self.request.GET.get("status__exact", "")
        return int(value) if is_id(value) else None

    @property
    def list_name(self) -> str:
        """One of the lists beside the states; "" for a state, or all."""
        name = self.request.GET.get("list", "")
        return name if name in {REVIEWS, EDITED} else ""

    @cached_property
    def rules(self) -> HouseRules | None:
        """The house rules as they are now."""
        return HouseRules.current()

    def get_base_queryset(self, request: HttpRequest | None = None) -> CommentQuerySet:
        """The comments of the list, with what a row shows."""
        comments: CommentQuerySet = CommentList(Comment)
        if self.list_name == REVIEWS:
            comments = comments.asked_for_review()
        elif self.list_name == EDITED:
            comments = comments.edited_since_decision()
        comments = comments.select_related("user", "page", "moderated_by")
        return comments.prefetch_related("revisions")

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Comment]) -> list[str]:
        """The newest thread first; who asked for a review longest ago; what was edited last."""
        if self.list_name == REVIEWS:
            return ["review__asked_at", "pk"]
        if self.list_name == EDITED:
            return ["-edited_at", "-pk"]
        ordering: list[str] = super().get_ordering(request, queryset)
        return ordering

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list; without a state, what is waiting."""
        if not request.GET:
            return redirect(f"{self.index_url}?status__exact={Status.HELD}")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide on one comment or on those that are ticked: see `acting`."""
        return acting.decide(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with all that a decision needs, the tabs, and what can be decided."""
        context = super().get_context_data(**kwargs)
        comments = list(context["object_list"])
        context["rows"] = rows.build(comments, by=self.request.user)
        context["Status"] = Status
        context["tabs"] = self._tabs()
        context["bulk_actions"] = rows.together(context["rows"])
        context["rules"] = self.rules
        context["is_cut"] = context["result_count"] >= MOST_LISTED
        return context

    def _tabs(self) -> list[tuple[str, Any, str | None, bool]]:
        """Query string, label, count and whether it is shown. What is to do is counted."""
        waiting = Comment.objects.waiting()
        edited = Comment.objects.edited_since_decision()
        unconfirmed = Comment.objects.filter(status=Status.UNCONFIRMED)
        here = self.list_name or self.status
        return [
            (_by(Status.HELD), Status.HELD.label, _count(waiting), here == Status.HELD),
            (
                f"list={REVIEWS}",
                _("Asked for review"),
                _count(Comment.objects.asked_for_review()),
                here == REVIEWS,
            ),
            (f"list={EDITED}", _("Edited"), _count(edited), here == EDITED),
            (
                _by(Status.UNCONFIRMED),
                Status.UNCONFIRMED.label,
                _count(unconfirmed),
                here == Status.UNCONFIRMED,
            ),
            *((_by(status), status.label, None, here == status) for status in ARCHIVES),
            ("all=", _("All"), None, here is None),
        ]


def _by(status: Status) -> str:
    return f"status__exact={status.value}"


def _count(rows: QuerySet[Any]) -> str:
    """How many there are, in words: only so far, so that a tab never costs more than that."""
    total = rows.order_by()[:MOST_COUNTED].count()
    return f"{total}+" if total == MOST_COUNTED else str(total)


class QueueMenuItem(ModelAdminMenuItem):
    """The queue's place in the menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only for people who may decide."""
        return request.user.has_perm("comments.change_comment")


class CommentAdmin(ModelAdmin):
    """Comments in the Wagtail admin: a queue, and nothing to edit or delete."""

    model = Comment
    menu_label = _("Comments")
    menu_icon = "comment"
    menu_order = 150  # right behind the pages
    index_view_class = QueueView
    index_template_name = "comments/admin/queue.html"
    permission_helper_class = CommentPermissions
    inspect_view_enabled = False
    history_view_enabled = False
    list_per_page = 20
    list_display = ("comment",)
    search_fields = ("comment", "user_name", "user_email")
    ordering = ("-root_id",)
    add_to_reference_index = False
    index_view_extra_css = ["comments/queue.css"]
    index_view_extra_js = ["comments/queue.js"]

    def get_menu_item(self, order: int | None = None) -> QueueMenuItem:
        """The menu item that shows itself only to moderators."""
        return QueueMenuItem(self, order or self.get_menu_order())

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        """The queue's own address: the forms to add, edit and delete do not even exist."""
        index_name = self.url_helper.get_action_url_name("index")
        urls = super().get_admin_urls_for_registration()
        return tuple(url for url in urls if url.name == index_name)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        """What can be granted to a group: deciding on comments."""
        return Permission.objects.filter(
            content_type__app_label="comments", codename="change_comment"
        )

    def register_indexing(self) -> None:
        """Not into Wagtail's index of references: comments refer to nothing an editor deletes."""
