"""What the blog asks of the Wagtail admin."""

from typing import Any

from django.core.exceptions import ValidationError
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
from blog.forms import publication_problems
from blog.models import BlogPostPage


@hooks.register("before_bulk_action")
def publish_only_what_is_complete(
    request: HttpRequest, action_type: str, objects: list[Page], action: Any
) -> HttpResponse | None:
    """Publishing many at once asks for the same as publishing one; Wagtail's asks for nothing."""
    if action_type != "publish":
        return None
    drafts = [page.get_latest_revision_as_object() for page in objects]
    posts = [draft for draft in drafts if isinstance(draft, BlogPostPage)]
    incomplete = [post.title for post in posts if not is_complete(post)]
    if not incomplete:
        return None
    messages.error(
        request,
        _(
            "Nothing was published, because something is missing in: %(titles)s."
            " Open it in the editor and press “Publish” there to see what."
        )
        % {"titles": ", ".join(incomplete)},
    )
    next_url = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(next_url, allowed_hosts={request.get_host()})
    return redirect(next_url if is_ours else "wagtailadmin_home")


def is_complete(post: BlogPostPage) -> bool:
    """Whether the editor's form would let the post go live."""
    try:
        post.full_clean()
        post.body.stream_block.clean(post.body)
    except ValidationError:
        return False
    return not publication_problems(post.hero_image, post.hero_alt_text, post.first_published_at)


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
