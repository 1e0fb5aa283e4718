"""What an approved review leads to.

In a module of its own, and without imports: Wagtail reads it while its own models are loading.
"""

from typing import Any


def publish_reviewed(workflow_state: Any, user: Any = None) -> None:
    """Publish or schedule the newest version; whether it may be was asked (`ColleagueReview`)."""
    newest = workflow_state.content_object.get_latest_revision()
    newest.publish(user=user, skip_permission_checks=True)
