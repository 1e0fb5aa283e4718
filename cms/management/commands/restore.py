"""`manage.py restore FILE`: a site out of a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.backup import archive
from cms.backup.databases import BackupError


class Command(BaseCommand):
    """Puts database and uploads back, all or nothing."""

    help = "Puts a backup into an empty site, or with --replace into the place of what is there."
    # What is there may be older, newer, or nothing at all.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and into what."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="Everything that the site has now is lost."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what is to be done now."""
        try:
            what_now = archive.restore(options["file"], replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        for sentence in ["The backup is back in its place.", *what_now]:
            self.stdout.write(sentence)
