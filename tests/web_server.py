"""The production server as a process of its own on the test's database, and people who write."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from django.db import connection
from dotenv import dotenv_values

from tests.forms import Form, read_form
from tests.processes import GOOD_KEY
from tests.settings import ROOT

START_TIMEOUT = 60  # seconds; a second is enough, on a machine that has nothing else to do


def database_url() -> str:
    """The database that the tests run on, for another process."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user, host = settings["USER"], quote(settings["HOST"], safe="")
    return f"postgresql://{user}@{host}/{settings['NAME']}"


class WebServer:
    """`python -m cms.server` on a free port; ended, with its workers, at the end of the block."""

    def __init__(self, *, workers: int, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **dict.fromkeys(dotenv_values(ROOT / ".env.example"), ""),
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database_url(),
            "SITE_URL": self.url,
            "SECRET_KEY": GOOD_KEY,
            "PORT": str(self.port),
            "WEB_WORKERS": str(workers),
            "TRUSTED_PROXIES": "127.0.0.1",  # each writer says from where they come
            "DEBUG": "true",  # the static files need not have been collected
            **environment,
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cms.server"],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server did not start"
            try:
                build_opener().open(f"{self.url}/readyz", timeout=5).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not answer")

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def kill(self) -> None:
        """End the server and all of its workers by `kill -9`, in the middle of what they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> "WebServer":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.kill()


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


class Visitor:
    """Somebody with a browser that keeps cookies, at an address of their own."""

    def __init__(self, server: WebServer, address: str) -> None:
        self.server, self.address = server, address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _StayHere())

    def ask(self, path: str, data: dict[str, list[str]] | None = None) -> tuple[int, str, str]:
        """Status, Location and body of an answer. Raises OSError where there is none."""
        body = urlencode(data, doseq=True).encode() if data else None
        request = Request(f"{self.server.url}{path}", body, {"X-Forwarded-For": self.address})
        try:
            with self.opener.open(request, timeout=30) as response:
                return response.status, "", response.read().decode()
        except HTTPError as error:
            location = error.headers.get("Location", "")
            return error.code, location, error.read().decode()

    def form(self, path: str) -> Form:
        """The comment form on a page."""
        return read_form(self.ask(path)[2], path, "main form.form")

    def write(self, path: str, stop: Event, **values: str) -> tuple[int, str, str]:
        """Open a form, and send it until it is answered, as a person presses again.

        Raises TimeoutError once `stop` is set and there is no answer.
        """
        sent = None
        while not stop.is_set():
            try:
                if sent is None:
                    sent = self.form(path).fill(**values).press()
                return self.ask(path, sent)
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise TimeoutError
