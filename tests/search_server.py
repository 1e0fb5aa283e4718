"""A stand-in for a search server: keeps what its clients send, and finds what it is told to.

No OpenSearch or Elasticsearch is to be had where the tests run: what is tested is what they are
asked, by their own clients and over HTTP, and what becomes of their answers.
"""

import json
import socket
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

from cms.environment import Environment


class Request(NamedTuple):
    """What a client sent; `body` is its JSON, or a list of them, one from each line."""

    method: str
    path: str
    body: Any


class SearchServer:
    """Answers on a free port of this machine until it is stopped."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.finds: list[Sequence[int]] = [[]]  # by one search after the other; then the last
        self.status = 200
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.http.server_address[1])

    @property
    def searches(self) -> list[Any]:
        """The bodies of the searches, in order."""
        return [request.body for request in self.requests if request.path.endswith("/_search")]

    def stop(self) -> None:
        """Nobody listens any more."""
        self.http.shutdown()
        self.http.server_close()

    def answer(self, request: Request) -> tuple[int, Any]:
        """As far as the clients look at it."""
        self.requests.append(request)
        if self.status != 200:
            return self.status, {"error": {"type": "made_up"}, "status": self.status}
        if request.method == "HEAD":
            return 404, {}
        if request.path.endswith("/_search"):
            keys = self.finds.pop(0) if len(self.finds) > 1 else self.finds[0]
            hits = [{"_id": str(key), "_score": 1.0, "fields": {"pk": [str(key)]}} for key in keys]
            return 200, {"hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": hits}}
        if request.path.endswith("/_bulk"):
            actions = request.body[::2]
            items = [{"index": {"_id": each["index"]["_id"], "status": 201}} for each in actions]
            return 200, {"errors": False, "items": items}
        return 200, {"acknowledged": True, "result": "created"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                is_bulk = self.path.split("?")[0].endswith("/_bulk")
                lines = [
                    json.loads(line) for line in (sent.splitlines() if is_bulk else [sent]) if line
                ]
                body = lines if is_bulk else next(iter(lines), None)
                status, content = answer(Request(self.command, self.path.split("?")[0], body))
                data = b"" if self.command == "HEAD" else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("X-Elastic-Product", "Elasticsearch")  # its client looks
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Nothing."""

        return Handler


def backends(settings: Any, url: str) -> dict[str, Any]:
    """The backends of the settings with `SEARCH_URL=url`."""
    server = Environment({"SEARCH_URL": url}).search_server("SEARCH_URL", "database:")
    ours = {"BACKEND": "search.remote_backend.server_backend", **server}
    return {**settings.WAGTAILSEARCH_BACKENDS, "server": ours}


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
