"""How the site is doing: numbers for whoever watches it, and sentences for whoever runs it."""

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date as in_words
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from blog.comments.models import Comment
from cms.backup import archive, databases
from cms.models import JobRun
from cms.scheduler import database_now, has_queue, makes_backups, wanted_jobs

MAILS = Q(task_path__startswith="blog.comments.tasks.send_")
QUEUE_LATE = timedelta(minutes=10)
MODERATION_LATE = timedelta(hours=24)
BACKUP_LATE = timedelta(hours=26)  # a night, and the time that one takes
JOB_LATE = 3  # times its span; and a night and two hours for the night's jobs
CLOCKS_APART = 30  # seconds
DISK_LEAST = 0.1  # of the disk, or as much as follows
DISK_LEAST_BYTES = 500 * 1024 * 1024


# --- Numbers ----------------------------------------------------------------------------------
def due_tasks() -> QuerySet[DBTaskResult]:
    """What a worker should have taken by now."""
    return DBTaskResult.objects.ready()


def age(moment: datetime | None) -> float | None:
    """Seconds since a moment; None where there was none."""
    return None if moment is None else max(0.0, (timezone.now() - moment).total_seconds())


def oldest_due() -> datetime | None:
    """Since when the first task in the queue waits."""
    found = due_tasks().aggregate(first=Min("enqueued_at"), due=Min("run_after"))
    moments = [moment for moment in found.values() if moment and moment <= timezone.now()]
    return max(moments, default=None)


def waiting_mails() -> QuerySet[DBTaskResult]:
    """Mails that are still to be sent, those that are tried again later among them."""
    return DBTaskResult.objects.filter(MAILS, status="READY")


def last_success(job: str) -> datetime | None:
    """When a scheduled job last came to its end."""
    return JobRun.objects.filter(pk=job).values_list("succeeded_at", flat=True).first()


def oldest_held() -> datetime | None:
    """Since when the first comment waits for a moderator."""
    found = Comment.objects.waiting().aggregate(first=Min("submit_date"))
    return found["first"]


def gauges() -> list[tuple[str, str, float | None]]:
    """For Prometheus: name, meaning, value; None where there is no such thing."""
    return [
        ("queue_tasks", "Tasks that wait for a worker.", float(due_tasks().count())),
        ("queue_oldest_seconds", "How long the first of them waits.", age(oldest_due()) or 0.0),
        ("queue_failed_tasks", "Tasks that failed.", float(DBTaskResult.objects.failed().count())),
        ("mails_waiting", "Mails still to be sent.", float(waiting_mails().count())),
        ("moderation_waiting", "Comments that wait.", float(Comment.objects.waiting().count())),
        (
            "moderation_oldest_seconds",
            "How long the first comment waits for a moderator.",
            age(oldest_held()) or 0.0,
        ),
        ("backup_age_seconds", "Age of the last backup.", age(last_success("backup"))),
        (
            "publish_run_age_seconds",
            "Time since scheduled posts were last published.",
            age(last_success("publish_scheduled")),
        ),
    ]


# --- Sentences --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Fact:
    """One line of the operator's page. `remedy`: what to do, where something is amiss.

    `code` is what programs call it, or say of it, in their own words.
    """

    name: str
    value: str
    remedy: str = ""
    code: str = ""


@dataclass(frozen=True)
class Section:
    """Facts of one kind."""

    title: str
    facts: list[Fact]


def ago(moment: datetime | None) -> str:
    """A moment in words."""
    if moment is None:
        return _("never")
    return _("%(span)s ago") % {"span": timesince(moment)}


def late(moment: datetime | None, after: timedelta) -> bool:
    """Whether it is longer ago than it should be."""
    return moment is None or timezone.now() - moment > after


def versions() -> Iterator[Fact]:
    """What runs here."""
    for label, package in (("Hustings", "hustings"), ("Wagtail", "wagtail"), ("Django", "django")):
        yield Fact(label, archive.version_of(package))
    yield Fact("Python", platform.python_version())
    yield Fact(_("Database"), "", code=databases.version())


def state_of_database() -> Iterator[Fact]:
    """Migrations, and what answers."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Fact(
        _("Migrations to apply"),
        str(missing),
        _("Run “manage.py migrate”: the site was upgraded, and its database was not.")
        if missing
        else "",
    )
    yield Fact(_("Shared cache"), *_answer_of_cache())
    apart = abs((database_now() - timezone.now()).total_seconds())
    yield Fact(
        _("This machine’s clock, beside the database’s"),
        ngettext("%(count)d second apart", "%(count)d seconds apart", int(apart))
        % {"count": int(apart)},
        _("Set the clocks by a time server: what is scheduled goes by them.")
        if apart > CLOCKS_APART
        else "",
    )


def _answer_of_cache() -> tuple[str, str]:
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        return _("none: each process has its own"), ""
    try:
        cache.set("operating", 1, timeout=10)  # seconds
        answers = cache.get("operating") == 1
    except Exception:  # noqa: BLE001 - each cache engine raises errors of its own
        answers = False
    if answers:
        return _("answers"), ""
    return _("does not answer"), _("Start the server that CACHE_URL names; the site goes on.")


def queue() -> Iterator[Fact]:
    """Tasks and mail."""
    if not has_queue():
        yield Fact(
            _("Task queue"),
            _("none"),
            _("Set TASKS_URL=database: and run “manage.py db_worker”, so that nobody waits."),
        )
        return
    since = oldest_due()
    is_late = since is not None and late(since, QUEUE_LATE)
    count = due_tasks().count()
    yield Fact(
        _("Tasks that wait"),
        _("%(count)s, the first since %(span)s") % {"count": count, "span": timesince(since)}
        if since
        else str(count),
        _("Start “manage.py db_worker”, or look into its log: nobody takes up the tasks.")
        if is_late
        else "",
    )
    failed = DBTaskResult.objects.failed().count()
    yield Fact(
        _("Tasks that failed in the last days"),
        str(failed),
        _("Look for them in the log of the task worker: each says there what went wrong.")
        if failed
        else "",
    )
    waiting = list(waiting_mails().values_list("args_kwargs", flat=True)[:1000])
    in_vain = sum(1 for given in waiting if given.get("kwargs", {}).get("attempt"))
    yield Fact(
        _("Mails that wait"),
        str(len(waiting)),
        ngettext(
            "One was tried in vain: see whether the server that EMAIL_URL names takes mail.",
            "%(count)s were tried in vain: see whether the server that EMAIL_URL names takes mail.",
            in_vain,
        )
        % {"count": in_vain}
        if in_vain
        else "",
    )


def moderation() -> Iterator[Fact]:
    """What moderators have before them."""
    since = oldest_held()
    yield Fact(
        _("First comment that waits"),
        _("none") if since is None else ago(since),
        _("Ask the moderators: readers should not wait for more than a day.")
        if since and late(since, MODERATION_LATE)
        else "",
    )


def disks() -> Iterator[Fact]:
    """How much room is left."""
    for label, folder in (
        (_("Free for the site’s own files"), settings.VAR_DIR),
        (_("Free for uploads"), Path(settings.MEDIA_ROOT)),
    ):
        try:
            usage = shutil.disk_usage(folder)
        except OSError:
            yield Fact(label, _("unknown"), _("Make the folder, so that something can be kept."))
            continue
        is_low = usage.free < min(DISK_LEAST * usage.total, DISK_LEAST_BYTES)
        yield Fact(
            label,
            str(filesizeformat(usage.free)),
            _("Make room on the disk soon: when it is full, nothing can be kept.")
            if is_low
            else "",
        )


def jobs() -> Iterator[Fact]:
    """The scheduler's last runs."""
    runs = {run.name: run for run in JobRun.objects.all()}
    for job in wanted_jobs():
        run = runs.get(job.name)
        span = job.every * JOB_LATE if job.every else BACKUP_LATE
        if run is None or run.started_at is None:
            remedy = _("Start “manage.py run_scheduler”, or the timers that run it.")
            yield Fact("", _("never"), remedy, code=job.name)
            continue
        value = f"{ago(run.started_at)}: {run.get_outcome_display()}"
        if run.finished_at and run.finished_at >= run.started_at:
            value += f" ({(run.finished_at - run.started_at).total_seconds():.0f} s)"
        remedy = ""
        if run.outcome == JobRun.Outcome.FAILED:
            remedy = _("It is tried again by itself. It said: %(line)s") % {"line": run.message}
        elif late(run.started_at, span):
            remedy = _("Start “manage.py run_scheduler”: it has not run for too long.")
        yield Fact("", value, remedy, code=job.name)


def backups() -> Iterator[Fact]:
    """The last one."""
    made = last_success("backup")
    if made is None and not makes_backups():
        remedy = _("Set BACKUP_FOLDER to a folder on another disk, or run “manage.py backup”.")
    elif late(made, BACKUP_LATE):
        remedy = _("See why none was made since, or run “manage.py backup”.")
    else:
        remedy = ""
    value = _("never") if made is None else f"{in_words(made, 'DATETIME_FORMAT')}, {ago(made)}"
    yield Fact(_("Last backup"), value, remedy)


def installation() -> Iterator[Fact]:
    """What `check --deploy` says."""
    found = checks.run_checks(include_deployment_checks=True)
    for message in found:
        remedy = _("Look for “%(check)s” in the manual of Django or Wagtail.") % {
            "check": message.id
        }
        yield Fact(_("A check"), "", remedy, code=f"{message.id}: {message.msg}")
    if not found:
        yield Fact(_("Deployment checks"), _("nothing amiss"))


SECTIONS: tuple[tuple[Promise, Callable[[], Iterator[Fact]]], ...] = (
    (gettext_lazy("Backups"), backups),
    (gettext_lazy("Queue and mail"), queue),
    (gettext_lazy("Moderation"), moderation),
    (gettext_lazy("By the clock"), jobs),
    (gettext_lazy("Database and cache"), state_of_database),
    (gettext_lazy("Disks"), disks),
    (gettext_lazy("Installation"), installation),
    (gettext_lazy("Versions"), versions),
)


def sections() -> list[Section]:
    """All of the page; what cannot be found out says so, and holds up nothing else."""
    found = []
    for title, gather in SECTIONS:
        try:
            facts = list(gather())
        except (DatabaseError, databases.BackupError):
            facts = [Fact(str(title), _("unknown"), _("Look into the log, and try again."))]
        found.append(Section(str(title), facts))
    return found


def may_see(user: Any) -> bool:
    """Whether somebody runs this site, or looks after those who do."""
    return user.has_perm("cms.view_jobrun")


class OperatingView(WagtailAdminTemplateMixin, TemplateView):
    """How the site is doing, and what to do about it."""

    page_title = gettext_lazy("How the site is doing")
    header_icon = "cogs"
    template_name = "operating/operating.html"
    _show_breadcrumbs = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For those with the right alone."""
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All sections, and how many lines ask for something to be done."""
        found = sections()
        amiss = [fact for section in found for fact in section.facts if fact.remedy]
        return super().get_context_data(**kwargs) | {"sections": found, "amiss": len(amiss)}
