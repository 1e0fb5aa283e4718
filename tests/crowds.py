"""Several people at one moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run the tasks in a thread each, begun at one moment; gives results or exceptions."""
    results: list[Any] = [None] * len(tasks)
    start = Barrier(len(tasks))

    def run(number: int, task: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = task()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return results
