"""What every search asks for, and editors seldom change, is kept in the process for a moment.

Not in the cache that processes share: a search would wait for it, and fail with it.
"""

import time
from collections.abc import Callable

SECONDS = 30  # until a change that another process made is seen

_all: "list[ProcessCache[object]]" = []


class ProcessCache[T]:
    """The answer of `ask`, at most `SECONDS` old; asked for anew at once after `clear`."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self.ask = ask
        self.kept: tuple[float, T] | None = None
        self.clearings = 0
        _all.append(self)  # type: ignore[arg-type]

    def get(self) -> T:
        """The answer. What was cleared while it was asked for is not kept."""
        kept = self.kept
        if kept and kept[0] > time.monotonic():
            return kept[1]
        clearings = self.clearings
        answer = self.ask()
        if clearings == self.clearings:
            self.kept = (time.monotonic() + SECONDS, answer)
        return answer

    def clear(self) -> None:
        """Ask anew the next time."""
        self.clearings += 1
        self.kept = None


def forget() -> None:
    """Clear all of them."""
    for each in _all:
        each.clear()
