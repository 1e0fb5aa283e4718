"""A process of the server, as far as it keeps pages, inside the test."""

import gzip
from typing import Any

import brotli
from django.core.wsgi import get_wsgi_application
from django.test import Client

from cms.changes import Changes
from cms.page_cache import PageCache


class Answer:
    """What a node sent."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = int(status[:3])
        self.headers = dict(headers)
        self.sent = body
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        encoding = self.headers.get("Content-Encoding", "")
        self.text = unpack.get(encoding, bytes)(body).decode()


class Node:
    """One process of the server, as far as it keeps pages; counts what it asked the site."""

    def __init__(self) -> None:
        self.site = get_wsgi_application()
        self.changes = Changes()
        self.cache = PageCache(self.ask, self.changes)
        self.asked = 0
        self.fails = False

    def ask(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        if self.fails:
            start_response("503 Service Unavailable", [])
            return [b"Sorry."]
        return self.site(environ, start_response)

    def get(self, path: str, *, method: str = "GET", later: bool = False, **more: str) -> Answer:
        """Ask it for an address; `later`: when it may look again what has changed."""
        if later:
            self.changes.look_now()
        path, _question, query = path.partition("?")
        environ = Client()._base_environ(
            PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD=method, HTTP_HOST="testserver"
        )
        started: list[Any] = []
        body = self.cache(environ | more, lambda *sent: started.extend(sent[:2]))
        sent = b"".join(body)
        if close := getattr(body, "close", None):
            close()
        return Answer(started[0], started[1], sent)
