"""What a writer does with a comment afterwards: change it, take it back, ask for a review."""

import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog.comments import authorship, policy, rates
from blog.comments.actions import REVIEWABLE
from blog.comments.afterwards import EditForm, ReviewForm
from blog.comments.authorship import NotPossible
from blog.comments.models import Comment, Review, Status
from blog.comments.views.status import about_comment, readable_page, to_status, too_often

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@about_comment
def edit(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Another text, for some minutes after publication. Too late, it is kept to be copied."""
    is_moderator = request.user.has_perm("comments.change_comment")
    if request.method != "POST":
        form = EditForm(initial={"comment": comment.comment}, is_moderator=is_moderator)
        return _edit_page(request, comment, token, form, refusal=authorship.why_no_edit(comment))
    form = EditForm(request.POST, is_moderator=is_moderator)
    is_preview = "preview" in request.POST
    seconds = too_often(request, comment, "preview" if is_preview else "edit")
    if seconds:
        return _edit_page(request, comment, token, form, seconds=seconds)
    if not form.is_valid():
        return _edit_page(request, comment, token, form, refusal=authorship.why_no_edit(comment))
    if is_preview:
        preview = copy.copy(comment)
        preview.set_text(form.text)
        return _edit_page(request, comment, token, form, preview=preview)
    try:
        current = authorship.edit(comment=comment, text=form.text, signals=form.signals)
    except NotPossible as why:
        return _edit_page(request, comment, token, form, refusal=str(why))
    return to_status(token, "edited" if current.edited_at != comment.edited_at else "unchanged")


def _edit_page(
    request: HttpRequest,
    comment: Comment,
    token: str,
    form: EditForm,
    *,
    preview: Comment | None = None,
    refusal: str = "",
    seconds: int = 0,
) -> HttpResponse:
    context: dict[str, Any] = {
        "comment": comment,
        "token": token,
        "page": readable_page(comment),
        "form": form,
        "preview": preview,
        "refusal": _wait(seconds) if seconds else refusal,
        "edit_ends_at": policy.edit_ends_at(comment),
    }
    code = 200 if request.method != "POST" or preview else 422
    return _answer(request, "comments/edit.html", context, code, seconds)


@require_http_methods(METHODS)
@about_comment
def withdraw(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Take a comment back, after one more question. Pressed twice, it is done."""
    if request.method == "POST":
        authorship.withdraw(comment=comment)
    if request.method == "POST" or comment.status == Status.WITHDRAWN:
        return to_status(token)
    context = {"comment": comment, "token": token, "page": readable_page(comment)}
    return render(request, "comments/withdraw.html", context)


@require_http_methods(METHODS)
@about_comment
def review(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    """Ask, once, that another moderator looks at a decision."""
    is_possible = comment.status in REVIEWABLE
    if not is_possible or Review.objects.filter(comment=comment).exists():
        return to_status(token)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"comment": comment, "token": token, "form": form}
    context["page"] = readable_page(comment)
    if not form.is_valid():
        code = 422 if form.is_bound else 200
        return _answer(request, "comments/review.html", context, code)
    if seconds := too_often(request, comment, "edit"):
        context["refusal"] = _wait(seconds)
        return _answer(request, "comments/review.html", context, 429, seconds)
    try:
        authorship.ask_for_review(comment=comment, why=form.cleaned_data["why"])
    except NotPossible:  # asked, or decided anew, in this moment: the page says which
        return to_status(token)
    return to_status(token)


def _wait(seconds: int) -> str:
    return _("That was often. You can do it again in %(span)s; your text is kept here.") % {
        "span": rates.span(seconds)
    }


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], code: int, seconds: int = 0
) -> HttpResponse:
    response = render(request, template, context, status=429 if seconds else code)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response
