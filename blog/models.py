"""The blog: its index, its posts, the people who write them.

What readers may see is in `querysets`, what a post may be made of in `blocks`, and the discussion
under a post in `comments`, reached through the `Commentable` mixin.
"""

from copy import copy
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    PublishingPanel,
)
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index
from wagtail.url_routing import RouteResult

from blog.authors import Author
from blog.blocks import BodyBlock
from blog.comments import feeds, policy
from blog.comments.models import Commentable, DiscussionSettings
from blog.comments.positions import ThreadPosition
from blog.comments.staleness import kept, may_keep
from blog.comments.threads import thread_page
from blog.feeds import FeedRoutes
from blog.forms import BlogPostForm
from blog.headings import FEWEST_HEADINGS, Heading, outline
from blog.listings import Listings
from blog.pictures import fetch_ready, in_body
from blog.querysets import Around, BlogPostQuerySet
from blog.reading import minutes_to_read
from blog.restrictions import RestrictablePage
from blog.series import Series, place_of
from blog.titles import TitledOnOneLine
from blog.writing.pages import ParentOfWritten, Written
from blog.writing.panels import AdvicePanel, DraftLinksPanel

RELATED_POSTS = 3


class BlogPostTag(TaggedItemBase):
    """A tag on a post."""

    content_object = ParentalKey(
        "blog.BlogPostPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class PostAuthor(Orderable):
    """An author of a post, in the order of the byline."""

    page = ParentalKey("blog.BlogPostPage", on_delete=models.CASCADE, related_name="post_authors")
    # An author who signed a post cannot be deleted from under it.
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="signed", verbose_name=_("author")
    )

    panels = [FieldPanel("author")]


class RelatedPost(Orderable):
    """A post that an editor chose to show under another."""

    page = ParentalKey("blog.BlogPostPage", on_delete=models.CASCADE, related_name="chosen_posts")
    post = models.ForeignKey(
        "blog.BlogPostPage", on_delete=models.CASCADE, related_name="+", verbose_name=_("post")
    )

    panels = [FieldPanel("post")]


class BlogIndexPage(TitledOnOneLine, ParentOfWritten, FeedRoutes, Listings, RestrictablePage):
    """The list of posts, newest first, and the lists by tag, author, series, year and month."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.BlogPostPage"]
    template = "blog/blog_index_page.html"

    class Meta:
        verbose_name = _("blog")

    @property
    def posts(self) -> BlogPostQuerySet:
        """The published posts of this blog."""
        return BlogPostPage.objects.child_of(self).published()


class BlogPostPage(TitledOnOneLine, Written, Commentable, RestrictablePage):
    """A post: an introduction, a body of blocks, and the discussion below."""

    introduction = models.TextField(
        _("introduction"),
        help_text=_("One or two sentences that say what the post is about. Shown in lists too."),
    )
    body = StreamField(
        BodyBlock(),
        verbose_name=_("text"),
        blank=True,
        default=[("paragraph", "")],  # somewhere to start typing
    )
    hero_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_alt_text = models.CharField(
        _("description of the picture"),
        max_length=255,
        blank=True,
        help_text=_("For people who cannot see it: what does the picture show?"),
    )
    tags = ClusterTaggableManager(
        through=BlogPostTag,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("What the post is about, in a word or two each, with commas between."),
    )

    review_on = models.DateField(
        _("to be read again on"),
        null=True,
        blank=True,
        help_text=_(
            "From this day on, the post is listed as due for review: is it still true? Leave empty"
            " to have it listed a year after its last publication."
        ),
    )
    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
        help_text=_("Posts that are read one after the other. A new series is made here, too."),
    )
    series_order = models.PositiveSmallIntegerField(
        _("place in the series"),
        null=True,
        blank=True,
        help_text=_("Leave empty to keep the order of publication; or 1, 2, 3 for an order."),
    )
    pinned_until = models.DateField(
        _("pinned until"),
        null=True,
        blank=True,
        help_text=_(
            "Until this day the post stands before newer ones, on the front page and in the list."
        ),
    )
    # How many minutes it takes to read: counted when the post is saved, because lists show it and
    # do without the texts.
    reading_minutes = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PageManager.from_queryset(BlogPostQuerySet)()

    content_panels = [
        HelpPanel(template="desk/how_do_i_write.html"),
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("hero_image"), FieldPanel("hero_alt_text")],
            heading=_("Picture at the top"),
            help_text=_("Also shown small in lists, and where somebody shares the link."),
        ),
        FieldPanel("body"),
        MultipleChooserPanel("post_authors", label=_("Authors"), chooser_field_name="author"),
        FieldPanel("tags"),
        MultiFieldPanel(
            [FieldPanel("series"), FieldPanel("series_order")],
            heading=_("Series"),
            classname="collapsed",
        ),
        MultipleChooserPanel(
            "chosen_posts",
            label=_("Read next"),
            chooser_field_name="post",
            help_text=_("Leave empty to show the posts that share the most tags."),
        ),
        AdvicePanel(heading=_("Before you publish")),
    ]
    settings_panels = [
        HelpPanel(template="desk/how_do_i_settings.html"),
        HelpPanel(template="blog/admin/time_zone.html", heading=_("Times")),
        PublishingPanel(),
        FieldPanel("pinned_until"),
        FieldPanel(
            "first_published_at",
            heading=_("Date of publication"),
            help_text=_(
                "Leave empty to use the moment of publication. Fill in only for a post that"
                " appeared earlier somewhere else."
            ),
        ),
        FieldPanel("review_on"),
        DraftLinksPanel(heading=_("Show this draft to somebody")),
        *Commentable.comment_panels,
    ]
    search_fields = [
        *Page.search_fields,
        # The title weighs most. Weights mean what they say only if they stay distinct across all
        # indexed models (Wagtail's own use 10 and 2), and PostgreSQL knows four.
        index.SearchField("title", boost=10),
        index.SearchField("introduction", boost=5),
        index.SearchField("tag_names", boost=5),
        index.SearchField("author_names", boost=5),
        index.SearchField("body"),
    ]
    base_form_class = BlogPostForm
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: list[str] = []
    template = "blog/blog_post_page.html"

    class Meta:
        verbose_name = _("blog post")

    @cached_property
    def authors(self) -> list[Author]:
        """Who signed the post, in the order of the byline."""
        return [post_author.author for post_author in self.post_authors.all()]

    @property
    def tag_names(self) -> str:
        """The tags as text, for the search index."""
        return " ".join(tag.name for tag in self.tags.all())

    @property
    def author_names(self) -> str:
        """The authors as text, for the search index."""
        return " ".join(author.name for author in self.authors)

    @property
    def published_at(self) -> Any:
        """When readers first could read it; for a draft, now."""
        return self.first_published_at or timezone.now()

    @property
    def hero_alt(self) -> str:
        """What the picture shows: in this post's words, or the picture's own."""
        return self.hero_alt_text or (self.hero_image.description if self.hero_image else "")

    def related_posts(self) -> list["BlogPostPage"]:
        """Up to three posts to read next: the editor's choice, filled up by shared tags."""
        # Not asked for where the page came with the answer that there are none (`for_reading`).
        has_chosen = getattr(self, "has_chosen_posts", True)
        chosen_ids = [one.post_id for one in self.chosen_posts.all()] if has_chosen else []
        published = BlogPostPage.objects.published().exclude(pk=self.pk)
        if not chosen_ids:
            return list(published.related_to(self).for_cards()[:RELATED_POSTS])
        posts = {post.pk: post for post in published.filter(pk__in=chosen_ids).for_cards()}
        chosen = [posts[pk] for pk in chosen_ids if pk in posts][:RELATED_POSTS]
        if len(chosen) == RELATED_POSTS:
            return chosen
        others = published.exclude(pk__in=posts).related_to(self).for_cards()
        return chosen + list(others[: RELATED_POSTS - len(chosen)])

    @cached_property
    def contents(self) -> list[Heading]:
        """The table of contents; [] where the text is too short to need one."""
        headings = outline(self.body)
        return headings if len(headings) >= FEWEST_HEADINGS else []

    @property
    def was_withdrawn(self) -> bool:
        """Whether readers could once read the post, and cannot any more."""
        return not self.live and self.last_published_at is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Wagtail's, with the time it takes to read counted anew."""
        if "body" not in self.get_deferred_fields():
            words = " ".join(self.body.stream_block.get_searchable_content(self.body))
            self.reading_minutes = minutes_to_read(f"{self.introduction} {words}")
        super().save(*args, **kwargs)

    @classmethod
    def for_reader(cls, url_path: str) -> "BlogPostPage | None":
        """The published post at a path, with all that its page shows of it but its comments."""
        if not may_keep():
            posts = cls.objects.live().for_reading().with_discussion()
            return posts.filter(url_path=url_path).first()
        found = kept(
            ("post", url_path),
            lambda: cls.objects.live().for_reading().filter(url_path=url_path).first(),
        )
        if found is None:
            return None
        post = copy(found)  # nobody changes what is kept
        for discussion in cls._discussions().filter(pk=post.pk):
            vars(post).update(discussion)
        return post

    @classmethod
    @cache  # to put it together takes as long as the database's answer
    def _discussions(cls) -> Any:
        annotated = cls.objects.with_discussion().order_by()
        return annotated.values(*annotated.query.annotations)

    def get_absolute_url(self) -> str:
        """The post's address, for Django's own tools; Wagtail's is `get_url`."""
        return self.get_url() or reverse("wagtail_serve", args=[""])

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's, the feed of the discussion at comments/feed/, and what was withdrawn.

        A redirect that an editor gave a withdrawn post still works: it acts on what is not found.
        """
        if self.was_withdrawn and not path_components and not self.get_view_restrictions():
            if get_redirect(request, Redirect.normalise_path(request.path, decode_unicode=False)):
                raise Http404
            return RouteResult(self, kwargs={"is_gone": True})
        if path_components != ["comments", "feed"]:
            return super().route(request, path_components)
        if not self.live or self.get_view_restrictions().exists():
            raise Http404  # programs that read feeds sign in nowhere
        return RouteResult(self, kwargs={"wants_feed": True})

    def serve(
        self,
        request: HttpRequest,
        *args: Any,
        wants_feed: bool = False,
        is_gone: bool = False,
        **kwargs: Any,
    ) -> HttpResponse:
        """The post, the feed of its discussion, or the news that it is gone (status 410)."""
        if is_gone:
            return TemplateResponse(request, "410.html", status=HTTPStatus.GONE)
        if wants_feed:
            return feeds.of_page(request, self)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The post, one page of its discussion, and what to read next.

        `closed`: a sentence that says why nobody can comment; "" where anybody can, and then
        `closes` says until when, if there is an end.
        """
        context = super().get_context(request, *args, **kwargs)
        rules = DiscussionSettings.current()
        context["closed"] = policy.why_closed(self, rules)
        context["closes"] = "" if context["closed"] else policy.when_it_closes(self, rules)
        context["discussion"] = thread_page(
            self,
            ThreadPosition.from_query(request.GET),
            total=getattr(self, "comment_count", None),  # known if the post came `for_reading`
        )
        context["blog_url"] = (
            f"{(self.get_full_url(request) or '').rstrip('/').rpartition('/')[0]}/"
        )
        context["blog_title"] = getattr(self, "blog_title", "") or self.get_parent().title
        is_preview = getattr(request, "is_preview", False)
        around = kept(("around", self.pk), lambda: self._look_around(is_preview=is_preview))
        # A preview has the tags and authors of the editor's form, which are not in the database.
        if not is_preview:
            self._prefetched_objects_cache = around.words
        context["related_posts"] = around.related
        context["neighbours"] = around.neighbours
        context["place"] = around.place
        return context

    def _look_around(self, *, is_preview: bool) -> Around:
        """What the post's page shows besides the post and what is said of it."""
        related = self.related_posts()
        BlogPostPage.objects.fetch_words(related if is_preview else [self, *related])
        heroes = [post.hero_image for post in (self, *related)]
        fetch_ready([*heroes, *(image for image, _layout in in_body(self.body))])
        parts, neighbours = BlogPostPage.objects.published().around(self)
        words = getattr(self, "_prefetched_objects_cache", {})
        return Around(related, neighbours.without(related), place_of(self, parts), words)
