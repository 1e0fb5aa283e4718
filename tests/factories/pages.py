"""Pages: the site as migrations make it, and posts in each state of their lives."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site as DjangoSite
from django.db import connection
from django.db.models.signals import post_save
from django.utils import timezone
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published

from blog.authors import Author
from blog.comments.models import DEFAULT_RULES, HouseRules
from blog.models import BlogIndexPage, BlogPostPage, PostAuthor
from blog.series import Series
from home.models import HomePage

number = count(1)


@dataclass(frozen=True)
class SiteTree:
    """What every installation has from its first migration on."""

    root: Page
    home: HomePage
    blog: BlogIndexPage
    site: Site


def site_tree() -> SiteTree:
    """The front page and the blog; made again where a test with real commits swept them away."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first()
    if root is None:
        page_type = ContentType.objects.get_for_model(Page)
        root = Page.add_root(title="Root", slug="root", content_type=page_type)
    home = HomePage.objects.child_of(root).first()
    if home is None:
        home = root.add_child(instance=HomePage(title="Home", slug="home"))
    blog = BlogIndexPage.objects.child_of(home).first()
    if blog is None:
        blog = home.add_child(instance=BlogIndexPage(title="Blog", slug="blog", show_in_menus=True))
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site.objects.create(
            hostname="testserver", port=80, root_page=home, is_default_site=True
        )
    DjangoSite.objects.get_or_create(pk=settings.SITE_ID, defaults={"domain": "testserver"})
    if not HouseRules.objects.exists():
        HouseRules.publish(DEFAULT_RULES)
    return SiteTree(root, home, blog, site)


def blog_index() -> BlogIndexPage:
    """The blog, as it is now."""
    return BlogIndexPage.objects.first() or site_tree().blog


def author(name: str = "", **fields: Any) -> Author:
    """Somebody who writes posts."""
    n = next(number)
    return Author.objects.create(name=name or f"Author {n}", slug=f"author-{n}", **fields)


def series(title: str = "", **fields: Any) -> Series:
    """A series without parts."""
    n = next(number)
    return Series.objects.create(title=title or f"Series {n}", slug=f"series-{n}", **fields)


def draft_post(title: str = "", **fields: Any) -> BlogPostPage:
    """A post that has been saved and never published; `fields` as for `unsaved_post`."""
    post = unsaved_post(title, **fields)
    blog_index().add_child(instance=post)
    post.save_revision()
    return post


def live_post(
    title: str = "", *, published_at: datetime | None = None, **fields: Any
) -> BlogPostPage:
    """A post that anybody may read; `published_at` is when they first could.

    As publishing leaves it, but without the revisions, which take longer than all the rest.
    """
    now = timezone.now()
    post = unsaved_post(
        title, first_published_at=published_at or now, last_published_at=now, **fields
    )
    post.live, post.has_unpublished_changes = True, False
    with _indexed_once():
        blog_index().add_child(instance=post)
    page_published.send(BlogPostPage, instance=post)
    return BlogPostPage.objects.get(pk=post.pk)


@contextmanager
def _indexed_once() -> Iterator[None]:
    """Saving does not put a post into Wagtail's search: being published does, with its tags."""
    post_save.disconnect(post_save_signal_handler, sender=BlogPostPage)
    try:
        yield
    finally:
        post_save.connect(post_save_signal_handler, sender=BlogPostPage)


def unsaved_post(
    title: str = "",
    *,
    tags: Iterable[str] = (),
    authors: Iterable[Author] = (),
    **fields: Any,
) -> BlogPostPage:
    """A post as it stands in the editor before the first save."""
    n = next(number)
    defaults = {
        "title": title or f"Post {n}",
        "slug": f"post-{n}",
        "introduction": "What this post is about.",
        "body": [("paragraph", "<p>Text.</p>")],
        "live": False,
    }
    post = BlogPostPage(**(defaults | fields))
    post.post_authors.set([PostAuthor(author=who) for who in authors])
    post.tags.set(list(tags))
    return post


def private_post(title: str = "", **fields: Any) -> BlogPostPage:
    """A live post that only people who have signed in may read."""
    post = live_post(title, **fields)
    restrict(post)
    return post


def restrict(page: Page) -> None:
    """Put a page, and all below it, behind a login."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def scheduled_post(title: str = "", *, go_live_at: datetime, **fields: Any) -> BlogPostPage:
    """A post that an editor has told to go live at a moment; in the past, it is due."""
    post = draft_post(title, go_live_at=go_live_at, **fields)
    revision = post.save_revision(approved_go_live_at=go_live_at)
    post.go_live_at = go_live_at
    post.save(clean=False)
    assert revision.approved_go_live_at
    return post


def many_live_posts(total: int, like: BlogPostPage) -> None:
    """So many more posts with the words of another, older than it, without their children.

    In two tables by hand, because each real publication takes eighty queries. They are not in
    the search index.
    """
    blog = BlogIndexPage.objects.get(pk=like.get_parent().pk)
    first = blog.numchild + 1000
    start = timezone.now() - timezone.timedelta(days=1)
    pages = [
        Page(
            path=Page._get_path(blog.path, blog.depth + 1, first + n),
            depth=blog.depth + 1,
            numchild=0,
            title=f"Copy {n}",
            draft_title=f"Copy {n}",
            slug=f"copy-{first + n}",
            url_path=f"{blog.url_path}copy-{first + n}/",
            content_type=like.content_type,
            locale=like.locale,
            live=True,
            first_published_at=start - timezone.timedelta(minutes=n),
        )
        for n in range(total)
    ]
    for page in Page.objects.bulk_create(pages):
        copy = BlogPostPage(page_ptr_id=page.pk, introduction=like.introduction, body=[])
        copy.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=blog.pk).update(numchild=blog.numchild + total)
    gather_statistics()


def gather_statistics() -> None:
    """After a thousand rows at once: what PostgreSQL's autovacuum does within a minute.

    Without it, statistics of the empty tables of earlier tests lead the planner astray.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
