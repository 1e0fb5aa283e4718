"""The front page, standard pages (about, privacy, accessibility), and the site's settings."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from blog.blocks import BodyBlock
from blog.models import BlogIndexPage, BlogPostPage
from blog.titles import TitledOnOneLine
from home.identity import SiteIdentity

__all__ = ["HomePage", "SiteIdentity", "StandardPage"]
LATEST_POSTS = 7


class HomePage(TitledOnOneLine, Page):
    """The front page: who speaks here, and the latest that they said."""

    headline = models.CharField(
        _("headline"),
        max_length=160,
        blank=True,
        help_text=_("The first thing that visitors read. Leave empty to use the title."),
    )
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("front page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's, with a short cut to what is read most: the blog, and a post in it.

        Wagtail asks for each level twice, once for the page and once for its kind.
        """
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        post = BlogPostPage.for_reader(url_path) if len(path_components) == 2 else None
        if post:
            return RouteResult(post)
        if path_components:
            blog = BlogIndexPage.objects.child_of(self).filter(slug=path_components[0]).first()
            if blog:
                return blog.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Pinned posts and the latest, and the blog that the rest of them are in."""
        context = super().get_context(request, *args, **kwargs)
        published = BlogPostPage.objects.descendant_of(self).published()
        context["posts"] = list(published.pinned_first().for_listing()[:LATEST_POSTS])
        context["blog"] = BlogIndexPage.objects.child_of(self).live().first()
        return context


class StandardPage(TitledOnOneLine, Page):
    """A page that is no post: about us, privacy, accessibility."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

    class Meta:
        verbose_name = _("standard page")
