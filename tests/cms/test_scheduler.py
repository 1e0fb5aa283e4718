"""What is done by the clock: when, once, and what is known of it afterwards."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.comments.tasks import send_confirmation
from cms import scheduler
from cms.models import JobRun
from cms.scheduler import JOBS, NIGHT, OFTEN, Job, Scheduler, command_of, wanted_jobs
from cms.task_recovery import LOST_AFTER, recover_tasks
from tests.task_queue import TaskQueue
from tests.web_server import WebServer

DONE = [sys.executable, "-c", "pass"]
SLOW = [sys.executable, "-c", "import time; time.sleep(30)"]
FAILING = [sys.executable, "-c", "raise SystemExit('no: nora@example.org')"]


def run_by(command: list[str], *jobs: Job) -> Scheduler:
    """A scheduler that starts one command, whatever the job."""
    return Scheduler(list(jobs) or [Job("often", every=OFTEN)], lambda _job: command)


def started(job: str, when: datetime | None, **fields: Any) -> JobRun:
    return JobRun.objects.create(name=job, started_at=when, **fields)


@pytest.mark.django_db
def test_a_run_is_on_record_with_its_start_end_and_outcome() -> None:
    run_by(DONE).run_due()

    run = JobRun.objects.get(pk="often")
    assert run.outcome == JobRun.Outcome.DONE
    assert run.started_at <= run.finished_at == run.succeeded_at
    assert run.leased_until is None


@pytest.mark.django_db
def test_a_failure_is_on_record_without_what_is_personal(capfd: Any) -> None:
    before = timezone.now() - timedelta(hours=1)
    started("often", before, succeeded_at=before)

    run_by(FAILING).run_due()

    run = JobRun.objects.get(pk="often")
    assert (run.outcome, run.message) == (JobRun.Outcome.FAILED, "no: [e-mail]")
    assert run.succeeded_at == before


@pytest.mark.django_db
def test_one_failing_job_stops_no_other() -> None:
    failing, fine = Job("failing"), Job("fine")
    Scheduler([failing, fine], lambda job: FAILING if job is failing else DONE).run_due()

    outcomes = dict(JobRun.objects.values_list("name", "outcome"))
    assert outcomes == {"failing": "failed", "fine": "done"}


@pytest.mark.parametrize(
    ("span", "ago", "is_due"),
    [(OFTEN, timedelta(minutes=4), False), (OFTEN, timedelta(minutes=5), True)],
)
def test_what_is_done_often_is_due_after_its_span(
    span: timedelta, ago: timedelta, *, is_due: bool
) -> None:
    now = timezone.now()

    assert Job("a", every=span).is_due(JobRun(started_at=now - ago), now) == is_due


@pytest.mark.parametrize(
    ("last", "outcome", "is_due"),
    [
        (datetime(2026, 3, 1, 3, 17, tzinfo=UTC), "done", False),
        (datetime(2026, 3, 1, 3, 16, tzinfo=UTC), "done", True),
        (datetime(2026, 2, 28, 20, 0, tzinfo=UTC), "done", True),
        (datetime(2026, 3, 1, 3, 20, tzinfo=UTC), "failed", True),
        (datetime(2026, 3, 1, 11, 30, tzinfo=UTC), "failed", False),
    ],
)
def test_what_is_done_at_night_is_made_up_for_and_tried_again_after_an_hour(
    last: datetime, outcome: str, *, is_due: bool
) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)

    assert NIGHT.isoformat() == "03:17:00"
    assert Job("a").is_due(JobRun(started_at=last, outcome=outcome), noon) == is_due


@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_one_runs_a_job() -> None:
    others = [run_by(DONE) for _ in range(4)]
    JobRun.objects.create(name="often")
    starts: list[int] = []

    def look(one: Scheduler) -> None:
        with patch.object(one, "_start", lambda _job: starts.append(1)):
            for _ in range(10):
                one.look()
        connections.close_all()

    threads = [Thread(target=look, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert starts == [1]


@pytest.mark.django_db
def test_a_job_is_free_again_when_its_scheduler_is_no_more() -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    run = started("often", long_ago, holder="gone", outcome="running")
    JobRun.objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    run_by(DONE).run_due()
    assert JobRun.objects.get(pk=run.pk).holder == "gone"

    JobRun.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    run_by(DONE).run_due()

    assert JobRun.objects.get(pk=run.pk).outcome == JobRun.Outcome.DONE


@pytest.mark.django_db
def test_whoever_lost_a_job_to_another_ends_it() -> None:
    mine = run_by(SLOW)
    mine.look()
    (one,) = mine.running.values()
    JobRun.objects.update(holder="another")
    one.renew_at = 0
    mine.look()

    assert one.process.wait(20) == -signal.SIGTERM
    mine.look()
    assert JobRun.objects.get().holder == "another"
    assert JobRun.objects.get().outcome == JobRun.Outcome.RUNNING


@pytest.mark.django_db
def test_told_to_stop_it_ends_its_jobs_and_lets_others_have_them() -> None:
    mine = run_by(SLOW)
    mine.look()
    (one,) = mine.running.values()
    mine.stop()
    mine.run()

    assert one.process.returncode == -signal.SIGTERM
    run = JobRun.objects.get()
    assert (run.outcome, run.leased_until) == (JobRun.Outcome.STOPPED, None)


@pytest.mark.django_db
def test_it_goes_on_when_the_database_is_back(caplog: pytest.LogCaptureFixture) -> None:
    mine = run_by(DONE)
    looks: list[str] = []

    def look() -> None:
        looks.append("look")
        if len(looks) < 3:
            raise scheduler.DatabaseError("away")
        mine.stop()

    with patch.object(mine, "look", look), patch.object(scheduler, "LOOK_EVERY", 0.01):
        mine.run()

    assert len(looks) == 3
    assert [record.getMessage() for record in caplog.records] == [
        "The scheduler waits for the database: away",
        "The database is back, and the scheduler goes on.",
    ]


@pytest.mark.django_db
def test_of_the_nights_jobs_one_runs_at_a_time() -> None:
    mine = run_by(SLOW, Job("a"), Job("b"), Job("c", every=OFTEN))
    mine.look()
    running = set(mine.running)
    mine.stop()
    mine.run()

    assert running == {"a", "c"}


def test_every_job_is_a_command_of_this_site(settings: Any, tmp_path: Any) -> None:
    from django.core.management import get_commands

    assert {job.name for job in JOBS} <= set(get_commands())
    settings.BACKUP_FOLDER = ""
    assert "backup" not in [job.name for job in wanted_jobs()]
    settings.BACKUP_FOLDER = str(tmp_path)
    (backup,) = [job for job in wanted_jobs() if job.name == "backup"]
    assert command_of(backup)[-3:] == [str(tmp_path), "--keep", "14"]


@pytest.mark.django_db(transaction=True)
def test_the_command_runs_jobs_and_ends_when_it_is_told() -> None:
    # All but one are not due, so that one process is enough.
    for job in JOBS:
        if job.name != "publish_scheduled":
            started(job.name, timezone.now(), outcome="done")
    environment = WebServer(workers=1).environment
    command = [sys.executable, "manage.py", "run_scheduler"]
    process = subprocess.Popen(command, env=environment, cwd=scheduler.settings.BASE_DIR)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            run = JobRun.objects.filter(pk="publish_scheduled").first()
            if run and run.succeeded_at:
                break
            time.sleep(0.1)
        assert run is not None
        assert run.outcome == JobRun.Outcome.DONE
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db
def test_a_task_whose_worker_died_is_run_again_and_not_for_ever(task_queue: TaskQueue) -> None:
    send_confirmation.enqueue(1)
    task = DBTaskResult.objects.get()
    for attempt in (1, 2, 3):
        task.refresh_from_db()
        task.claim(f"worker {attempt}")
        assert recover_tasks() == (0, 0)  # it may still be at work
        DBTaskResult.objects.update(started_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))
        expected = (1, 0) if attempt < 3 else (0, 1)
        assert recover_tasks() == expected
    task.refresh_from_db()
    assert task.status == "FAILED"
