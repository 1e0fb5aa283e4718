"""`manage.py run_scheduler`: everything that is done by the clock."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.scheduler import Scheduler


class Command(BaseCommand):
    """Runs the scheduled jobs until it is told to stop."""

    help = (
        "Runs what is done by the clock, such as publishing and backups, each as a process of its"
        " own. May run on several machines: each job is started by one of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One way to run it by another clock."""
        parser.add_argument("--once", action="store_true", help="Run what is due, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stops at SIGTERM, after the jobs that it has told to end."""
        scheduler = Scheduler()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: scheduler.stop())
        if options["once"]:
            scheduler.run_due()
        else:
            scheduler.run()
