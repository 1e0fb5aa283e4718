"""The moderators' queue in the Wagtail admin, on wagtail-modeladmin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.menus import ModelAdminMenuItem
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register
from wagtail_modeladmin.views import IndexView

from blog.comments.actions import DECISIONS, decide_many
from blog.comments.models import Comment, Status

# What a moderator can ask for, and no other lookup: the stock view hands any query string key to
# the ORM, through which somebody could test guesses about passwords (shared with the tests).
LOOKUPS = {"status__exact", "page__exact"}
MOST_WORDS = 10  # that are searched for at once
DONE = {
    "approve": ngettext_lazy("%d comment is now published.", "%d comments are now published."),
    "refuse": ngettext_lazy("%d comment is not published.", "%d comments are not published."),
    "spam": ngettext_lazy("%d comment is now spam.", "%d comments are now spam."),
    "remove": ngettext_lazy("%d comment is removed.", "%d comments are removed."),
}
LOGGED = {
    "approve": _("Comment published"),
    "refuse": _("Comment not published"),
    "spam": _("Comment taken for spam"),
    "remove": _("Comment removed"),
}
LABELS = {
    "approve": _("Approve"),
    "refuse": _("Refuse"),
    "spam": _("Spam"),
    "remove": _("Remove"),
}


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


class QueueView(IndexView):
    """The list of comments, by state, with the decisions beside each and for many at once."""

    FORMATS = ()  # an export comes with its rules about names and addresses, in a later version

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Comment], search_term: str
    ) -> QuerySet[Comment]:
        """By words in the text or the writer's name: a few, because each is a condition more."""
        words = search_term.replace("\0", " ").split()[:MOST_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """Only the lookups that are meant, each with one whole number; others are ignored."""
        return {
            name: values
            for name, values in super().get_filters_params(params).items()
            if name in LOOKUPS and all(_is_id(value) for value in values)
        }

    @property
    def status(self) -> int | None:
        """The state that is listed; None lists all."""
        value = self.request.GET.get("status__exact", "")
        return int(value) if _is_id(value) else None

    def get_base_queryset(self, request: HttpRequest | None = None) -> QuerySet[Comment]:
        """All comments, with what a row shows."""
        return Comment.objects.select_related("user", "page", "moderated_by")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list; without a state, what is waiting."""
        if not request.GET:
            return redirect(f"{self.index_url}?status__exact={Status.HELD}")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take a decision on one comment (`one=approve:12`) or on those that are ticked.

        `seen` says of each in the list in which state the moderator saw it (`12:1`).
        """
        if not request.user.has_perm("comments.change_comment"):
            raise PermissionDenied
        name, ids = request.POST.get("action", ""), request.POST.getlist("ids")
        if one := request.POST.get("one"):
            name, _separator, comment_id = one.partition(":")
            ids = [comment_id]
        ids = [value for value in ids if _is_id(value)]
        states = [value.partition(":") for value in request.POST.getlist("seen")]
        seen = {
            int(comment_id): int(status)
            for comment_id, _separator, status in states
            if _is_id(comment_id) and _is_id(status)
        }
        if name not in DECISIONS:
            messages.error(request, _now("Please choose what to do with the comments."))
        elif not ids:
            messages.warning(request, _now("No comment was ticked, so nothing was changed."))
        else:
            comments = self.get_base_queryset().filter(pk__in=ids)
            changed, refusals = decide_many(
                name=name, comments=comments, by=request.user, seen=seen
            )
            if changed:
                messages.success(request, DONE[name] % changed)
            for sentence in refusals:
                messages.warning(request, sentence)
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with their parents, the counts of each state, and what can be decided."""
        context = super().get_context_data(**kwargs)
        comments = list(context["object_list"])
        parent_ids = {comment.parent_id for comment in comments if comment.depth}
        parents = Comment.objects.select_related("user").in_bulk(parent_ids)
        counts = dict(Comment.objects.order_by().values_list("status").annotate(total=Count("pk")))
        context["rows"] = [
            {
                "comment": comment,
                "parent": parents.get(comment.parent_id) if comment.depth else None,
                "actions": [
                    (name, LABELS[name])
                    for name, (_to, possible_from) in DECISIONS.items()
                    if comment.status in possible_from
                ],
            }
            for comment in comments
        ]
        context["tabs"] = [
            (status, counts.get(status, 0), status == self.status)
            for status in Status
            if status in {Status.HELD, self.status} or counts.get(status)
        ]
        context["total"] = sum(counts.values())
        context["bulk_actions"] = [
            (name, LABELS[name])
            for name, (_to, possible_from) in DECISIONS.items()
            if self.status is None or self.status in possible_from
        ]
        return context


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


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


modeladmin_register(CommentAdmin)


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Every decision stands in Wagtail's log, with who took it and when."""
    for name, label in LABELS.items():
        actions.register_action(f"comments.{name}", label, LOGGED[name])
