"""From a draft to what readers see: the moment, the date, the address."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from blog.models import BlogPostPage
from tests.editing import PUBLISH, compose, edit
from tests.factories.pages import draft_post, live_post, scheduled_post
from tests.factories.people import editor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(db: None) -> Client:
    """A browser in which an editor has signed in."""
    client = Client()
    client.force_login(editor())
    return client


def publish(post: BlogPostPage) -> BlogPostPage:
    """Publish a draft as the editor does, as it then stands in the database."""
    post.save_revision().publish()
    return BlogPostPage.objects.get(pk=post.pk)


def is_public(post: BlogPostPage) -> bool:
    """Whether a visitor can read the post."""
    return Client().get(f"/blog/{post.slug}/").status_code == 200


def test_a_draft_cannot_be_read() -> None:
    assert not is_public(draft_post())


def test_a_published_post_can_be_read() -> None:
    assert is_public(publish(draft_post()))


def test_changes_that_are_not_published_are_not_seen(as_nobody: Client) -> None:
    post = live_post("Before")

    post.title = "After"
    post.save_revision()

    assert "After" not in as_nobody.get(post.url).text


def test_a_post_that_was_unpublished_cannot_be_read() -> None:
    post = live_post()

    post.unpublish()

    assert not is_public(post)


def test_publishing_dates_the_post() -> None:
    before = timezone.now()

    post = publish(draft_post())

    assert before <= post.first_published_at <= timezone.now()


def test_publishing_again_keeps_the_first_date() -> None:
    post = publish(draft_post())
    first = post.first_published_at

    assert publish(post).first_published_at == first


def test_a_date_in_the_past_that_an_editor_set_is_kept(desk: Client) -> None:
    compose(
        desk,
        PUBLISH,
        title="Bridge",
        slug="bridge",
        introduction="Open.",
        first_published_at="2019-05-04 09:30",
    )

    post = BlogPostPage.objects.live().get()
    assert post.first_published_at == datetime(2019, 5, 4, 9, 30, tzinfo=UTC)


def test_a_date_that_an_editor_set_outlives_later_changes(desk: Client) -> None:
    moment = datetime(2019, 5, 4, 9, 30, tzinfo=UTC)
    post = live_post(published_at=moment)

    edit(desk, post, PUBLISH, title="Another title")

    assert BlogPostPage.objects.get().first_published_at == moment


def test_the_date_in_the_post_is_that_of_its_publication(as_nobody: Client) -> None:
    post = live_post(published_at=datetime(2019, 5, 4, 9, 30, tzinfo=UTC))

    assert 'datetime="2019-05-04T09:30:00.000+00:00"' in as_nobody.get(post.url).text


def test_a_scheduled_post_cannot_be_read_before() -> None:
    post = scheduled_post(go_live_at=timezone.now() + HOUR)

    call_command("publish_scheduled")

    assert not is_public(post)


def test_a_scheduled_post_that_is_due_is_published() -> None:
    post = scheduled_post(go_live_at=timezone.now() - HOUR)

    call_command("publish_scheduled")

    assert is_public(post)


def test_a_scheduled_post_is_found_once_it_is_published(as_nobody: Client) -> None:
    scheduled_post("The heron found it", go_live_at=timezone.now() - HOUR, tags=["Birds"])

    call_command("publish_scheduled")

    assert "The heron found it" in as_nobody.get("/search/?q=birds").text


def test_a_post_that_expires_is_taken_away() -> None:
    post = live_post()
    post.expire_at = timezone.now() - HOUR
    post.save()

    call_command("publish_scheduled")

    assert not is_public(post)


def rename(desk: Client, post: BlogPostPage, slug: str, commit: Any) -> None:
    """Give a post another address in the editor, with what follows once that is saved."""
    with commit(execute=True):
        edit(desk, post, PUBLISH, slug=slug)


def test_a_new_address_leaves_a_redirect(
    desk: Client, as_nobody: Client, django_capture_on_commit_callbacks: Any
) -> None:
    post = live_post(slug="brigde")

    rename(desk, post, "bridge", django_capture_on_commit_callbacks)

    response = as_nobody.get("/blog/brigde/")
    assert (response.status_code, response.url) == (301, "/blog/bridge/")


def test_an_address_that_is_changed_back_does_not_lead_in_a_circle(
    desk: Client, as_nobody: Client, django_capture_on_commit_callbacks: Any
) -> None:
    post = live_post(slug="bridge")
    rename(desk, post, "brigde", django_capture_on_commit_callbacks)

    rename(desk, post, "bridge", django_capture_on_commit_callbacks)

    assert as_nobody.get("/blog/bridge/").status_code == 200
    assert as_nobody.get("/blog/brigde/").url == "/blog/bridge/"


def test_an_address_may_hold_letters_of_any_language(as_nobody: Client) -> None:
    post = live_post("Die Brücke", slug="die-brücke")

    assert as_nobody.get(post.url).status_code == 200
