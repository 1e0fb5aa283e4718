"""What is sent to Sentry: the real envelope, as a listener of ours receives it."""

import gzip
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli
import pytest

from cms.environment import Environment
from tests.processes import GOOD_KEY, run

SENT: list[bytes] = []
# Who it is about comes from outside: the lines of code themselves are part of a report.
FAIL = """
import os
import sys
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.test import Client
from unittest.mock import patch
import sentry_sdk

name, address, browser, session, ip = sys.argv[1:]

def fail(*args, **kwargs):
    typed = name
    raise ValueError(f"cannot take {address}\\nDETAIL: Key (name)=({name})")

with patch("search.views.find", fail):
    environ = Client()._base_environ(
        PATH_INFO="/search/",
        QUERY_STRING=f"q={address}",
        HTTP_HOST="127.0.0.1",
        HTTP_USER_AGENT=browser,
        HTTP_COOKIE=f"sessionid={session}",
        REMOTE_ADDR=ip,
    )
    started = []
    b"".join(get_wsgi_application()(environ, lambda *sent: started.extend(sent)))
assert started[0].startswith("500"), started
print(dict(started[1])["X-Request-ID"])
sentry_sdk.flush(10)
"""
PERSONAL = ["Nora Finch", "nora@example.org", "Noras-Browser", "noras-session", "10.9.8.7"]


class Listener(BaseHTTPRequestHandler):
    """Takes whatever is posted."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        SENT.append(unpack.get(self.headers.get("Content-Encoding", ""), bytes)(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing on the console."""


@pytest.fixture
def sentry() -> Iterator[str]:
    SENT.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1"
    server.shutdown()
    server.server_close()


def test_a_report_says_what_failed_where_and_nothing_about_anybody(sentry: str) -> None:
    done = run("-c", FAIL, *PERSONAL, SECRET_KEY=GOOD_KEY, SENTRY_DSN=sentry, DEBUG="true")

    assert done.returncode == 0, done.stderr
    text = b"\n".join(SENT).decode()
    events = [json.loads(line) for line in text.splitlines() if '"exception"' in line]
    (event,) = events
    (error,) = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["value"] == "cannot take [e-mail]"
    assert event["tags"]["request_id"] == done.stdout.strip()
    assert event["request"] == {"method": "GET", "url": "http://127.0.0.1/search/"}
    assert "search" in event["transaction"]
    assert [word for word in PERSONAL if word in json.dumps(event)] == []


def test_nothing_is_sent_without_the_setting(sentry: str) -> None:
    done = run("-c", FAIL, *PERSONAL, SECRET_KEY=GOOD_KEY, DEBUG="true")

    assert done.returncode == 0, done.stderr
    assert SENT == []


@pytest.mark.parametrize("value", ["sentry.example.org", "https://example.org/1", "ftp://k@a/1"])
def test_an_address_that_is_none_of_sentrys_stops_the_process(value: str) -> None:
    with pytest.raises(SystemExit, match="SENTRY_DSN"):
        Environment({"SENTRY_DSN": value}).sentry_dsn("SENTRY_DSN", "none:")
