"""What the site asks of Wagtail: accounts within one's own rights, pages that are kept."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.users.views.bulk_actions import AssignRoleBulkAction

from blog.models import BlogPostPage
from cms.account_rights import grantable_groups, may_manage
from cms.operating import OperatingView, may_see
from cms.page_cache import may_be_kept


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def manage_only_whom_one_may(request: HttpRequest, account: AbstractUser) -> HttpResponse | None:
    """Nobody takes over, switches off or deletes the account of somebody with more rights."""
    by: Any = request.user
    if may_manage(by, account):
        return None
    return _refuse(request)


@hooks.register("before_bulk_action")
def manage_many_as_one(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """What holds for one account holds for many at once, and for the role that is given."""
    by: Any = request.user
    accounts = [one for one in objects if isinstance(one, AbstractUser)]
    if not all(may_manage(by, account) for account in accounts):
        return _refuse(request)
    if isinstance(action, AssignRoleBulkAction):
        role = action.cleaned_form.cleaned_data["role"]
        if not grantable_groups(by).filter(pk=role.pk).exists():
            return _refuse(request)
    return None


# Innermost: whom a page's restrictions keep out does not come to it, and what they let somebody
# see, Wagtail says, is not to be kept.
@hooks.register("on_serve_page", order=1000)
def let_pages_be_kept(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Public pages may be kept whole; a post shows itself alone, everything else may be a list."""

    def inner(
        page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse:
        may_be_kept(request, page.pk if isinstance(page, BlogPostPage) else None)
        return serve(page, request, args, kwargs)

    return inner


@hooks.register("register_admin_urls")
def operating_url() -> list[URLPattern]:
    """The operator's page."""
    return [path("reports/operating/", OperatingView.as_view(), name="operating")]


class OperatingItem(MenuItem):
    """The operator's page in the menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not for those whom the page would turn away."""
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def operating_item() -> OperatingItem:
    """Below what editors look for."""
    return OperatingItem(
        OperatingView.page_title,
        reverse("operating"),
        name="operating",
        icon_name=OperatingView.header_icon,
        order=9000,
    )


@hooks.register("register_permissions")
def operating_right() -> QuerySet[Permission]:
    """The right to see it, where groups are edited."""
    return Permission.objects.filter(content_type__app_label="cms", codename="view_jobrun")


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "Nothing was changed: that would touch rights which you do not have yourself. Please"
            " ask somebody who has them."
        ),
    )
    return redirect("wagtailusers_users:index")
