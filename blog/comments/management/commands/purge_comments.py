"""`manage.py purge_comments`: what was only needed for a while goes; to be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from blog.comments import figures
from blog.comments.privacy import purge


def gather_statistics() -> None:
    """Let SQLite see how large its tables are; PostgreSQL looks by itself.

    Without that it takes the wrong index for half of the moderators' lists. Quick however large
    they are: it samples (https://sqlite.org/pragma.html#pragma_optimize).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10002")


class Command(BaseCommand):
    """Prints what it dropped, as numbers."""

    help = "Drops IP addresses, unconfirmed comments and counts that have had their time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to repeat, and to run twice at once."""
        report = purge()
        self.stdout.write(f"IP addresses dropped: {report.addresses}.")
        self.stdout.write(f"Unconfirmed comments deleted: {report.comments}.")
        self.stdout.write(f"Unconfirmed subscriptions deleted: {report.subscriptions}.")
        self.stdout.write(f"Ended counts deleted: {report.counts + report.recipients}.")
        self.stdout.write(f"Comments rendered anew: {report.rendered}.")
        self.stdout.write(f"Months whose figures are kept: {figures.keep()}.")
        self.stdout.write(f"Earlier spam models deleted: {report.models}.")
        gather_statistics()
        self.stdout.write(f"Decisions stripped to their record: {report.decisions}.")
