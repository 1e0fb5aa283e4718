"""Which page may stand where, and that each can be made, edited, previewed and read."""

import pytest
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.forms import RESERVED_SLUGS
from blog.models import BlogIndexPage, BlogPostPage
from home.models import HomePage, StandardPage
from tests.factories.pages import live_post, site_tree
from tests.factories.people import administrator


class PageTreeTests(WagtailPageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(administrator())
        self.tree = site_tree()

    def test_the_front_page_stands_at_the_root(self) -> None:
        self.assertAllowedParentPageTypes(HomePage, {Page})

    def test_the_blog_stands_below_the_front_page(self) -> None:
        self.assertAllowedParentPageTypes(BlogIndexPage, {HomePage})

    def test_the_blog_holds_posts_and_nothing_else(self) -> None:
        self.assertAllowedSubpageTypes(BlogIndexPage, {BlogPostPage})

    def test_posts_stand_in_a_blog_and_nowhere_else(self) -> None:
        self.assertAllowedParentPageTypes(BlogPostPage, {BlogIndexPage})

    def test_nothing_stands_below_a_post(self) -> None:
        self.assertAllowedSubpageTypes(BlogPostPage, set())

    def test_standard_pages_stand_below_the_front_page_or_each_other(self) -> None:
        self.assertAllowedParentPageTypes(StandardPage, {HomePage, StandardPage})

    def test_a_post_can_be_made_in_the_editor(self) -> None:
        self.assertCanCreate(
            self.tree.blog,
            BlogPostPage,
            nested_form_data(
                {
                    "title": "The bridge is open",
                    "slug": "bridge",
                    "introduction": "At last.",
                    "body": streamfield([("divider", "")]),
                    "post_authors": inline_formset([]),
                    "chosen_posts": inline_formset([]),
                    "comments_open": "on",
                }
            ),
        )

    def test_a_post_can_be_edited(self) -> None:
        self.assertPageIsEditable(live_post(), post_data=self.post_data("Another title"))

    def test_a_post_can_be_previewed(self) -> None:
        self.assertPageIsPreviewable(live_post(), post_data=self.post_data("Another title"))

    def test_a_post_can_be_read(self) -> None:
        self.assertPageIsRenderable(live_post())

    def test_the_blog_can_be_read(self) -> None:
        self.assertPageIsRenderable(self.tree.blog)

    def test_the_blog_can_be_edited(self) -> None:
        self.assertPageIsEditable(self.tree.blog, post_data={"title": "Blog", "slug": "blog"})

    def test_the_front_page_can_be_read(self) -> None:
        self.assertPageIsRenderable(self.tree.home)

    def test_the_front_page_can_be_edited(self) -> None:
        data = {"title": "Home", "slug": "home", "headline": "What we decide"}
        self.assertPageIsEditable(self.tree.home, post_data=data)

    def test_no_address_of_the_blog_itself_can_be_the_name_of_a_post(self) -> None:
        first_parts = {
            str(pattern.pattern).split("/")[0]
            for pattern in BlogIndexPage.get_subpage_urls()
            if str(pattern.pattern)
        }

        assert first_parts <= RESERVED_SLUGS

    @staticmethod
    def post_data(title: str) -> dict[str, str]:
        """What the editor sends for a post with one block."""
        return nested_form_data(
            {
                "title": title,
                "slug": "another",
                "introduction": "Words.",
                "body": streamfield([("divider", "")]),
                "post_authors": inline_formset([]),
                "chosen_posts": inline_formset([]),
            }
        )


@pytest.mark.django_db
def test_a_new_site_has_a_front_page_and_a_blog() -> None:
    paths = [page.url for page in Page.objects.filter(depth__gt=1).order_by("path")]

    assert paths == ["/", "/blog/"]
