"""What the editor's desk adds to the Wagtail admin."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from blog.writing import actions
from blog.writing.creating import CreateOnceView
from blog.writing.pages import Written
from blog.writing.reviewing import REFUSED, is_review_needed


class EveryPageViewSet(PageViewSet):
    """Wagtail's views for pages of every kind, but for making new ones."""

    add_view_class = CreateOnceView


@hooks.register("register_admin_viewset", order=10)  # after Wagtail's own, which it replaces
def make_new_pages_once() -> EveryPageViewSet:
    """A blank form makes one page, however often it is sent at once."""
    return EveryPageViewSet()


@hooks.register("construct_page_action_menu")
def name_buttons(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """In plain words."""
    actions.in_plain_words(items, context)


@hooks.register("before_create_page")
def refuse_to_create_published(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """Say why a new post is saved and not published; Wagtail itself would say nothing."""
    if issubclass(page_class, Written):
        _say_why_not_published(request)


@hooks.register("before_edit_page")
def refuse_to_publish(request: HttpRequest, page: Page) -> None:
    """Say why a post is saved and not published."""
    if isinstance(page.specific, Written):
        _say_why_not_published(request)


def _say_why_not_published(request: HttpRequest) -> None:
    if request.POST.get("action-publish") and is_review_needed(request.user):
        messages.error(request, REFUSED)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_became_of_the_review(request: HttpRequest, page: Page) -> None:
    """In place of Wagtail's sentence, which speaks of moderation."""
    title = {"title": page.get_admin_display_title()}
    if request.POST.get("action-submit") and page.workflow_in_progress:
        _say_instead(request, _("Your colleagues are asked to review “%(title)s”.") % title)
    elif request.POST.get("workflow-action-name") == "approve":
        state = page.current_workflow_state
        if state and state.requested_by_id == request.user.pk:
            _say_instead(
                request,
                _(
                    "You changed the text of “%(title)s” yourself, so another colleague reads it"
                    " before it is published."
                )
                % title,
            )
        elif state:
            _say_instead(
                request,
                _("“%(title)s” went back to its writer, because something is missing in it.")
                % title,
            )


def _say_instead(request: HttpRequest, sentence: str) -> None:
    list(get_messages(request))  # what has been read is not shown
    messages.success(request, sentence)


@hooks.register("register_log_actions")
def name_log_entries(registry: LogActionRegistry) -> None:
    """As a page's history calls them."""
    registry.register_action(
        "writing.hand_on",
        gettext_lazy("Hand on to another reviewer"),
        gettext_lazy("Changed during the review, and handed on to another reviewer"),
    )
