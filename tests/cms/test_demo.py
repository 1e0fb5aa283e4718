"""The demo's discussions: each thing that a comment can be, as the desk and readers meet it."""

import tomllib
from typing import Any

import pytest
from django.utils import timezone

from blog.comments.models import Comment, CommentRevision, Like, Review, Status
from blog.models import BlogPostPage
from cms.demo.discussions import hold_discussions
from cms.demo.loader import HERE
from tests.blog.comments.desk import EDITED, REVIEWS, WAITING, at_the_desk, rows
from tests.factories.pages import live_post
from tests.factories.people import administrator, editor, moderator

pytestmark = pytest.mark.django_db
POST = HERE / "posts" / "what-happens-to-your-comment.toml"


@pytest.fixture
def post(db: None) -> BlogPostPage:
    """A post with the demo's discussion about comments, written by the minute."""
    page, start = live_post(), timezone.now()
    entries = tomllib.loads(POST.read_text(encoding="utf-8"))["comments"]
    users: dict[str, Any] = {"moderator": moderator(), "editor": editor()}
    minutes = enumerate(entries)
    hold_discussions(
        [(start + timezone.timedelta(minutes=n), page, entry) for n, entry in minutes], users
    )
    return page


def test_one_comment_uses_markdown(post: BlogPostPage) -> None:
    shown = [entry.body_html for entry in Comment.objects.published()]

    assert any("<ol>" in html and "<blockquote>" in html for html in shown)


def test_one_comment_was_edited(post: BlogPostPage) -> None:
    (row,) = rows(at_the_desk(administrator()), EDITED)

    assert CommentRevision.objects.get().text in row.get_text()


def test_one_refusal_waits_for_a_review_by_somebody_else(post: BlogPostPage) -> None:
    (row,) = rows(at_the_desk(administrator()), REVIEWS)

    review = Review.objects.select_related("comment").get()
    assert review.comment.status == Status.REFUSED
    assert review.comment.rule_cited.startswith("Rule 1: ")
    assert review.why in row.get_text()


def test_one_comment_waits_because_of_what_is_in_it(post: BlogPostPage) -> None:
    page = " ".join(row.get_text() for row in rows(at_the_desk(administrator()), WAITING))

    assert "It may hold personal data." in page


def test_likes_and_their_count_agree(post: BlogPostPage) -> None:
    liked = Comment.objects.filter(like_count__gt=0)

    assert liked.count() >= 5
    for entry in liked:
        assert Like.objects.filter(comment=entry).count() == entry.like_count
