"""What the blog asks of the Wagtail admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import InlineStyleFeature
from wagtail.models import Page, PageQuerySet
from wagtail.permissions import policy_registry
from wagtail.rich_text.feature_registry import FeatureRegistry

from blog import footnotes
from blog.writing.pages import Written
from blog.writing.reviewing import REFUSED, is_review_needed


@hooks.register("before_bulk_action")
def publish_only_what_is_complete(
    request: HttpRequest, action_type: str, objects: list[Page], action: Any
) -> HttpResponse | None:
    """Publishing many at once asks for the same as publishing one; Wagtail's asks for nothing."""
    if action_type != "publish":
        return None
    if is_review_needed(request.user) and _includes_posts(action):
        return _publish_nothing(request, str(REFUSED))
    pages = list(objects)
    if request.POST.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants().not_live()]
    drafts = [page.get_latest_revision_as_object() for page in pages]
    incomplete = [
        draft.title for draft in drafts if isinstance(draft, Written) and not draft.is_complete()
    ]
    if not incomplete:
        return None
    sentence = _(
        "Nothing was published, because something is missing in: %(titles)s."
        " Open it in the editor and press “Publish” there to see what."
    )
    return _publish_nothing(request, sentence % {"titles": ", ".join(incomplete)})


def _includes_posts(action: Any) -> bool:
    """Whether posts were chosen that Wagtail itself would leave out without a reason."""
    _may, may_not = action.get_actionable_objects()
    return any(isinstance(page.specific, Written) for page in may_not["items_with_no_access"])


def _publish_nothing(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    next_url = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(next_url, allowed_hosts={request.get_host()})
    return redirect(next_url if is_ours else "wagtailadmin_home")


@hooks.register("construct_page_chooser_queryset")
def choose_among_what_one_may_see(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Somebody with no rights on pages is not told the titles of drafts and private pages."""
    policy = policy_registry.get_by_type(Page)
    if policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        return pages
    return pages.live().public()


@hooks.register("register_rich_text_features")
def mark_footnotes_like_bold_words(features: FeatureRegistry) -> None:
    """A note is typed where it belongs, selected, and marked; `footnotes` puts it at the foot."""
    style = "FOOTNOTE"
    control = {
        "type": style,
        "icon": "comment",
        "description": _("Footnote: type it where it belongs, then mark it"),
        "element": footnotes.ELEMENT,
        # The editor's own colours, light and dark.
        "style": {
            "fontSize": "0.85em",
            "backgroundColor": "var(--w-color-surface-field-inactive)",
            "borderBottom": "1px dashed var(--w-color-border-furniture)",
        },
    }
    features.register_editor_plugin("draftail", "footnote", InlineStyleFeature(control))
    features.register_converter_rule(
        "contentstate",
        "footnote",
        {
            "from_database_format": {footnotes.ELEMENT: InlineStyleElementHandler(style)},
            "to_database_format": {"style_map": {style: footnotes.ELEMENT}},
        },
    )
