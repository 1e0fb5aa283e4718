"""The blog: its index, its posts, the people who write them.

What readers may see is in `querysets`, what a post may be made of in `blocks`, and the discussion
under a post in `comments`, reached through the `Commentable` mixin.
"""

from typing import Any

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import dates, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    PublishingPanel,
    TitleFieldPanel,
)
from wagtail.admin.widgets import SlugInput
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.search import index
from wagtail.snippets.models import register_snippet
from wagtail.url_routing import RouteResult

from blog.blocks import EMPHASIS, BodyBlock
from blog.comments import feeds, policy
from blog.comments.models import Commentable, DiscussionSettings
from blog.comments.positions import ThreadPosition
from blog.comments.threads import thread_page
from blog.forms import EARLIEST_YEAR, BlogPostForm, publication_problems
from blog.querysets import BlogPostQuerySet
from blog.writing.pages import ParentOfWritten, Written
from blog.writing.panels import AdvicePanel, DraftLinksPanel

RELATED_POSTS = 3


@register_snippet
class Author(index.Indexed, models.Model):
    """Somebody who writes posts, as readers meet them: need not have an account."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of the address of the author's page: jane-poole."),
    )
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("As readers should see it: Town clerk.")
    )
    biography = RichTextField(_("about"), features=EMPHASIS, blank=True)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        TitleFieldPanel("name", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("role"),
        FieldPanel("picture"),
        FieldPanel("biography"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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
        Author, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    panels = [FieldPanel("author")]


class RelatedPost(Orderable):
    """A post that an editor chose to show under another."""

    page = ParentalKey("blog.BlogPostPage", on_delete=models.CASCADE, related_name="chosen_posts")
    post = models.ForeignKey(
        "blog.BlogPostPage", on_delete=models.CASCADE, related_name="+", verbose_name=_("post")
    )

    panels = [FieldPanel("post")]


class RestrictablePage(Page):
    """A page that asks for the restrictions on it and above it in one query."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, which takes two; where an alias is on the way, Wagtail's itself.

        None, if the page came from the database with the answer (`for_reading`).
        """
        if getattr(self, "is_surely_public", False):
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        found = Page.objects.filter(path__in=[self.path[:length] for length in steps])
        rows = list(found.values_list("alias_of_id", "view_restrictions__pk").order_by())
        if any(alias_of for alias_of, _restriction in rows):
            return super().get_view_restrictions()
        restrictions = [restriction for _alias_of, restriction in rows if restriction]
        if not restrictions:
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(pk__in=restrictions)


class BlogIndexPage(ParentOfWritten, RoutablePageMixin, RestrictablePage):
    """The list of posts, newest first, and the lists by tag, author, year and month."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.BlogPostPage"]
    template = "blog/blog_index_page.html"

    class Meta:
        verbose_name = _("blog")

    @property
    def posts(self) -> BlogPostQuerySet:
        """The published posts of this blog, newest first."""
        return BlogPostPage.objects.child_of(self).published().newest_first()

    @path("")
    def all_posts(self, request: HttpRequest) -> TemplateResponse:
        """Every post."""
        return self._listing(request, self.posts)

    @path("tags/<str:slug>/", name="tag")
    def posts_with_tag(self, request: HttpRequest, slug: str) -> TemplateResponse:
        """The posts that carry one tag."""
        tag = Tag.objects.filter(slug=slug).first()
        posts = self.posts.tagged(slug)
        if tag is None:
            raise Http404
        return self._listing(request, posts, tag=tag, heading=tag.name)

    @path("authors/<str:slug>/", name="author")
    def posts_by_author(self, request: HttpRequest, slug: str) -> TemplateResponse:
        """An author's page: who they are, and their posts."""
        author = Author.objects.select_related("picture").filter(slug=slug).first()
        if author is None:
            raise Http404
        posts = self.posts.written_by(author.pk)
        return self._listing(request, posts, author=author, heading=author.name)

    @path("archive/<int:year>/", name="year")
    def posts_in_year(self, request: HttpRequest, year: int) -> TemplateResponse:
        """The posts of one year."""
        return self._archive(request, year, None, heading=str(year))

    @path("archive/<int:year>/<int:month>/", name="month")
    def posts_in_month(self, request: HttpRequest, year: int, month: int) -> TemplateResponse:
        """The posts of one month."""
        if month not in dates.MONTHS:
            raise Http404
        return self._archive(request, year, month, heading=f"{dates.MONTHS[month]} {year}")

    def _archive(
        self, request: HttpRequest, year: int, month: int | None, *, heading: str
    ) -> TemplateResponse:
        if not EARLIEST_YEAR <= year <= timezone.now().year + 1:
            raise Http404
        posts = self.posts.in_year(year, month)
        return self._listing(request, posts, year=year, heading=heading)

    def _listing(
        self, request: HttpRequest, posts: BlogPostQuerySet, heading: str = "", **extra: Any
    ) -> TemplateResponse:
        paginator = Paginator(posts.for_listing(), settings.POSTS_PER_PAGE)
        found: PaginatorPage = paginator.get_page(request.GET.get("page"))
        if extra and not paginator.count and "author" not in extra:
            raise Http404  # no post, no page: a mistyped tag or an empty month is nothing to read
        context = {
            **extra,
            "heading": heading or self.title,
            "is_whole_blog": not extra,
            "posts": found,
            "months": list(self.posts.months()) if not extra else [],
            "canonical_url": self._canonical_url(request, found.number),
        }
        return self.render(request, context_overrides=context)

    def _canonical_url(self, request: HttpRequest, number: int) -> str:
        query = f"?page={number}" if number > 1 else ""
        return f"{settings.SITE_URL}{request.path}{query}"


class BlogPostPage(Written, Commentable, RestrictablePage):
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

    objects = PageManager.from_queryset(BlogPostQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("hero_image"), FieldPanel("hero_alt_text")], heading=_("Picture at the top")
        ),
        FieldPanel("body"),
        MultipleChooserPanel("post_authors", label=_("Authors"), chooser_field_name="author"),
        FieldPanel("tags"),
        MultipleChooserPanel(
            "chosen_posts",
            label=_("Read next"),
            chooser_field_name="post",
            help_text=_("Leave empty to show the posts that share the most tags."),
        ),
        AdvicePanel(heading=_("Before you publish")),
    ]
    settings_panels = [
        HelpPanel(template="blog/admin/time_zone.html", heading=_("Times")),
        PublishingPanel(),
        FieldPanel(
            "first_published_at",
            heading=_("Date of publication"),
            help_text=_(
                "Leave empty to use the moment of publication. Fill in only for a post that"
                " appeared earlier somewhere else."
            ),
        ),
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

    def what_is_missing(self) -> dict[str, str]:
        """What keeps the post from going live beyond what single fields say."""
        return publication_problems(self.hero_image, self.hero_alt_text, self.first_published_at)

    def related_posts(self) -> list["BlogPostPage"]:
        """Up to three posts to read next: the editor's choice, filled up by shared tags."""
        chosen_ids = [chosen.post_id for chosen in self.chosen_posts.all()]
        published = BlogPostPage.objects.published().exclude(pk=self.pk)
        if not chosen_ids:
            return list(published.related_to(self).for_cards()[:RELATED_POSTS])
        posts = {post.pk: post for post in published.filter(pk__in=chosen_ids).for_cards()}
        chosen = [posts[pk] for pk in chosen_ids if pk in posts][:RELATED_POSTS]
        if len(chosen) == RELATED_POSTS:
            return chosen
        others = published.exclude(pk__in=posts).related_to(self).for_cards()
        return chosen + list(others[: RELATED_POSTS - len(chosen)])

    def get_absolute_url(self) -> str:
        """The post's address, for Django's own tools; Wagtail's is `get_url`."""
        return self.get_url() or reverse("wagtail_serve", args=[""])

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's, and the feed of the discussion at comments/feed/."""
        if path_components != ["comments", "feed"]:
            return super().route(request, path_components)
        if not self.live or self.get_view_restrictions().exists():
            raise Http404  # programs that read feeds sign in nowhere
        return RouteResult(self, kwargs={"wants_feed": True})

    def serve(
        self, request: HttpRequest, *args: Any, wants_feed: bool = False, **kwargs: Any
    ) -> HttpResponse:
        """The post, or the feed of its discussion."""
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
        related = context["related_posts"] = self.related_posts()
        # A preview has the tags and authors of the editor's form, which are not in the database.
        is_preview = getattr(request, "is_preview", False)
        BlogPostPage.objects.fetch_words(related if is_preview else [self, *related])
        return context
