"""Slow mode for a heated discussion: what it asks of writers, how it begins and ends."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log
from wagtail.models import Page

from blog.comments import rates
from blog.comments.models import Comment, Decision, SlowMode, address_block, keyed_hash
from blog.comments.policy import Writer, never_waits
from blog.comments.record import record

MOST_MINUTES = 24 * 60  # between two comments of one person
# In Wagtail's log: the action, and the sentence.
LOGGED = {
    "slow": (gettext_lazy("Slow down"), gettext_lazy("Discussion slowed down")),
    "end_slow": (gettext_lazy("End slow mode"), gettext_lazy("Discussion no longer slowed down")),
}


@dataclass(frozen=True)
class Wait:
    """When somebody can write again under slow mode, in words, and in how many seconds."""

    sentence: str
    seconds: int


class TooSoon(Exception):
    """Slow mode has somebody wait; the text is a sentence that says how long, and why."""

    def __init__(self, wait: Wait) -> None:
        self.wait = wait
        super().__init__(wait.sentence)


def how_slow(slow_mode: SlowMode) -> str:
    """What everybody reads of a slow mode: what it asks, until when, and why."""
    rule = ngettext(
        "Until %(moment)s, everybody can write one comment a minute here. The reason: %(reason)s",
        "Until %(moment)s, everybody can write one comment every %(minutes)d minutes here."
        " The reason: %(reason)s",
        slow_mode.minutes,
    )
    return rule % {
        "moment": date_format(timezone.localtime(slow_mode.until), "DATETIME_FORMAT"),
        "minutes": slow_mode.minutes,
        "reason": slow_mode.reason,
    }


def why_slow(
    *,
    page: Page,
    parent: Comment | None,
    writer: Writer,
    email_hash: str = "",
    ip_address: str | None = None,
    lock: bool = False,
) -> Wait | None:
    """Until when slow mode has this person wait with another comment here; None: not at all.

    By what is stored: the last comment of the account, of the household, and of the e-mail address
    that somebody without an account has proven to be theirs. Moderators never wait, nor does
    whoever answers for the organisation. With `lock`, in a transaction, nobody else writes here
    until it ends.
    """
    modes = SlowMode.objects.that_hold(page.pk, parent.root_id if parent else None)
    if not modes or never_waits(writer):
        return None
    held = list(modes.order_by("pk").select_for_update() if lock else modes)
    now = timezone.now()  # not before: whoever waited for the lock comes after who had it
    turns = [(_next_turn(mode, writer, email_hash, ip_address, now), mode) for mode in held]
    turn, mode = max(turns, key=lambda each: each[0], default=(now, None))
    if mode is None or turn <= now:
        return None
    seconds = math.ceil((turn - now).total_seconds())
    again = _("You can write again in %(span)s.") % {"span": rates.span(seconds)}
    return Wait(f"{again} {how_slow(mode)}", seconds)


def take_turn(
    *, page: Page, parent: Comment | None, writer: Writer, email_hash: str, ip_address: str | None
) -> None:
    """In the transaction that stores a comment: raises TooSoon, and lets nobody else in between."""
    wait = why_slow(
        page=page,
        parent=parent,
        writer=writer,
        email_hash=email_hash,
        ip_address=ip_address,
        lock=True,
    )
    if wait:
        raise TooSoon(wait)


def pace(
    *,
    page: Page,
    parent: Comment | None,
    writer: Writer,
    email_hash: str = "",
    ip_address: str | None = None,
) -> str:
    """What slow mode means for somebody who is about to write here; "" for nothing."""
    modes = SlowMode.objects.that_hold(page.pk, parent.root_id if parent else None)
    if not modes or never_waits(writer):
        return ""
    wait = why_slow(
        page=page, parent=parent, writer=writer, email_hash=email_hash, ip_address=ip_address
    )
    return wait.sentence if wait else " ".join(how_slow(mode) for mode in modes)


def hold_turns(comment: Comment) -> None:
    """In a transaction, before the thread is locked: nobody else takes a turn where this stands."""
    list(SlowMode.objects.that_hold(comment.page_id, comment.root_id).select_for_update())


def why_not_yet(comment: Comment, parent: Comment | None) -> str:
    """Why a guest has to wait with confirming a comment; "" for not at all."""
    writer = comment.user or AnonymousUser()
    wait = why_slow(
        page=comment.page, parent=parent, writer=writer, email_hash=keyed_hash(comment.user_email)
    )
    return _("%(wait)s Please open this link again then.") % {"wait": wait.sentence} if wait else ""


def _next_turn(
    mode: SlowMode, writer: Writer, email_hash: str, ip_address: str | None, now: datetime
) -> datetime:
    """When somebody can write again where a slow mode holds: `now`, or at most its pause later."""
    here = Comment.objects.filter(page_id=mode.page_id, official_role="")
    if mode.thread_id:
        here = here.filter(root_id=mode.thread_id)
    pause = timedelta(minutes=mode.minutes)
    since = now - pause
    household = here.filter(ip_hash=keyed_hash(address_block(ip_address))).exclude(ip_hash="")
    if writer.is_authenticated:
        own = [here.filter(user_id=writer.pk), household.filter(user=None)]
    else:
        own = [household]
    last = [
        rows.filter(submit_date__gt=since).order_by("-pk").values_list("submit_date", flat=True)
        for rows in own
    ]
    if email_hash and not writer.is_authenticated:
        proven = here.filter(email_hash=email_hash, confirmed_at__gt=since)
        last.append(proven.order_by("-confirmed_at").values_list("confirmed_at", flat=True))
    moments = [moment for rows in last for moment in rows[:1]]
    # A moment that has yet to come was taken from the clock of another machine.
    return min(min(max(moments, default=since), now) + pause, mode.until)


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
    if len(reason) >= longest:
        raise ValidationError(
            _("Please give the reason in at most %(n)d characters.") % {"n": longest}
        )
    if reason[-1] not in ".!?…":
        reason += "."  # others go on after it
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
