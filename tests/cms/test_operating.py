"""The operator's page: who sees it, what it says, and what to do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.comments.tasks import send_confirmation
from cms import operating
from cms.models import JobRun, User
from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.comments import held_comment
from tests.factories.pages import live_post
from tests.factories.people import administrator, editor, group_administrator, moderator
from tests.looks import sticking_out
from tests.task_queue import TaskQueue

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/operating/"


def remedies() -> dict[str, str]:
    """What is to be done, by the line that asks for it."""
    return {
        fact.code or fact.name: fact.remedy
        for section in operating.sections()
        for fact in section.facts
        if fact.remedy
    }


@pytest.mark.parametrize(
    ("person", "sees"),
    [(administrator, True), (group_administrator, True), (editor, False), (moderator, False)],
)
def test_the_page_is_for_those_with_the_right_and_so_is_its_place_in_the_menu(
    person: Callable[[], User], *, sees: bool
) -> None:
    browser = Client()
    browser.force_login(person())

    assert (browser.get(ADDRESS).status_code == 200) == sees
    assert (ADDRESS in browser.get("/admin/").text) == sees


def test_nobody_sees_it_without_an_account(as_nobody: Client) -> None:
    assert as_nobody.get(ADDRESS).status_code == 302


def test_it_names_versions_and_what_answers(task_queue: TaskQueue) -> None:
    browser = Client()
    browser.force_login(administrator())

    text = browser.get(ADDRESS).text

    for words in ("Wagtail", "Django", "Python", "Migrations to apply", "Free for uploads"):
        assert words in text


def test_without_a_queue_it_says_how_to_have_one() -> None:
    assert "TASKS_URL" in remedies()["Task queue"]


def test_a_queue_that_nobody_works_off_is_told_after_ten_minutes(task_queue: TaskQueue) -> None:
    send_confirmation.enqueue(held_comment(live_post()).pk)
    assert "Tasks that wait" not in remedies()

    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))

    assert "db_worker" in remedies()["Tasks that wait"]


def test_a_failed_job_says_what_it_said_and_a_late_one_how_to_start_it(
    task_queue: TaskQueue,
) -> None:
    now = timezone.now()
    JobRun.objects.create(name="update_index", started_at=now, outcome="failed", message="No room.")
    JobRun.objects.create(
        name="publish_scheduled", started_at=now - timedelta(minutes=16), outcome="done"
    )
    JobRun.objects.create(name="clearsessions", started_at=now, outcome="done")

    found = remedies()

    assert "No room." in found["update_index"]
    assert "run_scheduler" in found["publish_scheduled"]
    assert "clearsessions" not in found


def test_a_backup_is_asked_for_until_there_is_one_of_the_last_night(settings: Any) -> None:
    settings.BACKUP_FOLDER = ""
    assert "BACKUP_FOLDER" in remedies()["Last backup"]

    run = JobRun.objects.create(name="backup", succeeded_at=timezone.now())
    assert "Last backup" not in remedies()

    run.succeeded_at -= timedelta(hours=27)
    run.save()
    assert "Last backup" in remedies()


def test_a_section_that_cannot_be_looked_up_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> Any:
        raise operating.DatabaseError

    monkeypatch.setattr(operating, "oldest_held", fail)

    found = {section.title: section.facts for section in operating.sections()}

    assert found["Moderation"][0].value == "unknown"
    assert len(found["Versions"]) == 5


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_nothing_sticks_out(visit: Visit) -> None:
    page = visit(administrator())
    page.goto(ADDRESS)

    assert [line for line in axe_in_every_look(page) if ".operating" in line] == []
    assert page.locator(".operating .desk__section").count() == 8
    assert sticking_out(page, (360, 768)) == []
