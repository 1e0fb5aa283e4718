"""The search page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.comments import rates
from search import log
from search.queries import clean_text, find_comments, find_posts

COMMENTS_BESIDE_POSTS = 3


@require_safe
@rates.limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """Posts for `q`, with a few comments beside them; only comments with `in=comments`."""
    text = clean_text(request.GET.get("q", ""))
    where = "comments" if request.GET.get("in") == "comments" else "posts"
    context: dict[str, Any] = {"query": text, "where": where}
    if text:
        page = request.GET.get("page")
        if where == "comments":
            context["comments"] = find_comments(text, page)
        else:
            context["posts"] = find_posts(text, page)
            context["comments"] = find_comments(text, None)
            context["comments_shown"] = COMMENTS_BESIDE_POSTS
        if not page:
            found = [result for name in ("posts", "comments") if (result := context.get(name))]
            log.note(text, sum(one.page.paginator.count for one in found if not one.any_word))
    return render(request, "search/search.html", context)
