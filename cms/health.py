"""Answers for load balancers: is this process alive, and can it serve?"""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

PATIENCE = 1  # seconds for the database, and as many for the cache


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything else looks at the request.

    Whoever asks does so by the machine's own address and without HTTPS: the host would be refused
    and the scheme redirected.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer about health, or the site's."""
        view = {"/healthz": alive, "/readyz": ready}.get(request.path_info, self.get_response)
        return view(request)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; asks nothing of the database or the cache."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the site can serve, 503 with what is in the way otherwise, within two seconds."""
    for probe in (database, shared_cache):
        if trouble := probe.trouble():
            return HttpResponse(f"{trouble}\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


class Probe:
    """Asks something that may never answer, in a thread of its own.

    No driver stops waiting for a server that is frozen. While one question is open no second one
    is asked, so that no more than one thread ever hangs.
    """

    def __init__(self, name: str, ask: Callable[[], str]) -> None:
        self.name, self.ask = name, ask
        self.open = Lock()

    def trouble(self) -> str:
        """In a word what is wrong; "" where all is well."""
        if not self.open.acquire(timeout=PATIENCE):
            return self.name
        answers: list[str] = []
        answered = Event()

        def run() -> None:
            try:
                answers.append(self.ask())
            except Exception as error:  # noqa: BLE001 - each engine raises errors of its own
                logger.warning("Not ready, %s: %s", self.name, type(error).__name__)
            finally:
                self.open.release()
                answered.set()

        Thread(target=run, name=f"probe of the {self.name}", daemon=True).start()
        answered.wait(PATIENCE)
        return answers[0] if answers else self.name


class _Migrations:
    """Whether the database has all tables and columns that this process counts on."""

    def __init__(self) -> None:
        self.are_applied = False  # once they are, they stay it

    def trouble(self) -> str:
        if not self.are_applied:
            wanted = set(MigrationLoader(None).graph.leaf_nodes())
            self.are_applied = wanted <= set(MigrationRecorder(connection).applied_migrations())
        return "" if self.are_applied else "migrations"


migrations = _Migrations()


def _ask_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return migrations.trouble()
    except DatabaseError as error:
        logger.warning("Not ready, the database: %s", type(error).__name__)
        return "database"
    finally:
        connection.close()  # this thread's own


def _ask_cache() -> str:
    cache.set("readyz", 1, timeout=10)  # seconds
    return "" if cache.get("readyz") == 1 else "cache"


database = Probe("database", _ask_database)
shared_cache = Probe("cache", _ask_cache)
