"""What holds for every test: loopback only, nothing left in caches, one line at the end."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.sites.models import Site as DjangoSite
from django.core.cache import caches
from django.db import connection
from django.test import Client, TransactionTestCase

from blog.comments import floods
from search import log, process_cache
from tests.blog.comments.rules import CHAPTERS, results_by_rule
from tests.mail import MailServer
from tests.sweeping import sweep
from tests.task_queue import TaskQueue

pytest_plugins = ["tests.browser", "tests.pseudo"]
# What hypothesis remembers of earlier runs would lie beside the product, and make runs differ.
# Time is no rule here: a busy machine is slow at anything.
hypothesis.settings.register_profile(
    "suite",
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
# Twenty times as much, where somebody asks for it: --hypothesis-profile=thorough
hypothesis.settings.register_profile(
    "thorough", parent=hypothesis.settings.get_profile("suite"), max_examples=2_000
)
hypothesis.settings.load_profile("suite")
# Objects made between two searches for garbage, and how many of these before a longer one: a sixth
# of the time went into looking through a million objects that stay for good.
SEARCHES = (100_000, 100)
gc.set_threshold(*SEARCHES)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about another database, and on PostgreSQL what none has a say in.

    The suite has ten minutes.
    """
    elsewhere = {
        item
        for item in items
        if (only := item.get_closest_marker("only_on")) and only.args != (connection.vendor,)
    }
    config.hook.pytest_deselected(items=list(elsewhere))
    items[:] = [item for item in items if item not in elsewhere]
    if connection.vendor != "postgresql" or config.option.file_or_dir:
        return
    left_out = [item for item in items if item.get_closest_marker("once") or not _asks(item)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _asks(item: pytest.Item) -> bool:
    """Whether a test may ask the database: pytest-django lets no other one."""
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & DATABASE_FIXTURES)


def pytest_collection_finish() -> None:
    """Keep all that is loaded by now out of the search for garbage, as `cms.wsgi` does."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_outside_world() -> Iterator[None]:
    """Nothing but this machine can be reached: a test that tries fails."""
    patch = pytest.MonkeyPatch()
    real_connect, real_getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise ConnectionRefusedError(f"Tests must not connect to {address[0]}.")
        real_connect(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in LOOPBACK:
            raise socket.gaierror(f"Tests must not look up {host}.")
        return real_getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def quick_sweep() -> Iterator[None]:
    """What tests with real commits left is swept away by a sweep of our own."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: sweep())
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    """No test sees what another left in a cache, and no search of a test is ever written later."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    DjangoSite.objects.clear_cache()
    floods.forget()
    log.forget()
    process_cache.forget()
    yield
    log.forget()


@pytest.fixture
def as_nobody() -> Client:
    """A browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server to which the site sends for this one test: mail is delivered."""
    server = MailServer()
    server.start()
    settings.MAILERS = {"default": server.mailer}
    settings.MAIL_IS_DELIVERED = True
    yield server
    server.go_down()


@pytest.fixture
def task_queue(settings: Any) -> TaskQueue:
    """Tasks wait in the database, as in production, until the test has them worked off."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return TaskQueue()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say on which database how many tests ran: skipped tests are not among them."""
    count = {name: len(reports) for name, reports in terminalreporter.stats.items()}
    failed = count.get("failed", 0) + count.get("error", 0)
    ran = count.get("passed", 0) + count.get("failed", 0)
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    terminalreporter.write_line(f"{name}: {ran} tests ran ({failed} failed)", bold=True)
    _list_rules(terminalreporter)


def _list_rules(terminalreporter: Any) -> None:
    """Say how many rules of the discussion were tested; with -v, which, and which not."""
    passed, failed = (
        {
            "::".join(
                (Path(report.location[0]).stem, report.location[2].split("[")[0].split(".")[-1])
            )
            for kind in kinds
            for report in terminalreporter.stats.get(kind, [])
        }
        for kinds in (["passed"], ["failed", "error"])
    )
    results = results_by_rule(passed, failed)
    if not results:
        return
    total = sum(len(rules) for rules in CHAPTERS.values())
    line = f"Rules of the discussion: {sum(results.values())} of {total} tested"
    terminalreporter.write_line(line, bold=True)
    for rule, is_tested in results.items() if terminalreporter.verbosity > 0 else ():
        terminalreporter.write_line(f"  {'tested' if is_tested else 'NOT'}  {rule}")
