"""Which site a request is for, asked once in an edition of the site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from blog.comments.staleness import kept, may_keep


class KeptSiteMiddleware:
    """Lets Wagtail find the site, and its front page, where it looks first: on the request.

    Only while pages are made that are kept; else Wagtail asks the database as always.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, with its site."""
        if may_keep():
            key = ("site", request.get_host())
            request._wagtail_site = kept(key, lambda: Site.find_for_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)
