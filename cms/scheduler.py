"""What is done by the clock: `manage.py run_scheduler` runs each job as a process of its own.

Any number of schedulers may run, on any number of machines: a job is started by whoever takes its
row (`JobRun`), by the database's clock. Each job is safe to repeat, so a machine that goes down in
the middle of one costs nothing but that another begins anew.
"""

import logging
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import IO

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, close_old_connections
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from cms.logs import without_secrets
from cms.models import JobRun

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
RENEW_EVERY = 20  # seconds
LOOK_EVERY = 5  # seconds
STEP = 0.25  # seconds: how soon it notices that a job has ended, or that it is to stop
AFTER_FAILURE = timedelta(hours=1)  # a job of the night is tried again so much later
NIGHT = time_of_day(3, 17)  # in TIME_ZONE: when few people read
OFTEN = timedelta(minutes=5)
PATIENCE = 30  # seconds for a job to end that is told to


@dataclass(frozen=True)
class Job:
    """A command, and how often it runs: every so often, or once a night."""

    name: str
    arguments: tuple[str, ...] = ()
    every: timedelta | None = None  # None: at night
    is_wanted: Callable[[], bool] = lambda: True

    def is_due(self, run: JobRun, now: datetime) -> bool:
        """Whether it is time to start it."""
        if run.started_at is None:
            return True
        if self.every:
            return now - run.started_at >= self.every
        if run.outcome in {JobRun.Outcome.FAILED, JobRun.Outcome.STOPPED}:
            return now - run.started_at >= AFTER_FAILURE
        return run.started_at < last_night(now)


def last_night(now: datetime) -> datetime:
    """When the last night's jobs were due."""
    here = timezone.localtime(now)
    tonight = datetime.combine(here.date(), NIGHT, tzinfo=here.tzinfo)
    return tonight if tonight <= here else tonight - timedelta(days=1)


def has_queue() -> bool:
    """Whether tasks wait in the database."""
    return "django_tasks_db" in settings.TASKS["default"]["BACKEND"]


def makes_backups() -> bool:
    """Whether somebody has said where they are to be put."""
    return bool(settings.BACKUP_FOLDER)


JOBS = (
    Job("publish_scheduled", every=OFTEN),
    Job("send_comment_digests", every=OFTEN),
    Job("recover_tasks", every=OFTEN, is_wanted=has_queue),
    # First of the night: before anything is dropped.
    Job("backup", is_wanted=makes_backups),
    Job("purge_comments"),
    Job("purge_searches"),
    Job("train_spam_filter"),
    Job("prune_db_task_results", is_wanted=has_queue),
    Job("check_links"),
    Job("clearsessions"),
    Job("update_index", ("--verbosity", "0")),
)


def wanted_jobs() -> list[Job]:
    """Those that this installation has any use for."""
    return [job for job in JOBS if job.is_wanted()]


def command_of(job: Job) -> list[str]:
    """What is started for it."""
    arguments = job.arguments
    if job.name == "backup":
        arguments = (settings.BACKUP_FOLDER, "--keep", str(settings.BACKUP_KEEP))
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), job.name, *arguments]


@dataclass
class Running:
    """A job that this scheduler has started."""

    job: Job
    process: subprocess.Popen[str]
    said: IO[str]  # what it writes to stderr
    renew_at: float = field(default_factory=lambda: time.monotonic() + RENEW_EVERY)

    def last_line(self) -> str:
        """The last line of what it said, without what only one person may know."""
        self.said.seek(0)
        lines = [line for line in self.said.read().splitlines() if line.strip()]
        for line in lines:
            sys.stderr.write(f"{line}\n")
        return without_secrets(lines[-1])[:300] if lines else ""


class Scheduler:
    """Runs jobs until it is told to stop."""

    def __init__(
        self,
        jobs: list[Job] | None = None,
        command: Callable[[Job], list[str]] = command_of,
    ) -> None:
        self.jobs = wanted_jobs() if jobs is None else jobs
        self.command = command
        self.holder = secrets.token_hex(8)
        self.running: dict[str, Running] = {}
        self.is_stopping = False

    def run(self) -> None:
        """Look what is due, and start it; goes on while the database is away."""
        is_away = False
        while not self.is_stopping:
            close_old_connections()
            try:
                self.look()
            except DatabaseError as error:
                if not is_away:
                    logger.warning("The scheduler waits for the database: %s", error)
                is_away = True
            else:
                if is_away:
                    logger.warning("The database is back, and the scheduler goes on.")
                is_away = False
            self._pause(STEP if self.running else LOOK_EVERY)
        self._end()

    def run_due(self) -> None:
        """Run all that is due, once, and come back when it is done."""
        self.look()
        while self.running:
            time.sleep(0.05)
            self.look()

    def stop(self) -> None:
        """End the jobs, and `run`; safe in a signal handler."""
        self.is_stopping = True

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.is_stopping and time.monotonic() < until:
            time.sleep(STEP)

    def look(self) -> None:
        """Take note of what has ended, renew what goes on, and start what is due."""
        for name, one in list(self.running.items()):
            if one.process.poll() is not None:
                self._ended(one)
                del self.running[name]
            elif time.monotonic() >= one.renew_at:
                self._renew(one)
        runs = {run.name: run for run in JobRun.objects.all()}
        for job in self.jobs:
            if job.name in self.running:
                continue
            # Of the night's jobs one at a time: a small machine has memory for no more.
            if job.every is None and any(one.job.every is None for one in self.running.values()):
                continue
            run = runs.get(job.name) or JobRun.objects.get_or_create(name=job.name)[0]
            if job.is_due(run, timezone.now()) and self._take(job, run):
                self._start(job)

    def _take(self, job: Job, run: JobRun) -> bool:
        """Whether the job is ours to start, once, whoever else looks at the same moment."""
        now = database_now()
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        same = JobRun.objects.filter(free, name=job.name, started_at=run.started_at)
        return bool(
            same.update(
                holder=self.holder,
                started_at=now,
                leased_until=now + LEASE,
                outcome=JobRun.Outcome.RUNNING,
            )
        )

    def _start(self, job: Job) -> None:
        said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 - read at its end
        process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command(job), stdout=subprocess.DEVNULL, stderr=said, text=True
        )
        self.running[job.name] = Running(job, process, said)

    def _mine(self, job: Job) -> dict[str, str]:
        return {"name": job.name, "holder": self.holder}

    def _renew(self, one: Running) -> None:
        """Go on holding it; a job that somebody else has taken meanwhile is ended here."""
        if JobRun.objects.filter(**self._mine(one.job)).update(leased_until=database_now() + LEASE):
            one.renew_at = time.monotonic() + RENEW_EVERY
            return
        logger.error("%s was taken over by another scheduler, and is ended here.", one.job.name)
        one.process.terminate()

    def _ended(self, one: Running, outcome: str = "") -> None:
        now = database_now()
        line = one.last_line()
        succeeded = one.process.returncode == 0 and not outcome
        if not outcome:
            outcome = JobRun.Outcome.DONE if succeeded else JobRun.Outcome.FAILED
        changed: dict[str, object] = {
            "finished_at": now,
            "outcome": outcome,
            "leased_until": None,
            "message": "" if succeeded else line,
        }
        if succeeded:
            changed["succeeded_at"] = now
        JobRun.objects.filter(**self._mine(one.job)).update(**changed)
        one.said.close()
        if outcome == JobRun.Outcome.FAILED:
            logger.error("The job %s failed (%s): %s", one.job.name, one.process.returncode, line)

    def _end(self) -> None:
        """Tell every job to end, wait for it, and let others have it."""
        for one in self.running.values():
            one.process.terminate()
        for one in self.running.values():
            try:
                one.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
            with suppress(DatabaseError):
                self._ended(one, "" if one.process.returncode == 0 else JobRun.Outcome.STOPPED)
        self.running.clear()


def database_now() -> datetime:
    """The database's time: machines may differ, and the lease is the same for all."""
    now: datetime = ContentType.objects.annotate(now=Now()).values_list("now", flat=True)[:1].get()
    return now
