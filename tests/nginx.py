"""The web server in front, as deploy/nginx describes it, on a port of its own."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.settings import ROOT

SHIPPED = ROOT / "deploy" / "nginx"
PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
START_TIMEOUT = 10  # seconds
AROUND = """
worker_processes {processes};
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    include /etc/nginx/mime.types;
    sendfile on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/hustings-http.conf;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/hustings-site.conf;
    }}
    server {{
        # The fastest that this machine can be: a file, compressed beforehand.
        listen 127.0.0.1:{file_port};
        root {folder}/files;
        gzip_static on;
    }}
}}
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Nginx:
    """nginx with the shipped configuration before a server; ended at the end of the block.

    `url` is the site's address through it, `file_url` that of what `offer` was given.
    """

    def __init__(self, server_port: int, *, static: Path, processes: int = 2) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hustings-nginx-"))
        self.port, self.file_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.file_url = f"http://127.0.0.1:{self.file_port}/page.html"
        replaced = {
            "/etc/nginx/snippets/": f"{self.folder}/",
            "/var/cache/nginx/hustings": f"{self.folder}/cache",
            "127.0.0.1:8000": f"127.0.0.1:{server_port}",
            "/srv/hustings/app/var/static/": f"{static}/",
        }
        for shipped in SHIPPED.glob("hustings-*.conf"):
            text = shipped.read_text()
            for before, after in replaced.items():
                text = text.replace(before, after)
            (self.folder / shipped.name).write_text(text)
        (self.folder / "files").mkdir()
        self.folder.chmod(0o755)  # its workers are another user's
        around = AROUND.format(
            folder=self.folder, port=self.port, file_port=self.file_port, processes=processes
        )
        (self.folder / "nginx.conf").write_text(around)

    def offer(self, gzipped: bytes, plain: bytes) -> None:
        """Serve these bytes from a file, too, at `file_url`."""
        (self.folder / "files" / "page.html.gz").write_bytes(gzipped)
        (self.folder / "files" / "page.html").write_bytes(plain)

    def __enter__(self) -> "Nginx":
        self.process = subprocess.Popen(
            [PROGRAM, "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until:
            assert self.process.poll() is None, (self.folder / "error.log").read_text()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise AssertionError("nginx does not answer")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
