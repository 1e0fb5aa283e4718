"""A household that sends on and on, though each time it was told to wait, is answered unread.

What is refused by `rates` still costs a form, a token and the counts. After a number of refusals
this process remembers the household until its wait is over, and answers before any of that: a
flood of spam then takes little from the readers. It is an addition to the counts, which all
processes share, and never instead of them.
"""

import math
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from blog.comments.models import address_block
from blog.comments.rates import span

REFUSALS = 10  # of one household: nobody presses a button so often that says when to come back
LONGEST = 60  # seconds for which a household is answered unread; then it is looked at again
MOST_HOUSEHOLDS = 10_000  # that are remembered; more are forgotten together

_refused: dict[str, tuple[int, float]] = {}  # household → refusals, and when they are forgotten


def note_refusal(household: str, seconds: int) -> None:
    """A household was told to come back in so many seconds."""
    now = time.monotonic()
    if len(_refused) >= MOST_HOUSEHOLDS:
        _refused.clear()
    count, end = _refused.get(household, (0, 0.0))
    if end <= now:
        count, end = 0, now + min(seconds, LONGEST)
    _refused[household] = (count + 1, end)


def seconds_left(household: str) -> int:
    """For how long what a household sends is answered unread; 0 if it is read."""
    count, end = _refused.get(household, (0, 0.0))
    return max(math.ceil(end - time.monotonic()), 0) if count >= REFUSALS else 0


def forget() -> None:
    """Read what everybody sends again."""
    _refused.clear()


class FloodMiddleware:
    """Answers a flood of comments with 429 and a line of text, before anything is looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and remember who was refused by whatever answered it."""
        if request.method != "POST" or not request.path.startswith("/comments/"):
            return self.get_response(request)
        household = address_block(request.META.get("REMOTE_ADDR"))
        if household and (seconds := seconds_left(household)):
            sentence = _("Far too much was sent from your connection. Go back in %(span)s.")
            return HttpResponse(
                f"{sentence % {'span': span(seconds)}}\n",
                status=429,
                content_type="text/plain; charset=utf-8",
                headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
            )
        response = self.get_response(request)
        if household and response.status_code == 429:
            note_refusal(household, int(response.headers.get("Retry-After", LONGEST)))
        return response
