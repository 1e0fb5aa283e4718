"""What people search for is counted: without who they are, and without a search waiting for it."""

import signal
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import log
from search.log import SearchCount
from tests.crowds import at_once
from tests.factories.pages import live_post
from tests.processes import GOOD_KEY, run
from tests.web_server import Visitor, WebServer, database_url

pytestmark = pytest.mark.django_db
TABLE = "search_searchcount"
TODAY, DAY = timezone.localdate, timedelta(days=1)


def counts() -> dict[str, tuple[int, int]]:
    """What is in the table: how often each was searched for, and how often in vain."""
    rows = SearchCount.objects.values_list("words", "searches", "nothing_found")
    return {words: (searches, in_vain) for words, searches, in_vain in rows}


def kept_of(*texts: str) -> set[str]:
    """What is written of searches for these texts."""
    for text in texts:
        log.note(text, 0)
    log.write()
    return set(counts())


@pytest.fixture
def due_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is written after the answer that it came with."""
    monkeypatch.setattr(log, "SECONDS", 0)


def test_searches_are_counted_by_words_and_by_what_they_found() -> None:
    for text, total in (("Flood defence", 3), (" flood  DEFENCE? ", 0), ("“heron”", 0)):
        log.note(text, total)

    log.write()

    assert counts() == {"flood defence": (2, 1), '"heron"': (1, 1)}


def test_a_later_batch_adds_to_what_is_there() -> None:
    for total in (0, 1, 1):
        log.note("café", total)
        log.write()

    assert counts() == {"cafe": (3, 1)}


@pytest.mark.parametrize(
    "text",
    [
        "nora@example.com",
        "who is nora@parish",
        "07700 900123",
        "number 07700\u200b900123 bins",
        "０７７００ ９００１２３",
        "GB82 WEST 1234 5698 7654 32",
        "ab 12 34 56 c",
        "Nora, 12 High Street, Heron Bridge HB1 2AB",
        "943 476 5919",
        "4111-1111-1111-1111",
        "https://example.org/comments/status/abc",
        "reset Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA",
        "x" * 90 + " nora@example.com",
    ],
)
def test_nothing_is_kept_that_may_be_personal(text: str) -> None:
    assert kept_of(text) == set()


@pytest.mark.parametrize("text", ["", "  ", "?!", "\x00", "\ud800", "“”"])
def test_nothing_is_kept_of_what_has_no_words(text: str) -> None:
    assert kept_of(text) == set()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("budget 2026-2027", "budget 2026-2027"),
        ("planning 22/01234/FUL", "planning 22/01234/ful"),
        ("tag:water -river", "tag:water -river"),
        ("Straße", "strasse"),
        ("Ёлка й", "ёлка й"),
        ("การเลือกตั้ง", "การเลือกตั้ง"),
        ("NUL\x00 byte", "nul byte"),
        ("Rindfleischetikettierungsüberwachung", "rindfleischetikettierungsuberwachung"),
    ],
)
def test_what_is_kept_can_be_read(text: str, kept: str) -> None:
    assert kept_of(text) == {kept}


def test_what_is_kept_is_cut() -> None:
    assert kept_of("ﬃ " * 150) == {("ffi " * 25).strip()}


def test_a_search_writes_nothing_and_a_batch_is_one_statement(
    as_nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_post("The heron")
    with CaptureQueriesContext(connection) as of_searches:
        for text in ("heron", "otter", "heron"):
            as_nobody.get("/search/", {"q": text})
    monkeypatch.setattr(log._batch, "due_at", 0.0)
    with CaptureQueriesContext(connection) as of_the_next:
        as_nobody.get("/search/", {"q": "heron"})

    assert not [query for query in of_searches.captured_queries if TABLE in query["sql"]]
    assert len([query for query in of_the_next.captured_queries if TABLE in query["sql"]]) == 1
    assert counts() == {"heron": (3, 0), "otter": (1, 1)}


@pytest.mark.usefixtures("due_at_once")
def test_only_the_first_page_of_a_search_counts(as_nobody: Client) -> None:
    live_post("The heron")

    for more in ({}, {"page": "2"}, {"page": "1"}):
        as_nobody.get("/search/", {"q": "heron", **more})
    as_nobody.get("/search/")

    assert counts() == {"heron": (1, 0)}


@pytest.mark.usefixtures("due_at_once")
def test_what_only_some_words_led_to_counts_as_not_found(as_nobody: Client) -> None:
    live_post("The heron")

    as_nobody.get("/search/", {"q": "heron otter"})

    assert counts() == {"heron otter": (1, 1)}


def test_an_answer_does_not_write_before_the_batch_is_due() -> None:
    log.note("heron", 1)
    log.write_when_due()
    assert counts() == {}


def test_a_batch_holds_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_IN_A_BATCH", 3)

    assert kept_of("a", "b", "c", "d", "a") == {"a", "b", "c"}
    assert counts()["a"] == (2, 2)


def test_what_could_not_be_written_is_written_the_next_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: Any) -> None:
        raise DatabaseError("heron: disk full")

    log.note("heron", 1)
    with monkeypatch.context() as patch:
        patch.setattr(log, "_add", fail)
        log.write()
    log.note("heron", 1)
    assert counts() == {}

    log.write()

    assert counts() == {"heron": (2, 0)}
    assert "heron" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_batches_of_several_processes_at_once_lose_nothing() -> None:
    words = [f"word {n}" for n in range(50)]
    batches = [
        {log._Noted(TODAY(), text, False): 1 for text in order}
        for order in (words, words[::-1], words[25:] + words[:25], words)
    ]

    failed = [
        failure
        for failure in at_once(*(lambda batch=batch: log._add(batch) for batch in batches))
        if failure
    ]

    assert failed == []
    assert counts() == dict.fromkeys(words, (4, 0))


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_told_to_stop_writes_its_batches_first() -> None:
    live_post("The heron")
    with WebServer(workers=2) as server:
        for n in range(6):
            assert Visitor(server, f"192.0.2.{n}").ask("/search/?q=otter")[0] == 200
        assert counts() == {}
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=30) == 0

    assert counts() == {"otter": (6, 6)}


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_loses_its_last_batch_and_nothing_else() -> None:
    program = (
        "import os, signal, django; django.setup(); from search import log;"
        " log.note('heron', 1); log.write();"
        " log.note('otter', 1); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "cms.settings", "SECRET_KEY": GOOD_KEY}

    ended = run("-c", program, DATABASE_URL=database_url(), **environment)

    assert ended.returncode == -signal.SIGKILL
    assert counts() == {"heron": (1, 0)}


def test_counts_go_when_they_have_been_kept_for_long_enough(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SEARCH_LOG_DAYS = 30
    for words, age in (("today", 0), ("kept", 29), ("over", 30), ("long over", 400)):
        SearchCount.objects.create(
            day=TODAY() - age * DAY, words=words, searches=1, nothing_found=0
        )

    call_command("purge_searches")
    call_command("purge_searches")

    assert set(counts()) == {"today", "kept"}
    said = "Counts of searches deleted:"
    assert capsys.readouterr().out.splitlines() == [f"{said} 2.", f"{said} 0."]


def test_a_day_with_too_many_searches_keeps_those_that_were_searched_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log, "KEPT_OF_A_DAY", 2)
    for n in range(4):
        for day in (TODAY(), TODAY() - n * DAY):
            count = {"searches": n + 1, "nothing_found": 0}
            SearchCount.objects.update_or_create(day=day, words=f"w{n}", defaults=count)

    assert log.purge() == 2

    assert set(SearchCount.objects.filter(day=TODAY()).values_list("words", flat=True)) == {
        "w2",
        "w3",
    }
    assert SearchCount.objects.exclude(day=TODAY()).count() == 3


def test_nothing_is_kept_where_the_operator_wants_no_log(settings: Any) -> None:
    log.note("heron", 1)
    log.write()
    settings.SEARCH_LOG_DAYS = 0

    assert kept_of("otter") == {"heron"}
    log.purge()
    assert counts() == {}
