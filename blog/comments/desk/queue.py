"""The moderators' queue: lists of what is to do, and archives of what is done with."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.core.paginator import InvalidPage
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.menus import ModelAdminMenuItem
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from blog.comments.desk import acting, counts, lists, rows
from blog.comments.desk.buttons import Buttons
from blog.comments.desk.filters import Filters
from blog.comments.desk.listing import GuardedIndexView
from blog.comments.desk.lists import QueueList
from blog.comments.desk.scripts import SCRIPTS
from blog.comments.models import Comment, CommentQuerySet, HouseRules, Status

MOST_LISTED = 1_500  # in any of the lists: a hundred pages
MOST_SEARCHED = 10_000  # of a list that is looked through for a word


class Tab(NamedTuple):
    """The way to a list: how many it has is in words, and "" for an archive."""

    name: str
    label: Promise | str
    total: str
    is_current: bool


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


class QueueView(GuardedIndexView):
    """One list of comments, narrowed by filters, with the decisions beside each and for many.

    The stock view counts three times and orders and filters by the address; this one does
    neither. No key of the address is a lookup: see `Filters`.
    """

    page_title = _("Comments")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide on one comment or on those that are ticked: see `acting`."""
        return acting.decide(request)

    @cached_property
    def filters(self) -> Filters:
        """What narrows the list."""
        return Filters(self.request.GET)

    @cached_property
    def current(self) -> QueueList:
        """The list that is shown; questions that are settled have one of their own."""
        current = lists.named(self.request.GET.get("list", ""))
        is_elsewhere = current.name == "questions" and self.filters.settled
        return lists.SETTLED if is_elsewhere else current

    def get_queryset(self, request: HttpRequest | None = None) -> CommentQuerySet:
        """The rows of the list, in its order."""
        found = self._narrowed()
        if self.filters.looks_through:
            found = self.filters.look_through(Comment.objects.filter(pk__in=self._looked_through))
        return found.order_by(*self.current.ordering)

    def _comments(self, ids: list[int]) -> list[Comment]:
        """The comments of a page, with what belongs to each.

        By their ids, because PostgreSQL would join all that the list has, to take a page of it.
        """
        found = Comment.objects.filter(pk__in=ids).order_by(*self.current.ordering)
        return list(found.select_related(*rows.JOINED))

    @cached_property
    def _looked_through(self) -> list[int]:
        """The ids among which is searched.

        Asked for first: in one query with the search, PostgreSQL reads three whole tables. No
        comment has the number 0; without any, there would be nothing to count.
        """
        return list(self._window().values_list("pk", flat=True)) or [0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page of rows with all that a decision needs, the tabs, and what can be decided."""
        listed = self.get_queryset()
        number = max(self.page_num, 1)  # the stock view has 0 where none is asked for
        start = min((number - 1) * self.items_per_page, self._most)
        end = min(start + self.items_per_page, self._most)
        found = counts.of(
            self.request,
            here=counts.counted(
                listed if self.current.is_indexed else listed.order_by(), self._most
            ),
            last=Subquery(self._window()[self._most - 1 :]),
            ids=counts.Ids(listed.values("pk")[start:end]),
        )
        ids = [int(number) for number in (found.extra["ids"] or "").split()]
        paginator = WagtailPaginator(listed.values_list("pk", flat=True), self.items_per_page)
        paginator.count = found.extra["here"]
        try:
            page = paginator.page(number)
        except InvalidPage:
            page = paginator.page(1)
            ids = list(page.object_list)
        desk = rows.build(self._comments(ids), by=self.request.user)
        earlier = found.extra["last"]
        rules = HouseRules.current()
        # Past the stock view's, which would count all comments.
        return super(IndexView, self).get_context_data(
            paginator=paginator,
            page_obj=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            rows=desk.rows,
            bulk_actions=rows.together(desk.rows),
            recent=desk.recent,
            judged_plainly=desk.judged_plainly,
            rules=rules,
            buttons=Buttons(rules),
            Status=Status,
            work=self._tabs(lists.WORK, found),
            archives=self._tabs(lists.ARCHIVES, found),
            is_cut=earlier is not None,
            earlier=self.get_query_string({"before": earlier}) if self._can_go_on(earlier) else "",
            **kwargs,
        )

    @property
    def _most(self) -> int:
        """How many comments of the list there are to be seen, or are looked through."""
        return MOST_SEARCHED if self.filters.looks_through else MOST_LISTED

    def _narrowed(self) -> CommentQuerySet:
        return self.filters.narrow(self.current.choose(self.request.user))

    def _window(self) -> QuerySet[Comment, Any]:
        """As much of the list as is ever looked through: the ids, in its order."""
        return self._narrowed().order_by(*self.current.ordering).values("pk")[: self._most]

    def _can_go_on(self, earlier: int | None) -> bool:
        """Whether what lies behind the end of the list can be asked for: all before a comment."""
        return earlier is not None and self.current.ordering == lists.NEWEST_FIRST

    def _tabs(self, shown: Sequence[QueueList], found: counts.Counts) -> list[Tab]:
        return [
            Tab(
                each.name,
                each.label,
                counts.in_words(found.lists[each.name]) if each.is_work else "",
                each is self.current,
            )
            for each in shown
        ]


class QueueMenuItem(ModelAdminMenuItem):
    """The queue's place in the menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only for people who may decide."""
        return request.user.has_perm("comments.change_comment")

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The item, with how many comments wait: “Comments (12)”."""
        component: LinkMenuItem = super().render_component(request)
        if waiting := counts.waiting(request):
            component.label = _now("%(label)s (%(count)s)") % {
                "label": self.label,
                "count": counts.in_words(waiting),
            }
        return component


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
    list_per_page = 15
    list_display = ("comment",)
    add_to_reference_index = False
    index_view_extra_css = [
        "comments/queue.css",
        "comments/queue-acting.css",
        "comments/queue-lists.css",
    ]
    index_view_extra_js = SCRIPTS

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
