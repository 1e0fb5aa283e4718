"""The id of a request: whose it is, where it stands, and that nobody forges a line of the log."""

import json
import logging
import re

import pytest
from django.test import Client, override_settings

from cms.logs import JSONFormatter, TextFormatter
from cms.request_ids import request_id

NEW = re.compile(r"[0-9a-f]{16}")


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("t", logging.INFO, "t.py", 1, message, args, None)


@pytest.mark.django_db
def test_each_answer_has_an_id_of_its_own(as_nobody: Client) -> None:
    ids = {as_nobody.get("/nothing-here/").headers["X-Request-ID"] for _ in range(3)}

    assert len(ids) == 3
    assert all(NEW.fullmatch(one) for one in ids)


@pytest.mark.parametrize(
    ("proxies", "sent", "is_taken"),
    [
        (["127.0.0.1"], "4f9a1c2e-77", True),
        ([], "4f9a1c2e-77", False),
        (["127.0.0.1"], "short", False),
        (["127.0.0.1"], "x" * 65, False),
        (["127.0.0.1"], 'abcdefgh" level="', False),
        (["127.0.0.1"], "abcdefgh\nforged", False),
    ],
)
def test_an_id_is_taken_from_a_trusted_proxy_alone_and_if_it_is_sane(
    as_nobody: Client, proxies: list[str], sent: str, *, is_taken: bool
) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        found = as_nobody.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"]

    assert (found == sent) == is_taken
    assert is_taken or NEW.fullmatch(found)


@pytest.mark.django_db
def test_a_failed_request_is_one_line_with_the_id_that_its_page_shows(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines = []
    formatter = JSONFormatter()

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(formatter.format(record)))

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("what went wrong")

    monkeypatch.setattr("search.views.find", fail)
    handler = Keep(logging.ERROR)
    logging.getLogger().addHandler(handler)
    try:
        response = Client(raise_request_exception=False).get("/search/?q=nora@example.org")
    finally:
        logging.getLogger().removeHandler(handler)

    (line,) = lines
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert response.headers["X-Request-ID"] in response.text
    assert "what went wrong" in line["exception"]
    assert "nora" not in json.dumps(line)
    assert request_id.get() == ""


def test_what_was_typed_begins_no_line_in_either_format() -> None:
    forged = record("Sign-in failed for %s.", 'nora\n{"level": "INFO"}\r\nsecond\u2028third')

    assert len(JSONFormatter().format(forged).splitlines()) == 1
    assert len(TextFormatter("{message}", style="{").format(forged).splitlines()) == 1


def test_the_row_that_a_database_does_not_take_is_left_out() -> None:
    line = JSONFormatter().format(
        record("duplicate key\nDETAIL:  Key (name)=(Nora Finch) already exists.")
    )

    assert "Nora" not in line
    assert "duplicate key" in line
