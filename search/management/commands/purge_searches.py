"""`manage.py purge_searches`: what was searched for goes in time; to be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from search.log import purge


class Command(BaseCommand):
    """Prints how much it dropped, as a number."""

    help = "Drops what was searched for more than SEARCH_LOG_DAYS days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to repeat, and to run twice at once."""
        self.stdout.write(f"Counts of searches deleted: {purge()}.")
