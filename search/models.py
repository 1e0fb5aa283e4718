"""The search index: what readers can find, word by word, in tables of our own.

An entry holds a text's stems with their impacts (see `indexing`); the terms say how rare a stem
is, the words what can be spelt. The databases' own full-text indexes over `terms` and `title`
are made by the first migration, and used in `matching` alone.
"""

from django.db import models

from blog.comments.models import Comment
from blog.models import BlogPostPage
from search.analysis import LONGEST_WORD
from search.log import SearchCount
from search.picks import EditorsPick
from search.synonyms import Synonyms

# Django looks for models here; those are defined where they are used.
__all__ = [
    "CommentEntry",
    "EditorsPick",
    "Kind",
    "PostEntry",
    "SearchCount",
    "Statistics",
    "Synonyms",
    "Term",
    "Word",
]


class Kind(models.TextChoices):
    """What can be found."""

    POST = "post"
    COMMENT = "comment"


class Entry(models.Model):
    """A text in the index."""

    published_at = models.DateTimeField()
    text = models.TextField()  # without markup, for extracts
    words = models.TextField()  # folded, one space around each: for phrases
    terms = models.TextField()  # each stem once, and once more for each step of impact
    impacts = models.JSONField()  # {stem: how much the text is about it, 1 to 100}
    length = models.PositiveIntegerField()  # in words, those of the title counted as they weigh

    class Meta:
        abstract = True


class PostEntry(Entry):
    """A live post."""

    post = models.OneToOneField(
        BlogPostPage, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    title = models.TextField()  # its words, folded

    def __str__(self) -> str:
        return f"post {self.pk}"


class CommentEntry(Entry):
    """A published comment."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    page_id = models.IntegerField(db_index=True)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Term(models.Model):
    """How many entries of a kind hold a stem, on PostgreSQL: SQLite has that at hand."""

    kind = models.CharField(max_length=7, choices=Kind.choices)
    text = models.CharField(max_length=LONGEST_WORD + 2)
    entries = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="term_once")]

    def __str__(self) -> str:
        return self.text


class Word(models.Model):
    """A word that was written somewhere, as it is spelt but for case and accents."""

    text = models.CharField(max_length=LONGEST_WORD, primary_key=True)
    stem = models.CharField(max_length=LONGEST_WORD, db_index=True)

    def __str__(self) -> str:
        return self.text


class Statistics(models.Model):
    """How many entries of a kind there are, and how long they are together."""

    kind = models.CharField(max_length=7, choices=Kind.choices, primary_key=True)
    entries = models.IntegerField(default=0)
    words = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.kind
