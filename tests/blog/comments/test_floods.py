"""Whoever sends on and on after being told to wait is answered unread, and nobody else is."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.comments import floods
from blog.comments.models import Comment
from blog.models import BlogPostPage
from tests.factories.people import reader

SPAMMER, NEIGHBOUR = "198.51.100.7", "198.51.100.8"


def send(post: BlogPostPage, number: int, address: str = SPAMMER) -> HttpResponse:
    """One more comment from an address."""
    words = {"name": "Bargain", "comment": f"Buy number {number}."}
    return Client().post(f"/comments/form/{post.pk}/", words, REMOTE_ADDR=address)


@pytest.fixture
def flooded(post: BlogPostPage, settings: Any) -> BlogPostPage:
    """A post to which one address has sent far too much."""
    settings.RATES = settings.RATES | {"comment": "1/minute"}
    for number in range(1 + floods.REFUSALS):
        send(post, number)
    return post


def test_a_flood_is_answered_without_a_query(flooded: BlogPostPage) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = send(flooded, 99)

    assert (response.status_code, len(queries)) == (429, 0)
    assert 0 < int(response["Retry-After"]) <= floods.LONGEST
    assert "Set-Cookie" not in response


def test_a_flood_stores_what_the_rate_allows(flooded: BlogPostPage) -> None:
    send(flooded, 99)

    assert Comment.objects.count() == 1


def test_others_are_read_while_one_household_floods(flooded: BlogPostPage) -> None:
    assert send(flooded, 99, NEIGHBOUR).status_code == 302


def test_whoever_floods_can_still_read(flooded: BlogPostPage) -> None:
    for address in (flooded.url, f"/comments/form/{flooded.pk}/"):
        assert Client().get(address, REMOTE_ADDR=SPAMMER).status_code == 200


def test_who_is_refused_once_has_the_form_with_the_text(post: BlogPostPage, settings: Any) -> None:
    settings.RATES = settings.RATES | {"comment": "1/minute"}
    send(post, 1)

    response = send(post, 2)

    assert response.status_code == 429
    assert "Buy number 2." in response.text


def test_after_the_wait_the_household_is_read_again(
    flooded: BlogPostPage, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = floods.time.monotonic() + floods.LONGEST + 1
    monkeypatch.setattr(floods, "time", SimpleNamespace(monotonic=lambda: later))
    settings.RATES = settings.RATES | {"comment": "100/minute"}

    assert send(flooded, 99).status_code == 302


def test_a_flood_from_many_addresses_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "MOST_HOUSEHOLDS", 100)
    for number in range(1_000):
        floods.note_refusal(f"192.0.2.{number}", 60)

    assert len(floods._refused) <= 100


@pytest.mark.django_db
def test_the_desk_is_not_concerned(flooded: BlogPostPage) -> None:
    client = Client(REMOTE_ADDR=SPAMMER)
    client.force_login(reader())

    assert client.post("/admin/login/", {}).status_code != 429
