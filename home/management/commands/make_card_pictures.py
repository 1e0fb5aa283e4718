"""`manage.py make_card_pictures`: the pictures that social networks show beside posts."""

from typing import Any

from django.core.management.base import BaseCommand

from home import card_pictures


class Command(BaseCommand):
    """Makes those that are missing, as after an upgrade; safe to repeat."""

    help = "Makes the card pictures of public posts that have none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, and say how many there were to make."""
        self.stdout.write(f"Card pictures made: {card_pictures.refresh_all()}.")
