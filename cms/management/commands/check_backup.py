"""`manage.py check_backup FILE`: is it whole, and what is in it?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.backup import archive
from cms.backup.databases import BackupError


class Command(BaseCommand):
    """Reads a backup to its end, compares every checksum, and changes nothing."""

    help = "Says whether a backup is whole, and of what; changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and whether to show the key."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--show-secret-key", action="store_true", help="Print the SECRET_KEY that is in it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what is in it."""
        try:
            if options["show_secret_key"]:
                key = archive.secret_key_in(options["file"])
                if not key:
                    raise CommandError("It was made without --with-secret-key.")
                self.stdout.write(key)
                return
            manifest = archive.check(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
        self.stdout.write(
            f"Whole: {len(manifest['files'])} files of {manifest['site']},"
            f" made {manifest['made_at']} ({versions})."
        )
