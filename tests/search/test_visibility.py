"""What a search never finds: what readers may not see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments import actions
from blog.comments.models import Comment, Status
from tests.factories.comments import comment, held_comment, published_comment, rule
from tests.factories.pages import (
    draft_post,
    live_post,
    private_post,
    restrict,
    scheduled_post,
    site_tree,
)
from tests.factories.people import administrator, moderator

pytestmark = pytest.mark.django_db
SECRET = "heron"


def is_found(client: Client) -> bool:
    """Whether a search for the secret word shows it anywhere but in the form and the sentence."""
    pages = [client.get("/search/", {"q": SECRET, "in": where}) for where in ("", "comments")]
    assert {page.status_code for page in pages} == {200}
    return any("found it" in page.text for page in pages)


def test_what_is_public_is_found(as_nobody: Client) -> None:
    live_post(f"The {SECRET} found it")

    assert is_found(as_nobody)


def test_a_draft_is_never_found(as_nobody: Client) -> None:
    draft_post(f"The {SECRET} found it")

    assert not is_found(as_nobody)


def test_a_draft_is_not_even_found_by_administrators(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())
    draft_post(f"The {SECRET} found it")

    assert not is_found(as_nobody)


def test_a_private_post_is_never_found(as_nobody: Client) -> None:
    private_post(f"The {SECRET} found it")

    assert not is_found(as_nobody)


def test_nothing_below_a_private_blog_is_found(as_nobody: Client) -> None:
    live_post(f"The {SECRET} found it")

    restrict(site_tree().blog)

    assert not is_found(as_nobody)


def test_a_scheduled_post_is_never_found(as_nobody: Client) -> None:
    scheduled_post(f"The {SECRET} found it", go_live_at=timezone.now() + timedelta(days=1))

    assert not is_found(as_nobody)


def test_an_unpublished_post_is_found_no_longer(as_nobody: Client) -> None:
    post = live_post(f"The {SECRET} found it")

    post.unpublish()

    assert not is_found(as_nobody)


def test_a_deleted_post_is_found_no_longer(as_nobody: Client) -> None:
    post = live_post(f"The {SECRET} found it")

    post.delete()

    assert not is_found(as_nobody)


def test_words_of_a_later_draft_are_not_found(as_nobody: Client) -> None:
    post = live_post("found it")

    post.title = f"The {SECRET}"
    post.save_revision()

    assert not is_found(as_nobody)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_a_comment_that_is_not_public_is_never_found(as_nobody: Client, status: Status) -> None:
    comment(live_post(), status, comment=f"The {SECRET} found it")

    assert not is_found(as_nobody)


@pytest.mark.parametrize("hide", ["restrict", "unpublish"])
def test_comments_of_a_post_that_is_hidden_are_never_found(as_nobody: Client, hide: str) -> None:
    post = live_post()
    published_comment(post, comment=f"The {SECRET} found it")

    restrict(post) if hide == "restrict" else post.unpublish()

    assert not is_found(as_nobody)


def test_an_approved_comment_is_found(
    as_nobody: Client, django_capture_on_commit_callbacks: object
) -> None:
    entry = held_comment(live_post(), comment=f"The {SECRET} found it")

    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(comment=entry, by=moderator())

    assert is_found(as_nobody)


def test_a_removed_comment_is_found_no_longer(
    as_nobody: Client, django_capture_on_commit_callbacks: object
) -> None:
    entry = published_comment(live_post(), comment=f"The {SECRET} found it")

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(comment=entry, by=moderator(), rule=rule())

    assert not is_found(as_nobody)


def test_the_index_is_built_from_public_comments_only() -> None:
    post = live_post()
    for status in Status:
        comment(post, status)

    assert {entry.status for entry in Comment.get_indexed_objects()} == {Status.PUBLISHED}
