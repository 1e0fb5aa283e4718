"""What Prometheus may read, and what it reads."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from blog.comments.tasks import send_confirmation
from cms import metrics
from tests.factories.comments import held_comment
from tests.factories.pages import live_post
from tests.nodes import Node
from tests.processes import GOOD_KEY, manage
from tests.task_queue import TaskQueue
from tests.web_server import Visitor, WebServer

TOKEN = "a-token-of-the-tests-0123456789"


def values(text: str) -> dict[str, float]:
    """Each sample by its name and its labels' values, in the order of the labels' names."""
    return {
        " ".join([sample.name, *(value for _name, value in sorted(sample.labels.items()))]): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.django_db
def test_without_a_token_there_is_no_such_address(as_nobody: Client) -> None:
    assert as_nobody.get("/metrics").status_code == 404


@pytest.mark.parametrize("brought", ["", "Bearer wrong", "Bearer é", f"Basic {TOKEN}"])
def test_whoever_does_not_bring_the_token_finds_nothing(settings: Any, brought: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    request = RequestFactory().get("/metrics", headers={"Authorization": brought})

    response = metrics.metrics(request)

    assert response.status_code == 404
    assert b"hustings_" not in response.content


def test_a_token_that_could_be_guessed_stops_the_process() -> None:
    done = manage("check", SECRET_KEY=GOOD_KEY, METRICS_TOKEN="short")

    assert done.returncode == 1
    assert "METRICS_TOKEN" in done.stderr


@pytest.mark.django_db
def test_the_queue_and_the_moderators_desk_are_among_the_numbers(
    settings: Any, task_queue: TaskQueue
) -> None:
    settings.METRICS_TOKEN = TOKEN
    held = held_comment(live_post())
    send_confirmation.enqueue(held.pk)
    request = RequestFactory().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    found = values(metrics.metrics(request).content.decode())

    assert found["hustings_database_up"] == 1
    assert found["hustings_queue_tasks"] >= 1
    assert found["hustings_mails_waiting"] >= 1
    assert found["hustings_moderation_waiting"] == 1
    assert "hustings_backup_age_seconds" not in found


@pytest.mark.parametrize(
    ("path", "part"),
    [("/", "home"), ("/blog/a/", "blog"), ("/admin/", "admin"), ("/wp-login.php", "other")],
)
def test_requests_are_counted_by_part_and_never_by_address(path: str, part: str) -> None:
    assert metrics.part_of(path) == part


@pytest.mark.django_db(transaction=True)
def test_any_process_of_a_server_answers_for_all() -> None:
    live_post()
    with WebServer(workers=2, METRICS_TOKEN=TOKEN) as server:
        visitor = Visitor(server, "10.1.1.1")
        visitor.opener.addheaders = [("Authorization", f"Bearer {TOKEN}")]
        for _ in range(20):
            visitor.ask("/nothing-here/")
        readings = [values(visitor.ask("/metrics")[2]) for _ in range(6)]

    counted = {reading["hustings_requests_total GET other 404"] for reading in readings}
    assert counted == {20}


@pytest.mark.django_db(transaction=True)
def test_pages_that_are_answered_from_memory_are_counted(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    node, url = Node(), live_post().url

    def counted(outcome: str) -> float:
        return REGISTRY.get_sample_value("hustings_kept_pages_total", {"outcome": outcome}) or 0

    before = counted("miss"), counted("hit")
    for _round in range(3):
        node.get(url)

    assert (counted("miss") - before[0], counted("hit") - before[1]) == (1, 2)
