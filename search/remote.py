"""Asking a search server, where `SEARCH_URL` names one, which texts match and in which order.

It ranks, and nothing else: extracts, corrections and suggestions come from our own index, and who
may read what is asked of the database, as ever. What it finds is looked up in our own index,
which knows how many of the words a text holds and whether it holds a phrase as it was typed.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import And, Not, Or, Phrase, PlainText, SearchQuery
from wagtail.models import Page

from blog.comments.models import Comment
from search import analysis, matching
from search.matching import Match, Need
from search.models import Kind
from search.parsing import Query
from search.remote_backend import silence

NAME = "server"  # in WAGTAILSEARCH_BACKENDS
PATIENCE = 2  # seconds, after which our own index answers
# Posts of which the numbers are sent along where a search is limited to some of all. Servers take
# 65,536 (index.max_terms_count); for more, our own index answers.
MOST_PAGES = 50_000


def matches(
    kind: Kind,
    query: Query,
    needs: Sequence[Need],
    pages: QuerySet[Any] | None,
    most: int,
    *,
    enough: int,
    by_date: bool,
) -> list[Match]:
    """The best or newest texts that meet all needs, or any where fewer than `enough` meet all.

    At most so many of either, the server's order as their score. Nothing where there is no
    server, or where it does not answer.
    """
    server = _server()
    if server is None or silence.is_on or not any(need.entries for need in needs):
        return []
    texts = _texts(kind, pages)
    if texts is None:
        return []
    texts = texts.order_by("-first_published_at" if kind == Kind.POST else "-published_at")

    def ask(*, any_of: bool) -> list[int]:
        asked = search_query(query, needs, any_of=any_of)
        return list(server.search(asked, texts, order_by_relevance=not by_date)[:most])

    try:
        keys = ask(any_of=False)
        if len(needs) > 1 and len(keys) < enough:
            keys += ask(any_of=True)
    except Exception as error:  # noqa: BLE001 - each client raises errors of its own
        silence.begin(error, "searches are answered from this site's own index.")
        return []
    if not keys:
        return []
    places = {key: place for place, key in reversed(list(enumerate(keys)))}
    found = matching.rank(kind, matching.given(kind, places), needs, query.phrases)
    return [match._replace(score=-float(places[match.pk])) for match in found]


def search_query(query: Query, needs: Sequence[Need], *, any_of: bool) -> SearchQuery:
    """What is asked of the server: all of the needs or any, every phrase, nothing excluded.

    Of stems, which are letters and digits: nothing that somebody types is an operator here.
    """
    words = [
        Or([PlainText(stem) for stem in need.stems])
        if len(need.stems) > 1
        else PlainText(*need.stems)
        for need in needs
    ]
    phrases = [Phrase(" ".join(analysis.stem(word) for word in phrase)) for phrase in query.phrases]
    excluded = [Not(PlainText(stem)) for stem in analysis.whole_stems(query.excluded)]
    return And([*([Or(words)] if any_of else words), *phrases, *excluded])


def _texts(kind: Kind, pages: QuerySet[Any] | None) -> QuerySet[Any] | None:
    """The posts or comments that are searched; None where they are too many to name.

    Filters go along as the numbers of the posts that they leave: one way for all of them, and a
    tag that was renamed a moment ago is right at once.
    """
    # Pages, of which only posts are in the index: modelsearch passes over filters by the key of a
    # post, because it is a pointer to the page.
    texts: QuerySet[Any] = Page.objects.all() if kind == Kind.POST else Comment.objects.all()
    if pages is None:
        return texts
    numbers = list(pages.values_list("pk", flat=True).distinct()[: MOST_PAGES + 1])
    if len(numbers) > MOST_PAGES:
        return None
    return texts.filter(id__in=numbers) if kind == Kind.POST else texts.filter(page_id__in=numbers)


def _server() -> Any:
    """The backend, or None; kept, because it keeps connections open."""
    configuration = settings.WAGTAILSEARCH_BACKENDS.get(NAME)
    return _backend(json.dumps(configuration, sort_keys=True)) if configuration else None


@lru_cache(maxsize=1)
def _backend(configuration: str) -> Any:
    return get_search_backend(NAME, TIMEOUT=PATIENCE)
