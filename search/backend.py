"""The readers' search as a backend of modelsearch: its news of changes keep our index.

modelsearch tells every backend what was saved, published or deleted, and `update_index` builds
each anew. This one keeps posts and comments and nothing else; it is asked by `queries` and by
nobody else, so it has no query compiler.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

from blog.comments.models import Comment
from blog.models import BlogPostPage
from search import indexing
from search.matching import MODELS
from search.models import Kind


class PublicIndex(BaseIndex):
    """Live posts and published comments."""

    known_words: set[str] | None = None  # while the index is built anew

    def reset(self) -> None:
        """Empty the index."""
        for model in MODELS.values():
            model._default_manager.all().delete()

    def add_items(self, model: type[Model], items: Iterable[Any]) -> None:
        """Put what is live into the index, and take out what is not."""
        kind = kind_of(model)
        if kind is None:
            return
        items = list(items)
        live = live_ones(kind, items)
        add = indexing.add_posts if kind == Kind.POST else indexing.add_comments
        add(live, self.known_words)
        there = {item.pk for item in live}
        indexing.remove(kind, [item.pk for item in items if item.pk not in there])

    def delete_item(self, item: Model) -> None:
        """Take it out of the index."""
        kind = kind_of(type(item))
        if kind is not None:
            indexing.remove(kind, [item.pk])


class Rebuilder:
    """Builds the index anew while it is searched: entry by entry, and then what is no more."""

    def __init__(self, index: PublicIndex) -> None:
        self.index = index

    def start(self) -> PublicIndex:
        """From now on, terms are counted at the end."""
        self.index.known_words = set()
        return self.index

    def finish(self) -> None:
        """Take out what readers cannot see any more, and count again."""
        posts = BlogPostPage.objects.live().values("pk")
        comments = Comment.objects.published().values("pk")
        MODELS[Kind.POST]._default_manager.exclude(pk__in=posts).delete()
        MODELS[Kind.COMMENT]._default_manager.exclude(pk__in=comments).delete()
        for kind in Kind:
            indexing.count(kind)


class SearchBackend(BaseSearchBackend):
    """What `WAGTAILSEARCH_BACKENDS` names."""

    index_class = PublicIndex
    rebuilder_class = Rebuilder


def kind_of(model: type[Model]) -> Kind | None:
    """What its objects are in the index; None for what readers do not search."""
    if issubclass(model, BlogPostPage):
        return Kind.POST
    return Kind.COMMENT if issubclass(model, Comment) else None


def live_ones(kind: Kind, items: Iterable[Any]) -> list[Any]:
    """Those of them that belong into the index, with all that is searched in them."""
    if kind == Kind.COMMENT:
        return [comment for comment in items if comment.is_published]
    # As the database has them: Wagtail hands over a page before its tags are saved.
    posts = BlogPostPage.objects.live().filter(pk__in=[post.pk for post in items])
    return list(posts.prefetch_related("tags", "post_authors__author"))
