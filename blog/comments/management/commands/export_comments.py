"""`manage.py export_comments`: the comments for analysis, as CSV or JSON Lines."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from blog.comments.exporting.asking import NoExport, begin, find_page
from blog.comments.exporting.codebook import codebook
from blog.comments.exporting.files import FORMATS, pieces
from blog.comments.exporting.rows import Export


class Command(BaseCommand):
    """All of a file or nothing; a sentence on stderr and status 1 where nothing was exported."""

    help = "Exports the comments for analysis, without names unless --names is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--post", metavar="SLUG", help="of one post; otherwise of all")
        parser.add_argument("--format", default="csv", metavar="csv|jsonl")
        parser.add_argument("--output", metavar="FILE", help="otherwise to standard output")
        parser.add_argument("--codebook", metavar="FILE", help="what every column means")
        parser.add_argument("--names", action="store_true", help="with names; needs --as")
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME", help="who exports, for Wagtail's log"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """An earlier file is replaced once the new one is whole."""
        if options["format"] not in FORMATS:
            raise CommandError("The format is “csv” or “jsonl”.")
        if options["names"] and not options["username"]:
            raise CommandError("With --names, say who exports: --as USERNAME.")
        export = self._export(options)
        data = pieces(export, options["format"])
        files = {}
        if options["output"]:
            files[options["output"]] = data
        if options["codebook"]:
            files[options["codebook"]] = iter([codebook(export).encode()])
        try:
            _write(files)
            if not options["output"]:
                self._print(data)
        except OSError as error:
            raise CommandError(f"Nothing was exported: {error.strerror or error}.") from error
        except DatabaseError as error:
            raise CommandError("Nothing was exported: the database did not answer.") from error

    def _export(self, options: dict[str, Any]) -> Export:
        who = None
        if options["username"]:
            who = get_user_model().objects.filter(username=options["username"]).first()
            if who is None:
                raise CommandError(f"There is no account “{options['username']}”.")
        try:
            page = None if options["post"] is None else find_page(options["post"])
            return begin(page=page, with_names=options["names"], by=who)
        except (NoExport, PermissionDenied) as why:
            raise CommandError(str(why)) from why

    def _print(self, parts: Iterator[bytes]) -> None:
        """Nothing is printed before all of it is there."""
        with TemporaryFile("w+b") as whole:
            whole.writelines(parts)
            whole.seek(0)
            while lines := whole.readlines(2**20):
                self.stdout.write(b"".join(lines).decode(), ending="")


def _write(files: dict[str, Iterator[bytes]]) -> None:
    """Files that only their owner may read; none of them is there before all of them are whole."""
    made: list[Path] = []
    try:
        for name, parts in files.items():
            path = Path(name)
            if path.is_dir():
                raise IsADirectoryError(None, f"“{name}” is a folder")
            with NamedTemporaryFile(
                "wb", dir=path.parent, prefix=f".{path.name}.", delete=False
            ) as new:
                made.append(Path(new.name))
                new.writelines(parts)
        for whole, name in zip(made, files, strict=True):
            whole.replace(name)
    finally:
        for left in made:
            left.unlink(missing_ok=True)
