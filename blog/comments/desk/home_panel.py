"""The panel on the admin's front page: what there is to do at the desk, for those who may."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from blog.comments.desk import counts
from blog.comments.desk.lists import WORK

SHOWN = ("waiting", "suspected", "reported", "review", "questions", "asked", "overdue")


class DeskPanel(Component):
    """How much each list has, with the way there, and when the oldest is due."""

    name = "comments_desk"
    template_name = "comments/admin/home_panel.html"
    order = 90  # above Wagtail's own panels: people wait for it

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["comments/queue-lists.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The lists as (name, label, count in words); empty lists too, so that none is missed."""
        found = counts.of(parent_context["request"]) if parent_context else None
        if found is None:
            return {"lists": []}
        shown = [each for each in WORK if each.name in SHOWN]
        return {
            "lists": [
                (each.name, each.label, counts.in_words(found.lists[each.name])) for each in shown
            ],
            "oldest_due_at": found.oldest_due_at,
            "is_late": found.oldest_due_at is not None and found.oldest_due_at < timezone.now(),
        }


def show_what_is_to_do(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for whoever may decide on comments, and for nobody else."""
    if request.user.has_perm("comments.change_comment"):
        panels.append(DeskPanel())
