"""`manage.py check_links`: looks whether what our pages link to is still there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from blog.links import asking, checking


class Command(BaseCommand):
    """Safe to repeat, and to stop: each run goes on where the last one ended."""

    help = (
        "Reads the links of all live pages and checks those that are due. Other sites are asked"
        " only with CHECK_LINKS=true; Reports, Broken links shows what was found."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """One run, and its numbers."""
        result = checking.run(ask=asking.ask if settings.CHECK_LINKS else None)
        self.stdout.write(
            f"{result.pages} pages read, {result.checked} addresses checked,"
            f" {result.failed} without a good answer."
        )
        if not settings.CHECK_LINKS:
            self.stdout.write("Other sites were not asked: CHECK_LINKS is false.")
