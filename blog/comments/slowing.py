"""Slowing a heated discussion down, and letting it go again.

What it means for writers is `policy.why_slow`.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from blog.comments.models import Comment, Decision, SlowMode
from blog.comments.policy import Writer
from blog.comments.record import record

MOST_MINUTES = 24 * 60  # between two comments of one person
# In Wagtail's log: the action, and the sentence.
LOGGED = {
    "slow": (gettext_lazy("Slow down"), gettext_lazy("Discussion slowed down")),
    "end_slow": (gettext_lazy("End slow mode"), gettext_lazy("Discussion no longer slowed down")),
}


def slow(
    *,
    page: Page,
    thread: Comment | None,
    minutes: int,
    until: datetime,
    reason: str,
    by: Writer,
) -> SlowMode:
    """Have everybody wait so many minutes between two comments, in a discussion or one thread.

    `thread` is any comment of it; None slows the whole discussion. What held there before ends
    with it. Raises ValidationError, with a sentence, for what makes no sense.
    """
    reason = " ".join(reason.split())
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(
            _("Please give between 1 and %(most)d minutes.") % {"most": MOST_MINUTES}
        )
    if until <= timezone.now():
        raise ValidationError(_("Please give an end that has not passed."))
    if not reason:
        raise ValidationError(_("Please give the reason. Everybody reads it."))
    longest = SlowMode._meta.get_field("reason").max_length or 0
    if len(reason) > longest:
        raise ValidationError(
            _("Please give the reason in at most %(n)d characters.") % {"n": longest}
        )
    if thread is not None and thread.page_id != page.pk:
        raise ValidationError(_("This thread is not under that post."))
    with transaction.atomic():
        # Two who press at once stand in line here.
        Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
        root_id = thread.root_id if thread else None
        SlowMode.objects.in_force().filter(page_id=page.pk, thread_id=root_id).update(
            until=timezone.now()
        )
        made = SlowMode.objects.create(
            page_id=page.pk,
            thread_id=root_id,
            minutes=minutes,
            until=until,
            reason=reason,
            made_by_id=by.pk,
        )
        _keep(Decision.Action.SLOW, made, by)
    return made


def end(*, slow_mode: SlowMode, by: Writer) -> None:
    """Let everybody write as usual again; ended before, it stays as it was."""
    with transaction.atomic():
        if SlowMode.objects.in_force().filter(pk=slow_mode.pk).update(until=timezone.now()):
            _keep(Decision.Action.END_SLOW, slow_mode, by)


def _keep(action: Decision.Action, slow_mode: SlowMode, by: Writer) -> None:
    """On record, and in Wagtail's log beside the page, for staff."""
    record(
        action=action,
        by=Decision.By.MODERATOR,
        page=slow_mode.page,
        moderator=by,
        explanation=slow_mode.reason,
        until=slow_mode.until if action == Decision.Action.SLOW else None,
    )
    log(instance=slow_mode.page, action=f"comments.{action}", user=by)
