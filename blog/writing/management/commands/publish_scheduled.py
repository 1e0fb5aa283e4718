"""`manage.py publish_scheduled`: Wagtail's, but one post that fails does not stop the others."""

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import models, transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailsCommand
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


class Command(WagtailsCommand):
    """Publishes what is due, and takes away what has expired."""

    help = (
        "Publishes what is due and takes away what has expired. Exits with 1 and names what failed;"
        " that is tried again the next time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each page and snippet on its own: all of it happens, or nothing."""
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        failures = [*self._take_away(), *self._publish()]
        if failures:
            raise CommandError("Failed, and will be tried again: " + "; ".join(failures))

    def _take_away(self) -> list[str]:
        kinds = [
            model
            for model in apps.get_models()
            if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
        ]
        due = [
            found
            for model in [Page, *kinds]
            for found in model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by(
                "expire_at"
            )
        ]
        return [
            failure for one in due if (failure := self._alone(one, unpublisher(one), "take away"))
        ]

    def _publish(self) -> list[str]:
        # Ids first: what is published changes the list.
        due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
        ids = list(due.order_by("approved_go_live_at").values_list("pk", flat=True))
        failures = []
        for pk in ids:
            revision = due.filter(pk=pk).first()
            if revision is None:
                continue  # another version of the page has been published meanwhile
            failure = self._alone(revision, revision_publisher(revision), "publish")
            if failure:
                failures.append(failure)
        return failures

    def _alone(self, what: models.Model, act: Callable[[], None], verb: str) -> str:
        """Do it in a transaction of its own; what went wrong, or ""."""
        try:
            with transaction.atomic():
                act()
        except Exception:
            # Whatever it is: the others must not wait for it, and whoever looks into the log will.
            name = _name(what)
            logger.exception("Could not %s %s", verb, name)
            return f"{verb} {name}"
        return ""


def unpublisher(found: Any) -> Callable[[], None]:
    """What takes one page or snippet away."""
    return lambda: found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def revision_publisher(revision: Revision) -> Callable[[], None]:
    """What publishes one revision."""
    return lambda: revision.publish(log_action="wagtail.publish.scheduled")


def _name(what: Any) -> str:
    """A page or snippet, and its number, even where its content cannot be read."""
    if isinstance(what, Revision):
        return f"“{what.object_str}” ({what.content_type.model} {what.object_id})"
    return f"“{what}” ({what._meta.model_name} {what.pk})"
