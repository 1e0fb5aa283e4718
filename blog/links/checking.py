"""One run over the links that are due: politely, and with an end."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from blog.links import asking
from blog.links.collecting import collect
from blog.links.models import NOT_BROKEN, Address, Problem

MOST_IN_A_RUN = 500
MOST_SECONDS = 15 * 60
SECONDS_PER_HOST = 2.0  # between two questions to the same host
Ask = Callable[[str], asking.Answer]


@dataclass
class Result:
    """What a run did."""

    pages: int = 0
    checked: int = 0
    failed: int = 0


def run(*, ask: Ask | None = None, most: int = MOST_IN_A_RUN) -> Result:
    """Read the links of all live pages, and look at the addresses that are due.

    Our own addresses are followed inside; others are asked for only where `ask` is given.
    """
    result = Result()
    for page in Page.objects.live().specific().iterator(chunk_size=100):
        collect(page)
        result.pages += 1
    Address.objects.filter(links=None).delete()  # nothing links there any more
    asked_at: dict[str, float] = {}
    ends_at = time.monotonic() + MOST_SECONDS
    for address in Address.objects.in_use().due()[:most]:
        if time.monotonic() > ends_at:
            break
        answer = _answer(address.url, ask, asked_at)
        if answer is not None:
            _write(address, answer)
            result.checked += 1
            result.failed += answer.problem not in NOT_BROKEN
    return result


def _answer(url: str, ask: Ask | None, asked_at: dict[str, float]) -> asking.Answer | None:
    parts = urlsplit(url)
    if parts.hostname == settings.SITE_URL_PARTS.hostname:
        return follow_inside(parts.path)
    if ask is None:
        return None
    host = parts.hostname or ""
    time.sleep(max(0.0, asked_at.get(host, 0.0) + SECONDS_PER_HOST - time.monotonic()))
    try:
        return ask(url)
    finally:
        asked_at[host] = time.monotonic()


def _write(address: Address, answer: asking.Answer) -> None:
    is_failure = answer.problem not in NOT_BROKEN
    Address.objects.filter(pk=address.pk).update(
        problem=answer.problem,
        status=answer.status,
        failures=F("failures") + 1 if is_failure else 0,
        checked_at=timezone.now(),
    )


def follow_inside(path: str) -> asking.Answer:
    """Whether an address of our own leads to a page, without asking anybody."""
    path = unquote(path) or "/"  # as Django reads a request: patterns and pages are of letters
    try:
        is_page = resolve(path).url_name == "wagtail_serve"
    except Resolver404:
        return asking.Answer(Problem.GONE)
    if "\x00" in path:  # which no page has, and some databases cannot be asked for
        return asking.Answer(Problem.GONE)
    if not is_page or Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
        return asking.Answer(Problem.NONE)
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    request: Any = HttpRequest()
    request.method, request.path = "GET", path
    request.META = {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}
    components = [part for part in path.split("/") if part]
    try:
        route = site.root_page.specific.route(request, components)
    except Http404:
        return asking.Answer(Problem.GONE)
    # A withdrawn post has a route, which tells readers so.
    return asking.Answer(Problem.GONE if route.kwargs.get("is_gone") else Problem.NONE)
