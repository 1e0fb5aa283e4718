"""`manage.py export_personal_data EMAIL`: everything that is kept about an address, as JSON."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from blog.comments.privacy import export


class Command(BaseCommand):
    """Prints the JSON; a sentence on stderr and status 1 for what is no address."""

    help = "Prints everything that is kept about an e-mail address, for its owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        """Changes nothing."""
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError("That is not an e-mail address.") from error
        document = export(options["email"])
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
