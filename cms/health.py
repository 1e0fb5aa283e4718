"""Answers for load balancers: is this process alive, and can it serve?"""

from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything else looks at the request.

    Whoever asks does so by the machine's own address and without HTTPS: the host would be refused
    and the scheme redirected.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer about health, or the site's."""
        view = {"/healthz": alive, "/readyz": ready}.get(request.path_info, self.get_response)
        return view(request)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; asks nothing of the database or the cache."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database and the cache answer, 503 with what does not otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    try:
        cache.set("readyz", 1, timeout=10)  # seconds
    except Exception:  # noqa: BLE001 - each cache engine raises errors of its own
        return HttpResponse("cache\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
