"""The buttons at the foot of the editor, in plain words."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)


class AskForReview(SubmitForModerationMenuItem):
    """Hands a post to a colleague."""

    label = _("Ask for a review")

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Wagtail's, which would say “Submit to” and the workflow's name."""
        return super().get_context_data(parent_context) | {"label": self.label}


class TakeBack(CancelWorkflowMenuItem):
    """Ends a review without a result."""

    label = _("Take back from review")


def in_plain_words(items: list[ActionMenuItem], context: dict[str, Any]) -> None:
    """Change Wagtail's list of buttons in place."""
    page = context.get("page")
    is_scheduled = bool(page and page.go_live_at and page.go_live_at > timezone.now())
    for place, item in enumerate(items):
        if isinstance(item, SubmitForModerationMenuItem):
            items[place] = AskForReview(order=item.order)
        elif isinstance(item, CancelWorkflowMenuItem):
            items[place] = TakeBack(order=item.order)
        elif isinstance(item, WorkflowMenuItem) and item.name == "approve":
            item.label = _approval(with_remark=item.launch_modal, is_scheduled=is_scheduled)
    # To take back and ask again is as quick, and says what it does.
    items[:] = [item for item in items if not isinstance(item, RestartWorkflowMenuItem)]


def _approval(*, with_remark: bool, is_scheduled: bool) -> str:
    if with_remark and is_scheduled:
        return _now("Approve with a remark, and schedule")
    if with_remark:
        return _now("Approve with a remark, and publish")
    return _now("Approve and schedule") if is_scheduled else _now("Approve and publish")
