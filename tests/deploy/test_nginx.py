"""nginx in front, by the files that deploy/nginx ships: quick, right, and nothing private kept."""

import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from blog.comments import actions
from tests.factories.comments import held_comment
from tests.factories.pages import live_post, restrict
from tests.factories.people import moderator
from tests.nginx import PROGRAM, SHIPPED, Nginx
from tests.processes import GOOD_KEY, manage
from tests.settings import ROOT
from tests.web_server import WebServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
SECONDS = 2  # until a reader behind nginx sees a change: to the end of the second, and a half


class Front:
    """A site behind nginx, and a reader of it."""

    def __init__(self, server: WebServer, nginx: Nginx) -> None:
        self.server, self.nginx = server, nginx

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask nginx."""
        connection = HTTPConnection("127.0.0.1", self.nginx.port, timeout=20)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=names)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
        connection.close()
        return answer.status, found, body


@pytest.fixture(scope="module")
def static() -> Path:
    """The static files as they are deployed, once for all tests."""
    done = manage("collectstatic", "--noinput", "--verbosity=0", SECRET_KEY=GOOD_KEY)
    assert done.returncode == 0, done.stderr
    return ROOT / "var" / "static"


@pytest.fixture
def front(static: Path) -> Iterator[Front]:
    """The production server with two processes, and nginx."""
    if not Path(PROGRAM).exists():
        pytest.fail("nginx is missing: on Debian, apt-get install nginx-light.")
    server = WebServer(workers=2, DEBUG="", SECRET_KEY=settings.SECRET_KEY)
    with server, Nginx(server.port, static=static) as nginx:
        yield Front(server, nginx)


def test_readers_get_the_page_as_their_browser_takes_it(front: Front) -> None:
    url = live_post("We moved the market").url
    plain = front.get(url)[2]

    for accepted, encoding in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("", None)]:
        for _round in range(2):  # the second is kept
            status, headers, _body = front.get(url, Accept_Encoding=accepted)
            assert (status, headers.get("content-encoding")) == (200, encoding)
    assert b"We moved the market" in plain
    assert front.get(url, If_None_Match=front.get(url)[1]["etag"])[0] == 304


def test_what_is_approved_is_seen_behind_nginx(front: Front) -> None:
    post = live_post()
    held = held_comment(post, user_name="Nora Newcomer")
    front.get(post.url)
    began = time.monotonic()

    actions.approve(comment=held, by=moderator())
    while b"Nora Newcomer" not in front.get(post.url)[2]:
        assert time.monotonic() - began < SECONDS
        time.sleep(0.02)


def test_what_was_restricted_is_gone_behind_nginx(front: Front) -> None:
    post = live_post("We moved the market")
    front.get(post.url)
    began = time.monotonic()

    restrict(post)
    while front.get(post.url)[0] == 200:
        assert time.monotonic() - began < SECONDS
        time.sleep(0.02)


def test_whoever_is_signed_in_gets_an_own_page_and_leaves_none_behind(front: Front) -> None:
    url = live_post().url
    client = Client()
    client.force_login(moderator())
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}"

    own = front.get(url, Cookie=cookie)[2]
    public = front.get(url)[2]
    again = front.get(url, Cookie=cookie)[2]

    assert b"wagtail-userbar" in own
    assert b"wagtail-userbar" not in public
    assert b"wagtail-userbar" in again


def test_what_a_reader_claims_of_the_way_here_is_dropped(front: Front) -> None:
    url = live_post().url

    for header in ("X_Forwarded_Host", "X_Original_URL", "X_Rewrite_URL", "X_Accel_Expires"):
        status, _headers, body = front.get(url, **{header: "evil.example"})
        assert status == 200
        assert b"evil.example" not in body
    assert front.get(url, X_Forwarded_Proto="https")[0] == 200
    assert b"evil.example" not in front.get(url)[2]


def test_static_files_come_compressed_and_for_good(front: Front) -> None:
    page = front.get(live_post().url)[2].decode()
    path = next(part for part in page.split('"') if part.startswith("/static/css/"))

    status, headers, _body = front.get(path, Accept_Encoding="gzip")

    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert front.get("/static/../manage.py")[0] in {400, 404}
    assert front.get("/static/")[0] in {403, 404}


def test_nginx_takes_the_files_as_they_are_shipped(tmp_path: Path) -> None:
    certificate = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=blog.example.org", "-keyout", "privkey.pem", "-out", "fullchain.pem",
    ]  # fmt: skip
    subprocess.run(certificate, cwd=tmp_path, check=True, capture_output=True)
    replaced: dict[str, Any] = {
        "/etc/nginx/snippets/": f"{tmp_path}/",
        "/var/cache/nginx/hustings": f"{tmp_path}/cache",
        "/etc/letsencrypt/live/blog.example.org/": f"{tmp_path}/",
    }
    for shipped in SHIPPED.glob("*.conf"):
        text = shipped.read_text()
        for before, after in replaced.items():
            text = text.replace(before, after)
        (tmp_path / shipped.name).write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off;"
        f" include {tmp_path}/hustings-http.conf; include {tmp_path}/hustings.conf; }}"
    )

    done = subprocess.run(
        [PROGRAM, "-t", "-c", str(tmp_path / "nginx.conf")],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr
