"""The buttons of the desk, in the words of a template."""

from django import template
from django.utils.functional import Promise

from blog.comments.desk.buttons import Buttons

register = template.Library()


@register.simple_tag
def decision_button(
    buttons: Buttons, name: str, label: Promise | str, has_rule: bool, comment_id: str
) -> str:
    """The button of a decision on a comment: see `Buttons.decision`."""
    return buttons.decision(name, label, has_rule, comment_id)


@register.simple_tag
def panel_link(buttons: Buttons, name: str, is_asked: object, comment_id: str) -> str:
    """The link to what needs a form: see `Buttons.panel`."""
    return buttons.panel(name, bool(is_asked), comment_id)
