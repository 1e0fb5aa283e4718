"""What is kept about a person, for that person: asking, downloading, erasing.

Two kinds of address lead here. One is sent by mail to whoever asks, and is about everything under
their e-mail address, for a day. The other is that of a comment's status page, and is about this
comment alone: it was shown to whoever typed an e-mail address, which may be somebody else's.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from blog.comments import authorship, privacy, rates, tasks
from blog.comments.fields import AddressField
from blog.comments.forms import TiedForm
from blog.comments.models import Comment, keyed_hash
from blog.comments.signed_links import comment_id_from, email_hash_from
from blog.comments.views.secret import secret_address
from blog.comments.views.status import readable_page


class AddressForm(TiedForm):
    """The address about which somebody wants to know."""

    email = AddressField(
        help_text=_("The one that you gave when you wrote a comment, or follow a discussion with."),
        error_messages={
            "required": _("Give the address that you want to know about."),
            "invalid": _("This is not an e-mail address. One looks like name@example.org."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tie_texts_to_fields()


@dataclass(frozen=True)
class Holding:
    """What an address of ours is about: an e-mail address, or one comment."""

    email: str = ""
    comment: Comment | None = None

    @classmethod
    def of(cls, token: str) -> "Holding | None":
        """By the token; None where we have not given it to anybody, or it is too old."""
        if email_hash := email_hash_from(token):
            return cls(email=privacy.address_of(email_hash))
        comments = Comment.objects.select_related("user", "page")
        comment_id = comment_id_from(token)
        comment = comments.filter(pk=comment_id).first() if comment_id else None
        return cls(comment=comment) if comment else None

    @property
    def page(self) -> Page | None:
        """The page under which the one comment stands, if everybody may read that."""
        return readable_page(self.comment) if self.comment else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept any more."""
        return self.comment.is_erased if self.comment else not self.email

    def export(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return privacy.export_comment(self.comment) if self.comment else privacy.export(self.email)

    def erase(self) -> None:
        """All of it is gone."""
        if self.comment:
            authorship.erase(comment=self.comment)
        else:
            privacy.erase(self.email)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Asks for an address, and says the same of every address: who wrote here is nobody's business.

    The mail is a task, so that the answer takes as long for an address that we do not know.
    """
    is_sent = request.method == "POST" and settings.MAIL_IS_DELIVERED
    form = AddressForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        email = form.cleaned_data["email"]
        seconds = rates.check(
            action="my-data",
            writer=request.user,
            ip_address=request.META.get("REMOTE_ADDR"),
            email=email,
        )
        if seconds:
            return rates.too_many(request, seconds)
        tasks.send_data_link.enqueue(keyed_hash(email))
        return redirect("comments:my-data-sent")
    context = {"form": form, "mail_is_delivered": settings.MAIL_IS_DELIVERED}
    return render(request, "comments/data.html", context, status=422 if is_sent else 200)


@require_safe
def my_data_sent(request: HttpRequest) -> HttpResponse:
    """If there is anything, a mail is on its way."""
    return render(request, "comments/data_sent.html")


@secret_address
@require_safe
def my_data_link(request: HttpRequest, token: str) -> HttpResponse:
    """What can be done with what is kept. Reading it changes nothing."""
    holding = Holding.of(token)
    if holding is None:
        return _unknown(request)
    context = {"token": token, "holding": holding}
    return render(request, "comments/data_link.html", context)


@secret_address
@require_safe
def my_data_download(request: HttpRequest, token: str) -> HttpResponse:
    """All of it, as a file."""
    holding = Holding.of(token)
    if holding is None:
        return _unknown(request)
    if holding.is_empty:
        return redirect("comments:my-data-link", token)
    response = JsonResponse(
        holding.export(), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@secret_address
@require_http_methods(["GET", "HEAD", "POST"])
def my_data_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more, and erases on POST; pressed twice, it is done."""
    holding = Holding.of(token)
    if holding is None:
        return _unknown(request)
    if request.method == "POST" and not holding.is_empty:
        holding.erase()
    if request.method == "POST" or holding.is_empty:
        return redirect("comments:my-data-link", token)
    context = {"token": token, "holding": holding}
    return render(request, "comments/data_erase.html", context)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "comments/data_unknown.html", status=404)
