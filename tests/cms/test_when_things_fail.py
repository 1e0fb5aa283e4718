"""What people see when something is amiss on our side."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from cms.views import server_error
from tests.processes import GOOD_KEY, run


def test_an_error_page_needs_no_context() -> None:
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


def test_an_error_page_comes_even_when_the_styles_are_missing(settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    response = server_error(RequestFactory().get("/"))

    assert "Something went wrong on our side" in response.text


@pytest.mark.django_db
def test_an_error_shows_no_path_and_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("search.views.find", fail)
    response = Client(raise_request_exception=False).get("/search/?q=x")

    assert response.status_code == 500
    assert "secret detail" not in response.text


def test_the_server_says_when_the_static_files_are_missing(tmp_path: Path) -> None:
    done = run("-c", START, str(tmp_path), SECRET_KEY=GOOD_KEY)

    assert done.returncode == 1
    assert "collectstatic" in done.stderr


START = """
import os, pathlib, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
from django.conf import settings
settings.STATIC_ROOT = pathlib.Path(sys.argv[1])
from cms.server import serve
serve()
"""
