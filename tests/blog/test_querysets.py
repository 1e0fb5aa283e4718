"""What readers may see of the blog, as verbs of the queryset."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from blog.models import BlogPostPage
from tests.factories.comments import held_comment, published_comment, removed_comment
from tests.factories.pages import (
    author,
    draft_post,
    live_post,
    private_post,
    restrict,
    scheduled_post,
    site_tree,
)

pytestmark = pytest.mark.django_db
POSTS = BlogPostPage.objects


def at(*moment: int) -> datetime:
    """A moment in UTC."""
    return datetime(*moment, tzinfo=UTC)


def test_only_what_anyone_may_read_is_published() -> None:
    public = live_post()
    draft_post()
    private_post()
    scheduled_post(go_live_at=timezone.now() + timedelta(days=1))

    assert list(POSTS.published()) == [public]


def test_nothing_in_a_private_blog_is_published() -> None:
    live_post()

    restrict(site_tree().blog)

    assert list(POSTS.published()) == []


def test_the_newest_stands_first() -> None:
    early, late = live_post(published_at=at(2020, 1, 1)), live_post(published_at=at(2021, 1, 1))

    assert list(POSTS.newest_first()) == [late, early]


def test_of_two_posts_of_one_moment_the_later_page_stands_first() -> None:
    moment = at(2020, 1, 1)
    first, second = live_post(published_at=moment), live_post(published_at=moment)

    assert list(POSTS.newest_first()) == [second, first]


def test_posts_are_found_by_tag() -> None:
    tagged = live_post(tags=["Bridges", "Money"])
    live_post(tags=["Money"])

    assert list(POSTS.tagged("bridges")) == [tagged]


def test_tags_that_differ_by_case_are_one() -> None:
    posts = {live_post(tags=["Bridges"]), live_post(tags=["bridges"])}

    assert set(POSTS.tagged("bridges")) == posts


def test_posts_are_found_by_author() -> None:
    jane = author("Jane")
    signed = live_post(authors=[author("Nora"), jane])
    live_post(authors=[author("Henry")])

    assert list(POSTS.written_by(jane.pk)) == [signed]


def test_posts_are_found_by_year_and_month() -> None:
    march, may = live_post(published_at=at(2020, 3, 1)), live_post(published_at=at(2020, 5, 1))
    live_post(published_at=at(2021, 3, 1))

    assert set(POSTS.in_year(2020)) == {march, may}
    assert list(POSTS.in_year(2020, 3)) == [march]


@override_settings(TIME_ZONE="Asia/Tokyo")
def test_a_month_begins_in_the_time_zone_of_the_site() -> None:
    post = live_post(published_at=at(2020, 2, 29, 20))

    assert list(POSTS.in_year(2020, 3)) == [post]
    assert list(POSTS.months()) == [{"year": 2020, "month": 3, "total": 1}]


def test_only_comments_that_can_be_read_are_counted() -> None:
    post = live_post()
    published_comment(post, published_comment(post))
    held_comment(post)
    removed_comment(post)

    assert POSTS.with_comment_count().get().comment_count == 2


def test_a_post_without_comments_has_none() -> None:
    live_post()

    assert POSTS.with_comment_count().get().comment_count == 0


def test_months_are_counted_newest_first() -> None:
    for moment in (at(2020, 3, 1), at(2020, 3, 9), at(2021, 1, 1)):
        live_post(published_at=moment)

    assert list(POSTS.months()) == [
        {"year": 2021, "month": 1, "total": 1},
        {"year": 2020, "month": 3, "total": 2},
    ]


def test_related_posts_share_the_most_tags() -> None:
    post = live_post(tags=["a", "b", "c"])
    one, three = live_post(tags=["a"]), live_post(tags=["a", "b", "c"])
    live_post(tags=["d"])

    assert list(POSTS.related_to(post)) == [three, one]


def test_of_equally_related_posts_the_newest_stands_first() -> None:
    post = live_post(tags=["a"])
    early = live_post(tags=["a"], published_at=at(2020, 1, 1))
    late = live_post(tags=["a"], published_at=at(2021, 1, 1))

    assert list(POSTS.related_to(post)) == [late, early]


def test_a_post_without_tags_is_related_to_none() -> None:
    post = live_post()
    live_post(tags=["a"])

    assert list(POSTS.related_to(post)) == []
