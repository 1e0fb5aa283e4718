"""What every page's template needs of the site as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils.dates import MONTHS
from wagtail.models import Page, Site, get_page_models

from blog.comments.staleness import kept
from blog.models import BlogIndexPage, BlogPostPage
from home.models import SiteIdentity

register = template.Library()


@dataclass(frozen=True)
class MenuItem:
    """A link in one of the site's menus."""

    title: str
    url: str


@dataclass
class SiteLinks:
    """The links at the head and at the foot of every page."""

    menu: list[MenuItem] = field(default_factory=list)
    blog: MenuItem | None = None
    trail: list[MenuItem] = field(default_factory=list)  # from the front page to above this one
    legal: list[MenuItem] = field(default_factory=list)
    social: list[MenuItem] = field(default_factory=list)


@register.simple_tag(takes_context=True)
def site_links(context: template.Context) -> SiteLinks:
    """The blog, the pages that editors put in menus, those of the settings, and those above this.

    Only what anybody may read; a restriction of a page above is not looked at. One query, whatever
    the size of the site. Without a request or a site all is empty, so that no page fails for want
    of a menu.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if request is None or site is None:
        return SiteLinks()
    here = getattr(context.get("self"), "path", "") or ""
    return kept(("links", site.pk, here), lambda: _site_links(request, site, here))


def _site_links(request: HttpRequest, site: Site, here: str) -> SiteLinks:
    identity = SiteIdentity.for_request(request)
    root = site.root_page
    above = [here[:end] for end in range(len(root.path), len(here), root.steplen)]
    blog_type = ContentType.objects.get_for_model(BlogIndexPage).pk
    # By type first, for which there is an index: posts are many, and never stand beside the blog.
    others = [model for model in get_page_models() if model is not BlogPostPage]
    types = [kind.pk for kind in ContentType.objects.get_for_models(*others).values()]
    in_menu = Q(content_type__in=types, path__startswith=root.path, depth=root.depth + 1)
    in_menu &= Q(show_in_menus=True) | Q(content_type=blog_type)
    wanted = in_menu | Q(pk__in=identity.legal_page_ids) | Q(path__in=above)
    found = Page.objects.live().filter(wanted, view_restrictions__isnull=True).order_by("path")
    pages = {page.pk: page for page in found}
    links = {page.pk: MenuItem(page.title, page.get_url(request) or "") for page in pages.values()}
    return SiteLinks(
        menu=[
            links[page.pk]
            for page in pages.values()
            if page.show_in_menus and page.depth == root.depth + 1
        ],
        blog=next(
            (links[page.pk] for page in pages.values() if page.content_type_id == blog_type), None
        ),
        trail=[links[page.pk] for page in pages.values() if page.path in above],
        legal=[*_legal_links(identity, links)],
        social=[
            MenuItem(link.value["name"], link.value["address"]) for link in identity.social_links
        ],
    )


def _legal_links(identity: SiteIdentity, pages: dict[int, MenuItem]) -> Iterator[MenuItem]:
    fixed = [identity.accessibility_page_id, identity.privacy_page_id]
    yield from (pages[pk] for pk in fixed if pk in pages)
    for row in identity.legal_links.raw_data:
        if row["type"] == "link":
            yield MenuItem(row["value"]["name"], row["value"]["address"])
        elif row["value"] in pages:
            yield pages[row["value"]]


@register.filter
def month_name(month: int) -> str:
    """The name of a month from 1 to 12, in the reader's language; "" for any other number."""
    return str(MONTHS.get(month, ""))
