"""The status page: what became of a comment, and what its writer can do about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog.comments.models import Comment, Status
from blog.comments.signed_links import comment_id_from


@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a comment, for its writer, who alone was given the address."""
    comment_id = comment_id_from(token)
    comments = Comment.objects.select_related("user", "page")
    comment = comments.filter(pk=comment_id).first() if comment_id else None
    if comment is None:
        return render(request, "comments/status_unknown.html", status=404)
    response = render(
        request,
        "comments/status.html",
        {"comment": comment, "Status": Status, "page": comment.page},
    )
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the writer's alone
    return response
