"""All that anybody may read, for search engines (https://www.sitemaps.org/protocol.html).

Pages with their pictures; tags, authors and series with their posts. While all of it fits into one
file, that is /sitemap.xml; past that, /sitemap.xml names the files. Each takes the same few
queries, whatever it holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any
from urllib.parse import urljoin
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import F, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Site

from blog.models import BlogIndexPage, BlogPostPage
from blog.querysets import BlogPostQuerySet

MOST_IN_A_FILE = 2_000  # the protocol allows 50,000, which with pictures would take too long
MOST_PICTURES = 1_000  # of a page, by the protocol of images
MAX_AGE = 60 * 60  # seconds for which a cache may give a file again
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"


@dataclass
class Entry:
    """One address."""

    address: str
    changed_at: datetime | None
    pictures: list[str] = field(default_factory=list)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The one file, or the list of files."""
    pages = _public_pages(request)
    places = [*_places(request)]
    paginator = Paginator(pages, MOST_IN_A_FILE)
    if paginator.count + len(places) <= MOST_IN_A_FILE:
        return _answer(_urls([*_entries(request, pages), *places]))
    names = [("sitemap_pages", number) for number in paginator.page_range]
    names += [("sitemap_lists", number) for number in Paginator(places, MOST_IN_A_FILE).page_range]
    files = [f"{settings.SITE_URL}{reverse(name, args=[number])}" for name, number in names]
    return _answer(_index(files))


@require_safe
def sitemap_pages(request: HttpRequest, number: int) -> HttpResponse:
    """One file of pages."""
    return _answer(_urls(_entries(request, _part(_public_pages(request), number))))


@require_safe
def sitemap_lists(request: HttpRequest, number: int) -> HttpResponse:
    """One file of tags, authors and series."""
    return _answer(_urls(_part([*_places(request)], number)))


def _part(items: Any, number: int) -> Any:
    paginator = Paginator(items, MOST_IN_A_FILE)
    if number not in paginator.page_range:
        raise Http404
    return paginator.page(number).object_list


def _public_pages(request: HttpRequest) -> QuerySet[Page]:
    """Every page of the site that anybody may read, in the order of the tree."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    public = Page.objects.live().public()
    # A page that mirrors another is as restricted as that one.
    public = public.filter(Q(alias_of=None) | Q(alias_of__in=public))
    return public.descendant_of(site.root_page, inclusive=True).order_by("path")


def _entries(request: HttpRequest, pages: Iterable[Page]) -> Iterator[Entry]:
    pages = list(pages)
    pictures = _pictures_of([page.pk for page in pages])
    for page in pages:
        address = urljoin(settings.SITE_URL, page.get_url(request) or "/")
        yield Entry(address, page.last_published_at, pictures[page.pk][:MOST_PICTURES])


def _pictures_of(page_ids: list[int]) -> dict[int, list[str]]:
    """The pictures on pages, each in the largest size that has been shown, in three queries.

    Originals are for nobody but staff, and none is made for this: what no reader has seen yet is
    left out.
    """
    image_model = get_image_model()
    renditions = image_model.get_rendition_model()
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(image_model),
        object_id__in=[str(pk) for pk in page_ids],
    )
    pairs = list(references.values_list("object_id", "to_object_id").distinct())
    shown = renditions.objects.filter(image_id__in={int(to) for _page, to in pairs})
    # Photographs are shown as anything but PNG, in which only parts of cards are kept.
    shown = shown.exclude(filter_spec__contains="format-png").order_by("width", "-filter_spec")
    largest = dict(shown.values_list("image_id", "file"))
    storage = renditions._meta.get_field("file").storage
    found: dict[int, list[str]] = defaultdict(list)
    for page_id, image_id in sorted(pairs):
        if name := largest.get(int(image_id)):
            found[int(page_id)].append(urljoin(settings.SITE_URL, storage.url(name)))
    return found


def _places(request: HttpRequest) -> Iterator[Entry]:
    """The lists of posts by tag, author and series, as new as their newest post."""
    for blog in BlogIndexPage.objects.live().public():
        address = urljoin(settings.SITE_URL, blog.get_url(request) or "/")
        posts = BlogPostPage.objects.child_of(blog).published()
        yield from _lists(posts, "tagged_items__tag", f"{address}tags/")
        yield from _lists(posts, "post_authors__author", f"{address}authors/")
        yield from _lists(posts, "series", f"{address}series/")


def _lists(posts: BlogPostQuerySet, key: str, address: str) -> Iterator[Entry]:
    found = posts.order_by().exclude(**{key: None}).values(place=F(f"{key}__slug"))
    for row in found.annotate(changed_at=Max("last_published_at")).order_by("place"):
        yield Entry(f"{address}{row['place']}/", row["changed_at"])


def _urls(entries: Iterable[Entry]) -> str:
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": NAMESPACE, "xmlns:image": IMAGES}))
    for entry in entries:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", iri_to_uri(entry.address))
        if entry.changed_at:
            xml.addQuickElement("lastmod", entry.changed_at.isoformat(timespec="seconds"))
        for picture in entry.pictures:
            xml.startElement("image:image", AttributesImpl({}))
            xml.addQuickElement("image:loc", iri_to_uri(picture))
            xml.endElement("image:image")
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return text.getvalue()


def _index(files: Iterable[str]) -> str:
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("sitemapindex", AttributesImpl({"xmlns": NAMESPACE}))
    for file in files:
        xml.startElement("sitemap", AttributesImpl({}))
        xml.addQuickElement("loc", file)
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    xml.endDocument()
    return text.getvalue()


def _answer(xml: str) -> HttpResponse:
    response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response
