"""`manage.py recover_tasks`: tasks whose worker died are run again."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.task_recovery import recover_tasks


class Command(BaseCommand):
    """Hands out again what a worker had taken that is no more."""

    help = "Runs tasks again whose worker died in the middle; three times at most."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints numbers alone."""
        again, given_up = recover_tasks()
        self.stdout.write(f"{again} tasks are run again, {given_up} were given up.")
