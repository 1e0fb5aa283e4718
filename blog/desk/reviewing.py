"""Reading old posts again: somebody did, and the post is true for another while."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from blog.models import BlogPostPage


@transaction.atomic
def mark_reviewed(*, post: BlogPostPage, by: Any) -> date:
    """Have the post come up again `REVIEW_AFTER_DAYS` from today; gives that day.

    Nothing else of the post changes, and it is not published anew. A draft or a schedule that
    exists takes the date over, so that publishing it does not bring the old one back.
    """
    day = timezone.localdate() + timedelta(days=settings.REVIEW_AFTER_DAYS or 365)
    BlogPostPage.objects.filter(pk=post.pk).update(review_on=day)
    revisions = Revision.page_revisions.select_for_update().filter(object_id=str(post.pk))
    still_to_come = revisions.filter(approved_go_live_at__isnull=False)
    for revision in still_to_come | revisions.filter(pk=post.latest_revision_id):
        revision.content["review_on"] = day.isoformat()
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    log(instance=post, action="desk.reviewed", user=by, data={"until": day.isoformat()})
    return day
