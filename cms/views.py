"""Pages that belong to the site as a whole: uploads, and what is shown when something is amiss."""

import errno
import logging
import posixpath
import sys

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseServerError,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import get_template
from django.views.static import serve

from blog.comments.views.writing import not_taken
from cms.request_ids import request_id

logger = logging.getLogger(__name__)

# No room, on the disk or for this user; or a disk that went read-only, as one does that fails.
DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})

UNTYPED = {"csrfmiddlewaretoken", "stamp", "proof"}  # what a form sends that nobody typed
COMMENT_FORMS = {"comments:write", "comments:reply"}
PUBLIC_MEDIA = "images/"  # renditions: re-encoded, without the camera's data
STAFF_MEDIA = ("original_images/", "avatar_images/")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded picture. Documents are never here: Wagtail serves them and checks who asks.

    Originals may hold where and when a photograph was taken, so only people with access to the
    admin see them.
    """
    path = posixpath.normpath(path)
    is_staff_media = path.startswith(STAFF_MEDIA)
    if is_staff_media and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    if not is_staff_media and not path.startswith(PUBLIC_MEDIA):
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:  # a name that no file system takes
        raise Http404 from error
    # Whatever was uploaded under whatever name: it is shown, and never run.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not is_staff_media:
        # A rendition's file name changes with its picture.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side. This page works when nothing else does.

    503 where a machine is at fault that will be back, such as a database or a full disk: the log
    has one sentence then. Otherwise 500. Its styles come with hashed names out of a file; if that
    is what is amiss, it goes without.
    """
    error = sys.exception()
    is_outage = isinstance(error, (OperationalError, InterfaceError)) or (
        isinstance(error, OSError) and error.errno in DISK_ERRORS
    )
    context = {"request_id": request_id.get(), "is_outage": is_outage}
    try:
        body = get_template("500.html").render(context)
    except Exception:  # noqa: BLE001 - whatever it is, the reader gets a page
        body = (
            "<!doctype html><title>Something went wrong</title>"
            "<h1>Something went wrong on our side</h1><p>Please try again in a few minutes."
        )
    if not is_outage:
        return HttpResponseServerError(body)
    response = HttpResponse(body, status=503, headers={"Retry-After": "30"})  # seconds
    first_line = str(error).partition("\n")[0]
    logger.error("A request failed because of the machine: %s (%s)", first_line, request.path)
    # As Django marks what it has logged: no second line, with a traceback that says no more.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: says so, and gives the text back.

    What the person typed is shown to be copied: losing it would be our fault, not theirs. The
    form of a comment comes back itself, ready to be sent again, once: a browser that keeps no
    cookie at all would be sent round in circles.
    """
    match = request.resolver_match
    is_ours = reason.startswith("CSRF")  # the cookie or the token, not another site's address
    has_cookie = settings.CSRF_COOKIE_NAME in request.COOKIES
    # By another method nothing was typed, and what another site sends nobody typed here.
    sent = _sent_fields(request) if is_ours and request.method == "POST" else None
    is_first_time = sent is not None and (has_cookie or "is_again" not in sent)
    if match and match.view_name in COMMENT_FORMS and is_first_time:
        return not_taken(request, **match.kwargs)
    typed = [
        value
        for name, value in (sent or {}).items()
        if name not in UNTYPED and "password" not in name and len(value) > 40
    ]
    context = {"typed": typed, "has_cookie": has_cookie}
    return render(request, "403_csrf.html", context, status=403)


def _sent_fields(request: HttpRequest) -> dict[str, str] | None:
    """The fields of the form; None where what was sent cannot be read."""
    try:
        return request.POST.dict()
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return None
