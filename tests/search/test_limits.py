"""A household may search ten times as often as somebody in a hurry does; then it waits a little."""

import pytest
from django.test import Client

from tests.factories.pages import live_post

pytestmark = pytest.mark.django_db
MOST = 60  # searches a minute


def test_the_sixty_first_search_in_a_minute_is_refused_with_a_page(as_nobody: Client) -> None:
    answers = [as_nobody.get("/search/", {"q": str(n)}) for n in range(MOST + 1)]

    assert {answer.status_code for answer in answers[:MOST]} == {200}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert "<h1" in answers[-1].text
    assert "Set-Cookie" not in answers[-1]


def test_other_households_and_other_pages_are_not_concerned(as_nobody: Client) -> None:
    post = live_post()
    for n in range(MOST + 1):
        as_nobody.get("/search/", {"q": str(n)})

    assert as_nobody.get("/search/", {"q": "heron"}).status_code == 429
    assert as_nobody.get("/search/", {"q": "heron"}, REMOTE_ADDR="192.0.2.9").status_code == 200
    assert as_nobody.get(post.url).status_code == 200
    assert as_nobody.get("/blog/").status_code == 200


def test_saying_to_come_from_elsewhere_does_not_help(as_nobody: Client) -> None:
    addresses = [f"198.51.100.{n}" for n in range(MOST + 1)]
    answers = [as_nobody.get("/search/", HTTP_X_FORWARDED_FOR=claimed) for claimed in addresses]

    assert answers[-1].status_code == 429
