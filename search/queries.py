"""The one place where a reader's text becomes a search.

What was typed is taken apart by `parsing`, matched against the index by `matching`, and ranked
here. Who may read what is asked of the pages themselves, at that moment, whatever the index says.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from blog.comments.models import Comment
from blog.models import BlogPostPage, PostAuthor
from search import analysis, corrections, facets, matching, remote
from search.facets import Facet
from search.highlighting import Piece, extract
from search.matching import Match, Need, Numbers
from search.models import CommentEntry, Kind, PostEntry
from search.needs import ENOUGH, MOST, as_they_are, most_about, needs_of, rarest
from search.parsing import Query, parse

RESULTS_PER_PAGE = 10
FEW_RESULTS = 3


@dataclass(frozen=True)
class Filters:
    """What a reader chose beside the list: slugs, and a year."""

    tag: str = ""
    author: str = ""
    year: int | None = None


class CommentHit(NamedTuple):
    """A comment that was found."""

    comment: Comment
    extract: list[Piece]


class Hit(NamedTuple):
    """A post that was found, by its own words or by comments under it."""

    post: BlogPostPage
    extract: list[Piece]
    comments: list[CommentHit]


@dataclass
class Results:
    """One page of what was found, and what there is to say about all of it."""

    query: Query
    page: Page[Hit]
    total: int  # posts, or comments; at most MOST
    is_cut: bool = False  # more match than were compared
    complete: int = 0  # how many hold all of the words
    corrected: str = ""  # nothing was found for what was typed: these are for this text
    did_you_mean: str = ""  # little was found; this text finds more
    facets: dict[str, list[Facet]] = field(default_factory=dict)

    @property
    def any_word(self) -> bool:
        """Whether nothing held all of the words, so that these hold some."""
        return bool(self.total) and not self.complete


def find(
    text: str,
    *,
    where: str = "posts",
    filters: Filters | None = None,
    sort: str = "relevance",
    page_number: str | None = None,
    with_facets: bool = True,
) -> Results:
    """What readers may see that answers a text, best first or newest first.

    `where` is "posts" or "comments": comments come under their posts, in the order of the best.
    Nothing that a person can type gives an error. Where nothing holds a word as it was typed,
    what holds the word that was probably meant is found instead, and said.
    """
    kind = Kind.COMMENT if where == "comments" else Kind.POST
    filters = filters or Filters()
    query = parse(text)
    found = _search(kind, query, filters, sort)
    corrected = did_you_mean = ""
    if len(found.matches) < FEW_RESULTS or not all(need.entries for need in found.needs):
        other = _corrected(query)
        if other:
            instead = _search(kind, parse(other), filters, sort)
            if not found.matches and instead.matches:
                found, corrected = instead, other
            elif instead.complete > found.complete:
                did_you_mean = other
    is_cut = len(found.matches) > MOST
    del found.matches[MOST:]
    page = _page(kind, found, page_number)
    return Results(
        query=query,
        page=page,
        total=len(found.matches),
        is_cut=is_cut,
        complete=found.complete,
        corrected=corrected,
        did_you_mean=did_you_mean,
        facets=facets.count(Counter(match.page_id for match in found.matches), found.years, filters)
        if with_facets
        else {},
    )


@dataclass
class _Found:
    matches: list[Match]
    needs: list[Need]
    years: dict[int, int]  # of the posts that they stand in or under

    @property
    def complete(self) -> int:
        """How many hold all of the words."""
        return sum(match.needs >= len(self.needs) for match in self.matches)


def _search(kind: Kind, query: Query, filters: Filters, sort: str) -> _Found:
    """The best matches of a query in order: at most MOST, and one more that says there are more."""
    pages = _pages(query, filters)
    by_date = sort == "newest"
    if not query.words:
        if pages is None:
            return _Found([], [], {})
        of_pages = matching.everything(kind, pages, MOST + 1)
        unwanted = [Need((stem,), 0, 0.0) for stem in analysis.whole_stems(query.excluded)]
        compared = matching.rank(kind, of_pages, unwanted, without=query.excluded_phrases)
        found = _in_order([each for each in compared if not each.needs], [], by_date=True)
        return _readable(kind, found, [])
    everything = matching.total(kind)
    if not everything:
        return _Found([], [], {})
    needs = needs_of(kind, query.words, everything)
    # Who wants the newest first, or quotes, means all of it, if anything has all of it. Comments
    # are short: one with a single common word says little.
    means_all = by_date or query.phrases or kind == Kind.COMMENT
    enough = 1 if means_all else ENOUGH
    matches = remote.matches(kind, query, needs, pages, MOST + 1, enough=enough, by_date=by_date)
    if not matches:  # there is no search server, or it is silent, or its index was never built
        matches = _matches(kind, query, needs, pages, everything, enough=enough, by_date=by_date)
    return _readable(kind, _in_order(matches, needs, by_date=by_date), needs)


def _matches(
    kind: Kind,
    query: Query,
    needs: Sequence[Need],
    pages: QuerySet[Any] | None,
    everything: int,
    *,
    enough: int,
    by_date: bool,
) -> list[Match]:
    """What our own index finds: all of the needs or, where that is not enough, any of them."""
    without = analysis.whole_stems(query.excluded)
    # Where few pages are asked, all of their texts can be compared.
    choose = as_they_are if pages is not None or by_date else most_about
    wanted = matching.expression(choose(kind, needs, everything), without, any_of=False)
    among = matching.candidates(kind, wanted, pages, MOST + 1, by_date=by_date)
    matches = matching.rank(kind, among, needs, query.phrases, query.excluded_phrases)
    if len(needs) > 1 and len(matches) < enough:
        wanted = matching.expression(rarest(kind, needs, everything), without, any_of=True)
        among = matching.candidates(kind, wanted, pages, 2 * MOST, by_date=by_date)
        some = matching.rank(kind, among, needs, query.phrases, query.excluded_phrases)
        matches = list({match.pk: match for match in [*some, *matches]}.values())
    return matches


def _readable(kind: Kind, matches: list[Match], needs: list[Need]) -> _Found:
    """Those that anybody may read: asked of pages and comments, whatever the index says."""
    matches = matches[: MOST + 1]
    if kind == Kind.COMMENT:
        keys = Numbers(match.pk for match in matches)
        published = set(
            Comment.objects.published().filter(pk__in=keys).values_list("pk", flat=True)
        )
        matches = [match for match in matches if match.pk in published]
    years = facets.years_of_readable({match.page_id for match in matches})
    return _Found([match for match in matches if match.page_id in years], needs, years)


def _in_order(matches: Sequence[Match], needs: Sequence[Need], *, by_date: bool) -> list[Match]:
    if by_date:
        return sorted(matches, key=lambda match: (match.published_at, match.pk), reverse=True)
    return sorted(
        matches,
        key=lambda match: (match.needs == len(needs), match.score, match.pk),
        reverse=True,
    )


def _pages(query: Query, filters: Filters) -> QuerySet[Any] | None:
    """The posts to which filters limit a search; None where there are none.

    Each filter is a query of its own, and not a join: joins would multiply each other's rows.
    """
    if not (query.has_filters or filters != Filters()):
        return None
    posts = BlogPostPage.objects.order_by()
    tagged = BlogPostPage.tags.through.objects.values("content_object_id")
    signed = PostAuthor.objects.values("page_id")
    for tag in query.tags:
        is_tag = Q(tag__slug=slugify(tag)) | Q(tag__name__iexact=tag)
        posts = posts.filter(pk__in=tagged.filter(is_tag))
    for author in query.authors:
        is_author = Q(author__name__icontains=author) | Q(author__slug=slugify(author))
        posts = posts.filter(pk__in=signed.filter(is_author))
    for year in query.years:
        posts = posts.in_year(year)
    if filters.tag:
        posts = posts.filter(pk__in=tagged.filter(tag__slug=filters.tag))
    if filters.author:
        posts = posts.filter(pk__in=signed.filter(author__slug=filters.author))
    if filters.year:
        posts = posts.in_year(filters.year)
    return posts.values("pk")


def _corrected(query: Query) -> str:
    """The text with each word that readers find nowhere replaced by its likely spelling, or ""."""
    better = corrections.corrections(query.words, _is_readable)
    text = query.text
    for word, meant in better.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", meant, text)
    return text if better else ""


def _is_readable(word: str) -> bool:
    """Whether something that anybody may read holds a word."""
    wanted = matching.expression([[analysis.stem(word)]], any_of=False)
    for kind in Kind:
        among = matching.candidates(kind, wanted, None, corrections.SURELY_READABLE)
        if _readable(kind, matching.rank(kind, among, []), []).matches:
            return True
    return False


def _page(kind: Kind, found: _Found, number: str | None) -> Page[Hit]:
    """One page of hits, fetched with all that their cards show."""
    weights = {stem: need.weight for need in found.needs for stem in need.stems}
    under: dict[int, list[int]] = {}  # by post, in the order of the best; of posts, themselves
    for match in found.matches:
        under.setdefault(match.page_id, []).append(match.pk)
    page: Any = Paginator(list(under.items()), RESULTS_PER_PAGE).get_page(number)
    hits = _post_hits if kind == Kind.POST else _comment_hits
    page.object_list = hits(dict(page.object_list), weights) if under else []
    return page


def _post_hits(under: dict[int, list[int]], weights: dict[str, float]) -> list[Hit]:
    posts = _posts(under)
    texts = dict(PostEntry.objects.filter(pk__in=under).values_list("pk", "text"))
    return [
        Hit(posts[page], extract(texts.get(page, ""), weights), [])
        for page in under
        if page in posts
    ]


def _comment_hits(under: dict[int, list[int]], weights: dict[str, float]) -> list[Hit]:
    posts = _posts(under)
    keys = [key for each in under.values() for key in each]
    comments = Comment.objects.filter(pk__in=keys).select_related("user").in_bulk()
    texts = dict(CommentEntry.objects.filter(pk__in=keys).values_list("pk", "text"))
    return [
        Hit(
            posts[page],
            [],
            [
                CommentHit(comments[key], extract(texts.get(key, ""), weights))
                for key in each
                if key in comments
            ],
        )
        for page, each in under.items()
        if page in posts
    ]


def _posts(keys: Collection[int]) -> dict[int, BlogPostPage]:
    """What cards show; that anybody may read them was asked before they were counted."""
    return BlogPostPage.objects.filter(pk__in=keys).for_listing().in_bulk()
