"""The search page, and what the search box suggests."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.comments import rates
from search.queries import clean_text, find_comments, find_posts
from search.suggestions import suggestions

COMMENTS_BESIDE_POSTS = 3
SUGGESTIONS_MAX_AGE = 60  # seconds: whoever types the same again, or goes back a letter


@require_safe
@rates.limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """Posts for `q`, with a few comments beside them; only comments with `in=comments`."""
    text = clean_text(request.GET.get("q", ""))
    where = "comments" if request.GET.get("in") == "comments" else "posts"
    context: dict[str, object] = {"query": text, "where": where}
    if text:
        page = request.GET.get("page")
        if where == "comments":
            context["comments"] = find_comments(text, page)
        else:
            context["posts"] = find_posts(text, page)
            context["comments"] = find_comments(text, None)
            context["comments_shown"] = COMMENTS_BESIDE_POSTS
    return render(request, "search/search.html", context)


@require_safe
@rates.limited("suggest", plain=True)
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggestions for `q`, as a JSON list of {kind, label, url}; the same for everybody."""
    found = suggestions(request.GET.get("q", ""), request)
    response = JsonResponse([asdict(one) for one in found], safe=False)
    response.headers["Cache-Control"] = f"public, max-age={SUGGESTIONS_MAX_AGE}"
    return response
