"""The sample site as the public gets it: the production server, and one in front that compresses.

The one in front stands for the web server that deploy/README.md describes: it hands everything on
and compresses pages with gzip, as nginx does by `gzip on`. Styles and scripts come compressed from
the product itself.
"""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.conf import settings

from tests.factories.sample_site import SampleSite, sample_site
from tests.settings import ROOT
from tests.web_server import WebServer

PICTURE = (1600, 1000)  # pixels, as a camera's picture is once it has been made smaller
GZIP_LEVEL = 6
OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "date"}


class Front(ThreadingHTTPServer):
    """Hands requests on to the production server, and compresses the HTML that comes back."""

    daemon_threads = True
    behind = 0  # the port of the production server

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Front

    def do_GET(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.server.behind, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name != "Connection"}
        connection.request("GET", self.path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        is_page = (response.getheader("Content-Type") or "").startswith("text/html")
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        is_compressed = is_page and takes_gzip and not response.getheader("Content-Encoding")
        if is_compressed:
            body = gzip.compress(body, GZIP_LEVEL)
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in OF_ONE_CONNECTION:
                self.send_header(name, value)
        if is_compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def served_site() -> Iterator[tuple[str, SampleSite]]:
    """Make the sample site and serve it; gives the address in front, and the site."""
    site = sample_site(picture_size=PICTURE)
    front = Front()
    server = WebServer(
        workers=1,
        DEBUG="",
        SITE_URL=front.url,
        SECRET_KEY=settings.SECRET_KEY,  # the status page's address is signed with it
        MEDIA_STORAGE_URL=str(settings.MEDIA_ROOT),
    )
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=server.environment, check=True)
    front.behind = server.port
    with server:
        Thread(target=front.serve_forever, daemon=True).start()
        try:
            yield front.url, site
        finally:
            front.shutdown()
            front.server_close()
