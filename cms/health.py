"""Answers for load balancers: is this process alive, and can it serve?"""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


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
