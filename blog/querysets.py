"""What readers may see, said once."""

from typing import TYPE_CHECKING, Self

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from wagtail.images import get_image_model
from wagtail.models import PageQuerySet

from blog.comments.models import Comment

if TYPE_CHECKING:
    from blog.models import BlogPostPage

# The pictures that a post card needs; said here so that a listing can fetch them in one query.
CARD_SPECS = ("fill-480x300|format-webp", "fill-960x600|format-webp")


class BlogPostQuerySet(PageQuerySet):
    """Posts, narrowed and ordered by what readers may see and ask for."""

    def published(self) -> Self:
        """What anyone may read: live, and under no view restriction."""
        return self.live().public()

    def newest_first(self) -> Self:
        """By date of first publication; the younger page first where two share it."""
        return self.order_by("-first_published_at", "-pk")

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
        """All that a post card shows, in a fixed number of queries, without the bodies."""
        heroes = get_image_model().objects.prefetch_renditions(*CARD_SPECS)
        return (
            self.with_comment_count()
            .defer_streamfields()
            .prefetch_related(
                Prefetch("hero_image", queryset=heroes), "tags", "post_authors__author"
            )
        )

    def related_to(self, post: "BlogPostPage") -> Self:
        """Other posts that share a tag with `post`: most shared first, then newest."""
        tag_ids = [tag.pk for tag in post.tags.all()]
        return (
            self.exclude(pk=post.pk)
            .filter(tagged_items__tag__in=tag_ids)
            .annotate(shared_tags=Count("tagged_items__tag", distinct=True))
            .order_by("-shared_tags", "-first_published_at")
        )

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
