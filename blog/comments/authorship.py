"""What the writer of a comment does with it. With `actions`, the only writers of its state.

Each is safe when somebody presses twice, or two people press at once, as in `actions`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.comments import clock, following, markup, questions, slowing
from blog.comments.actions import REVIEWABLE
from blog.comments.models import (
    Comment,
    CommentRevision,
    Consultation,
    Decision,
    EmailConfirmation,
    OfficialRole,
    Report,
    Review,
    Status,
    address_block,
    keyed_hash,
)
from blog.comments.policy import (
    Writer,
    decide,
    edit_ends_at,
    fingerprint,
    signals_of_page,
    why_banned,
    why_closed,
    why_no_reply,
    why_out_of_office,
)
from blog.comments.record import record, record_verdict
from blog.comments.signals import comment_changed, confirmation_wanted
from blog.comments.spam import judging

CONFIRMATION_HOURS = 48
Action, By = Decision.Action, Decision.By


class NotPossible(Exception):
    """What the writer asked for cannot be done; the text is a sentence that says why."""


def write(
    *,
    page: Page,
    writer: Writer,
    text: str,
    name: str = "",
    email: str = "",
    parent: Comment | None = None,
    ip_address: str | None = None,
    is_proven: bool = False,
    signals: Sequence[str] = (),
    follow: str = EmailConfirmation.Following.NOTHING,
    as_official: bool = False,
    wants_notice: bool = False,
) -> Comment:
    """Store a new comment: published, held, or waiting to be confirmed, as the policy says.

    Somebody signed in writes under their account, whatever `name` and `email` say. What was sent
    before (`policy.fingerprint`) is not stored again: the earlier comment is given back. Raises
    ReplyImpossible if `parent` cannot be replied to any more, and `slowing.TooSoon`; nothing is
    stored then.

    `is_proven`: this browser has confirmed `email` before. `signals`: names of `policy.SIGNALS`.
    `follow`: what the writer wants mail about, once the address is confirmed. `as_official`: under
    the office that the account holds in this moment; whoever holds none writes as anybody.
    `wants_notice`: mail about what moderators decide.
    """
    account = writer if isinstance(writer, AbstractUser) else None
    email = account.email if account else email
    signals = [*signals, *signals_of_page(page, text)]
    now = timezone.now()
    where = {"page": page, "parent": parent, "writer": writer, "ip_address": ip_address}
    comment = Comment(
        page=page,
        user=account,
        user_name="" if account else name,
        user_email="" if account else email,
        email_hash=keyed_hash(email),
        ip_address=ip_address,
        ip_hash=keyed_hash(address_block(ip_address)),
        fingerprint=fingerprint(name=name, text=text, email=email, **where),
        parent_id=parent.pk if parent else 0,
        confirmed_at=now if is_proven else None,
        wants_notice=wants_notice,
    )
    if as_official and account:
        role = OfficialRole.objects.held_by(account.pk)
        comment.official_role = role.title if role else ""
    comment.set_text(text)
    comment.signals = [*signals, *judging.look_at(comment, signals)]
    verdict = decide(writer=writer, email=email, is_proven=is_proven, signals=comment.signals)
    comment.status, comment.reason = verdict.status, verdict.reason
    if comment.is_published:
        comment.published_at = now
    elif comment.status == Status.HELD:
        clock.start(comment)
    try:
        with transaction.atomic():
            slowing.take_turn(email_hash=keyed_hash(email) if is_proven else "", **where)
            comment.save()
            record_verdict(Action.RECEIVE, comment, verdict)
            questions.follow(comment, was_published=False)
            if verdict.status == Status.UNCONFIRMED:
                _ask_to_confirm(comment, follow)
            elif follow:
                following.ask(page=page, thread=_thread(comment, follow), email=email)
            transaction.on_commit(lambda: comment_changed.send(Comment, comment=comment))
    except (IntegrityError, slowing.TooSoon):
        earlier = Comment.objects.filter(fingerprint=comment.fingerprint).first()
        if comment.fingerprint is None or earlier is None:
            raise
        return earlier
    return comment


def _thread(comment: Comment, follow: str) -> Comment | None:
    """The first comment of the thread that is to be followed; None for the whole page."""
    if follow == EmailConfirmation.Following.PAGE:
        return None
    return Comment.objects.get(pk=comment.root_id)


def _ask_to_confirm(comment: Comment, follow: str) -> None:
    """Have the link sent. It is made when it is sent: see `renew_confirmation`."""
    EmailConfirmation.objects.create(
        comment=comment,
        following=follow,
        token_hash=token_hash(secrets.token_urlsafe()),  # of a link that nobody has
        expires_at=timezone.now() + timedelta(hours=CONFIRMATION_HOURS),
    )
    transaction.on_commit(lambda: confirmation_wanted.send(Comment, comment=comment))


def token_hash(token: str) -> str:
    """What is stored of a link's secret: SHA-256, 64 hexadecimal characters."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_confirmation(token: str) -> EmailConfirmation | None:
    """What the link with this secret confirms, with its comment; None where it is not known."""
    found = EmailConfirmation.objects.filter(token_hash=token_hash(token))
    return found.select_related("comment__user", "comment__page").first()


def confirm(*, token: str) -> Comment:
    """The writer has read the mail: the comment is decided on. Raises NotPossible.

    Everything that may have changed since it was written is asked again: `why_not_confirmed`.
    """
    found = find_confirmation(token)
    with transaction.atomic():
        if found:
            slowing.hold_turns(found.comment)
            Comment.lock_thread(found.comment.root_id)
            # Again: in this moment it may have been used, erased, or replaced by a later link.
            found = find_confirmation(token)
        if found is None:
            raise NotPossible(
                _("This link is not known. If a later mail came, use the link in it.")
            )
        if why := why_not_confirmed(found):
            raise NotPossible(why)
        comment = found.comment
        found.used_at = comment.confirmed_at = timezone.now()
        found.save(update_fields=["used_at"])
        noticed = [name for name in comment.signals if name != "like_spam"]
        comment.signals = [*noticed, *judging.look_at(comment, noticed)]
        verdict = decide(
            writer=comment.user or AnonymousUser(),
            email=comment.user_email,
            is_proven=True,
            signals=comment.signals,
        )
        comment.status, comment.reason = verdict.status, verdict.reason
        if comment.is_published:
            comment.published_at = comment.confirmed_at
        else:
            clock.start(comment)
        comment.save()
        comment.count_in_thread(was_published=False)
        questions.follow(comment, was_published=False)
        record_verdict(Action.CONFIRM, comment, verdict, from_status=Status.UNCONFIRMED)
        if found.following:
            following.start(
                page=comment.page,
                thread=_thread(comment, found.following),
                email=comment.user_email,
            )
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=comment))
    return comment


def why_not_confirmed(confirmation: EmailConfirmation) -> str:
    """A sentence that says why the comment cannot be confirmed any more; "" if it can."""
    comment = confirmation.comment
    if confirmation.used_at:
        return _("You have confirmed this comment already. The link can be used once.")
    if comment.status != Status.UNCONFIRMED:
        return _("There is nothing left to confirm: you took the comment back.")
    if confirmation.expires_at <= timezone.now():
        return _("This link is older than %(hours)d hours, and cannot be used any more.") % {
            "hours": CONFIRMATION_HOURS
        }
    parent = Comment.objects.filter(pk=comment.parent_id).first() if comment.depth else None
    why_not = _why_not_any_more(comment) or (why_no_reply(parent) if parent else "")
    return why_not or slowing.why_not_yet(comment, parent)


def _why_not_any_more(comment: Comment) -> str:
    """Why its writer can no longer say this, or anything, in its place; "" if they can."""
    page = Page.objects.live().public().filter(pk=comment.page_id).first()
    if page is None:
        return _("The page that you commented on cannot be read by everybody any more.")
    return why_closed(page.specific) or why_banned(
        writer=comment.user or AnonymousUser(),
        email=comment.user_email,
        ip_address=comment.ip_address,
    )


def renew_confirmation(*, comment_id: int) -> tuple[Comment, str] | None:
    """A new link for a comment that waits to be confirmed, and the comment.

    Earlier links stop working. None where nothing waits any more.
    """
    token = secrets.token_urlsafe(24)  # 32 characters, so that no mail program breaks the link
    waiting = EmailConfirmation.objects.filter(
        comment_id=comment_id, used_at__isnull=True, comment__status=Status.UNCONFIRMED
    )
    renewed = waiting.update(
        token_hash=token_hash(token),
        sent_at=None,
        expires_at=timezone.now() + timedelta(hours=CONFIRMATION_HOURS),
    )
    if not renewed:
        return None
    return Comment.objects.select_related("page").get(pk=comment_id), token


def send_link_again(*, comment: Comment) -> None:
    """Have another link sent, which replaces the earlier one. Raises NotPossible."""
    if comment.status != Status.UNCONFIRMED:
        raise NotPossible(_("There is nothing to confirm any more."))
    if why := _why_not_any_more(comment):
        raise NotPossible(why)
    transaction.on_commit(lambda: confirmation_wanted.send(Comment, comment=comment))


def edit(*, comment: Comment, text: str, signals: Sequence[str] = ()) -> Comment:
    """Change one's own comment, shortly after it was published. Raises NotPossible.

    The earlier text is kept for moderators. With signals, or a link that was not in it before, it
    waits for a moderator again; otherwise it stays where it is, and the queue lists it.
    """
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "page").get(pk=comment.pk)
        if why := why_no_edit(current):
            raise NotPossible(why)
        if text == current.comment:
            return current
        text_before = current.comment
        CommentRevision.objects.create(comment=current, text=text_before)
        added = markup.links(text) - markup.links(current.comment)
        current.set_text(text)
        current.edited_at = timezone.now()
        for_links = ["link_added", *signals_of_page(current.page.specific, text)] if added else []
        current.signals = [*signals, *for_links, *judging.look_at(current, signals)]
        is_moderator = current.user and current.user.has_perm("comments.change_comment")
        verdict = None
        if current.signals and not is_moderator:
            verdict = decide(
                writer=current.user or AnonymousUser(),
                email=current.user_email,
                is_proven=True,
                signals=current.signals,
            )
            current.status, current.reason = verdict.status, verdict.reason
            if current.status == Status.HELD:
                clock.start(current)
        current.save()
        current.count_in_thread(was_published=True)
        questions.follow(current, was_published=True, text_before=text_before)
        if verdict:
            record_verdict(Action.EDIT, current, verdict, from_status=Status.PUBLISHED)
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return current


def why_no_edit(comment: Comment) -> str:
    """A sentence that says why its writer cannot change the comment any more; "" if they can."""
    if not comment.is_published:
        return _("Only a comment that readers see can be changed, and this one is not published.")
    if edit_ends_at(comment) is None:
        return _("A comment can be changed for %(minutes)d minutes after it was published.") % {
            "minutes": settings.COMMENT_EDIT_MINUTES
        }
    return why_out_of_office(comment) or _why_not_any_more(comment)


def withdraw(*, comment: Comment) -> Comment:
    """Take one's own comment back, in whatever state it is; done before, it is done."""
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "page").get(pk=comment.pk)
        if current.status == Status.WITHDRAWN:
            return current
        was_published, before = current.is_published, current.status
        current.status = Status.WITHDRAWN
        # The same text can be sent again.
        current.fingerprint = None
        settled = current.open_reports
        current.open_reports, current.reported_at = 0, None
        clock.stop(current)
        current.save()
        current.count_in_thread(was_published=was_published)
        questions.follow(current, was_published=was_published)
        taken_back = record(
            action=Action.WITHDRAW,
            by=By.WRITER,
            comment=current,
            from_status=before,
            closed_reports_count=settled,
        )
        open_reports = Report.objects.filter(comment=current, closed_at__isnull=True)
        open_reports.update(closed_by=taken_back, closed_at=taken_back.made_at)
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return current


def erase(*, comment: Comment) -> bool:
    """Leave nothing of a comment but its place. Gives whether there was anything left to erase.

    Who wrote it, its texts, and all that was made of them or noted about them are gone for good.
    It counts as withdrawn, so that a notice stays where others answered.
    """
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("page").filter(pk=comment.pk).first()
        if current is None or current.is_erased:
            return False
        was_published, before = current.is_published, current.status
        for model in (CommentRevision, EmailConfirmation, Review, Report, Consultation):
            model.objects.filter(comment=current).delete()
        # The record stays, without what was said to the writer, or found in the text.
        Decision.objects.filter(comment=current).update(
            explanation="", reasons=[], before=None, notice_due_at=None
        )
        current.set_text("")
        current.html = ""
        current.user = current.ip_address = current.fingerprint = None
        current.user_name = current.user_email = current.user_url = current.reason = ""
        current.email_hash = current.ip_hash = ""
        current.signals, current.spam_reasons, current.official_role = [], [], ""
        current.wants_notice, current.open_reports, current.reported_at = False, 0, None
        clock.stop(current)
        current.spam_score = current.confirmed_at = current.edited_at = None
        current.ip_purged_at = current.ip_purged_at or timezone.now()
        current.status = Status.WITHDRAWN
        current.save()
        current.count_in_thread(was_published=was_published)
        questions.follow(current, was_published=was_published)
        record(action=Action.ERASE, by=By.WRITER, comment=current, from_status=before)
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return True


def ask_for_review(*, comment: Comment, why: str) -> Review:
    """Ask that another moderator looks at a decision. Raises NotPossible; once is all."""
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.get(pk=comment.pk)
        if current.status not in REVIEWABLE:
            raise NotPossible(_("There is no decision on this comment that could be reviewed."))
        review, is_new = Review.objects.get_or_create(
            comment=current, defaults={"why": why, "first_moderator": current.moderated_by}
        )
        if not is_new:
            raise NotPossible(_("You have asked for a review of this comment before."))
        clock.start(current)
        current.save(update_fields=["waiting_since", "due_at"])
        record(action=Action.ASK, by=By.WRITER, comment=current, from_status=Status(current.status))
    return review
