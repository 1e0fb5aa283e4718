"""What the discussion adds to the Wagtail admin (`desk`), and what its log calls by name."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from blog.comments import answers, slowing
from blog.comments.desk import acting, bans, queue

modeladmin_register(queue.CommentAdmin)
modeladmin_register(bans.BanAdmin)


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Every decision stands in Wagtail's log, with who took it and when."""
    for name, label in acting.LABELS.items():
        actions.register_action(f"comments.{name}", label, acting.LOGGED[name])
    for name, (label, sentence) in (bans.LOGGED | answers.LOGGED | slowing.LOGGED).items():
        actions.register_action(f"comments.{name}", label, sentence)
