"""What the editor's desk adds to the Wagtail admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page, PageLogEntry

from blog.writing import actions, comparing
from blog.writing.advising import findings_for, message
from blog.writing.creating import CreateOnceView
from blog.writing.pages import Written
from blog.writing.reviewing import REFUSED, UNREAD, asked_to_review, is_review_needed
from blog.writing.views.advice import AdviceOnCreate, AdviceOnEdit
from blog.writing.views.links import DraftLinksView, revoke

comparing.register()


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
    if not isinstance(page.specific, Written):
        return
    _say_why_not_published(request)
    if request.method != "GET":
        return
    if _ended_unread(page):
        messages.warning(request, UNREAD % {"title": page.get_admin_display_title()})
    elif asking := asked_to_review(page, request.user):
        messages.info(request, asking)


def _say_why_not_published(request: HttpRequest) -> None:
    if request.POST.get("action-publish") and is_review_needed(request.user):
        messages.error(request, REFUSED)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_became_of_the_review(request: HttpRequest, page: Page) -> None:
    """In place of Wagtail's sentence, which speaks of moderation."""
    title = {"title": page.get_admin_display_title()}
    if isinstance(page.specific, Written) and _ended_unread(page):
        list(get_messages(request))  # what has been read is not shown
        messages.error(request, UNREAD % title)
    elif request.POST.get("action-submit") and page.workflow_in_progress:
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


@hooks.register("after_create_page", order=20)
@hooks.register("after_edit_page", order=20)
def say_what_might_be_looked_at(request: HttpRequest, page: Page) -> None:
    """After something was published: advice is given then too, and holds nothing up."""
    is_published = request.POST.get("action-publish") or request.POST.get("workflow-action-name")
    if not is_published or not isinstance(page.specific, Written):
        return
    shown = page.specific_class.objects.get(pk=page.pk)
    if not shown.live or shown.has_unpublished_changes:
        return
    if findings := findings_for(shown):
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        button = messages.button(f"{edit}#advice", _("Look at them"))
        messages.warning(request, message(shown, findings), buttons=[button])


class TextChecker(ContentCheckerItem):
    """Wagtail's checks of the preview, on the text alone: editors have no say in the rest."""

    axe_include = ["main"]
    axe_run_only = [*ContentCheckerItem.axe_run_only, "image-alt"]
    axe_messages = ContentCheckerItem.axe_messages | {
        "image-alt": {
            "error_name": gettext_lazy("A picture has no description"),
            "help_text": gettext_lazy("Say what it shows, for people who cannot see it"),
        }
    }


@hooks.register("construct_wagtail_userbar")
def check_what_editors_write(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """In place of Wagtail's own checker."""
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = TextChecker(in_editor=item.in_editor)


@hooks.register("insert_editor_js")
def load_scripts() -> str:
    """Small modules, each of which looks for its own place, and the words that they show."""
    return render_to_string("blog/admin/scripts.html")


@hooks.register("insert_global_admin_css")
def load_styles() -> str:
    """What these parts look like."""
    return format_html('<link rel="stylesheet" href="{}">', static("blog-admin/writing.css"))


def _ended_unread(page: Page) -> bool:
    """Whether the last thing that happened to it is that it was not published for want of a reader.

    What Wagtail notes in the same moment, that the review began and was approved, is no matter.
    """
    entries = PageLogEntry.objects.filter(page=page).exclude(action__startswith="wagtail.workflow")
    newest = entries.order_by("-timestamp", "-pk").first()
    return newest is not None and newest.action == "writing.not_published"


def _say_instead(request: HttpRequest, sentence: str) -> None:
    list(get_messages(request))  # what has been read is not shown
    messages.success(request, sentence)


@hooks.register("register_admin_urls")
def register_desk() -> list[URLPattern]:
    """Links to drafts, and advice."""
    return [
        path("writing/<int:page_id>/advice/", AdviceOnEdit.as_view(), name="writing_advice"),
        path(
            "writing/<slug:content_type_app_name>/<slug:content_type_model_name>"
            "/<int:parent_page_id>/advice/",
            AdviceOnCreate.as_view(),
            name="writing_advice_new",
        ),
        path(
            "writing/<int:page_id>/links/",
            DraftLinksView.as_view(),
            name="writing_draft_links",
        ),
        path("writing/links/<int:link_id>/end/", revoke, name="writing_end_draft_link"),
    ]


@hooks.register("register_page_header_buttons")
def lead_to_draft_links(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """In the menu beside the title of a post."""
    if not isinstance(page.specific, Written) or not page.permissions_for_user(user).can_edit():
        return
    yield Button(
        _("Show to somebody without an account"),
        reverse("writing_draft_links", args=[page.pk]),
        icon_name="link-external",
        priority=35,
    )


@hooks.register("register_log_actions")
def name_log_entries(registry: LogActionRegistry) -> None:
    """As a page's history calls them."""
    registry.register_action(
        "writing.hand_on",
        gettext_lazy("Hand on to another reviewer"),
        gettext_lazy("Changed during the review, and handed on to another reviewer"),
    )
    registry.register_action(
        "writing.not_published",
        gettext_lazy("Not publish what nobody else has read"),
        gettext_lazy("Not published: the review ended without anybody else having read it"),
    )
    registry.register_action(
        "writing.show_draft",
        gettext_lazy("Show a draft"),
        gettext_lazy("Link to the draft made, for somebody without an account"),
    )
    registry.register_action(
        "writing.hide_draft",
        gettext_lazy("End a link to a draft"),
        gettext_lazy("Link to the draft ended"),
    )
