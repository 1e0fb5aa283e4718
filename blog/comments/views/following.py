"""Following over HTTP: asking for mail, saying yes to it, and all the ways to be left alone."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from blog.comments import following, rates
from blog.comments.fields import AddressField
from blog.comments.forms import TiedForm, TrapForm
from blog.comments.models import Comment, Recipient, Subscription
from blog.comments.signed_links import (
    MailAddress,
    address_from,
    address_token,
    subscription_id_from,
)
from blog.comments.views.public import public_comment, public_page
from blog.comments.views.secret import secret_address

# What was done, as the page that follows says it.
NOTICES = {
    "left": _("You do not follow that any more."),
    "left-all": _("You follow nothing any more."),
    "stopped": _("We will never write to you again."),
    "resumed": _("We may write to you again, where you ask for it."),
}


class FollowForm(TiedForm, TrapForm):
    """The address to which mail is to go; somebody signed in is not asked for it."""

    email = AddressField(
        help_text=_("We first send a link to it, to be sure that it is yours. It is never shown."),
        error_messages={
            "required": _("Give the address that we shall write to."),
            "invalid": _("This is not an e-mail address. One looks like name@example.org."),
        },
    )

    def __init__(self, *args: Any, account_email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account_email:
            del self.fields["email"]
        self.tie_texts_to_fields()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks for mail about all new comments under a page."""
    return _ask(request, public_page(page_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Asks for mail about new replies in the thread in which a comment stands."""
    comment = public_comment(comment_id)
    return _ask(request, comment.page, Comment.objects.get(pk=comment.root_id))


def _ask(request: HttpRequest, page: Page, thread: Comment | None = None) -> HttpResponse:
    """The answer is the same whether the address follows already, never did, or wants no mail."""
    if not settings.MAIL_IS_DELIVERED:
        raise Http404
    account_email = getattr(request.user, "email", "")
    form = FollowForm(request.POST or None, account_email=account_email)
    if request.method == "POST" and form.is_valid():
        email = account_email or form.cleaned_data["email"]
        seconds = rates.check(
            action="follow",
            writer=request.user,
            ip_address=request.META.get("REMOTE_ADDR") or None,
            email=email,
        )
        if seconds:
            return rates.too_many(request, seconds)
        following.ask(page=page, thread=thread, email=email, remind=True)
        return redirect(f"{request.path}?sent=1")
    context = {
        "form": form,
        "page": page,
        "thread": thread,
        "account_email": account_email,
        "is_sent": request.method != "POST" and "sent" in request.GET,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "comments/following_form.html", context, status=status)


@secret_address
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Says yes to what was asked for; only by the button, because mail scanners follow links."""
    subscription_id = subscription_id_from(token)
    subscription = None
    if subscription_id is not None:
        act = following.confirm if request.method == "POST" else following.confirmable
        subscription = act(subscription_id=subscription_id)
    if subscription is None:
        return render(request, "comments/following_unknown.html", status=404)
    context = {
        "page": subscription.page,
        "is_thread": subscription.thread_id is not None,
        "follows": request.method == "POST" or subscription.confirmed_at is not None,
        "address_token": address_token(subscription.email),
    }
    return render(request, "comments/following_confirm.html", context)


@secret_address
@require_http_methods(["GET", "HEAD", "POST"])
def follows(request: HttpRequest, token: str) -> HttpResponse:
    """What an address follows: leaves one thing, or all, or takes no mail at all any more."""
    address = address_from(token)
    if address is None:
        return render(request, "comments/following_unknown.html", status=404)
    if request.method == "POST":
        done = _act(request, address)
        return redirect(f"{request.path}?done={done}" if done else request.path)
    found = Subscription.objects.of(address.email_hash).confirmed().order_by("-pk")
    readable = Page.objects.live().public().in_bulk(list(found.values_list("page_id", flat=True)))
    context = {
        "subscriptions": [
            (subscription, subscription.page_id in readable)
            for subscription in found.select_related("page", "thread")
        ],
        "is_stopped": Recipient.objects.is_stopped(address.mailbox),
        "notice": NOTICES.get(request.GET.get("done", "")),
    }
    return render(request, "comments/following.html", context)


def _act(request: HttpRequest, address: MailAddress) -> str:
    """Do what the button says; gives a key of NOTICES, "" where nothing was to be done."""
    number = request.POST.get("leave", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        left = following.leave(subscription_id=int(number), email_hash=address.email_hash)
        return "left" if left else ""
    match request.POST.get("do"):
        case "leave-all":
            following.leave_all(email_hash=address.email_hash)
            return "left-all"
        case "stop":
            following.never_again(email_hash=address.email_hash, mailbox=address.mailbox)
            return "stopped"
        case "resume":
            Recipient.objects.resume(address.mailbox)
            return "resumed"
    return ""


@csrf_exempt  # a mail program sends it, with neither cookie nor form; the secret is in the address
@secret_address
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leaves everything that an address follows, when a mail program asks for it (RFC 8058).

    A person who opens the address sees what can be left, and presses a button.
    """
    if request.method != "POST":
        return redirect(reverse("comments:following", args=[token]))
    address = address_from(token)
    if address is None:
        # Not Http404: the page for that looks for a token in a body that may be anything.
        return render(request, "comments/following_unknown.html", status=404)
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponseBadRequest("List-Unsubscribe=One-Click is missing.\n", "text/plain")
    following.leave_all(email_hash=address.email_hash)
    return HttpResponse("You get no more mail about comments.\n", "text/plain; charset=utf-8")
