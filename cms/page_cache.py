"""Whole pages for readers without an account, kept compressed in this process's memory.

It stands in front of Django: a page that is kept costs a look into a dictionary. A page is kept
until what it shows changes (`cms.changes`), and for a minute at most.

What may be kept is said by who serves it (`may_be_kept`, in the request's environment), once it is
known that anybody may read it; everything else passes through untouched. A request that brings a
session is never answered from here, and its answer is never kept.
"""

import gzip
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from threading import Event, Lock
from typing import Any
from urllib.parse import unquote_plus

import brotli
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse

from blog.comments.staleness import edition
from cms.changes import Changes
from cms.metrics import count_kept_page

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]
type Key = tuple[str, str, str, str]

MAY_BE_KEPT = "hustings.may_be_kept"  # in the environment: the page's number, or None for a list
# The longest: what ends by the clock, such as a discussion, has ended on every page by then.
KEPT_SECONDS = 60
# Where the site fails, a page that is only older than that is shown for so long.
STALE_SECONDS = 24 * 60 * 60
MOST_BYTES = 64 * 1024 * 1024  # of compressed pages, in each process
LARGEST = 2 * 1024 * 1024  # bytes of one page, compressed
WAIT_SECONDS = 10  # for another thread that makes the same page
# Readers' browsers ask each time whether it is still the same; caches in front do so once a
# second. While they ask, and while the site fails, they may show what they have.
CACHE_CONTROL = (
    f"public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error={STALE_SECONDS}"
)
# Of a page's address. Whatever else is asked for is made anew each time, so that nobody can fill
# the memory with one page under many addresses.
PARAMETERS = frozenset({"page", "after", "before", "thread", "from", "sort", "show", "among"})
LONGEST_QUERY = 100  # characters
LONGEST_HEADER = 200  # characters of Accept-Encoding that are looked at, and remembered
# What mail and social networks hang on links, each reader another: no page looks at it.
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid")
GZIP_LEVEL = 6
BROTLI_QUALITY = 5  # 11 takes 400 ms for a page with 100 comments and saves a twelfth


def may_be_kept(request: HttpRequest, page_id: int | None) -> None:
    """Say that anybody may read what this request gets.

    `page_id`: the one page that it shows; None for what shows more than one.
    """
    request.META[MAY_BE_KEPT] = page_id


@dataclass
class Entry:
    """One kept page."""

    page_id: int | None
    seen: tuple[int, int]  # `changes.seen` before it was made
    withdrawals: int
    headers: list[tuple[str, str]]
    digest: str
    gzipped: bytes
    made_at: float  # as `time.monotonic` counts
    used_at: float
    brotlied: bytes = b""  # made when first asked for
    variants: dict[tuple[str, bool], list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """In bytes, about: compressed twice, and what Python needs besides."""
        return 2 * len(self.gzipped) + 4000

    def is_right(self, now: float, changes: Changes) -> bool:
        """Whether it shows what is so now."""
        return now - self.made_at < KEPT_SECONDS and self.seen == changes.seen(self.page_id)

    def is_presentable(self, now: float, changes: Changes) -> bool:
        """Whether it may still be shown where nothing better is to be had.

        It holds nothing that was taken from the public since, as far as is known.
        """
        return (
            now - self.made_at < STALE_SECONDS
            and self.withdrawals == changes.withdrawals
            and self.seen[1] == changes.seen(self.page_id)[1]
        )

    def body(self, encoding: str) -> bytes:
        """The page as the reader's browser takes it."""
        if encoding == "gzip":
            return self.gzipped
        if encoding == "br":
            if not self.brotlied:
                self.brotlied = brotli.compress(
                    gzip.decompress(self.gzipped), mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY
                )
            return self.brotlied
        return gzip.decompress(self.gzipped)

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send it, or say that the reader has it."""
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST_HEADER])
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        is_known = bool(asked) and (self.digest in asked or asked.strip() == "*")
        body = b"" if is_known else self.body(encoding)
        headers = self.variants.get((encoding, is_known))
        if headers is None:
            headers = [*self.headers, ("ETag", f'"{self.digest}-{encoding}"')]
            if not is_known:
                headers.append(("Content-Length", str(len(body))))
                if encoding != "identity":
                    headers.append(("Content-Encoding", encoding))
            self.variants[encoding, is_known] = headers
        if environ.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            # nginx counts in whole seconds, and keeps through the whole of the last one: until
            # the end of this one, then (deploy/nginx).
            headers = [*headers, ("X-Accel-Expires", f"@{int(time.time())}")]
        start_response("304 Not Modified" if is_known else "200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The encoding to send: br, gzip or identity. `accepted` is the header Accept-Encoding."""
    wanted = set()
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.strip().partition(";")
        if parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            wanted.add(name.strip())
    return next((name for name in ("br", "gzip") if name in wanted), "identity")


class PageCache:
    """A WSGI application around the site's. `changes`: how it learns that pages are stale."""

    def __init__(self, application: Application, changes: Changes) -> None:
        self.application = application
        self.changes = changes
        self.entries: dict[Key, Entry] = {}
        self.size = 0  # bytes of all entries
        self.making: dict[Key, Event] = {}
        self.lock = Lock()
        self.withdrawals = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or let the site answer."""
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        self.changes.look()
        if self.changes.withdrawals != self.withdrawals:
            self.forget()
        entry = self.entries.get(key)
        if entry is not None and entry.is_right(now := time.monotonic(), self.changes):
            count_kept_page(is_hit=True)
            entry.used_at = now
            return entry.answer(environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        if entry is None:  # nobody knows whether this is a page that may be kept
            return self._ask(key, environ, start_response)
        return self._make(key, environ, start_response)

    def _make(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have a page made anew by one thread: the others take what it made, or what was before."""
        with self.lock:
            others = self.making.get(key)
            if others is None:
                self.making[key] = Event()
        if others is not None:
            entry = self.entries.get(key)
            if not self._is_presentable(entry):
                others.wait(WAIT_SECONDS)
                entry = self.entries.get(key)
            if entry and self._is_presentable(entry):
                count_kept_page(is_hit=True)
                return entry.answer(environ, start_response)
            return self.application(environ, start_response)
        try:
            return self._ask(key, environ, start_response)
        finally:
            with self.lock:
                self.making.pop(key).set()

    def _ask(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let the site answer, and keep what may be kept."""
        changes = self.changes
        seen_of_all, withdrawals = changes.all, changes.withdrawals
        anywhere, of_page = changes.anywhere, dict(changes.of_page)
        started: list[Any] = []
        # Parts of a page end by the clock, too, as pages do.
        token = edition.set((changes, anywhere, time.monotonic() // KEPT_SECONDS))
        try:
            response = self.application(environ, lambda *sent: started.extend(sent[:2]))
        finally:
            edition.reset(token)
        status, headers = started
        entry = self.entries.get(key)
        if status.startswith("5") and entry and self._is_presentable(entry):
            # What was so a moment ago is more than an apology.
            _close(response)
            return entry.answer(environ, start_response)
        if MAY_BE_KEPT not in environ or not is_keepable(status, headers, response):
            start_response(status, headers)
            return response
        page_id = environ[MAY_BE_KEPT]
        seen = (seen_of_all, 0) if page_id is None else (anywhere, of_page.get(page_id, 0))
        body = b"".join(response)
        _close(response)
        count_kept_page(is_hit=False)
        entry = make_entry(headers, body, page_id=page_id, seen=seen, withdrawals=withdrawals)
        self._keep(key, entry)
        return entry.answer(environ, start_response)

    def _is_presentable(self, entry: Entry | None) -> bool:
        return entry is not None and entry.is_presentable(time.monotonic(), self.changes)

    def _keep(self, key: Key, entry: Entry) -> None:
        if entry.size > LARGEST:
            return
        with self.lock:
            before = self.entries.pop(key, None)
            self.size += entry.size - (before.size if before else 0)
            self.entries[key] = entry
            if self.size > MOST_BYTES:
                self._make_room()

    def _make_room(self) -> None:
        """Drop what was not asked for the longest, a quarter of all."""
        for key in sorted(self.entries, key=lambda key: self.entries[key].used_at):
            if self.size <= MOST_BYTES * 3 // 4:
                break
            self.size -= self.entries.pop(key).size

    def forget(self) -> None:
        """Drop everything."""
        with self.lock:
            self.withdrawals = self.changes.withdrawals
            self.entries.clear()
            self.size = 0


def key_of(environ: Environ) -> Key | None:
    """Under what a page is kept; None where this request is not answered from what is kept.

    Takes from the query what only serves to follow readers about.
    """
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    if "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
        return None
    if environ.get("PATH_INFO") in {"/healthz", "/readyz"}:
        return None  # before anybody looks at the database, which may be frozen
    cookies = environ.get("HTTP_COOKIE", "")
    if cookies and (
        settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies
    ):
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        query = without_tracking(query)
        if not is_plain(query):
            return None
        environ["QUERY_STRING"] = query
    scheme = environ.get("wsgi.url_scheme", "")
    if environ.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
        scheme += environ.get("HTTP_X_FORWARDED_PROTO", "")
    return scheme, environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""), query


def without_tracking(query: str) -> str:
    """The query without the parameters by which readers are followed from site to site."""
    return "&".join(part for part in query.split("&") if not part.startswith(TRACKING))


def is_plain(query: str) -> bool:
    """Whether it asks for nothing but a part of the page that pages have."""
    names = {unquote_plus(part.partition("=")[0]) for part in query.split("&") if part}
    return len(query) <= LONGEST_QUERY and names <= PARAMETERS


def is_keepable(status: str, headers: list[tuple[str, str]], response: Any) -> bool:
    """Whether the answer is a whole page that tells nothing about who asked."""
    if int(status[:3]) != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return False
    found = {name.lower(): value.lower() for name, value in headers}
    if "set-cookie" in found or "content-encoding" in found:
        return False
    if any(word in found.get("cache-control", "") for word in ("private", "no-store", "no-cache")):
        return False
    varies = {name.strip() for name in found.get("vary", "").split(",")} - {""}
    return varies <= {"cookie", "accept-encoding"}


def make_entry(
    headers: list[tuple[str, str]],
    body: bytes,
    *,
    page_id: int | None,
    seen: tuple[int, int],
    withdrawals: int,
) -> Entry:
    """What is kept of an answer."""
    dropped = {"content-length", "etag", "vary", "x-request-id"}
    kept = [(name, value) for name, value in headers if name.lower() not in dropped]
    if not any(name.lower() == "cache-control" for name, _value in kept):
        kept.append(("Cache-Control", CACHE_CONTROL))
    kept.append(("Vary", "Accept-Encoding, Cookie"))
    now = time.monotonic()
    return Entry(
        page_id=page_id,
        seen=seen,
        withdrawals=withdrawals,
        headers=kept,
        digest=blake2b(body, digest_size=12).hexdigest(),
        gzipped=gzip.compress(body, GZIP_LEVEL, mtime=0),
        made_at=now,
        used_at=now,
    )


def _close(response: Any) -> None:
    """Django ends a request, and gives its connection back, when its answer is closed."""
    if close := getattr(response, "close", None):
        close()
