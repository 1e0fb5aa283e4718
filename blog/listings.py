"""The addresses under the blog at which posts are listed, and the lists of those lists."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import dates, timezone
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from blog.authors import Author
from blog.forms import EARLIEST_YEAR
from blog.pictures import fetch_ready
from blog.series import Series

if TYPE_CHECKING:
    from blog.querysets import BlogPostQuerySet


class Listings(RoutablePageMixin):
    """What a page becomes under which posts are listed, newest first; it has a `title`."""

    title: str

    @property
    @abstractmethod
    def posts(self) -> "BlogPostQuerySet":
        """The published posts of this page, in any order."""

    @path("")
    def all_posts(self, request: HttpRequest) -> TemplateResponse:
        """Every post; pinned ones first."""
        return self._listing(request, self.posts.pinned_first(), months=list(self.posts.months()))

    @path("tags/", name="tags")
    def all_tags(self, request: HttpRequest) -> TemplateResponse:
        """The tags that posts carry, with how many do."""
        tags = self._counted(Tag.objects.order_by("name"), "blog_blogposttag_items__content_object")
        return self._index(request, "tags", _("Tags"), tags)

    @path("tags/<str:slug>/", name="tag")
    def posts_with_tag(self, request: HttpRequest, slug: str) -> TemplateResponse:
        """The posts that carry one tag."""
        tag = Tag.objects.filter(slug=slug).first()
        if tag is None:
            raise Http404
        above = {"title": _("Tags"), "path": "tags/"}
        posts = self.posts.tagged(slug).newest_first()
        return self._listing(request, posts, tag=tag, heading=tag.name, above=above)

    @path("authors/", name="authors")
    def all_authors(self, request: HttpRequest) -> TemplateResponse:
        """Who writes here, with how many posts."""
        authors = self._counted(Author.objects.select_related("picture"), "signed__page")
        fetch_ready(author.picture for author in authors)
        return self._index(request, "authors", _("Who writes here"), authors)

    @path("authors/<str:slug>/", name="author")
    def posts_by_author(self, request: HttpRequest, slug: str) -> TemplateResponse:
        """An author's page: who they are, and their posts."""
        author = Author.objects.select_related("picture").filter(slug=slug).first()
        if author is None:
            raise Http404
        posts = self.posts.written_by(author.pk).newest_first()
        above = {"title": _("Who writes here"), "path": "authors/"}
        return self._listing(request, posts, author=author, heading=author.name, above=above)

    @path("series/", name="all_series")
    def all_series(self, request: HttpRequest) -> TemplateResponse:
        """The series, with how many parts each has."""
        series = self._counted(Series.objects.all(), "posts")
        return self._index(request, "series", _("Series"), series)

    @path("series/<str:slug>/", name="series")
    def posts_in_series(self, request: HttpRequest, slug: str) -> TemplateResponse:
        """The parts of a series, the first first."""
        series = Series.objects.filter(slug=slug).first()
        if series is None:
            raise Http404
        posts = self.posts.filter(series=series).in_order_of_series()
        above = {"title": _("Series"), "path": "series/"}
        return self._listing(request, posts, series=series, heading=series.title, above=above)

    @path("archive/", name="archive")
    def archive(self, request: HttpRequest) -> TemplateResponse:
        """All years and months in which something was published."""
        return self._index(request, "archive", _("Archive"), list(self.posts.months()))

    @path("archive/<int:year>/", name="year")
    def posts_in_year(self, request: HttpRequest, year: int) -> TemplateResponse:
        """The posts of one year."""
        above = {"title": _("Archive"), "path": "archive/"}
        return self._archive(request, year, None, heading=str(year), above=above)

    @path("archive/<int:year>/<int:month>/", name="month")
    def posts_in_month(self, request: HttpRequest, year: int, month: int) -> TemplateResponse:
        """The posts of one month."""
        if month not in dates.MONTHS:
            raise Http404
        heading = f"{dates.MONTHS[month]} {year}"
        above = {"title": str(year), "path": f"archive/{year}/"}
        return self._archive(request, year, month, heading=heading, above=above)

    def _archive(
        self, request: HttpRequest, year: int, month: int | None, **extra: Any
    ) -> TemplateResponse:
        if not EARLIEST_YEAR <= year <= timezone.now().year + 1:
            raise Http404
        if month:
            extra["earlier"], extra["later"] = self.posts.months_around(year, month)
        posts = self.posts.in_year(year, month).newest_first()
        return self._listing(request, posts, year=year, **extra)

    def _counted(self, found: "QuerySet[Any]", way: str) -> list[Any]:
        """Those that published posts hang on, with `total`: how many; `way` leads to the posts."""
        ids = self.posts.order_by().values("pk")
        return list(found.filter(**{f"{way}__in": ids}).annotate(total=Count(way, distinct=True)))

    def _index(
        self, request: HttpRequest, kind: str, heading: str, entries: list[Any]
    ) -> TemplateResponse:
        context = {
            "kind": kind,
            "heading": heading,
            "entries": entries,
            "canonical_url": f"{settings.SITE_URL}{request.path}",
        }
        return self.render(
            request, context_overrides=context, template="blog/blog_index_of_lists.html"
        )

    def _listing(
        self, request: HttpRequest, posts: "BlogPostQuerySet", heading: str = "", **extra: Any
    ) -> TemplateResponse:
        is_whole_blog = "months" in extra
        paginator = Paginator(posts.for_listing(), settings.POSTS_PER_PAGE)
        found: PaginatorPage = paginator.get_page(request.GET.get("page"))
        if not is_whole_blog and not paginator.count and "author" not in extra:
            raise Http404  # no post, no page: a mistyped tag or an empty month is nothing to read
        context = {
            **extra,
            "heading": heading or self.title,
            "is_whole_blog": is_whole_blog,
            "posts": found,
            "canonical_url": self._canonical_url(request, found.number),
        }
        return self.render(request, context_overrides=context)

    def _canonical_url(self, request: HttpRequest, number: int) -> str:
        query = f"?page={number}" if number > 1 else ""
        return f"{settings.SITE_URL}{request.path}{query}"
