"""The discussion as Atom (RFC 4287), newest first: of one page, or of the whole site.

What stands in a feed is what anybody may read: published comments under pages that are live and
public. No address of a writer, and nothing about who asks: the same for everybody, without cookies.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Page, Site

from blog.comments import rates
from blog.comments.models import Comment, CommentQuerySet
from blog.comments.syndication import FullAtom, answer

ENTRIES = 50
THREADS = "http://purl.org/syndication/thread/1.0"  # RFC 4685


class CommentFeed(FullAtom):
    """Atom, with what each entry answers."""

    def root_attributes(self) -> dict[str, str]:
        """The names of both vocabularies."""
        return super().root_attributes() | {"xmlns:thr": THREADS}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """An entry, and before its text what it answers."""
        if item["answers"]:
            attributes = {"ref": item["answers"], "href": item["answers"]}
            handler.addQuickElement("thr:in-reply-to", None, attributes)
        super().add_item_elements(handler, item)


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
    feed = CommentFeed(
        title=title,
        link=link,
        description=None,
        language=get_language(),
        feed_url=f"{settings.SITE_URL}{request.path}",
    )
    for comment in comments:
        address = _address(comment.pk)
        feed.add_item(
            title=_("%(name)s on “%(title)s”")
            % {"name": _signature(comment), "title": comment.page.title},
            link=address,
            unique_id=address,
            description="",
            author_name=_signature(comment),
            pubdate=comment.published_at,
            updateddate=comment.edited_at or comment.published_at,
            content=comment.body_html,
            answers=_address(comment.parent_id) if comment.depth else "",
        )
    return answer(request, feed)


def _signature(comment: Comment) -> str:
    """Who says it: the name, and the office if it is said under one."""
    return ", ".join(filter(None, [comment.author_name, comment.official_role]))


def _address(comment_id: int) -> str:
    """A comment's lasting address, which is its name in the feed as well."""
    return urljoin(settings.SITE_URL, reverse("comments:permalink", args=[comment_id]))
