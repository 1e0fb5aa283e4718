"""How results are narrowed: what the address says, and the links that narrow or widen them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from taggit.models import Tag

from blog.models import Author, BlogPostPage
from search.facets import Facet
from search.parsing import YEAR, clean_text
from search.queries import Filters, Results


@dataclass(frozen=True)
class Choice:
    """A link that narrows results, or takes that back: `change` is what it changes in the address.

    A change of None takes the parameter out.
    """

    facet: Facet
    change: dict[str, str | None]


@dataclass(frozen=True)
class FacetGroup:
    """What results can be narrowed by, of one kind: `name` is "tag", "author" or "year"."""

    name: str
    choices: list[Choice]


def filters_from(query: QueryDict) -> Filters:
    """What the address asks for; what cannot be a year is none."""
    year = query.get("year", "")
    return Filters(
        tag=clean_text(query.get("tag", "")),
        author=clean_text(query.get("author", "")),
        year=int(year) if YEAR.fullmatch(year) else None,
    )


def chosen(results: Results, filters: Filters) -> list[Choice]:
    """What the address narrows results to, with the links that take it back."""
    values = {"tag": filters.tag, "author": filters.author, "year": str(filters.year or "")}
    return [
        Choice(_named(results, name, value), {name: None, "page": None})
        for name, value in values.items()
        if value
    ]


def groups(results: Results) -> list[FacetGroup]:
    """What would narrow the results further: nothing that all of them share.

    Nothing more of a kind of which one is chosen, either: another would replace it, and its count
    would not be true.
    """
    found = []
    for name, facets in results.facets.items():
        choices = [
            Choice(facet, {name: facet.value, "page": None})
            for facet in facets
            if facet.count < results.total or results.is_cut
        ]
        if choices and not any(facet.is_chosen for facet in facets):
            found.append(FacetGroup(name, choices))
    return found


def _named(results: Results, name: str, value: str) -> Facet:
    """A chosen facet; where no result has it, under the name by which published posts go, if any.

    Otherwise under its bare value: nobody is told what a tag of a draft is called.
    """
    for facet in results.facets.get(name, []):
        if facet.is_chosen:
            return facet
    published = BlogPostPage.objects.published().values("pk")
    carried: dict[str, QuerySet[Any]] = {
        "tag": Tag.objects.filter(blog_blogposttag_items__content_object__in=published),
        "author": Author.objects.filter(signed__page__in=published),
    }
    label = None
    if name in carried:
        label = carried[name].filter(slug=value).values_list("name", flat=True).first()
    return Facet(value, label or value, 0, is_chosen=True)
