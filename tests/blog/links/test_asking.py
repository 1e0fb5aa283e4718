"""What another server is asked, and where nobody is led: on real connections of this machine."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from blog.links import asking
from blog.links.asking import Answer, ask
from blog.links.models import Problem

PRIVATE = [
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://224.0.0.1/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[fec0::1]/",
    "http://168.63.129.16/",
]


class Elsewhere(BaseHTTPRequestHandler):
    """Somebody else's server: `/<status>`, and a few that are out to make trouble."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        """As the path says."""
        self.asked.append((self.command, self.path))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        if self.path == "/drip":
            self.send_response(200)
            while True:
                self.wfile.write(b"X-Header: more\r\n")
                self.wfile.flush()
                time.sleep(0.05)
        status = 405 if self.path == "/get-only" and self.command == "HEAD" else 200
        if self.path.strip("/").isdigit():
            status = int(self.path.strip("/"))
        self.send_response(status)
        self.end_headers()
        if self.path == "/endless" or (self.path == "/404" and self.command == "GET"):
            block = b"x" * 65536
            for _n in range(10_000):
                self.wfile.write(block)

    def do_HEAD(self) -> None:
        """The same, without a body where there is one."""
        self.do_GET()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class PatientServer(ThreadingHTTPServer):
    """Says nothing when whoever asks hangs up."""

    def handle_error(self, *args: Any) -> None:
        """As it should be: nobody reads to the end."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a server on this machine that belongs to somebody else."""
    Elsewhere.asked.clear()
    server = PatientServer(("127.0.0.1", 0), Elsewhere)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "problem", "status"),
    [
        ("/200", Problem.NONE, 200),
        ("/get-only", Problem.NONE, 200),
        ("/404", Problem.GONE, 404),
        ("/410", Problem.GONE, 410),
        ("/500", Problem.BROKEN, 500),
        ("/403", Problem.UNKNOWN, 403),
        ("/429", Problem.UNKNOWN, 429),
        ("/to//200", Problem.NONE, 200),
        ("/to//404", Problem.GONE, 404),
    ],
)
def test_each_answer_has_its_word(elsewhere: str, path: str, problem: Problem, status: int) -> None:
    assert ask(elsewhere + path, allow_loopback=True) == Answer(problem, status)


def test_a_page_that_is_there_is_asked_for_its_head_alone(elsewhere: str) -> None:
    ask(f"{elsewhere}/endless", allow_loopback=True)

    assert Elsewhere.asked == [("HEAD", "/endless")]


def test_this_machine_itself_is_never_asked(elsewhere: str) -> None:
    assert ask(f"{elsewhere}/200") == Answer(Problem.ASTRAY)
    assert Elsewhere.asked == []


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that are looked up; numbers are allowed, as they need no outside world."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        family = socket.AF_INET6 if ":" in str(host) else socket.AF_INET
        port = args[0] if args else 80
        if host in {"127.0.0.1", "localhost"}:
            return real(host, *args, **kwargs)
        return [(family, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """To where anything tries to connect."""
    tried: list[Any] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        tried.append(address[0])
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize("url", PRIVATE)
def test_no_address_inside_a_network_is_asked(
    lookups: list[str], connections: list[Any], url: str
) -> None:
    assert ask(url) == Answer(Problem.ASTRAY)
    assert connections == []


@pytest.mark.parametrize("url", [*PRIVATE, "file:///etc/passwd", "ftp://example.org/", "gopher:"])
def test_no_redirect_leads_inside(
    elsewhere: str, lookups: list[str], connections: list[Any], url: str
) -> None:
    found = ask(f"{elsewhere}/to/{url}", allow_loopback=True)

    assert found.problem != Problem.NONE
    assert {address for address in connections if address != "127.0.0.1"} <= {"::1"}


def test_a_name_that_answers_differently_the_second_time_leads_nowhere_else(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    port = int(elsewhere.rpartition(":")[2])
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        address = next(answers) if host == "rebinding.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    first = ask(f"http://rebinding.example:{port}/200", allow_loopback=True)
    second = ask(f"http://rebinding.example:{port}/200", allow_loopback=True)

    assert (first.problem, second.problem) == (Problem.NONE, Problem.ASTRAY)
    assert set(connections) == {"127.0.0.1"}


def test_going_round_in_circles_ends(elsewhere: str) -> None:
    to_itself = f"{elsewhere}/to//to/" + "/to/" * 20

    assert ask(to_itself, allow_loopback=True) == Answer(Problem.ASTRAY)
    assert len(Elsewhere.asked) == asking.MOST_HOPS + 1


def test_a_server_that_never_ends_its_answer_is_left_alone(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS_IN_ALL", 1)

    assert ask(f"{elsewhere}/drip", allow_loopback=True) == Answer(Problem.UNREACHABLE)


def test_of_a_page_without_an_end_a_little_is_read(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = time.monotonic()

    assert ask(f"{elsewhere}/404", allow_loopback=True) == Answer(Problem.GONE, 404)
    assert time.monotonic() - started < asking.READ_SECONDS


@pytest.mark.parametrize(
    "make_url",
    [
        lambda: "http://127.0.0.1:1/",
        lambda: "http://no-such-host.invalid/",
        lambda: "http://" + "a" * 300 + ".example/",
        lambda: "http://exa mple.org/",
        lambda: "http://[::1/",
    ],
)
def test_what_cannot_be_reached_is_said_and_stops_nothing(make_url: Callable[[], str]) -> None:
    found = ask(make_url(), allow_loopback=True)

    assert found.problem in {Problem.UNREACHABLE, Problem.ASTRAY}
    assert found.status is None
