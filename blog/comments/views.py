"""The discussion over HTTP: the form, the writer's status page, the permalink."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from blog.comments import actions, policy
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, ReplyImpossible, Status
from blog.comments.signed_links import comment_id_from, status_url
from blog.comments.threads import place_of

MAX_ID = 2**31 - 1  # django-comments' key is a 32-bit integer


def _public_page(page_id: int) -> Page:
    """The specific page, if anybody may read it; otherwise 404, as if it were not there."""
    if page_id > MAX_ID:
        raise Http404
    return get_object_or_404(Page.objects.live().public(), pk=page_id).specific


def _public_comment(comment_id: int) -> Comment:
    """A published comment under a page that anybody may read; otherwise 404."""
    if comment_id > MAX_ID:
        raise Http404
    comments = Comment.objects.published().select_related("user", "page")
    comment: Comment = get_object_or_404(comments, pk=comment_id)
    comment.page = _public_page(comment.page_id)
    return comment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form for a new thread; `?fragment=1` gives the form without the page around it."""
    return _form(request, _public_page(page_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for a reply. What is sent stays in the form if the comment has gone meanwhile."""
    if request.method != "POST":
        parent = _public_comment(comment_id)
        return _form(request, parent.page, parent)
    if comment_id > MAX_ID:
        raise Http404
    ever_public = Comment.objects.in_threads().select_related("user", "page")
    parent = get_object_or_404(ever_public, pk=comment_id)
    return _form(request, _public_page(parent.page_id), parent)


def _form(request: HttpRequest, page: Page, parent: Comment | None = None) -> HttpResponse:
    refusal = policy.why_closed(page) or (policy.why_no_reply(parent) if parent else "")
    form = CommentForm(request.POST or None, writer=request.user)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            return _store(request, form, page, parent)
        except ReplyImpossible as why:  # what it answers to went away in this very moment
            refusal = str(why)
    context = {"form": form, "page": page, "parent": parent, "refusal": refusal}
    template = "comments/form_fragment.html" if "fragment" in request.GET else "comments/form.html"
    # 422: the request was understood, and what is in it will not do as it stands.
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


def _store(
    request: HttpRequest, form: CommentForm, page: Page, parent: Comment | None
) -> HttpResponse:
    comment = actions.write(
        page=page,
        parent=parent,
        writer=request.user,
        text=form.cleaned_data["comment"],
        name=form.cleaned_data.get("name", ""),
        email=form.cleaned_data.get("email", ""),
        ip_address=request.META.get("REMOTE_ADDR") or None,
    )
    return redirect(comment if comment.is_published else status_url(comment))


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


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Leads to the comment where it stands now, on the right page of its discussion."""
    comment = _public_comment(comment_id)
    return redirect(f"{comment.page.get_url(request)}{place_of(comment)}")
