"""Who may publish: with one setting on, nobody does on their own.

Where a page is published, Wagtail asks `permissions_for_user`: the editor's buttons, publishing
many at once, schedules and copies alike. So that is the one place where the rule stands.
"""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import PagePermissionTester

from blog.writing.models import WritingSettings

REFUSED = _(
    "It was not published: here, every post is reviewed by somebody else first. Press “Ask for a"
    " review” at the foot of the editor, and a colleague will read it."
)
UNREAD = _(
    "“%(title)s” was not published: its review ended without anybody else having read and approved"
    " it. Please ask an administrator to look at the workflow of the blog: a “review by a"
    " colleague” must be in it, and be active. Then press “Ask for a review” again."
)


def is_review_needed(user: Any) -> bool:
    """Whether the organisation wants every post reviewed; asked once for each person's request."""
    if not hasattr(user, "_posts_are_reviewed"):
        user._posts_are_reviewed = WritingSettings.current().every_post_is_reviewed
    return bool(user._posts_are_reviewed)


def asked_to_review(page: Any, user: Any) -> str:
    """Who asks this person to read the page, and how to answer; "" where nobody does."""
    task = page.current_workflow_task
    if not task or not task.get_actions(page, user):
        return ""
    by = page.current_workflow_state.requested_by
    how = _now(
        "When you have read it, press the arrow at the foot of the editor, and approve it or ask"
        " for changes."
    )
    if not by:
        return f"{_now('You are asked to review this.')} {how}"
    who = by.get_full_name() or by.get_username()
    return f"{_now('%(name)s asks you to review this.') % {'name': who}} {how}"


class ReviewedPageRights(PagePermissionTester):
    """Somebody's rights on a post."""

    def can_publish(self) -> bool:
        """Only through a review, where the organisation wants it so."""
        return super().can_publish() and not is_review_needed(self.user)

    def can_set_view_restrictions(self) -> bool:
        """As without the rule: who may read a post is no part of its text."""
        return super().can_publish()

    def can_unschedule(self) -> bool:
        """As without the rule: nothing becomes public by it."""
        return super().can_publish()


class ParentOfReviewedRights(PagePermissionTester):
    """Somebody's rights on a page below which posts stand."""

    def can_publish_subpage(self) -> bool:
        """As for the posts themselves."""
        return super().can_publish_subpage() and not is_review_needed(self.user)
