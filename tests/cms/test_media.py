"""Uploaded files: renditions are public, originals are for staff, documents go through Wagtail."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import CollectionViewRestriction

from tests.factories.people import administrator, reader
from tests.factories.pictures import document, picture

pytestmark = pytest.mark.django_db


def test_a_rendition_is_there_for_everybody(as_nobody: Client) -> None:
    rendition = picture().get_rendition("width-32")

    response = as_nobody.get(rendition.url)

    assert b"".join(response) == Path(rendition.file.path).read_bytes()


def test_a_rendition_may_be_kept_for_ever(as_nobody: Client) -> None:
    response = as_nobody.get(picture().get_rendition("width-32").url)

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_original_is_hidden_from_visitors(as_nobody: Client) -> None:
    assert as_nobody.get(picture().file.url).status_code == 404


def test_an_original_is_hidden_from_readers_with_an_account(as_nobody: Client) -> None:
    as_nobody.force_login(reader())

    assert as_nobody.get(picture().file.url).status_code == 404


def test_an_original_is_shown_to_staff(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())

    assert as_nobody.get(picture().file.url).status_code == 200


def test_an_original_is_not_kept_by_shared_caches(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())

    response = as_nobody.get(picture().file.url)

    assert "public" not in response.headers.get("Cache-Control", "")


def test_a_document_is_never_under_the_media_address(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())

    assert as_nobody.get(document().file.url).status_code == 404


def test_a_document_is_downloaded_through_wagtail(as_nobody: Client) -> None:
    response = as_nobody.get(document(content=b"Agreed by all.").url)

    assert b"".join(response) == b"Agreed by all."


def test_a_document_in_a_private_collection_is_refused(as_nobody: Client) -> None:
    minutes = document()
    CollectionViewRestriction.objects.create(
        collection=minutes.collection, restriction_type=CollectionViewRestriction.LOGIN
    )

    assert as_nobody.get(minutes.url).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "images/../../secret.txt",
        "images/..%2f..%2fsecret.txt",
        "images/%2e%2e/%2e%2e/secret.txt",
        "images//../../secret.txt",
        "images/..\\..\\secret.txt",
        "images/../original_images/secret.txt",
        "./original_images/secret.txt",
        "//original_images/secret.txt",
        "images/%00",
        "images/",
        "images",
        "",
        ".",
    ],
)
def test_no_path_leads_out_of_the_public_folder(as_nobody: Client, path: str) -> None:
    media = Path(settings.MEDIA_ROOT)
    for folder in (media.parent, media / "original_images"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "secret.txt").write_text("secret")

    response = as_nobody.get(f"/media/{path}")

    assert response.status_code == 404


def test_what_was_uploaded_is_never_run(as_nobody: Client) -> None:
    response = as_nobody.get(picture().get_rendition("width-32").url)

    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
