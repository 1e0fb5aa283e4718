"""By what the results of a search can be narrowed, and how many of them each choice leaves."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models.expressions import RawSQL
from django.db.models.functions import ExtractYear

from blog.models import BlogPostPage, PostAuthor

if TYPE_CHECKING:
    from search.queries import Filters

MOST = 10  # choices of a kind


class Facet(NamedTuple):
    """A choice: what the address says for it, what a reader reads, and how many it leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool


def years_of_readable(posts: Collection[int]) -> dict[int, int]:
    """Those of the posts that anybody may read, each with the year of its publication."""
    readable = BlogPostPage.objects.published().filter(pk__in=_written_out(posts)).order_by()
    return dict(readable.values_list("pk", ExtractYear("first_published_at")))


def count(
    results: Mapping[int, int], years: Mapping[int, int], filters: "Filters"
) -> dict[str, list[Facet]]:
    """The choices by "tag", "author" and "year", for so many results under each of some posts.

    Tags and authors with the most results come first, years from the newest. At most ten each,
    and what is chosen is always among them.
    """
    tags = BlogPostPage.tags.through.objects.filter(content_object_id__in=_written_out(results))
    authors = PostAuthor.objects.filter(page_id__in=_written_out(results))
    by_year = ((post, str(years[post]), str(years[post])) for post in results if years[post])
    return {
        "tag": _choices(
            tags.values_list("content_object_id", "tag__slug", "tag__name"), results, filters.tag
        ),
        "author": _choices(
            authors.values_list("page_id", "author__slug", "author__name"), results, filters.author
        ),
        "year": sorted(_choices(by_year, results, str(filters.year or "")), reverse=True),
    }


def _written_out(numbers: Collection[int]) -> RawSQL:
    """Numbers of ours for `__in`: as parameters, a thousand take longer than the query itself."""
    return RawSQL(", ".join(map(str, numbers)) or "NULL", [])  # noqa: S611


def _choices(rows: Iterable[Any], results: Mapping[int, int], chosen: str) -> list[Facet]:
    counts: Counter[tuple[str, str]] = Counter()
    for post, value, label in rows:
        counts[value, label] += results[post]
    ranked = sorted(counts.items(), key=lambda item: (item[0][0] != chosen, -item[1], item[0][1]))
    return [
        Facet(value, label, number, is_chosen=value == chosen)
        for (value, label), number in ranked[:MOST]
    ]
