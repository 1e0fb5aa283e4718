"""What an approved review leads to.

In a module of its own, which imports no models: Wagtail reads it while its own are loading.
"""

from typing import Any

from django.apps import apps
from wagtail.log_actions import log


def publish_reviewed(workflow_state: Any, user: Any = None) -> None:
    """Publish or schedule the newest version, if a colleague has read it or this person may alone.

    What is in a workflow, an administrator decides: it may be without our review, or without any
    task at all. Then nothing is published, and the page's history and its editor say why.
    """
    page = workflow_state.content_object
    newest = page.get_latest_revision()
    review = apps.get_model("writing", "ColleagueReview")
    if review.was_read(workflow_state, newest) or _may_publish_alone(page, user):
        newest.publish(user=user, skip_permission_checks=True)
    else:
        log(instance=page.specific, action="writing.not_published", user=user, revision=newest)


def _may_publish_alone(page: Any, user: Any) -> bool:
    return user is not None and bool(page.permissions_for_user(user).can_publish())
