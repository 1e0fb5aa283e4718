"""How often somebody may do something, counted for all processes together.

Counted in Redis where CACHE_URL names one, otherwise in the database, never in a process. A count
begins with the first hit and ends with the span of its limit. Where Redis fails the database
counts instead, and where that fails too the site goes on without.
"""

import logging
import math
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache, wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from blog.comments.models import RateCount, address_block, keyed_hash

logger = logging.getLogger(__name__)

REDIS_PATIENCE = 0.5  # seconds to wait for an answer: a reader waits with us
REDIS_PAUSE = 10  # seconds for which a Redis that failed is not asked again
# Django's own "ON CONFLICT" cannot add to what is there. Understood by both databases.
COUNT_ONE = """
INSERT INTO comments_ratecount AS counted (key, count, expires_at)
VALUES (%(key)s, %(first)s, %(end)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN counted.expires_at <= %(start)s
        THEN excluded.count ELSE counted.count + %(amount)s END,
    expires_at = CASE WHEN counted.expires_at <= %(start)s
        THEN excluded.expires_at ELSE counted.expires_at END
RETURNING count
"""
View = Callable[..., HttpResponse]


class DatabaseStorage(Storage):
    """Counts in our own table, one row each; exact with any number of processes.

    A row whose time is over counts as none, and is overwritten or purged.
    """

    def __init__(self) -> None:
        super().__init__(wrap_exceptions=True)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What is given on as a StorageError."""
        return DatabaseError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and give the new count; `expiry` is in seconds.

        One statement, so that no two hits are given the same count and nobody waits for long.
        """
        now = timezone.now()
        start, end = (  # as the database writes them
            connection.ops.adapt_datetimefield_value(moment)
            for moment in (now, now + timedelta(seconds=expiry))
        )
        with connection.cursor() as cursor:
            values: dict[str, Any] = {
                "key": keyed_hash(key),
                "amount": amount,
                "start": start,
                "end": end,
            }
            cursor.execute(COUNT_ONE, values | {"first": max(amount, 0)})
            return int(cursor.fetchone()[0])

    def get(self, key: str) -> int:
        """The count, 0 where there is none."""
        rows = RateCount.objects.filter(pk=keyed_hash(key), expires_at__gt=timezone.now())
        return rows.values_list("count", flat=True).first() or 0

    def get_expiry(self, key: str) -> float:
        """When the count ends, in seconds since 1970."""
        rows = RateCount.objects.filter(pk=keyed_hash(key))
        end = rows.values_list("expires_at", flat=True).first()
        return (end or timezone.now()).timestamp()

    def check(self) -> bool:
        """Whether the table answers."""
        return RateCount.objects.count() >= 0

    def reset(self) -> int:
        """Forget all counts; gives how many there were."""
        return RateCount.objects.all().delete()[0]

    def clear(self, key: str) -> None:
        """Forget one count."""
        RateCount.objects.filter(pk=keyed_hash(key)).delete()


class _SharedCache:
    """The Redis of CACHE_URL, left alone for a while after a failure."""

    def __init__(self, location: str) -> None:
        self.rests_until = 0.0
        self.limiter = FixedWindowRateLimiter(
            RedisStorage(
                location,
                key_prefix="hustings:rates",
                wrap_exceptions=True,
                socket_timeout=REDIS_PATIENCE,
                socket_connect_timeout=REDIS_PATIENCE,
                retry=cast("Any", Retry(NoBackoff(), 0)),
            )
        )

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < self.rests_until

    def rest(self) -> None:
        self.rests_until = time.monotonic() + REDIS_PAUSE


_shared_cache = cache(_SharedCache)  # by location


def check(
    *,
    action: str = "comment",
    writer: AbstractUser | AnonymousUser,
    ip_address: str | None,
    email: str = "",
    page_id: int | None = None,
) -> int:
    """Count one `action` of settings.RATES; 0, or the seconds to wait, rounded up.

    By account, or the household's address for guests; by e-mail address; by page. Where one of
    them has had its share, none is counted. Moderators are never limited.
    """
    if writer.has_perm("comments.change_comment"):
        return 0
    who = f"account {writer.pk}" if writer.is_authenticated else address_block(ip_address)
    keys = {action: who, f"{action}.email": email, f"{action}.page": str(page_id or "")}
    return _count({name: key for name, key in keys.items() if name in settings.RATES})


def hit(name: str, key: str) -> int:
    """Count one of `name` in settings.RATES for whoever or whatever `key` is.

    0, or the seconds to wait, rounded up. What is refused is not counted, nor an empty key.
    """
    return _count({name: key})


def wait(name: str, key: str) -> int:
    """What `hit` would give, without counting."""
    return _ask(lambda limiter: _first_refusal(limiter, _limits({name: key})))


def give_back(name: str, key: str) -> None:
    """Undo one `hit`."""

    def undo(limiter: FixedWindowRateLimiter) -> int:
        for limit, identifiers in _limits({name: key}):
            if limiter.get_window_stats(limit, *identifiers).remaining < limit.amount:
                limiter.hit(limit, *identifiers, cost=-1)
        return 0

    _ask(undo)


def purge() -> int:
    """Delete the counts whose time is over; gives how many."""
    return RateCount.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def limited(name: str, *, plain: bool = False) -> Callable[[View], View]:
    """A view that each household may ask for as often as settings.RATES says of `name`.

    `plain` for what programs read: the refusal is then a line of text.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            seconds = hit(name, address_block(request.META.get("REMOTE_ADDR")))
            if seconds:
                return too_many(request, seconds, plain=plain)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def too_many(request: HttpRequest, seconds: int, *, plain: bool = False) -> HttpResponse:
    """429 with Retry-After (RFC 6585, section 4), never to be cached."""
    if plain:
        sentence = _("Too many requests. Please come back in %(span)s.") % {"span": span(seconds)}
        response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8")
    else:
        response = render(request, "429.html", {"span": span(seconds)})
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def span(seconds: int) -> str:
    """Seconds in words, rounded up: “40 seconds”, “3 minutes”, “2 hours”."""
    if seconds < 100:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = math.ceil(seconds / 60)
    if minutes < 100:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


Limit = tuple[RateLimitItem, tuple[str, str]]  # and the identifiers of what it counts


def _limits(keys: Mapping[str, str]) -> list[Limit]:
    """The limits to look at, of each name the longest first: it makes people wait the longest."""
    return [
        (limit, (name, keyed_hash(f"{name} {key}")))
        for name, key in keys.items()
        if key
        for limit in sorted(_parsed(settings.RATES[name]), reverse=True)
    ]


_parsed = cache(parse_many)


def _count(keys: Mapping[str, str]) -> int:
    limits = _limits(keys)

    def count(limiter: FixedWindowRateLimiter) -> int:
        refusal = _first_refusal(limiter, limits)
        if refusal:
            return refusal
        # Others may have hit since: what each hit gives back decides.
        late = [limit for limit in limits if not limiter.hit(limit[0], *limit[1])]
        return max((_seconds(limiter, limit) for limit in late), default=0)

    return _ask(count)


def _first_refusal(limiter: FixedWindowRateLimiter, limits: list[Limit]) -> int:
    for limit, identifiers in limits:
        if not limiter.test(limit, *identifiers):
            return _seconds(limiter, (limit, identifiers))
    return 0


def _seconds(limiter: FixedWindowRateLimiter, limit: Limit) -> int:
    reset_at = limiter.get_window_stats(limit[0], *limit[1]).reset_time
    return max(math.ceil(reset_at - time.time()), 1)


def _ask(question: Callable[[FixedWindowRateLimiter], int]) -> int:
    """The answer of the shared cache, or of the database where there is none or it fails."""
    default = settings.CACHES["default"]
    shared = _shared_cache(default["LOCATION"]) if "redis" in default["BACKEND"] else None
    if shared and not shared.is_resting:
        try:
            return question(shared.limiter)
        except StorageError as error:
            logger.warning("The shared cache does not count; the database does: %s", error)
            shared.rest()
    try:
        return question(FixedWindowRateLimiter(DatabaseStorage()))
    except StorageError as error:
        logger.warning("Nothing is counted, so nobody is limited: %s", error)
        return 0
