"""The conditions under which the tests run are those that they claim."""

import socket

import pytest
from django.conf import settings
from django.db import connection

from tests.postgresql import MISSING, programs


def test_no_test_reaches_the_outside_world() -> None:
    with socket.socket() as outward, pytest.raises(ConnectionRefusedError, match="must not"):
        outward.connect(("192.0.2.1", 80))


def test_no_test_asks_for_the_address_of_another_machine() -> None:
    with pytest.raises(socket.gaierror, match="must not look up"):
        socket.getaddrinfo("example.org", 80)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


@pytest.mark.django_db
def test_sqlite_is_a_file_with_a_write_ahead_log() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (mode,) = cursor.execute("PRAGMA journal_mode").fetchone()
        assert mode == "wal"
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_postgresql_has_the_pool_of_production() -> None:
    if connection.vendor == "postgresql":
        assert connection.pool is not None


def test_nothing_of_a_developers_machine_comes_in() -> None:
    assert (settings.SITE_URL, settings.TIME_ZONE, settings.DEBUG) == (
        "http://testserver",
        "UTC",
        False,
    )
    assert str(settings.MEDIA_ROOT).startswith(str(settings.BASE_DIR / "var" / "test-"))


def test_without_postgresql_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("pathlib.Path.glob", lambda _self, _pattern: [])

    with pytest.raises(SystemExit) as stopped:
        programs()

    assert str(stopped.value) == MISSING
    assert "apt-get install postgresql" in MISSING
