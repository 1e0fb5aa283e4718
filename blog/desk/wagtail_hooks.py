"""What the editor's desk adds to the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from blog.desk import guide, home, reports

hooks.register("construct_homepage_panels", home.show_desk)
hooks.register("register_admin_urls", home.urls)
hooks.register("register_admin_urls", reports.urls)
hooks.register("register_admin_urls", guide.urls)
hooks.register("register_admin_menu_item", guide.menu_item)


@hooks.register("construct_reports_menu")
def add_reports(request: object, items: list[MenuItem]) -> None:
    """Ours among Wagtail's."""
    items.extend(item for item in reports.menu_items() if item.is_shown(request))


@hooks.register("register_log_actions")
def register_reviews(actions: LogActionRegistry) -> None:
    """That somebody read a post again stands in its history."""
    actions.register_action("desk.reviewed", _("Read again"), _("Read again, and still true"))
