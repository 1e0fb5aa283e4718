"""The one place where a reader's text becomes a search.

Nothing that a person can type may give an error, so nothing is handed on as typed: the text is
taken apart into words and phrases here, and a query object is built from those.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from wagtail.search.query import MATCH_NONE, And, Phrase, PlainText, SearchQuery

from blog.comments.models import Comment, Status
from blog.models import BlogPostPage

MAX_LENGTH = 200  # characters that are looked at
MAX_TERMS = 20  # words and phrases that are searched for
RESULTS_PER_PAGE = 10
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
WORD = re.compile(r"\w+")


def clean_text(text: str) -> str:
    """What a person typed, in one form: composed letters, plain quotes, no control characters."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).translate(QUOTES)
    return " ".join(
        "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text).split()
    )


def parse(text: str, *, operator: str = "and") -> SearchQuery:
    """A query for all (`and`) or any (`or`) of the words; phrases in quotes are always required.

    What is said more than once is searched for once, and of all that, so much and no more.
    Text without a letter or digit gives a query that matches nothing.
    """
    words: list[str] = []
    phrases: list[str] = []
    for quoted, plain in TERM.findall(clean_text(text))[:MAX_TERMS]:
        found = WORD.findall(quoted or plain)
        if quoted and len(found) > 1:
            phrases.append(" ".join(found))
        else:
            words.extend(found)
    parts: list[SearchQuery] = [Phrase(phrase) for phrase in dict.fromkeys(phrases)]
    if words:
        once: dict[str, str] = {}
        for word in words[:MAX_TERMS]:
            once.setdefault(word.casefold(), word)
        parts.insert(0, PlainText(" ".join(once.values()), operator=operator))
    if not parts:
        return MATCH_NONE
    return And(parts) if len(parts) > 1 else parts[0]


@dataclass(frozen=True)
class Found:
    """One page of results, and how they were found."""

    page: Page
    any_word: bool = False  # nothing held all of the words, so these hold some of them


def find_posts(text: str, page_number: str | None) -> Found:
    """Published posts for what a person typed, best first."""
    found = _find(BlogPostPage.objects.searchable(), text, page_number)
    posts = (
        BlogPostPage.objects.published()
        .filter(pk__in=[post.pk for post in found.page])
        .for_listing()
    )
    found.page.object_list = _in_order_of(found.page, posts)
    return found


def find_comments(text: str, page_number: str | None) -> Found:
    """Published comments under posts that anybody may read, best first."""
    readable = BlogPostPage.objects.searchable().values("pk")
    found = _find(
        Comment.objects.filter(status=Status.PUBLISHED, page_id__in=readable), text, page_number
    )
    comments = Comment.objects.published().filter(pk__in=[comment.pk for comment in found.page])
    found.page.object_list = _in_order_of(found.page, comments.select_related("user", "page"))
    return found


def _find(queryset: Any, text: str, page_number: str | None) -> Found:
    """All of the words if anything holds them, otherwise any."""
    paginator = Paginator(queryset.search(parse(text)), RESULTS_PER_PAGE)
    any_word = not paginator.count and len(WORD.findall(text)) > 1
    if any_word:
        paginator = Paginator(queryset.search(parse(text, operator="or")), RESULTS_PER_PAGE)
    return Found(paginator.get_page(page_number), any_word=any_word and paginator.count > 0)


def _in_order_of(ranked: Iterable[Any], objects: Iterable[Any]) -> list[Any]:
    by_pk = {found.pk: found for found in objects}
    return [by_pk[found.pk] for found in ranked if found.pk in by_pk]
