"""The page to which the link in a mail leads: it asks, and only its button does anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from blog.comments import authorship
from blog.comments.authorship import NotPossible
from blog.comments.models import Comment, EmailConfirmation, Status
from blog.comments.signed_links import set_writer_cookie, status_url
from blog.comments.views.secret import secret_address
from blog.comments.views.status import readable_page


@require_http_methods(["GET", "HEAD", "POST"])
@secret_address
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the comment and one button. Programs that look into mail open links, and press none."""
    confirmation = authorship.find_confirmation(token)
    if confirmation is None:
        return render(request, "comments/confirm_unknown.html", status=404)
    if request.method != "POST":
        return _page(request, confirmation, authorship.why_not_confirmed(confirmation))
    try:
        comment = authorship.confirm(token=token)
    except NotPossible as why:
        return _page(request, confirmation, str(why), code=422)
    response = redirect(status_url(comment))
    set_writer_cookie(response, comment.email_hash)
    return response


def _page(
    request: HttpRequest, confirmation: EmailConfirmation, refusal: str, code: int = 200
) -> HttpResponse:
    comment = confirmation.comment
    page = readable_page(comment)
    parents = Comment.objects.published().select_related("user").filter(pk=comment.parent_id)
    context = {
        "comment": comment,
        "page": page,
        "parent": parents.first() if comment.depth and page else None,
        "refusal": refusal,
        "is_confirmed": confirmation.used_at is not None,
        "can_ask_again": comment.status == Status.UNCONFIRMED and not confirmation.used_at,
        "status_url": status_url(comment),
    }
    return render(request, "comments/confirm.html", context, status=code)
