"""`manage.py send_comment_digests`: followers' digests and writers' notices, for a timer to run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from blog.comments import digests, notices


class Command(BaseCommand):
    """Sends what the task queue has not sent; exit status 1 where the mail server took none."""

    help = (
        "Sends what is due: the digests of new comments, at most one an hour to each address, and"
        " the notices to writers of what was decided on their comments."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to repeat, and to run beside another."""
        if not settings.MAIL_IS_DELIVERED:
            raise CommandError("EMAIL_URL is “console:”, so no mail reaches anybody.")
        told, result = notices.send_due(), digests.send_due()
        if failed := told.failed + result.failed:
            raise CommandError(
                f"The mail server did not take {failed} of {failed + told.sent + result.sent}"
                " mails; they are sent the next time."
            )
        if told.sent:
            sentence = ngettext("%d notice was sent.", "%d notices were sent.", told.sent)
            self.stdout.write(sentence % told.sent)
        if result.sent:
            sentence = ngettext("%d digest was sent.", "%d digests were sent.", result.sent)
            self.stdout.write(sentence % result.sent)
