"""A post that was taken back: gone, which is another thing than never having been there."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from blog.models import BlogPostPage
from tests.factories.pages import blog_index, draft_post, live_post, private_post, restrict

pytestmark = pytest.mark.django_db


def withdrawn(title: str = "", **fields: object) -> BlogPostPage:
    """A post that readers could read, unpublished."""
    post = live_post(title, **fields)
    post.unpublish()
    return post


def test_a_withdrawn_post_is_gone_and_says_so_kindly(as_nobody: Client) -> None:
    response = as_nobody.get(withdrawn("A secret after all").url)

    assert response.status_code == 410
    assert "has been withdrawn" in response.text
    assert "A secret after all" not in response.text
    assert '<meta name="robots" content="noindex">' in response.text


def test_a_draft_was_never_there(as_nobody: Client) -> None:
    post = draft_post(first_published_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert as_nobody.get(f"/blog/{post.slug}/").status_code == 404


def test_a_private_post_that_was_withdrawn_was_never_there_for_the_public(
    as_nobody: Client,
) -> None:
    private = private_post()
    private.unpublish()

    assert as_nobody.get(f"/blog/{private.slug}/").status_code == 404


def test_in_a_private_blog_nothing_is_known_to_be_gone(as_nobody: Client) -> None:
    post = withdrawn()
    restrict(blog_index())

    assert as_nobody.get(f"/blog/{post.slug}/").status_code == 404


def test_a_deleted_post_is_not_found(as_nobody: Client) -> None:
    post = live_post()
    post.delete()

    assert as_nobody.get(f"/blog/{post.slug}/").status_code == 404


def test_a_redirect_from_a_withdrawn_post_works(as_nobody: Client) -> None:
    post, other = withdrawn(), live_post()
    Redirect.add_redirect(f"/blog/{post.slug}", redirect_to=other)

    response = as_nobody.get(f"/blog/{post.slug}/")

    assert (response.status_code, response.headers["Location"]) == (301, other.url)


def test_the_feed_of_a_withdrawn_discussion_is_not_found(as_nobody: Client) -> None:
    post = withdrawn()

    assert as_nobody.get(f"/blog/{post.slug}/comments/feed/").status_code == 404


def test_a_post_that_comes_back_can_be_read_again(as_nobody: Client) -> None:
    post = withdrawn()

    post.save_revision().publish()

    assert as_nobody.get(f"/blog/{post.slug}/").status_code == 200
