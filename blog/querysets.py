"""What readers may see, said once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, Left, Length, TruncDate
from django.db.models.lookups import In
from django.utils import timezone
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from blog.comments import positions
from blog.comments.models import Comment, HouseRules, SlowMode
from blog.pictures import ready

if TYPE_CHECKING:
    from blog.models import BlogPostPage
    from blog.series import Place

DEEPEST_POST = 6  # levels of the page tree: root, front page, blog, post, and two to spare
MOST_PINNED = 3  # more of them at the top, and what is new is not seen


class Neighbours(NamedTuple):
    """The posts on either side of one, by date; None at the ends."""

    older: "BlogPostPage | None"
    newer: "BlogPostPage | None"

    def without(self, posts: "Iterable[BlogPostPage]") -> "Neighbours":
        """Those that are none of the posts, which the page names anyway."""
        named = {post.pk for post in posts}
        return Neighbours(*(None if post and post.pk in named else post for post in self))


class Around(NamedTuple):
    """What a post's page shows besides the post and what is said of it."""

    related: "list[BlogPostPage]"
    neighbours: Neighbours
    place: "Place | None"  # in its series
    words: dict[str, Any]  # the post's own tags and authors, as Django keeps what it prefetched


class BlogPostQuerySet(PageQuerySet):
    """Posts, narrowed and ordered by what readers may see and ask for."""

    def published(self) -> Self:
        """What anyone may read: live, and under no view restriction.

        In one query, where Wagtail's `public()` asks for all restrictions first; and a post that
        is an alias is as restricted as the post that it mirrors, as Wagtail itself serves it.
        """
        restricted = PageViewRestriction.objects.values("page__path")
        # The post's own path and those above it, one by one: each list of restricted pages is
        # looked up in memory, where one comparison by prefix would go through it for every post.
        own_path = Coalesce("alias_of__path", "path")
        steps = range(self.model.steplen, DEEPEST_POST * self.model.steplen + 1, self.model.steplen)
        is_restricted = [Q(In(Left(own_path, length), restricted)) for length in steps]
        return self.live().exclude(reduce(or_, is_restricted))

    def searchable(self) -> Self:
        """The same as `published()`, in the lookups that the search backends can translate.

        What they find goes through `published()` once more before it is shown.
        """
        return self.live().public()

    def newest_first(self) -> Self:
        """By date of first publication; the younger page first where two share it."""
        return self.order_by("-first_published_at", "-pk")

    def oldest_first(self) -> Self:
        """The other way round."""
        return self.order_by("first_published_at", "pk")

    def pinned(self) -> Self:
        """What an editor keeps at the top today: the newest few, newest first."""
        today = timezone.localdate()
        return self.filter(pinned_until__gte=today).newest_first()[:MOST_PINNED]

    def pinned_first(self) -> Self:
        """Newest first, but pinned posts before all others."""
        is_pinned = Case(When(pk__in=self.pinned().values("pk"), then=Value(1)), default=Value(0))
        return self.annotate(is_pinned=is_pinned).order_by(
            "-is_pinned", "-first_published_at", "-pk"
        )

    def in_order_of_series(self) -> Self:
        """As the parts of a series are read: by their number, where they have one, or by date."""
        return self.order_by(F("series_order").asc(nulls_last=True), "first_published_at", "pk")

    def tagged(self, slug: str) -> Self:
        """Posts that carry the tag."""
        return self.filter(tagged_items__tag__slug=slug)

    def written_by(self, author_id: int) -> Self:
        """Posts that name the author."""
        return self.filter(post_authors__author_id=author_id)

    def in_year(self, year: int, month: int | None = None) -> Self:
        """Posts first published in a year, or in one month of it, in the site's time zone."""
        posts = self.filter(first_published_at__year=year)
        return posts.filter(first_published_at__month=month) if month else posts

    def with_due_on(self) -> Self:
        """Adds `due_on`: the day from which somebody should read the post again, or None.

        The post's own `review_on`; without one, `REVIEW_AFTER_DAYS` after its last publication.
        """
        published_at = Coalesce("last_published_at", "first_published_at")
        days = settings.REVIEW_AFTER_DAYS
        if not days:
            return self.annotate(due_on=F("review_on"))
        later = ExpressionWrapper(
            published_at + Value(timedelta(days=days)), output_field=DateTimeField()
        )
        return self.annotate(due_on=Coalesce("review_on", TruncDate(later)))

    def due_for_review(self) -> Self:
        """Live posts that somebody should read again, longest due first; with `due_on`."""
        posts = self.live().with_due_on().filter(due_on__lte=timezone.localdate())
        return posts.order_by("due_on", "pk")

    def with_comment_count(self) -> Self:
        """Adds `comment_count`: how many comments readers can see."""
        counts = (
            Comment.objects.published()
            .filter(page_id=OuterRef("pk"))
            .order_by()
            .values("page_id")
            .annotate(total=Count("pk"))
            .values("total")
        )
        return self.annotate(comment_count=Coalesce(Subquery(counts), 0))

    def for_listing(self) -> Self:
        """All that post cards show, in four queries, without the bodies."""
        pictures_ready = Prefetch(
            "hero_image__renditions", queryset=ready(), to_attr="prefetched_renditions"
        )
        cards = self.with_comment_count().for_cards()
        return cards.prefetch_related("tags", self._authors(), pictures_ready)

    def for_cards(self) -> Self:
        """Cards without tags and authors (`fetch_words`), renditions (`fetch_ready`) and counts.

        Below a post, the cards of others say nothing of their discussions: its page would be out
        of date with each of them.
        """
        return self.defer_streamfields().select_related("hero_image")

    def for_feeds(self) -> Self:
        """What an entry of a feed holds, in three queries, with the bodies."""
        return self.select_related("hero_image").prefetch_related("tags", self._authors())

    def for_reading(self) -> Self:
        """What a post's own page shows of the post but tags and authors, in one query.

        With it come `is_surely_public`: neither the post nor anything above it is restricted, or
        mirrors what might be; `blog_title`, for the way back; `has_chosen_posts`, to read next; and
        `has_house_rules`. What its discussion asks for: `with_discussion`.
        """
        chosen = self.model.chosen_posts.rel.related_model.objects
        steps = range(self.model.steplen, DEEPEST_POST * self.model.steplen + 1, self.model.steplen)
        own_path = OuterRef("path")
        way = Page.objects.filter(path__in=[Left(own_path, length) for length in steps])
        doubtful = way.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False))
        is_surely_public = ExpressionWrapper(
            Q(depth__lte=DEEPEST_POST) & ~Exists(doubtful), output_field=BooleanField()
        )
        return self.annotate(
            is_surely_public=is_surely_public,
            blog_title=Subquery(
                Page.objects.filter(
                    path=Left(own_path, Length(own_path) - self.model.steplen)
                ).values("title")
            ),
            has_house_rules=Exists(HouseRules.objects.all()),
            has_chosen_posts=Exists(chosen.filter(page_id=OuterRef("pk"))),
        ).select_related("hero_image", "series")

    def with_discussion(self) -> Self:
        """What a post's own page shows of its discussion besides the comments.

        `comment_count`; `newest_comment_at`; `has_slow_modes`, ended ones too; and how many
        questions and answers there are (`positions.totals`).
        """
        comments = Comment.objects.published().filter(page_id=OuterRef("pk"))
        newest = comments.order_by("-published_at").values("published_at")[:1]
        return self.with_comment_count().annotate(
            newest_comment_at=Subquery(newest),
            has_slow_modes=Exists(SlowMode.objects.filter(page_id=OuterRef("pk"))),
            **positions.totals(OuterRef("pk")),
        )

    def fetch_words(self, posts: "Sequence[BlogPostPage]") -> None:
        """Fetch the tags and authors of posts that are at hand, in two queries for all."""
        prefetch_related_objects(posts, "tags", self._authors())

    def _authors(self) -> Prefetch:
        bylines = self.model.post_authors.rel.related_model.objects.select_related("author")
        return Prefetch("post_authors", queryset=bylines)

    def around(self, post: "BlogPostPage") -> "tuple[list[BlogPostPage], Neighbours]":
        """The parts of the post's series in order, and the posts before and after it, by date.

        One query for all: of each, only what a link needs.
        """
        date, pk = post.published_at, post.pk or 0  # a draft that was never saved has no number
        # The first condition of each leads the database to the index on dates, and there it stops.
        earlier = Q(first_published_at__lt=date) | Q(pk__lt=pk)
        later = Q(first_published_at__gt=date) | Q(pk__gt=pk)
        older = self.filter(earlier, first_published_at__lte=date).newest_first().values("pk")[:1]
        newer = self.filter(later, first_published_at__gte=date).oldest_first().values("pk")[:1]
        wanted = Q(pk__in=older) | Q(pk__in=newer)
        if post.series_id:
            wanted |= Q(series_id=post.series_id)
        found = list(
            self.filter(wanted)
            .only("title", "url_path", "series_id", "series_order", "first_published_at")
            .in_order_of_series()
        )
        places = {(other.first_published_at, other.pk): other for other in found}
        before = max((place for place in places if place < (date, pk)), default=None)
        after = min((place for place in places if place > (date, pk)), default=None)
        parts = [other for other in found if post.series_id and other.series_id == post.series_id]
        return parts, Neighbours(before and places[before], after and places[after])

    def related_to(self, post: "BlogPostPage") -> Self:
        """Other posts that share a tag with `post`: most shared first, then newest."""
        tags = self.model.tags.through.objects.filter(content_object_id=post.pk)
        return (
            self.exclude(pk=post.pk)
            .filter(tagged_items__tag__in=tags.values("tag_id"))
            .annotate(shared_tags=Count("tagged_items__tag", distinct=True))
            .order_by("-shared_tags", "-first_published_at")
        )

    def months_around(self, year: int, month: int) -> "tuple[date | None, date | None]":
        """The months with posts before and after one: their first days, None where there is none.

        Two moments, each found by the index on dates.
        """
        zone = timezone.get_current_timezone()
        begins = datetime(year, month, 1, tzinfo=zone)
        ends = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
        moments = self.values_list("first_published_at", flat=True)
        earlier = moments.filter(first_published_at__lt=begins).newest_first().first()
        later = moments.filter(first_published_at__gte=ends).oldest_first().first()
        return _first_of_month(earlier), _first_of_month(later)

    def months(self) -> "QuerySet[BlogPostPage, dict[str, int]]":
        """How many posts each month holds: dicts of year, month and total, newest first."""
        return (
            self.order_by()
            .values(
                year=ExtractYear("first_published_at"), month=ExtractMonth("first_published_at")
            )
            .annotate(total=Count("pk"))
            .order_by("-year", "-month")
        )


def _first_of_month(moment: datetime | None) -> date | None:
    return timezone.localdate(moment).replace(day=1) if moment else None
