"""The form over HTTP: a new thread, or a reply."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from blog.comments import authorship, policy
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, ReplyImpossible
from blog.comments.signed_links import status_url
from blog.comments.views.public import MAX_ID, public_comment, public_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form for a new thread; `?fragment=1` gives the form without the page around it."""
    return _form(request, public_page(page_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for a reply. What is sent stays in the form if the comment has gone meanwhile."""
    if request.method != "POST":
        parent = public_comment(comment_id)
        return _form(request, parent.page, parent)
    if comment_id > MAX_ID:
        raise Http404
    ever_public = Comment.objects.in_threads().select_related("user", "page")
    parent = get_object_or_404(ever_public, pk=comment_id)
    return _form(request, public_page(parent.page_id), parent)


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
    comment = authorship.write(
        page=page,
        parent=parent,
        writer=request.user,
        text=form.cleaned_data["comment"],
        name=form.cleaned_data.get("name", ""),
        email=form.cleaned_data.get("email", ""),
        ip_address=request.META.get("REMOTE_ADDR") or None,
    )
    return redirect(comment if comment.is_published else status_url(comment))
