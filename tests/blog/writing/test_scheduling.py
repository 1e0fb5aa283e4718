"""What is due goes out, whatever else fails; and the editor says when, and by whose clock."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from blog.models import BlogPostPage
from tests.factories.pages import draft_post, live_post, scheduled_post
from tests.factories.people import editor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def break_it(post: BlogPostPage) -> None:
    """Give a post's version something that cannot be published: a text that is none."""
    revision = Revision.objects.for_instance(post).latest("pk")
    revision.content = revision.content | {"locale": None, "hero_image": "no number"}
    revision.save(update_fields=["content"])


def test_one_post_that_fails_does_not_stop_the_others_and_is_named(caplog: object) -> None:
    now = timezone.now()
    first = scheduled_post("First", go_live_at=now - 3 * HOUR)
    broken = scheduled_post("Broken", go_live_at=now - 2 * HOUR)
    last = scheduled_post("Last", go_live_at=now - HOUR)
    break_it(broken)

    with pytest.raises(CommandError, match=rf"Failed.*publish “Broken” \(blogpostpage {broken.pk}"):
        call_command("publish_scheduled")

    live = BlogPostPage.objects.live().values_list("title", flat=True)
    assert set(live) == {first.title, last.title}


def test_it_is_tried_again_the_next_time() -> None:
    post = scheduled_post("Broken", go_live_at=timezone.now() - HOUR)
    whole = Revision.objects.for_instance(post).latest("pk").content
    break_it(post)
    with pytest.raises(CommandError):
        call_command("publish_scheduled")

    Revision.objects.for_instance(post).update(content=whole)
    call_command("publish_scheduled")

    assert BlogPostPage.objects.get().live


def test_what_cannot_be_published_does_not_keep_what_has_expired() -> None:
    break_it(scheduled_post(go_live_at=timezone.now() - HOUR))
    old = live_post()
    BlogPostPage.objects.filter(pk=old.pk).update(expire_at=timezone.now() - HOUR)

    with pytest.raises(CommandError):
        call_command("publish_scheduled")

    assert not BlogPostPage.objects.get(pk=old.pk).live


def test_a_rehearsal_changes_nothing() -> None:
    scheduled_post(go_live_at=timezone.now() - HOUR)

    call_command("publish_scheduled", "--dryrun")

    assert not BlogPostPage.objects.live().exists()


def test_the_button_says_when_and_by_whose_clock(settings: object) -> None:
    settings.TIME_ZONE = "Europe/London"  # type: ignore[attr-defined]
    at = timezone.now().replace(year=timezone.now().year + 1, month=7, day=1, hour=8, minute=0)
    post = draft_post(go_live_at=at)
    desk = Client()
    desk.force_login(editor())

    page = desk.get(f"/admin/pages/{post.pk}/edit/").text

    assert f"Schedule for 1 Jul {at.year}, 09:00 (Europe/London)" in page
