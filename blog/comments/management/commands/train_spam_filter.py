"""`manage.py train_spam_filter`: the spam score learns anew, for a timer to run."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from blog.comments.spam import importing, judging, learning


class Command(BaseCommand):
    """Prints what it learned from, and how good that is, as numbers."""

    help = "Lets the spam score learn from what moderators decided, and judges anew what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Examples of another site, where there are any."""
        parser.add_argument(
            "--examples",
            type=Path,
            metavar="FILE",
            help="CSV or JSON Lines with “text” and “is_spam” (1 or 0), to be learned from as well",
        )

    def handle(self, *args: Any, examples: Path | None = None, **options: Any) -> None:
        """Safe to repeat, and to run beside another."""
        if examples:
            try:
                report = importing.import_examples(examples)
            except importing.BadFile as why:
                raise CommandError(f"{why} Nothing of it was imported.") from why
            self.stdout.write(
                f"Examples added: {report.added}; changed: {report.changed};"
                f" known before: {report.known}."
            )
        if learning.train():
            self.stdout.write(f"Comments judged anew: {learning.refresh_scores()}.")
        self.stdout.write(judging.state_of_learning())
