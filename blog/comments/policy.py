"""What happens to a comment: may it be written, and is it published or held, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from blog.comments import markup
from blog.comments.models import (
    Ban,
    Comment,
    Commentable,
    CommentQuerySet,
    DiscussionSettings,
    HouseRules,
    OfficialRole,
    ReplyImpossible,
    Status,
    address_block,
    keyed_hash,
)

Writer = AbstractUser | AnonymousUser

# Why a person should look at a comment before readers do: name → the sentence, which moderators
# see beside it and its writer on the status page.
SIGNALS: dict[str, Promise | str] = {
    "personal_data": gettext_lazy("It may hold personal data."),
    "quick": gettext_lazy("It was sent very quickly."),
    "no_stamp": gettext_lazy("It did not come from the form."),
    "no_proof": gettext_lazy("It came without the sum that browsers do first."),
    "link_added": gettext_lazy("A link was added to it after it was published."),
    "post_holds_all": gettext_lazy("Under this post, a moderator reads every comment first."),
    "post_holds_links": gettext_lazy(
        "It has a link, and under this post a moderator reads such comments first."
    ),
    "like_spam": gettext_lazy("It is like what was taken for spam here before."),
    "reported": gettext_lazy("Several readers reported it."),
}


@dataclass(frozen=True)
class Verdict:
    """What is done with a new comment, and the sentence that says why, for its writer."""

    status: Status
    reason: str
    signals: tuple[str, ...] = ()  # names out of `SIGNALS`

    @property
    def reasons(self) -> list[str]:
        """All of the reasons in words, as they are kept on record."""
        said = [str(SIGNALS[name]) for name in self.signals if name in SIGNALS]
        return [self.reason, *(sentence for sentence in said if sentence not in self.reason)]


def why_closed(page: Page, rules: DiscussionSettings | None = None) -> str:
    """A sentence that says why nobody can comment on the page; "" if it is open.

    `page` is the specific page, `rules` the site's settings if the caller has them. What readers
    cannot see they cannot discuss: a draft or a restricted page never comes this far, its address
    answers 404 (`views`).
    """
    if not isinstance(page, Commentable):
        return _("This page has no discussion.")
    has_house_rules = getattr(page, "has_house_rules", None)  # known if the page came with it
    if not (HouseRules.objects.exists() if has_house_rules is None else has_house_rules):
        return _("Comments open here once there are house rules that everybody can read.")
    if not page.comments_open:
        return _("Comments on this post are closed. What was said stays here to read.")
    rules = rules or DiscussionSettings.current()
    if sentence := _why_site_closed(rules):
        return sentence
    last_day = _last_day(page, rules)
    if last_day and timezone.localdate() > last_day:
        return _(
            "Comments on this post closed after %(day)s. What was said stays here to read."
        ) % {"day": date_format(last_day)}
    return ""


def when_it_closes(page: Page, rules: DiscussionSettings | None = None) -> str:
    """A sentence that says until when an open discussion is open; "" where nothing is set."""
    rules = rules or DiscussionSettings.current()
    last_day = _last_day(page, rules)
    start = rules.closed_from
    if start and start > timezone.now() and (not last_day or timezone.localdate(start) <= last_day):
        return _("Comments close on %(moment)s.") % {"moment": _moment(start)}
    if last_day == timezone.localdate():
        return _("Comments close at the end of today.")
    if last_day:
        return _("Comments close after %(day)s.") % {"day": date_format(last_day)}
    return ""


def _last_day(page: Page, rules: DiscussionSettings) -> date | None:
    """The last day for comments on a page: its own, or by the rule for all; None: without end."""
    if page.comments_close_on or not (rules.close_after_days and page.first_published_at):
        return page.comments_close_on
    published_on = timezone.localdate(page.first_published_at)
    return published_on + timedelta(days=rules.close_after_days)


def _why_site_closed(rules: DiscussionSettings) -> str:
    """The same for the whole site: between two moments, or from or until one."""
    start, end = rules.closed_from, rules.closed_until
    now = timezone.now()
    if not (start or end) or (start and now < start) or (end and now >= end):
        return ""
    message = rules.closed_message or _("Comments are closed on the whole site for a time.")
    if end is None:
        return message
    reopens = _("From %(moment)s, comments are open again.") % {"moment": _moment(end)}
    return f"{message} {reopens}"


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def why_no_reply(parent: Comment) -> str:
    """A sentence that says why nobody can reply to the comment; "" if they can."""
    try:
        parent.check_can_be_answered()
    except ReplyImpossible as why:
        return str(why)
    return ""


def why_banned(*, writer: Writer, email: str, ip_address: str | None) -> str:
    """A sentence that says why this person may not comment; "" if they may."""
    ban = Ban.objects.find(
        username=writer.get_username() if writer.is_authenticated else "",
        email=email,
        ip_address=ip_address,
    )
    if ban is None:
        return ""
    if ban.until is None:
        return _("You cannot comment here. The reason: %(reason)s") % {"reason": ban.reason}
    return _("Until %(moment)s you cannot comment here. The reason: %(reason)s") % {
        "moment": _moment(ban.until),
        "reason": ban.reason,
    }


def signals_of_page(page: Page, text: str) -> list[str]:
    """Why a comment with that text waits under this page, whoever wrote it: the page's setting."""
    match getattr(page, "comments_hold", Commentable.Hold.BY_RULE):
        case Commentable.Hold.ALL:
            return ["post_holds_all"]
        case Commentable.Hold.LINKS if markup.links(text):
            return ["post_holds_links"]
    return []


def decide(
    *,
    writer: Writer,
    email: str = "",
    is_proven: bool = False,
    signals: Sequence[str] = (),
) -> Verdict:
    """Publish at once, hold for a moderator, or wait until the e-mail address is confirmed.

    Moderators publish, and so does whoever answers for the organisation, unless something may be
    personal data. Others do so once a moderator has let so many comments of theirs through as
    the site asks for (`DiscussionSettings.trusted_after`), and nothing in this one is a reason to
    look first (`signals`, names out of `SIGNALS`). Nothing is refused here: what is not taken at
    all (`why_closed`, `why_banned`, `why_no_reply`) never comes this far. Who a guest
    is, is known only where the address is proven: by the link that was sent to it, in this
    browser (`is_proven`). A name and an address that are only typed can be anybody's.
    """
    found = tuple(dict.fromkeys(signals))
    if writer.is_authenticated:
        if why := _why_at_once(writer, found):
            return Verdict(Status.PUBLISHED, why, found)
        own = Comment.objects.filter(user_id=writer.pk)
    elif not is_proven:
        if email and asks_for_confirmation():
            reason = _("Please confirm by the link that we sent you that the address is yours.")
            return Verdict(Status.UNCONFIRMED, reason, found)
        reason = _("A moderator reads every comment by a guest before it appears.")
        return Verdict(Status.HELD, reason, found)
    else:
        own = _by_guest(keyed_hash(email))
    if found:
        reason = _("A moderator reads it first: %(reasons)s") % {"reasons": sentences(found)}
        return Verdict(Status.HELD, reason, found)
    if _is_trusted(own):
        return Verdict(
            Status.PUBLISHED, _("A moderator has let an earlier comment of yours through.")
        )
    return Verdict(Status.HELD, _("A moderator reads the first comments of everybody."))


def never_waits(writer: Writer) -> bool:
    """Whether somebody moderates, or answers for the organisation: slow mode is for the others."""
    if writer.has_perm("comments.change_comment"):
        return True
    return OfficialRole.objects.held_by(writer.pk) is not None


def _why_at_once(writer: Writer, signals: Sequence[str] = ()) -> str:
    """Why what this account writes appears at once, trusted or not; "" where it need not."""
    if writer.has_perm("comments.change_comment"):
        return _("You are a moderator.")
    if "personal_data" not in signals and OfficialRole.objects.held_by(writer.pk):
        return _("You write for the organisation.")
    return ""


def _by_guest(email_hash: str) -> CommentQuerySet:
    """The comments of a guest who has shown that the address is theirs."""
    return Comment.objects.filter(user=None, email_hash=email_hash, confirmed_at__isnull=False)


def _is_trusted(own: CommentQuerySet) -> bool:
    """Whether a moderator has let enough of a person's comments through, as they now stand.

    Not by one that was changed since a moderator saw it, and no more once the newest decision on
    any of them went against its writer.
    """
    newest = own.filter(moderated_at__isnull=False).order_by("-moderated_at").first()
    if newest is not None and newest.status in {Status.REFUSED, Status.REMOVED, Status.SPAM}:
        return False
    enough = max(DiscussionSettings.current().trusted_after, 1)
    published = own.published().exclude(pk__in=own.edited_since_decision().values("pk"))
    return len(published.order_by().values_list("pk")[:enough]) == enough


def what_comes_next(
    *,
    writer: Writer,
    proven_email_hash: str = "",
    rules: DiscussionSettings | None = None,
    page: Page | None = None,
    pace: str = "",
) -> str:
    """What will become of a comment that is about to be written: `decide`, told beforehand.

    `proven_email_hash`: of the address that was confirmed in this browser; "" for none. `page`:
    under which it is written. `pace`: what slow mode means for the writer (`slowing.pace`).
    """
    if writer.has_perm("comments.change_comment"):
        return _("Your comment appears at once, because you are a moderator.")
    if OfficialRole.objects.held_by(writer.pk):
        return _(
            "Your comment appears at once, because you write for the organisation; with what may"
            " be personal data, a moderator reads it first."
        )
    hold = getattr(page, "comments_hold", Commentable.Hold.BY_RULE)
    by_policy = _what_the_policy_does(writer, proven_email_hash, rules, hold)
    by_page = _("Under this post, a link is such a reason.")
    has_reasons = hold == Commentable.Hold.LINKS
    return " ".join(filter(None, [pace, by_policy, by_page if has_reasons else ""]))


def _what_the_policy_does(
    writer: Writer, proven_email_hash: str, rules: DiscussionSettings | None, hold: str
) -> str:
    """The same for those who neither moderate nor answer, where a page holds what it holds."""
    is_known = writer.is_authenticated or proven_email_hash or not asks_for_confirmation(rules)
    if hold == Commentable.Hold.ALL and is_known:
        return _("Under this post, a moderator reads every comment before it appears.")
    if hold == Commentable.Hold.ALL:
        return _(
            "We send you a link to confirm your e-mail address. After that, a moderator reads your"
            " comment before it appears, as every comment under this post."
        )
    if writer.is_authenticated:
        is_trusted = _is_trusted(Comment.objects.filter(user_id=writer.pk))
    else:
        is_trusted = bool(proven_email_hash) and _is_trusted(_by_guest(proven_email_hash))
    if is_trusted and writer.is_authenticated:
        return _(
            "Your comment appears at once, unless something in it is a reason for a moderator to"
            " read it first."
        )
    if is_trusted:
        return _(
            "With the e-mail address that you have confirmed, your comment appears at once, unless"
            " something in it is a reason for a moderator to read it first."
        )
    if is_known:
        return _("A moderator reads your comment before it appears.")
    return _(
        "We send you a link to confirm your e-mail address. After that, a moderator reads your"
        " comment before it appears, unless one has let an earlier comment of yours through."
    )


def sentences(signals: Sequence[str]) -> str:
    """The reasons to look first, in words."""
    return " ".join(str(SIGNALS[name]) for name in signals if name in SIGNALS)


def asks_for_confirmation(rules: DiscussionSettings | None = None) -> bool:
    """Whether guests give an e-mail address and confirm it: not where no mail is delivered."""
    if not settings.MAIL_IS_DELIVERED:
        return False
    return (rules or DiscussionSettings.current()).guests_confirm


def edit_ends_at(comment: Comment) -> datetime | None:
    """Until when its writer can change a comment; None where they cannot, or not any more."""
    if not comment.is_published or comment.published_at is None:
        return None
    end = comment.published_at + timedelta(minutes=settings.COMMENT_EDIT_MINUTES)
    return end if timezone.now() < end else None


def why_out_of_office(comment: Comment) -> str:
    """A sentence, where an official comment's writer holds no office any more; "" otherwise."""
    if not comment.official_role or OfficialRole.objects.held_by(comment.user_id):
        return ""
    return _("You wrote this officially, and have no official role any more.")


def fingerprint(
    *,
    page: Page,
    parent: Comment | None,
    writer: Writer,
    name: str,
    text: str,
    ip_address: str | None,
    email: str = "",
) -> str | None:
    """The same for the same text by the same person in the same place on one day (UTC).

    The database takes each once, so that whoever presses twice, or sends again after a fault,
    has written one comment. With another e-mail address it is another one: the first may have
    been mistyped, and nobody can confirm that. None for guests without an IP address: they are
    never taken for each other.
    """
    block = address_block(ip_address)
    if not (writer.is_authenticated or block):
        return None
    who = f"account {writer.pk}" if writer.is_authenticated else f"{block} {name} {email}"
    day = timezone.now().astimezone(UTC).date()
    return keyed_hash(f"{day} {page.pk} {parent.pk if parent else 0} {who}\n{text}")
