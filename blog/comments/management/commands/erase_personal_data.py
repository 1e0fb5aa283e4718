"""`manage.py erase_personal_data EMAIL`: everything about an address goes, for good."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from blog.comments.privacy import erase


class Command(BaseCommand):
    """Asks first, unless told `--yes`; a sentence on stderr and status 1 if nothing was erased."""

    help = "Erases everything that is kept about an e-mail address. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--yes", action="store_true", help="do not ask first")

    def handle(self, *args: Any, **options: Any) -> None:
        """All of it or nothing; safe to repeat."""
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError("That is not an e-mail address.") from error
        if not options["yes"] and not self._is_sure():
            raise CommandError("Nothing was erased: the answer was not “yes”.")
        report = erase(options["email"])
        self.stdout.write(f"Comments erased: {report.comments}.")
        self.stdout.write(f"Subscriptions deleted: {report.subscriptions}.")
        for sentence in report.kept:
            self.stdout.write(f"Kept: {sentence}")

    def _is_sure(self) -> bool:
        """Whether somebody answers yes; without anybody at the keyboard, the answer is no."""
        try:
            answer = input("Erase for good what is kept about this address? Type “yes”: ")
        except EOFError:
            return False
        return answer.strip().lower() == "yes"
