"""What the discussion adds to the Wagtail admin (`desk`), and what its log calls by name."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from blog.comments import answers, slowing
from blog.comments.desk import acting, bans, house_rules, queue, roles

modeladmin_register(queue.CommentAdmin)
modeladmin_register(bans.BanAdmin)
modeladmin_register(house_rules.HouseRulesAdmin)
modeladmin_register(roles.OfficialRoleAdmin)
hooks.register("construct_homepage_panels", house_rules.warn_of_no_rules)


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Every decision stands in Wagtail's log, with who took it and when."""
    for name, label in acting.LABELS.items():
        actions.register_action(f"comments.{name}", label, acting.LOGGED[name])
    others = bans.LOGGED | answers.LOGGED | slowing.LOGGED | house_rules.LOGGED
    for name, (label, sentence) in others.items():
        actions.register_action(f"comments.{name}", label, sentence)


@hooks.register("register_permissions")
def register_exports() -> QuerySet[Permission]:
    """What else can be granted to a group: to take comments away, with names or without."""
    return Permission.objects.filter(
        content_type__app_label="comments", codename__in=["export_comments", "export_names"]
    )
