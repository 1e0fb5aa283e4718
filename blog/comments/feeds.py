"""The discussion as Atom (RFC 4287), newest first: of one page, or of the whole site.

What stands in a feed is what anybody may read: published comments under pages that are live and
public. No address of a writer, and nothing about who asks: the same for everybody, without cookies.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urljoin, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Page, Site

from blog.comments import rates
from blog.comments.models import Comment, CommentQuerySet

ENTRIES = 50
MAX_AGE = 60  # seconds for which a cache may give the feed again without asking
# What XML 1.0 has no room for (section 2.2), and a text from elsewhere may hold.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
THREADS = "http://purl.org/syndication/thread/1.0"  # RFC 4685


class CommentFeed(Atom1Feed):
    """Django's Atom, with the full text of each entry and what it answers."""

    def root_attributes(self) -> dict[str, str]:
        """The names of both vocabularies."""
        return super().root_attributes() | {"xmlns:thr": THREADS}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, str]) -> None:
        """An entry, as Django writes it, with what Django's has no words for."""
        super().add_item_elements(handler, item | {"description": None})  # no summary
        if item["answers"]:
            attributes = {"ref": item["answers"], "href": item["answers"]}
            handler.startElement("thr:in-reply-to", AttributesImpl(attributes))
            handler.endElement("thr:in-reply-to")
        handler.startElement("content", AttributesImpl({"type": "html"}))
        handler.characters(item["content"])
        handler.endElement("content")

    def latest_post_date(self) -> datetime:
        """When something in it last changed; without entries, the beginning of time."""
        return max(
            (item["updateddate"] for item in self.items), default=datetime(1970, 1, 1, tzinfo=UTC)
        )


@rates.limited("feed", plain=True)
def of_page(request: HttpRequest, page: Page) -> HttpResponse:
    """The newest comments under one page, which the caller knows to be public."""
    comments = _newest(Comment.objects.published().filter(page_id=page.pk))
    for comment in comments:
        comment.page = page
    title = _("Comments on “%(title)s”") % {"title": page.title}
    return _answer(request, title=title, link=page.get_full_url(request) or "", comments=comments)


@rates.limited("feed", plain=True)
def of_site(request: HttpRequest) -> HttpResponse:
    """The newest comments under all pages that anybody may read."""
    public = Page.objects.live().public()
    # A page that mirrors another is as restricted as that one.
    public = public.filter(Q(alias_of=None) | Q(alias_of__in=public)).order_by()
    comments = Comment.objects.published().filter(page__in=public).select_related("page")
    site = Site.find_for_request(request)
    name = (site.site_name if site else "") or urlsplit(settings.SITE_URL).netloc
    return _answer(
        request,
        title=_("All comments on %(name)s") % {"name": name},
        link=f"{settings.SITE_URL}/",
        comments=_newest(comments),
    )


def _newest(comments: CommentQuerySet) -> list[Comment]:
    return list(comments.select_related("user").order_by("-published_at")[:ENTRIES])


def _answer(
    request: HttpRequest, *, title: str, link: str, comments: Iterable[Comment]
) -> HttpResponse:
    """The feed, or 304 where the reader has it. What was taken away since changes the ETag."""
    feed = CommentFeed(
        title=_clean(title),
        link=link,
        description=None,
        language=get_language(),
        feed_url=f"{settings.SITE_URL}{request.path}",
    )
    for comment in comments:
        address = _address(comment.pk)
        feed.add_item(
            title=_clean(
                _("%(name)s on “%(title)s”")
                % {"name": _signature(comment), "title": comment.page.title}
            ),
            link=address,
            unique_id=address,
            description="",
            author_name=_clean(_signature(comment)),
            pubdate=comment.published_at,
            updateddate=comment.edited_at or comment.published_at,
            content=_clean(comment.body_html),
            answers=_address(comment.parent_id) if comment.depth else "",
        )
    content = feed.writeString("utf-8").encode()
    last_modified = int(feed.latest_post_date().timestamp())
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(last_modified),
        "Cache-Control": f"public, max-age={MAX_AGE}",
    }
    response = HttpResponse(content, headers=headers | {"Content-Type": feed.content_type})
    return get_conditional_response(request, etag, last_modified, response) or response


def _signature(comment: Comment) -> str:
    """Who says it: the name, and the office if it is said under one."""
    return ", ".join(filter(None, [comment.author_name, comment.official_role]))


def _address(comment_id: int) -> str:
    """A comment's lasting address, which is its name in the feed as well."""
    return urljoin(settings.SITE_URL, reverse("comments:permalink", args=[comment_id]))


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)
