"""The task queue of production, in the database, and a worker of it in this process."""

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


class TaskQueue:
    """What waits in the queue, and how it is worked off."""

    def work(self) -> None:
        """Run all that is due, as `manage.py db_worker --batch` does."""
        Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="test",
            excluded_queue_names=[],
        ).run()

    def waiting(self, name: str) -> list[float]:
        """In how many minutes each task of a name is due that has not run yet."""
        rows = DBTaskResult.objects.filter(status="READY", task_path__endswith=f".{name}")
        now = timezone.now()
        return sorted((row.run_after - now).total_seconds() / 60 for row in rows)

    def pass_time(self) -> None:
        """All that waits is due."""
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())

    def failures(self) -> list[str]:
        """What went wrong in tasks that have run."""
        return [row.traceback for row in DBTaskResult.objects.filter(status="FAILED")]
