"""What people search for, counted by day and words, without anything about who they are.

A search never waits for the log: it is counted in the process, and a batch is written after an
answer has gone out, `SECONDS` after its first search at the earliest, and when the process ends.
Killed, a process loses its batch and nothing else.
"""

import atexit
import logging
import re
import time
from collections import Counter
from datetime import date, timedelta
from threading import Lock
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.signals import request_finished
from django.db import Error, close_old_connections, connection, models, transaction
from django.db.models import Count, F, Max, Q, Sum
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.comments import personal_data
from search import analysis
from search.normal_form import cleaned, normal_form

logger = logging.getLogger(__name__)

LONGEST = 100  # characters that are kept of a search
LOOKED_AT = 400  # characters: personal data behind the first hundred still tell of somebody
SECONDS = 30  # for which a batch is gathered
MOST_IN_A_BATCH = 1_000  # different searches; in half a minute, more are a program's
KEPT_OF_A_DAY = 2_000  # different searches; of more, those that were searched most
# A number of a customer, a patient or a card, written in any way: longer than two years in a row.
LONG_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){8}")
SPELT_ADDRESS = re.compile(r"\(at\)|\[at\]|\bat\b.+\bdot\b|\bwww\.|\w\.\w+/", re.IGNORECASE)
LONGEST_MIXED_WORD = 19  # characters: longer ones with letters and digits are keys and passwords
EDGES = " .,;:!?/"

# Django's own "ON CONFLICT" cannot add to what is there. Understood by both databases.
ADD = """
INSERT INTO search_searchcount AS counted (day, words, searches, nothing_found)
VALUES {rows}
ON CONFLICT (day, words) DO UPDATE SET
    searches = counted.searches + excluded.searches,
    nothing_found = counted.nothing_found + excluded.nothing_found
"""


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    """Counts, narrowed and put together."""

    def of_last(self, days: int) -> Self:
        """Of so many days, today among them."""
        return self.filter(day__gt=timezone.localdate() - timedelta(days=days))

    def by_words(self) -> Any:
        """What was searched for, most often first: dicts of `words`, `times`, `in_vain`, `last`.

        `in_vain` is how often nothing was found, and `last` the day of the last search.
        `last_found` is the last day on which any of them found something.
        """
        return (
            self.order_by()
            .values("words")
            .annotate(
                times=Sum("searches"),
                in_vain=Sum("nothing_found"),
                last=Max("day"),
                last_found=Max("day", filter=Q(searches__gt=F("nothing_found"))),
            )
            .order_by("-times", "words")
        )

    def not_found(self, *, times: int = 1) -> Any:
        """Those of `by_words` that found nothing on their last day, most often in vain first.

        Of those, what was in vain so many `times`. What finds something by now, because somebody
        wrote about it, is not among them.
        """
        never_since = Q(last_found=None) | Q(last_found__lt=F("last"))
        found = self.by_words().filter(never_since, in_vain__gte=times)
        return found.order_by("-in_vain", "words")


class SearchCount(models.Model):
    """How often something was searched for on a day."""

    day = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=LONGEST)
    searches = models.PositiveIntegerField(_("searches"))
    nothing_found = models.PositiveIntegerField(_("searches that found nothing"))

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="one_count_a_day")]

    def __str__(self) -> str:
        return self.words


class _Noted(NamedTuple):
    """A search as it was typed: only in memory, and only until its batch is written."""

    day: date
    text: str
    is_in_vain: bool


class _Batch:
    """The searches of this process that are not written yet."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.noted: Counter[_Noted] = Counter()
        self.due_at = 0.0

    def add(self, searches: Counter[_Noted]) -> None:
        """Add some, as far as there is room for them."""
        with self.lock:
            if not self.noted:
                self.due_at = time.monotonic() + SECONDS
            for search, times in searches.items():
                if search in self.noted or len(self.noted) < MOST_IN_A_BATCH:
                    self.noted[search] += times

    def take(self) -> Counter[_Noted]:
        """All of them; the next batch begins empty."""
        with self.lock:
            taken, self.noted = self.noted, Counter()
        return taken

    @property
    def is_due(self) -> bool:
        return bool(self.noted) and time.monotonic() >= self.due_at


_batch = _Batch()


def note(text: str, total: int) -> None:
    """Count that somebody searched for `text`, and how much was found; takes microseconds.

    To be called once for each search that a person sends: for the first page, without filters.
    `total` is what was found for all that was typed; 0, too, where only some of the words, or
    another spelling of them, led to something. Writes nothing and never raises. What may be
    personal data (`countable`) is left out before anything is written.
    """
    if settings.SEARCH_LOG_DAYS:
        _batch.add(Counter([_Noted(timezone.localdate(), text[:LOOKED_AT], total == 0)]))


def countable(text: str) -> str:
    """What is kept of a search: its words in one form; "" where it may tell of a person.

    That is whatever the discussion takes for personal data, and what is no loss here: anything
    with an @, an address of a page (which may hold a secret), a long number, a long key.
    """
    text = cleaned(text[:LOOKED_AT])
    if not analysis.words(text) or _is_telling(text) or personal_data.find(text):
        return ""
    return normal_form(text).strip(EDGES)[:LONGEST].strip(EDGES)


def _is_telling(text: str) -> bool:
    return (
        "@" in text
        or "://" in text
        or LONG_NUMBER.search(text) is not None
        or SPELT_ADDRESS.search(text) is not None
        or any(
            len(word) > LONGEST_MIXED_WORD
            and any(char.isdigit() for char in word)
            and any(char.isalpha() for char in word)
            for word in text.split()
        )
    )


def write() -> None:
    """Write the batch, in one statement. Never raises; what could not be written is kept."""
    taken = _batch.take()
    try:
        _add(taken)
    except Error:
        logger.warning("What was searched for could not be written; it is tried again.")
        _batch.add(taken)


def _add(taken: Counter[_Noted]) -> None:
    counts: dict[tuple[date, str], list[int]] = {}
    for search, times in taken.items():
        if words := countable(search.text):
            count = counts.setdefault((search.day, words), [0, 0])
            count[0] += times
            count[1] += times if search.is_in_vain else 0
    if not counts:
        return
    # In one order, so that two processes cannot each wait for a row of the other.
    values = [
        value
        for (day, words), count in sorted(counts.items())
        for value in (connection.ops.adapt_datefield_value(day), words, *count)
    ]
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(counts))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ADD.format(rows=rows), values)


@receiver(request_finished)
def write_when_due(**kwargs: Any) -> None:
    """After an answer has gone out, and only if a batch has been gathered for long enough."""
    if _batch.is_due:
        write()
        if not connection.in_atomic_block:  # as in tests, where the connection has to stay
            close_old_connections()  # Django has done so already, before this took another


def forget() -> None:
    """Drop the batch."""
    _batch.take()


atexit.register(write)


def purge() -> int:
    """Delete what has been kept for `SEARCH_LOG_DAYS`, and the rare ones of days that had too many.

    Gives how many counts were deleted.
    """
    last = timezone.localdate() - timedelta(days=settings.SEARCH_LOG_DAYS)
    deleted, _by_model = SearchCount.objects.filter(day__lte=last).delete()
    crowded = SearchCount.objects.values("day").annotate(total=Count("pk"))
    for day in crowded.filter(total__gt=KEPT_OF_A_DAY).values_list("day", flat=True):
        of_the_day = SearchCount.objects.filter(day=day)
        kept = of_the_day.order_by("-searches", "words").values("pk")[:KEPT_OF_A_DAY]
        deleted += of_the_day.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()[0]
    return deleted
