"""The search page, and what the search box suggests."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.comments import rates
from search import log, narrowing
from search.parsing import clean_text
from search.picks import picks_for
from search.queries import Filters, find
from search.suggestions import suggestions

COMMENTS_BESIDE_POSTS = 3
SUGGESTIONS_MAX_AGE = 60  # seconds: whoever types the same again, or goes back a letter


@require_safe
@rates.limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """Posts for `q`, with a few comments beside them; only comments with `in=comments`.

    Narrowed by `tag`, `author` and `year`, the best match first or with `sort=newest` the newest.
    """
    text = clean_text(request.GET.get("q", ""))
    where = "comments" if request.GET.get("in") == "comments" else "posts"
    sort = "newest" if request.GET.get("sort") == "newest" else "relevance"
    context: dict[str, object] = {"query": text, "where": where, "sort": sort}
    filters = narrowing.filters_from(request.GET)
    if text or filters != Filters():
        page_number = request.GET.get("page")
        results = find(text, where=where, filters=filters, sort=sort, page_number=page_number)
        context["results"] = results
        context["chosen"] = narrowing.chosen(results, filters)
        context["facet_groups"] = narrowing.groups(results)
        if where == "posts":
            comments = find(text, where="comments", filters=filters, with_facets=False)
            context["comments"] = comments
            context["beside"] = comments.page[:COMMENTS_BESIDE_POSTS]
        if text and not page_number and filters == Filters():
            context["picks"] = picks_for(text)
            there = [results, comments] if where == "posts" else [results]
            if sort == "relevance":  # in another order it is the same search
                log.note(text, sum(found.complete for found in there if not found.corrected))
    return render(request, "search/search.html", context)


@require_safe
@rates.limited("suggest", plain=True)
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggestions for `q`, as a JSON list of {kind, label, url}; the same for everybody."""
    found = suggestions(request.GET.get("q", ""), request)
    response = JsonResponse([asdict(one) for one in found], safe=False)
    response.headers["Cache-Control"] = f"public, max-age={SUGGESTIONS_MAX_AGE}"
    return response
