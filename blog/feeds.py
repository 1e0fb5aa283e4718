"""The blog as Atom (RFC 4287) and as RSS 2.0: whole posts, newest first, as anybody may read them.

An entry's name is the page's own UUID, which outlives its address, its title and the site's name.
"""

import logging
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from uuid import uuid5
from xml.sax.xmlreader import AttributesImpl

import nh3
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from taggit.models import Tag
from wagtail.contrib.routable_page.models import path
from wagtail.images.models import SourceImageIOError
from wagtail.models import Site

from blog.comments import rates
from blog.comments.syndication import FullAtom, FullRss, SoundFeed, answer
from blog.structured_data import PICTURE_SPEC

if TYPE_CHECKING:
    from blog.models import BlogIndexPage, BlogPostPage
    from blog.querysets import BlogPostQuerySet

logger = logging.getLogger(__name__)
ENTRIES = 20
TEXT_SECONDS = 60 * 60  # for which the text of an entry is kept once it has been made
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# What feed readers show and let through. Films come as the links that they are without scripts.
TAGS = {
    *("h2", "h3", "h4", "p", "div", "aside", "hr", "br", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "b", "strong", "i", "em", "small", "sub", "sup", "cite", "code", "pre"),
    *("blockquote", "figure", "figcaption", "img"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
WITHOUT_CONTENT = {"script", "style", "svg", "template", "iframe", "form", "button"}


class PostAtom(FullAtom):
    """Atom, with all who signed an entry, what it is about, and where it is discussed."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """An entry, with what Django has no words for."""
        for name, address in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement("author")
        for slug, name in item["tags"]:
            handler.addQuickElement("category", None, {"term": slug, "label": name})
        discussion = {"rel": "replies", "href": item["discussion"], "type": "application/atom+xml"}
        handler.addQuickElement("link", None, discussion)
        super().add_item_elements(handler, item)


class PostRss(FullRss):
    """RSS, with all who signed an entry, and what it is about."""

    def rss_attributes(self) -> dict[str, str]:
        """The names of the vocabularies."""
        return super().rss_attributes() | {"xmlns:dc": DUBLIN_CORE}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """An entry, with what Django has no words for."""
        super().add_item_elements(handler, item)
        for name, _address in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        for _slug, name in item["tags"]:
            handler.addQuickElement("category", name)


class FeedRoutes:
    """The addresses of a blog's feeds, for its index page to wear."""

    @path("feed/", name="feed")
    def feed(self: Any, request: HttpRequest) -> HttpResponse:
        """Every post, as Atom."""
        return of_posts(request, self, self.posts)

    @path("feed/rss/", name="rss")
    def rss(self: Any, request: HttpRequest) -> HttpResponse:
        """Every post, as RSS."""
        return of_posts(request, self, self.posts, kind=PostRss)

    @path("tags/<str:slug>/feed/", name="tag_feed")
    def tag_feed(self: Any, request: HttpRequest, slug: str) -> HttpResponse:
        """The posts that carry one tag."""
        return _of_tag(request, self, slug, PostAtom)

    @path("tags/<str:slug>/feed/rss/", name="tag_rss")
    def tag_rss(self: Any, request: HttpRequest, slug: str) -> HttpResponse:
        """The same as RSS."""
        return _of_tag(request, self, slug, PostRss)

    @path("authors/<str:slug>/feed/", name="author_feed")
    def author_feed(self: Any, request: HttpRequest, slug: str) -> HttpResponse:
        """The posts of one author."""
        return _of_author(request, self, slug, PostAtom)

    @path("authors/<str:slug>/feed/rss/", name="author_rss")
    def author_rss(self: Any, request: HttpRequest, slug: str) -> HttpResponse:
        """The same as RSS."""
        return _of_author(request, self, slug, PostRss)


def _of_tag(
    request: HttpRequest, blog: "BlogIndexPage", slug: str, kind: type[SoundFeed]
) -> HttpResponse:
    tag = Tag.objects.filter(slug=slug).first()
    posts = blog.posts.tagged(slug)
    if tag is None or not posts.exists():
        raise Http404
    about = _("Posts about %(tag)s") % {"tag": tag.name}
    return of_posts(request, blog, posts, about=about, below=f"tags/{slug}/", kind=kind)


def _of_author(
    request: HttpRequest, blog: "BlogIndexPage", slug: str, kind: type[SoundFeed]
) -> HttpResponse:
    author = apps.get_model("blog", "Author").objects.filter(slug=slug).first()
    if author is None:
        raise Http404
    posts = blog.posts.written_by(author.pk)
    about = _("Posts by %(author)s") % {"author": author.name}
    return of_posts(request, blog, posts, about=about, below=f"authors/{slug}/", kind=kind)


@rates.limited("feed", plain=True)
def of_posts(
    request: HttpRequest,
    blog: "BlogIndexPage",
    posts: "BlogPostQuerySet",
    *,
    about: str = "",
    below: str = "",
    kind: type[SoundFeed] = PostAtom,
) -> HttpResponse:
    """The newest of some published posts of a blog; `below` it is where they are listed."""
    site = Site.find_for_request(request)
    organisation = (site.site_name if site else "") or blog.title
    blog_address = urljoin(settings.SITE_URL, blog.get_url(request) or "/")
    own_id = uuid5(blog.translation_key, below) if below else blog.translation_key
    feed = kind(
        title=": ".join(filter(None, [organisation, about or blog.title])),
        link=f"{blog_address}{below}",
        description=blog.introduction or blog.title,
        subtitle=blog.introduction or None,
        language=get_language(),
        feed_url=f"{settings.SITE_URL}{request.path}",
        feed_guid=own_id.urn,
        # For entries that nobody has signed: Atom demands somebody.
        author_name=organisation,
        author_link=f"{settings.SITE_URL}/",
    )
    found: Sequence[BlogPostPage] = list(posts.newest_first().for_feeds()[:ENTRIES])
    for post in found:
        address = urljoin(settings.SITE_URL, post.get_url(request) or "/")
        feed.add_item(
            title=post.title,
            link=address,
            description=post.introduction,
            unique_id=post.translation_key.urn,
            unique_id_is_permalink=False,
            pubdate=post.published_at,
            updateddate=max(post.published_at, post.last_published_at or post.published_at),
            content=_text(post, address),
            authors=[
                [author.name, f"{blog_address}authors/{author.slug}/"] for author in post.authors
            ],
            tags=[[tag.slug, tag.name] for tag in post.tags.all()],
            discussion=f"{address}comments/feed/",
        )
    return answer(request, feed)


def _text(post: "BlogPostPage", address: str) -> str:
    """The whole post as HTML that stands on its own: kept, because each picture asks for itself.

    The introduction alone where that fails, so that the other entries reach their readers.
    """
    made_of = [post.pk, post.live_revision_id, post.last_published_at, address]
    key = f"feed-text:{sha256(repr(made_of).encode()).hexdigest()}"
    text = cache.get(key)
    if text is None:
        try:
            text = standing_alone(f"{_picture(post)}{post.body.render_as_block()}", address)
        except Exception:
            logger.exception("The text of post %s is left out of the feed.", post.pk)
            return format_html("<p>{}</p>", post.introduction)
        cache.set(key, text, TEXT_SECONDS)
    return text


def _picture(post: "BlogPostPage") -> str:
    if post.hero_image is None:
        return ""
    try:
        picture = post.hero_image.get_rendition(PICTURE_SPEC)
    except SourceImageIOError:
        return ""
    return format_html(
        '<p><img src="{}" width="{}" height="{}" alt="{}"></p>',
        picture.url,
        picture.width,
        picture.height,
        post.hero_alt,
    )


def standing_alone(html: str, address: str) -> str:
    """A page's HTML for somewhere else: full addresses, no scripts, no styles, no forms."""

    def in_full(tag: str, attribute: str, value: str) -> str:
        return urljoin(address, value) if attribute in {"href", "src", "cite"} else value

    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=WITHOUT_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=in_full,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
