"""Health, the address of the site, a refused form, log lines."""

import json
import logging
import sys
import time
from threading import Event
from unittest.mock import patch

import pytest
from django.contrib.sites.models import Site as DjangoSite
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from wagtail.models import Site

from cms import health
from cms.apps import write_site_address
from cms.logs import JSONFormatter
from tests.factories.pages import live_post

CLIENT_WITH_CSRF = {"enforce_csrf_checks": True}


def test_the_process_is_alive_without_a_database(as_nobody: Client) -> None:
    assert as_nobody.get("/healthz").content == b"alive\n"


@pytest.mark.django_db
def test_the_site_is_ready_when_database_and_cache_answer(as_nobody: Client) -> None:
    response = as_nobody.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_the_site_is_not_ready_without_its_database(as_nobody: Client) -> None:
    with patch.object(BaseDatabaseWrapper, "cursor", side_effect=OperationalError):
        response = as_nobody.get("/readyz")

    assert (response.status_code, response.content) == (503, b"database\n")


@pytest.mark.django_db
def test_the_site_is_not_ready_before_its_migrations(as_nobody: Client) -> None:
    with (
        patch.object(health.migrations, "are_applied", new=False),
        patch.object(MigrationRecorder, "applied_migrations", return_value={}),
    ):
        response = as_nobody.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations\n")


def test_a_probe_that_hangs_is_given_up_and_asked_no_second_time() -> None:
    go_on, asked = Event(), []

    def hang() -> str:
        asked.append(1)
        go_on.wait(20)
        return ""

    probe = health.Probe("database", hang)
    begun = time.monotonic()
    answers = [probe.trouble(), probe.trouble()]

    assert answers == ["database", "database"]
    assert asked == [1]
    assert time.monotonic() - begun < 2 * health.PATIENCE + 1
    go_on.set()
    assert probe.trouble() == ""


@pytest.mark.django_db
def test_the_site_is_not_ready_without_its_cache(as_nobody: Client) -> None:
    with patch.object(LocMemCache, "set", side_effect=ConnectionError):
        response = as_nobody.get("/readyz")

    assert (response.status_code, response.content) == (503, b"cache\n")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_answers_about_health_are_never_cached(as_nobody: Client, address: str) -> None:
    assert "no-store" in as_nobody.get(address).headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("site_url", "hostname", "port"),
    [
        ("https://blog.example.org", "blog.example.org", 443),
        ("http://blog.example.org", "blog.example.org", 80),
        ("http://127.0.0.1:8000", "127.0.0.1", 8000),
    ],
)
def test_the_site_address_reaches_wagtail(site_url: str, hostname: str, port: int) -> None:
    with override_settings(SITE_URL=site_url):
        write_site_address()

    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == (hostname, port)


@pytest.mark.django_db
def test_the_site_address_reaches_django() -> None:
    with override_settings(SITE_URL="http://blog.example.org:8000"):
        write_site_address()

    assert DjangoSite.objects.get_current().domain == "blog.example.org:8000"


@pytest.mark.django_db
def test_another_site_keeps_its_own_address() -> None:
    default = Site.objects.get(is_default_site=True)
    other = Site.objects.create(hostname="other.example.org", root_page=default.root_page)

    write_site_address()

    other.refresh_from_db()
    assert other.hostname == "other.example.org"


@pytest.mark.django_db
def test_a_form_that_is_refused_gives_the_typed_text_back() -> None:
    text = "A long and thoughtful comment that took half an hour to write."
    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/comments/form/{live_post().pk}/", {"comment": text})

    assert response.status_code == 403
    assert text in response.text


@pytest.mark.django_db
def test_a_form_that_is_refused_does_not_run_what_was_typed() -> None:
    text = "</textarea><script>alert('a script that is longer than forty characters')</script>"
    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/comments/form/{live_post().pk}/", {"comment": text})

    assert "<script>alert" not in response.text


@pytest.mark.django_db
def test_a_form_that_is_refused_never_shows_a_password() -> None:
    password = "a password that is so long that it looks like a text"
    client = Client(enforce_csrf_checks=True)

    response = client.post("/admin/login/", {"username": "me", "password": password})

    assert response.status_code == 403
    assert password not in response.text


def log_line(message: str, *args: object, exc_info: object = None) -> dict[str, str]:
    """What the formatter makes of a record, read as JSON."""
    record = logging.LogRecord("blog", logging.WARNING, "", 1, message, args, exc_info)
    formatted = JSONFormatter().format(record)
    assert "\n" not in formatted
    return json.loads(formatted)


def test_a_log_line_is_one_json_object() -> None:
    line = log_line("Two\nlines: %s", "ä")

    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "blog", "Two\nlines: ä")


def test_a_log_line_holds_the_traceback() -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        line = log_line("It broke", exc_info=sys.exc_info())

    assert "ZeroDivisionError: division by zero" in line["exception"]
