"""`manage.py backup FILE`: the whole site in one file, while it runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.backup import archive
from cms.backup.databases import BackupError


class Command(BaseCommand):
    """Writes database and uploads into one file that only its owner can read."""

    help = (
        "Writes the database and all uploads into one file, which is checked and readable by its"
        " owner alone. FILE may be a folder: then the file is named by the moment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it goes, what goes in, and what goes away."""
        parser.add_argument("file", type=Path, help="The file to write, or a folder.")
        parser.add_argument(
            "--with-secret-key",
            action="store_true",
            help="Put SECRET_KEY in as well: keep such a file as you keep the key.",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="Delete backups in the folder but for the newest."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the file's path alone."""
        target, keep = options["file"], options["keep"]
        if keep is not None and (keep < 1 or not target.is_dir()):
            raise CommandError("--keep needs a number from 1, and a folder for FILE.")
        try:
            made = archive.make(target, with_secret_key=options["with_secret_key"])
            if keep is not None:
                archive.keep_newest(target, keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(made))
