"""Tasks whose worker died in the middle: the queue itself would leave them “running” for ever."""

import logging
from datetime import timedelta

from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# No task of ours takes as long: the longest make the pictures of a page, or wait for mail servers.
LOST_AFTER = timedelta(minutes=15)
MOST_ATTEMPTS = 3  # a task that ends its worker each time is not tried for ever


def recover_tasks(lost_after: timedelta = LOST_AFTER) -> tuple[int, int]:
    """Hand lost tasks out again, or give them up; gives how many of each."""
    again = given_up = 0
    lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - lost_after)
    for task in lost:
        # The same start: not one that has been taken up again meanwhile.
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < MOST_ATTEMPTS:
            again += same.update(status=TaskResultStatus.READY, started_at=None)
            continue
        given_up += same.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            traceback="The worker died each time that it ran this task.",
        )
    if again or given_up:
        logger.warning(
            "Workers died in the middle of tasks: %d are run again, %d are given up.",
            again,
            given_up,
        )
    return again, given_up
