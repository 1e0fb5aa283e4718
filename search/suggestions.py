"""What somebody may mean who is still typing: posts, tags and authors.

Nothing is suggested that not everybody may read: a post is looked up among the published ones,
however the index stands, and a tag or an author counts only if a published post carries it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import Any
from urllib.parse import quote

from django.db.models import Model, OuterRef, Subquery
from django.http import HttpRequest
from taggit.models import Tag

from blog.models import Author, BlogPostPage
from search import analysis
from search.matching import titles_with
from search.parsing import MAX_WORDS, clean_text

LEAST = 2  # characters that say something
MOST_POSTS, MOST_NAMES = 5, 3  # that are suggested; names of each kind
CANDIDATES = 50  # that match and are looked at: seldom is one not published


@dataclass(frozen=True)
class Suggestion:
    """One line of the list: `kind` is "post", "tag" or "author"."""

    kind: str
    label: str
    url: str


def suggestions(text: str, request: HttpRequest | None = None) -> list[Suggestion]:
    """For what was typed so far: the newest posts by their titles, then tags, then authors.

    The words may stand in any order, and the last may be the beginning of one. [] for less than
    two characters. A fixed number of queries.
    """
    words = analysis.words(clean_text(text))[:MAX_WORDS]
    if sum(map(len, words)) < LEAST:
        return []
    tags = _carried(Tag, "tagged_items__tag", words)
    authors = _carried(Author, "post_authors__author", words)
    titled = titles_with(words, CANDIDATES)
    carrying = {name.post_id for name in (*tags, *authors)}
    posts = BlogPostPage.objects.published().filter(pk__in=carrying.union(titled)).newest_first()
    posts = list(posts.only("title", "url_path", "first_published_at"))
    urls = {post.pk: post.get_url(request) or "" for post in posts}
    newest = [post for post in posts if post.pk in titled][:MOST_POSTS]
    found = [Suggestion("post", post.title, urls[post.pk]) for post in newest]
    for kind, names in (("tag", tags), ("author", authors)):
        for name in names:
            if name.post_id in urls:
                blog_url = urls[name.post_id].rstrip("/").rpartition("/")[0]
                url = f"{blog_url}/{kind}s/{quote(name.slug)}/"
                found.append(Suggestion(kind, name.name, url))
    return found


def _carried(model: type[Model], way: str, words: list[str]) -> list[Any]:
    """Tags or authors that go by such a name, each with the `post_id` of a post that carries it.

    All names are read each time: there are thousands of them at the most, and no database
    compares without accents by itself.
    """
    names: Any = model._default_manager
    matching = _matching(names.order_by().values_list("pk", "name"), words)
    if not matching:
        return []
    carriers = BlogPostPage.objects.published().filter(**{way: OuterRef("pk")}).order_by()
    found = names.annotate(post_id=Subquery(carriers.values("pk")[:1])).in_bulk(matching)
    return [found[pk] for pk in matching if pk in found and found[pk].post_id][:MOST_NAMES]


def _matching(names: Iterable[tuple[int, str]], typed: list[str]) -> list[int]:
    """The keys of names in which each word begins one; first those that begin with the text."""
    beginnings = [f" {word}" for word in typed]
    whole = "".join(beginnings)
    found = (
        (not folded.startswith(whole), folded, pk)
        for pk, folded in ((pk, _folded(name)) for pk, name in names)
        if all(beginning in folded for beginning in beginnings)
    )
    return [pk for *_order, pk in nsmallest(CANDIDATES, found)]


@lru_cache(maxsize=100_000)
def _folded(name: str) -> str:
    """The words of a name as they are compared, with a space before each."""
    return "".join(f" {word}" for word in analysis.words(name))
