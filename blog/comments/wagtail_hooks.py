"""What the discussion adds to the Wagtail admin (`desk`), and what its log calls by name."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from blog.comments import answers, redaction, slowing
from blog.comments.desk import bans, exports, home_panel, house_rules, queue, roles, urls, words
from blog.comments.exporting import asking

modeladmin_register(queue.CommentAdmin)
modeladmin_register(bans.BanAdmin)
modeladmin_register(house_rules.HouseRulesAdmin)
modeladmin_register(roles.OfficialRoleAdmin)
hooks.register("construct_homepage_panels", house_rules.warn_of_no_rules)
hooks.register("construct_homepage_panels", home_panel.show_what_is_to_do)
hooks.register("register_admin_urls", exports.urls)
hooks.register("register_reports_menu_item", exports.menu_item)


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Every decision stands in Wagtail's log, with who took it and when."""
    for name, label in words.LABELS.items():
        actions.register_action(f"comments.{name}", label, words.LOGGED[name])
    actions.register_action("comments.undo", _("Take back"), _("Decision taken back"))
    others = bans.LOGGED | answers.LOGGED | redaction.LOGGED | slowing.LOGGED | house_rules.LOGGED
    for name, (label, sentence) in (others | asking.LOGGED | words.UNDONE).items():
        actions.register_action(f"comments.{name}", label, sentence)


@hooks.register("register_permissions")
def register_exports() -> QuerySet[Permission]:
    """What else can be granted to a group: to take comments away, with names or without."""
    return Permission.objects.filter(
        content_type__app_label="comments", codename__in=["export_comments", "export_names"]
    )


@hooks.register("register_admin_urls")
def register_desk() -> list[URLPattern | URLResolver]:
    """What the desk's list asks for, beside its own address."""
    return [path("comments/desk/", include(urls))]
