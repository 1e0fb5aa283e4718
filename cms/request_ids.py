"""Each request has an id: in its answer, in all that is logged about it, and on the error page."""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What a proxy may hand on. Anything else could be made to look like another line of the log.
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

# Of what this thread does now: a request's, or a task's; "" for neither.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def new_request_id() -> str:
    """One that nobody has yet: 16 hexadecimal digits."""
    return secrets.token_hex(8)


class RequestIdMiddleware:
    """Gives each request its id: a trusted proxy's X-Request-ID, or a new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say the id in X-Request-ID."""
        handed_on = ""
        if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            handed_on = request.META.get("HTTP_X_REQUEST_ID", "")
        token = request_id.set(handed_on if SANE.fullmatch(handed_on) else new_request_id())
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
        finally:
            request_id.reset(token)
        return response
