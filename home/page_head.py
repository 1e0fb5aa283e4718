"""What a page says of itself to programs: to search engines, social networks and feed readers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.images.models import Filter
from wagtail.models import Page

from blog import structured_data
from blog.models import BlogIndexPage, BlogPostPage
from home import card_pictures
from home.models import HomePage, SiteIdentity

if TYPE_CHECKING:
    from home.templatetags.site_tags import SiteLinks

ATOM, RSS = "application/atom+xml", "application/rss+xml"

type Context = Mapping[str, Any]
type Node = dict[str, Any]


@dataclass(frozen=True)
class Feed:
    """A feed that belongs to a page."""

    title: str
    url: str
    type: str = ATOM


@dataclass
class PageHead:
    """All that stands in a page's head for programs. `kind` is a word of https://ogp.me/."""

    kind: str = "website"
    title: str = ""
    description: str = ""
    url: str = ""
    picture: Any = None  # with url, width and height
    post: BlogPostPage | None = None
    feeds: list[Feed] = field(default_factory=list)
    data: Node = field(default_factory=dict)  # JSON-LD


def page_head(context: Context, links: "SiteLinks") -> PageHead | None:
    """What to say of the page that is shown; None for what is no page of the site's tree.

    Forms, searches, messages and previews say nothing: none of them is to be found or shared.
    """
    page, request = context.get("self"), context.get("request")
    if not isinstance(page, Page) or request is None or getattr(request, "is_preview", False):
        return None
    identity = SiteIdentity.for_request(request)
    head = PageHead(
        title=context.get("heading") or page.seo_title or page.title,
        description=page.search_description or getattr(page, "introduction", ""),
        url=context.get("canonical_url") or f"{settings.SITE_URL}{request.path}",
        picture=identity.pictures.card,
        feeds=_feeds(context, links, identity),
    )
    graph = [_organisation(identity)]
    match page:
        case BlogPostPage():
            head.kind, head.post = "article", page
            head.picture = card_pictures.find(page, identity) or head.picture
            graph.append(_posting(page, context, head))
        case HomePage():
            head.title = identity.name
            head.description = head.description or identity.tagline
            graph.append(_website(identity))
        case BlogIndexPage() if context.get("author"):
            head.kind = "profile"
            graph.append(_profile(context, head))
    if not isinstance(page, HomePage):
        graph.append(_trail(page, context, links, head))
    head.data = {"@context": "https://schema.org", "@graph": graph}
    return head


def absolute(url: str) -> str:
    """An address of this site, as others have to write it."""
    return url if "://" in url else f"{settings.SITE_URL}{url}"


def _feeds(context: Context, links: "SiteLinks", identity: SiteIdentity) -> list[Feed]:
    """The feeds of the whole blog, and that of the list of posts which is shown."""
    if links.blog is None:
        return []
    blog = links.blog.url
    feeds = [
        Feed(_("%(name)s: all posts") % {"name": identity.name}, f"{blog}feed/"),
        Feed(_("%(name)s: all posts (RSS)") % {"name": identity.name}, f"{blog}feed/rss/", RSS),
    ]
    if tag := context.get("tag"):
        title = _("Posts about %(tag)s") % {"tag": tag.name}
        feeds.insert(0, Feed(title, f"{blog}tags/{tag.slug}/feed/"))
    if author := context.get("author"):
        title = _("Posts by %(author)s") % {"author": author.name}
        feeds.insert(0, Feed(title, f"{blog}authors/{author.slug}/feed/"))
    return feeds


def _organisation(identity: SiteIdentity) -> Node:
    node: Node = {
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}/#organisation",
        "name": identity.name,
        "url": f"{settings.SITE_URL}/",
        "sameAs": [link.value["address"] for link in identity.social_links],
    }
    if logo := identity.pictures.large_logo:
        node["logo"] = {
            "@type": "ImageObject",
            "url": absolute(logo.url),
            "width": logo.width,
            "height": logo.height,
        }
    return node


def _website(identity: SiteIdentity) -> Node:
    return {
        "@type": "WebSite",
        "@id": f"{settings.SITE_URL}/#website",
        "url": f"{settings.SITE_URL}/",
        "name": identity.name,
        "description": identity.tagline,
        "inLanguage": get_language(),
        "publisher": {"@id": f"{settings.SITE_URL}/#organisation"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _posting(post: BlogPostPage, context: Context, head: PageHead) -> Node:
    pictures = [_ready_url(post.hero_image)] if post.hero_image else []
    pictures += [head.picture.url] if head.picture else []
    node = structured_data.posting(
        post,
        address=head.url,
        blog_address=context["blog_url"],
        discussion=context["discussion"],
        pictures=[absolute(url) for url in pictures if url],
        language=get_language() or settings.LANGUAGE_CODE,
    )
    if place := context.get("place"):
        node["isPartOf"] = structured_data.series(place.series, context["blog_url"])
    return node | {"publisher": {"@id": f"{settings.SITE_URL}/#organisation"}}


def _ready_url(image: Any) -> str:
    """Where the picture lies that every browser can show; "" while it has not been made."""
    wanted = Filter(spec=structured_data.PICTURE_SPEC)
    found = image.find_existing_renditions(wanted).get(wanted)
    return found.url if found else ""


def _profile(context: Context, head: PageHead) -> Node:
    return {
        "@type": "ProfilePage",
        "url": head.url,
        "mainEntity": structured_data.person(context["author"], absolute(context["page"].url)),
    }


def _trail(page: Page, context: Context, links: "SiteLinks", head: PageHead) -> Node:
    steps = [(item.title, absolute(item.url)) for item in links.trail]
    steps[:1] = [(_("Front page"), address) for _title, address in steps[:1]]
    if isinstance(page, BlogIndexPage) and not context.get("is_whole_blog"):  # a list within it
        blog = absolute(page.get_url(context["request"]) or "")
        steps.append((page.title, blog))
        if above := context.get("above"):
            steps.append((above["title"], f"{blog}{above['path']}"))
    elif place := context.get("place"):
        series = structured_data.series(place.series, context["blog_url"])
        steps.append((series["name"], series["url"]))
    return structured_data.trail([*steps, (head.title, head.url)])
