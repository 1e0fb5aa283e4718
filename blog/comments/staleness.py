"""What is stale when: for whoever keeps pages, or parts of them (`cms.page_cache`)."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, cast

MOST_PARTS = 400  # of pages, in each process

# The one page on which what is being written shows, besides the lists of pages; None where it may
# be any page.
page_shown_on: ContextVar[int | None] = ContextVar("page_shown_on", default=None)
# While a page is made for somebody without an account: which state of the site it shows. It is
# another after each change that may show on any page; what is said below one post is none. None
# where nothing is kept: for people with accounts, for commands, and in tests.
edition: ContextVar[Hashable | None] = ContextVar("edition", default=None)

_parts: dict[Hashable, tuple[Hashable, Any]] = {}
_lock = Lock()


@contextmanager
def shown_on(page_id: int | None) -> Iterator[None]:
    """What is written to the database inside shows on this page, and in lists; on no other page."""
    token = page_shown_on.set(page_id)
    try:
        yield
    finally:
        page_shown_on.reset(token)


def may_keep() -> bool:
    """Whether a page is being made of which parts may be kept."""
    return edition.get() is not None


def kept[T](key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made once in an edition of the site.

    Of everything that is put on pages and has nothing to do with what readers say. It is the same
    object for everybody: nobody changes it.
    """
    now = edition.get()
    if now is None:
        return make()
    found = _parts.get(key)
    if found is not None and found[0] == now:
        return cast("T", found[1])
    made = make()
    with _lock:
        _parts.pop(key, None)
        while len(_parts) >= MOST_PARTS:
            del _parts[next(iter(_parts))]  # what was made first
        _parts[key] = now, made
    return made
