"""What is believed of a request, and what is not."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from cms.security import TrustedProxyMiddleware
from tests.factories.pages import live_post
from tests.factories.people import editor

PROXY, READER = "192.0.2.1", "203.0.113.9"


def seen_by_the_site(settings: Any, **headers: str) -> HttpRequest:
    """The request as it is behind the middleware, with one trusted proxy."""
    settings.TRUSTED_PROXIES = [PROXY]
    seen: list[HttpRequest] = []

    def site(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    TrustedProxyMiddleware(site)(RequestFactory().get("/", **headers))
    return seen[0]


def test_the_reader_behind_a_trusted_proxy_has_their_own_address(settings: Any) -> None:
    request = seen_by_the_site(settings, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=READER)

    assert request.META["REMOTE_ADDR"] == READER


def test_only_the_last_address_that_the_proxy_added_counts(settings: Any) -> None:
    claimed = f"198.51.100.1, {READER}, {PROXY}"
    request = seen_by_the_site(settings, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=claimed)

    assert request.META["REMOTE_ADDR"] == READER


def test_an_address_that_is_none_changes_nothing(settings: Any) -> None:
    request = seen_by_the_site(settings, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="<script>")

    assert request.META["REMOTE_ADDR"] == PROXY


def test_nobody_else_says_who_they_are_or_how_they_came(settings: Any) -> None:
    request = seen_by_the_site(
        settings,
        REMOTE_ADDR=READER,
        HTTP_X_FORWARDED_FOR="198.51.100.1",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert request.META["REMOTE_ADDR"] == READER
    assert "HTTP_X_FORWARDED_PROTO" not in request.META


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("text/plain; charset=hex", "text/plain"),
        ("application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded"),
        ("multipart/form-data; boundary=x", "multipart/form-data; boundary=x"),
    ],
)
def test_a_claimed_charset_never_reaches_django(
    monkeypatch: pytest.MonkeyPatch, claimed: str, kept: str
) -> None:
    from cms import wsgi

    seen = []
    monkeypatch.setattr(wsgi, "django_application", lambda *arguments: seen.append(arguments))
    sent = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": claimed}
    wsgi.application(sent, print)

    assert seen == [({"REQUEST_METHOD": "POST", "CONTENT_TYPE": kept}, print)]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_health_is_told_by_any_name_of_the_machine(settings: Any, address: str) -> None:
    settings.ALLOWED_HOSTS = ["blog.example.org"]
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get(address, headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize(
    "address", [f"/media/images/{'a' * 300}.png", f"/documents/{'9' * 5000}/x/"]
)
@pytest.mark.django_db
def test_an_impossible_file_is_not_found(as_nobody: Client, address: str) -> None:
    assert as_nobody.get(address).status_code == 404


@pytest.mark.django_db
def test_a_preview_may_be_framed_and_runs_no_inline_script() -> None:
    post = live_post()
    client = Client()
    client.force_login(editor())

    policy = client.get(f"/admin/pages/{post.pk}/view_draft/").headers["Content-Security-Policy"]

    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["frame-ancestors"] == "'self'"
    assert "unsafe-inline" not in directives["script-src"]
