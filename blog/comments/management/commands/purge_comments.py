"""`manage.py purge_comments`: what was only needed for a while goes; to be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from blog.comments.privacy import purge


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
        self.stdout.write(f"Earlier spam models deleted: {report.models}.")
        self.stdout.write(f"Decisions stripped to their record: {report.decisions}.")
