"""What programs ask of the site as a whole: its colours, robots.txt and security.txt."""

import re
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from home import colours
from home.models import SiteIdentity

A_YEAR = 365 * 24 * 60 * 60  # seconds
A_DAY = 24 * 60 * 60  # seconds
SECURITY_TXT_DAYS = 180  # RFC 9116, 2.5.5: less than a year
# What has no place in an index: what is different for everybody, and what only a form leads to.
NOT_FOR_ROBOTS = (
    "/admin/",
    "/_util/",
    "/search/",
    "/comments/form/",
    "/comments/reply/",
    "/comments/*/like/",
    "/comments/*/report/",
    "/comments/confirm/",
    "/comments/status/",
    "/comments/follow/",
    "/comments/following/",
    "/comments/unsubscribe/",
    "/comments/my-data/",
)


@require_safe
def brand_css(request: HttpRequest, colour: str) -> HttpResponse:
    """The shades of a colour. Made of the address alone, so it may be kept for ever."""
    css = colours.palette(f"#{colour}").css
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon when a page names none, such as a document."""
    icon = SiteIdentity.for_request(request).pictures.tab_icon
    response = redirect(icon.url if icon else static("images/icon.svg"))
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything that is meant for readers.

    Nothing at all while DEBUG is on: what a developer shows to a colleague is no publication.
    """
    rules = ["/"] if settings.DEBUG else NOT_FOR_ROBOTS
    lines = ["User-agent: *", *(f"Disallow: {rule}" for rule in rules)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return _text("\n".join(lines))


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a hole in the site (RFC 9116); 404 unless the settings name somebody.

    A file that names nobody would be invalid, and one that names a stranger worse. It expires
    half a year after the day on which it is read: as long as the site answers, the contact in its
    settings is the one that counts.
    """
    contact = SiteIdentity.for_request(request).security_uri
    if not contact:
        raise Http404
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = midnight + timedelta(days=SECURITY_TXT_DAYS)
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return _text(
        f"Contact: {re.sub(r'\s', '', contact)}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        f"Preferred-Languages: {', '.join(dict.fromkeys([language, 'en']))}\n"
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}\n"
    )


def _text(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    return response
