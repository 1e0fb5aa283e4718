"""Liking a comment over HTTP: a page with one button, which `js/comment-like.js` presses for one.

The script gets the page's `?fragment=1`, sends the form in it, and asks for JSON in return.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blog.comments import likes, policy, rates
from blog.comments.models import Comment
from blog.comments.views.public import public_comment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def like(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask, and with POST count a like, or with `undo` take it back."""
    comment = public_comment(comment_id)
    address = request.META.get("REMOTE_ADDR") or None
    refusal = sentence = ""
    was_counted = False  # a like that was there before this press
    if "undo" not in request.POST:  # what was given can be taken back at any time
        refusal = policy.why_closed(comment.page) or likes.why_not(comment, writer=request.user)
    if request.method == "POST" and not refusal:
        seconds = rates.check(action="like", writer=request.user, ip_address=address)
        if seconds:
            return rates.too_many(request, seconds)
        try:
            sentence, was_counted = _press(request, comment, address)
        except likes.NotLikeable as why:  # it went away in this very moment
            refusal = str(why)
        comment.refresh_from_db(fields=["like_count"])
    voter = likes.voter_of(comment, writer=request.user, ip_address=address)
    is_liked = likes.has_liked(comment=comment, voter=voter)
    status = 422 if refusal and request.method == "POST" else 200
    if "application/json" in request.headers.get("Accept", ""):
        total = comment.like_count
        answer = {
            "is_liked": is_liked,
            "likes": ngettext("%(n)d like", "%(n)d likes", total) % {"n": total} if total else "",
            "sentence": refusal or sentence,
            "was_counted": was_counted,
        }
        return JsonResponse(answer, status=status)
    context = {
        "comment": comment,
        "page": comment.page,
        "refusal": refusal,
        "sentence": sentence,
        "is_liked": is_liked,
    }
    template = "comments/like_fragment.html" if "fragment" in request.GET else "comments/like.html"
    return render(request, template, context, status=status)


def _press(request: HttpRequest, comment: Comment, address: str | None) -> tuple[str, bool]:
    """Do what was asked for: a sentence on what became of it, and whether it was done before."""
    if "undo" in request.POST:
        if likes.take_back(comment=comment, writer=request.user, ip_address=address):
            return _("Your like is taken back."), False
        return _("There was no like of yours here."), False
    if likes.like(comment=comment, writer=request.user, ip_address=address):
        return _("Thank you, your like is counted."), False
    if request.user.is_authenticated:
        return _("Your like was counted before."), False
    sentence = _(
        "A like from your household was counted before. Without an account, each household or"
        " office has one."
    )
    return sentence, True
