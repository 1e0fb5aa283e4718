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
        kind = _kind(model)
        if kind is None:
            return
        items = list(items)
        if kind == Kind.POST:
            # As the database has them: Wagtail hands over a page before its tags are saved.
            keys = [post.pk for post in items]
            posts = BlogPostPage.objects.live().filter(pk__in=keys)
            live = list(posts.prefetch_related("tags", "post_authors__author"))
            indexing.add_posts(live, self.known_words)
        else:
            live = [comment for comment in items if comment.is_published]
            indexing.add_comments(live, self.known_words)
        there = {item.pk for item in live}
        indexing.remove(kind, [item.pk for item in items if item.pk not in there])

    def delete_item(self, item: Model) -> None:
        """Take it out of the index."""
        kind = _kind(type(item))
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


def _kind(model: type[Model]) -> Kind | None:
    if issubclass(model, BlogPostPage):
        return Kind.POST
    return Kind.COMMENT if issubclass(model, Comment) else None
