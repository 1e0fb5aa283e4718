"""The status page: what became of a comment, and what its writer can do about it."""

from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from blog.comments import authorship, following, history, notices, policy, rates
from blog.comments.actions import REVIEWABLE
from blog.comments.authorship import CONFIRMATION_HOURS, NotPossible
from blog.comments.models import (
    Comment,
    EmailConfirmation,
    Recipient,
    Status,
    Subscription,
    keyed_hash,
    mailbox_hash,
)
from blog.comments.privacy import UNCONFIRMED_DAYS
from blog.comments.signed_links import address_token, comment_id_from, proven_email_hash
from blog.comments.views.secret import View, secret_address

# What is said after something was done: the value of `?done=` → the sentence.
DONE: dict[str, Promise | str] = {
    "sent": gettext_lazy("We are sending the link again. Earlier links stop working."),
    "edited": gettext_lazy("Your comment was changed. What you see here is the new text."),
    "unchanged": gettext_lazy("The text is the same as before, so nothing was changed."),
    "follow": gettext_lazy("From now on you get a mail when somebody says something new."),
    "leave": gettext_lazy("You get no more mail about this."),
    "told": gettext_lazy("From now on you get a mail when a moderator decides on your comment."),
    "not-told": gettext_lazy("You get no more mail about what is decided on your comment."),
    "ask": gettext_lazy(
        "We have sent a mail to this address. Nothing else comes until you say yes to it."
    ),
}


@dataclass(frozen=True)
class Mailbox:
    """The address that a comment was written with, and what may be said and done about it."""

    email: str
    is_proven: bool  # whoever asks has shown that it is theirs

    @classmethod
    def of(cls, comment: Comment, request: HttpRequest) -> "Mailbox":
        """Proven only in a browser that has confirmed the address.

        That the comment was confirmed proves nothing: somebody else may have typed the address,
        and has the status page's address. Nor does an account: people type its address into their
        settings.
        """
        email = comment.user.email if comment.user else comment.user_email
        proven = proven_email_hash(request)
        return cls(email, is_proven=bool(email and proven) and keyed_hash(email) == proven)

    @property
    def masked(self) -> str:
        """Enough for the writer to know it again, and too little for anybody else."""
        local, _at, domain = self.email.rpartition("@")
        return f"{local[:1]}…@{domain}"

    @property
    def why_no_mail(self) -> str:
        """A sentence that says why nothing can be sent there now; "" if something can.

        What its owner wants, and how much mail it got, is said to nobody else.
        """
        if not settings.MAIL_IS_DELIVERED:
            return _("At the moment this site cannot send mail.")
        if not self.is_proven and not Recipient.objects.can_take_one(mailbox_hash(self.email)):
            return _("At the moment we cannot send mail to this address.")
        if Recipient.objects.is_stopped(mailbox_hash(self.email)):
            return _("This address wants no mail from us, ever, so we send it none.")
        if not Recipient.objects.can_take_one(mailbox_hash(self.email)):
            return _("This address got as much mail from us today as we send to anybody in a day.")
        return ""


def about_comment(view: View) -> View:
    """A view of a comment that its writer alone has the address of; other addresses are 404."""

    @secret_address
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        comment_id = comment_id_from(token)
        comments = Comment.objects.select_related("user", "page")
        comment = comments.filter(pk=comment_id).first() if comment_id else None
        if comment is None:
            return render(request, "comments/status_unknown.html", status=404)
        return view(request, comment, token)

    return answer


def to_status(token: str, done: str = "") -> HttpResponse:
    """On to the status page, which says what was done: a key of `DONE`."""
    address = reverse("comments:status", args=[token])
    return redirect(f"{address}?done={done}" if done else address)


def readable_page(comment: Comment) -> Page | None:
    """The page under which it stands, if everybody may read that: of others, not even the title."""
    page: Page | None = Page.objects.live().public().filter(pk=comment.page_id).first()
    return page


def too_often(request: HttpRequest, comment: Comment, action: str) -> int:
    """Count something that a writer does; 0, or the seconds to wait."""
    return rates.check(
        action=action,
        writer=request.user,
        ip_address=request.META.get("REMOTE_ADDR") or None,
        email=Mailbox.of(comment, request).email,
    )


@require_safe
@about_comment
def status(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """What became of a comment, for its writer, who alone was given the address."""
    return _page(request, comment, token, done=DONE.get(request.GET.get("done", ""), ""))


@require_POST
@about_comment
def send_again(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Another link to confirm the address with, as often as mail may be sent there."""
    if comment.status != Status.UNCONFIRMED:
        return to_status(token)
    refusal = Mailbox.of(comment, request).why_no_mail
    if refusal:
        return _page(request, comment, token, refusal=refusal, code=422)
    if seconds := rates.hit("send-again", str(comment.pk)):
        return _later(request, comment, token, seconds)
    try:
        authorship.send_link_again(comment=comment)
    except NotPossible as why:
        return _page(request, comment, token, refusal=str(why), code=422)
    return to_status(token, "sent")


@require_POST
@about_comment
def follow(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Follow or leave the thread or the whole discussion: `do` is “follow thread” and so on."""
    verb, _space, what = request.POST.get("do", "").partition(" ")
    mailbox, page = Mailbox.of(comment, request), readable_page(comment)
    places = _places(comment, page, mailbox)
    place = next((place for place in places if place.name == what), None)
    if page is None or place is None or verb not in {"follow", "leave"}:
        return to_status(token)
    if verb == "leave":
        if place.subscription:
            following.leave(
                subscription_id=place.subscription.pk,
                email_hash=place.subscription.email_hash,
            )
        return to_status(token, "leave")
    if mailbox.is_proven:
        if mailbox.why_no_mail:
            return _page(request, comment, token, refusal=mailbox.why_no_mail, code=422)
        following.start(page=page, thread=place.thread, email=mailbox.email)
        return to_status(token, "follow")
    if seconds := too_often(request, comment, "follow"):
        return _later(request, comment, token, seconds)
    # Nothing comes where mail is not wanted; whoever does not own the address is not told so.
    following.ask(page=page, thread=place.thread, email=mailbox.email)
    return to_status(token, "ask")


@require_POST
@about_comment
def tell(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Begin or stop telling the writer by mail what is decided: `do` is “tell” or “stop”."""
    if request.POST.get("do") == "stop":
        notices.want(comment=comment, wanted=False)
        return to_status(token, "not-told")
    mailbox = Mailbox.of(comment, request)
    if request.POST.get("do") != "tell" or not _can_be_told(comment, mailbox):
        return to_status(token)
    if mailbox.why_no_mail:
        return _page(request, comment, token, refusal=mailbox.why_no_mail, code=422)
    notices.want(comment=comment, wanted=True)
    return to_status(token, "told")


def _can_be_told(comment: Comment, mailbox: Mailbox) -> bool:
    """Whether there is an address to tell decisions to: one that its owner confirmed, or will."""
    if not (settings.MAIL_IS_DELIVERED and mailbox.email) or comment.status == Status.WITHDRAWN:
        return False
    return bool(comment.user or comment.confirmed_at or comment.status == Status.UNCONFIRMED)


@dataclass(frozen=True)
class Place:
    """What can be followed: the thread, or the whole discussion."""

    name: str  # "thread" or "page"
    thread: Comment | None  # its first comment
    subscription: Subscription | None  # of somebody whose address is proven: nobody else is told


def _places(comment: Comment, page: Page | None, mailbox: Mailbox) -> list[Place]:
    """What the writer can follow or leave; nothing where no mail is delivered."""
    possible = settings.MAIL_IS_DELIVERED and mailbox.email and page is not None
    if not possible or comment.status == Status.UNCONFIRMED:
        return []
    mine: dict[int | None, Subscription] = {}
    if mailbox.is_proven:
        subscriptions = Subscription.objects.of(keyed_hash(mailbox.email)).confirmed()
        mine = {one.thread_id: one for one in subscriptions.filter(page=page)}
    threads = Comment.objects.in_threads().filter(pk=comment.root_id)
    places = [Place("thread", thread, mine.get(thread.pk)) for thread in threads]
    return [*places, Place("page", None, mine.get(None))]


def _later(request: HttpRequest, comment: Comment, token: str, seconds: int) -> HttpResponse:
    refusal = _("That was often. You can do it again in %(span)s.") % {"span": rates.span(seconds)}
    response = _page(request, comment, token, refusal=refusal, code=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(
    request: HttpRequest,
    comment: Comment,
    token: str,
    *,
    done: Promise | str = "",
    refusal: str = "",
    code: int = 200,
) -> HttpResponse:
    page, past = readable_page(comment), history.of(comment)
    mailbox = Mailbox.of(comment, request)
    context = {
        "comment": comment,
        "token": token,
        "page": page,
        "Status": Status,
        "done": done,
        "refusal": refusal,
        "reasons_to_wait": _reasons_to_wait(comment),
        "mailbox": mailbox,
        "confirmation": EmailConfirmation.objects.filter(comment=comment).first(),
        "link_hours": CONFIRMATION_HOURS,
        "unconfirmed_days": UNCONFIRMED_DAYS,
        "edit_ends_at": policy.edit_ends_at(comment),
        "history": past,
        "rule_url": history.rule_url(past.verdict) if past.verdict else "",
        "is_late": comment.due_at is not None and comment.due_at < timezone.now(),
        "can_ask_for_review": past.review is None and comment.status in REVIEWABLE,
        "can_be_told": _can_be_told(comment, mailbox),
        "places": _places(comment, page, mailbox),
        "following_token": address_token(mailbox.email) if mailbox.is_proven else "",
    }
    return render(request, "comments/status.html", context, status=code)


def _reasons_to_wait(comment: Comment) -> list[str]:
    """Why a person looks first: the policy's reason, and the signals that are not in it."""
    signals = [policy.sentences([name]) for name in comment.signals]
    others = [sentence for sentence in signals if sentence and sentence not in comment.reason]
    return [*([comment.reason] if comment.reason else []), *others]
