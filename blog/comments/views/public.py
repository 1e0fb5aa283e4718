"""What anybody may see, and where it stands; everything else is 404, as if it were not there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog.comments import feeds
from blog.comments.models import Comment
from blog.comments.threads import place_of

MAX_ID = 2**31 - 1  # django-comments' key is a 32-bit integer


def public_page(page_id: int) -> Page:
    """The specific page, if anybody may read it; otherwise 404, as if it were not there."""
    if page_id > MAX_ID:
        raise Http404
    return get_object_or_404(Page.objects.live().public(), pk=page_id).specific


def public_comment(comment_id: int) -> Comment:
    """A published comment under a page that anybody may read; otherwise 404."""
    if comment_id > MAX_ID:
        raise Http404
    comments = Comment.objects.published().select_related("user", "page")
    comment: Comment = get_object_or_404(comments, pk=comment_id)
    comment.page = public_page(comment.page_id)
    return comment


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Leads to the comment where it stands now, on the right page of its discussion."""
    comment = public_comment(comment_id)
    return redirect(f"{comment.page.get_url(request)}{place_of(comment)}")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest comments of the whole site, as Atom."""
    return feeds.of_site(request)
