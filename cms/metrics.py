"""What Prometheus reads at `/metrics`, for whoever brings METRICS_TOKEN.

Each process counts its own requests in a file that all can read (prometheus_client's multiprocess
mode), so that any of them can answer for all. What stands in the database is looked up when
somebody asks.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cms import operating
from cms.worker_counts import FOLDER

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
# The parts of the site by which requests are counted: what an address begins with, and never the
# address itself, of which there are too many and which may hold what somebody typed.
PARTS = ("admin", "comments", "search", "documents", "draft", "media", "static", "blog")
METHODS = frozenset({"GET", "HEAD", "POST"})

requests_total = Counter(
    "hustings_requests", "Requests that the site answered.", ["part", "method", "status"]
)
request_seconds = Histogram(
    "hustings_request_seconds", "Time that answers took.", ["part"], buckets=BUCKETS
)
kept_pages_total = Counter(
    "hustings_kept_pages", "Pages that were answered from memory.", ["outcome"]
)


def count_kept_page(*, is_hit: bool) -> None:
    """For the page cache: a page was answered from memory, or made and kept."""
    if settings.METRICS_TOKEN:
        kept_pages_total.labels("hit" if is_hit else "miss").inc()


class MetricsMiddleware:
    """Counts requests, and answers `/metrics`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The metrics, or the site's answer, counted."""
        if request.path_info == "/metrics":
            return metrics(request)
        begun = time.perf_counter()
        response = self.get_response(request)
        part = part_of(request.path_info)
        method = request.method if request.method in METHODS else "other"
        requests_total.labels(part, method, str(response.status_code)).inc()
        request_seconds.labels(part).observe(time.perf_counter() - begun)
        return response


def part_of(path: str) -> str:
    """The part of the site that an address belongs to."""
    first = path.lstrip("/").partition("/")[0]
    if not first:
        return "home"
    return first if first in PARTS else "other"


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The text that Prometheus reads; 404 for whoever does not bring the token."""
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(brought.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponseNotFound("Not found.\n", content_type="text/plain")
    found = CollectorRegistry()
    found.register(StateCollector())
    if FOLDER in os.environ:
        MultiProcessCollector(found)
        body = generate_latest(found)
    else:
        body = generate_latest(found) + generate_latest(REGISTRY)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


class StateCollector(Collector):
    """What stands in the database, as gauges; without it, that it does not answer."""

    def collect(self) -> Iterator[Metric]:
        """Each gauge whose value is known."""
        try:
            values = operating.gauges()
        except DatabaseError:
            values = []
        is_up = ("database_up", "Whether the database answers.", float(bool(values)))
        for name, meaning, value in [is_up, *values]:
            if value is not None:
                yield GaugeMetricFamily(f"hustings_{name}", meaning, value=value)
