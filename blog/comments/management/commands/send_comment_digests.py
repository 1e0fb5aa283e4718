"""`manage.py send_comment_digests`: tells followers what is new, for a timer to run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from blog.comments import digests


class Command(BaseCommand):
    """Sends what the task queue has not sent; exit status 1 where the mail server took none."""

    help = "Sends the digests of new comments that are due: at most one an hour to each address."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to repeat, and to run beside another."""
        if not settings.MAIL_IS_DELIVERED:
            raise CommandError("EMAIL_URL is “console:”, so no mail reaches anybody.")
        result = digests.send_due()
        if result.failed:
            raise CommandError(
                f"The mail server did not take {result.failed} of"
                f" {result.sent + result.failed} digests; they are sent the next time."
            )
        if result.sent:
            sentence = ngettext("%d digest was sent.", "%d digests were sent.", result.sent)
            self.stdout.write(sentence % result.sent)
