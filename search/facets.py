"""By what the results of a search can be narrowed, and how many of them each choice leaves."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models.functions import ExtractYear

from blog.models import BlogPostPage, PostAuthor
from search.matching import Numbers

if TYPE_CHECKING:
    from search.queries import Filters

MOST = 10  # choices of a kind


@dataclass(frozen=True)
class Facet:
    """A choice: what the address says for it, what a reader reads, and how many it leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool


def years_of_readable(posts: Collection[int]) -> dict[int, int]:
    """Those of the posts that anybody may read, each with the year of its publication."""
    readable = BlogPostPage.objects.published().filter(pk__in=Numbers(posts)).order_by()
    return dict(readable.values_list("pk", ExtractYear("first_published_at")))


def count(
    results: Mapping[int, int], years: Mapping[int, int], filters: "Filters"
) -> dict[str, list[Facet]]:
    """The choices by "tag", "author" and "year", for so many results under each of some posts.

    Tags and authors with the most results come first, years from the newest. At most ten each,
    and what is chosen is always among them.
    """
    tags = BlogPostPage.tags.through.objects.filter(content_object_id__in=Numbers(results))
    authors = PostAuthor.objects.filter(page_id__in=Numbers(results))
    by_year = ((post, str(years[post]), str(years[post])) for post in results if years[post])
    return {
        "tag": _choices(
            tags.values_list("content_object_id", "tag__slug", "tag__name"), results, filters.tag
        ),
        "author": _choices(
            authors.values_list("page_id", "author__slug", "author__name"), results, filters.author
        ),
        "year": sorted(
            _choices(by_year, results, str(filters.year or "")),
            key=lambda facet: facet.value,
            reverse=True,
        ),
    }


def _choices(rows: Iterable[Any], results: Mapping[int, int], chosen: str) -> list[Facet]:
    counts: Counter[tuple[str, str]] = Counter()
    for post, value, label in rows:
        counts[value, label] += results[post]
    ranked = sorted(counts.items(), key=lambda item: (item[0][0] != chosen, -item[1], item[0][1]))
    return [
        Facet(value, label, number, is_chosen=value == chosen)
        for (value, label), number in ranked[:MOST]
    ]
