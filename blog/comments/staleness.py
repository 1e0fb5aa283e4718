"""Where a change of a comment shows: for whoever keeps finished pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The one page on which what is being written shows, besides the lists of pages; None where it may
# be any page.
page_shown_on: ContextVar[int | None] = ContextVar("page_shown_on", default=None)


@contextmanager
def shown_on(page_id: int | None) -> Iterator[None]:
    """What is written to the database inside shows on this page, and in lists; on no other page."""
    token = page_shown_on.set(page_id)
    try:
        yield
    finally:
        page_shown_on.reset(token)
