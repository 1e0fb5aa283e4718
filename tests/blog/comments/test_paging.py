"""Walking through a discussion: every comment once, in both directions; permalinks on the way."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from blog.comments.models import Comment
from blog.comments.threads import (
    REPLIES_PER_PAGE,
    THREADS_PER_PAGE,
    ThreadPage,
    ThreadPosition,
    place_of,
    thread_page,
)
from blog.models import BlogPostPage
from tests.factories.comments import many_comments, removed_comment, take_away

pytestmark = pytest.mark.django_db


def discussion(post: BlogPostPage, query: str = "") -> ThreadPage:
    """The part of a discussion that a query string asks for."""
    return thread_page(post, ThreadPosition.from_query(QueryDict(query)))


def ids(page: ThreadPage) -> list[int]:
    """The comments that stand on the page, from top to bottom."""
    entries = [entry for part in page.threads for entry in (part.root, *part.replies)]
    return [entry.comment.pk for entry in entries]


def walk(
    post: BlogPostPage, query: str, following: Callable[[ThreadPage], str | None]
) -> list[list[int]]:
    """The comments of each page, as a reader meets them who follows the links."""
    pages, here = [], query
    while True:
        page = discussion(post, here)
        pages.append(ids(page))
        link = following(page)
        if link is None:
            return pages
        here = link
        assert len(pages) < 50, "the links go round in circles"


def later(page: ThreadPage) -> str | None:
    """The link to later threads."""
    return f"after={page.next_after}" if page.next_after else None


def earlier(page: ThreadPage) -> str | None:
    """The link to earlier threads."""
    return f"before={page.previous_before}" if page.previous_before else None


def next_replies(page: ThreadPage) -> str | None:
    """The link to further replies of a thread that is shown alone."""
    (thread,) = page.threads
    root = thread.root.comment.pk
    return f"thread={root}&from={thread.next_reply}" if thread.next_reply else None


SIZES = [1, THREADS_PER_PAGE, THREADS_PER_PAGE + 1, 2 * THREADS_PER_PAGE, 45]


@pytest.mark.parametrize("size", SIZES)
def test_walking_forward_meets_each_thread_once(post: BlogPostPage, size: int) -> None:
    written = many_comments(post, [None] * size)

    pages = walk(post, "", later)

    assert [pk for page in pages for pk in page] == [entry.pk for entry in written]


@pytest.mark.parametrize("size", SIZES)
def test_walking_back_meets_each_thread_once(post: BlogPostPage, size: int) -> None:
    written = many_comments(post, [None] * size)

    pages = walk(post, f"before={written[-1].pk + 1}", earlier)

    assert [pk for page in reversed(pages) for pk in page] == [entry.pk for entry in written]


def test_the_first_page_has_nothing_before_it(post: BlogPostPage) -> None:
    many_comments(post, [None] * 45)

    assert discussion(post).previous_before is None


def test_going_forward_and_back_again_leads_to_the_same_threads(post: BlogPostPage) -> None:
    many_comments(post, [None] * 45)
    first = discussion(post)

    second = discussion(post, f"after={first.next_after}")

    assert ids(discussion(post, f"before={second.previous_before}")) == ids(first)


def test_a_thread_that_disappears_does_not_shift_the_next_page(post: BlogPostPage) -> None:
    written = many_comments(post, [None] * 45)
    link = later(discussion(post))

    take_away(written[0])

    assert ids(discussion(post, link or ""))[0] == written[THREADS_PER_PAGE].pk


def test_threads_without_anything_to_see_take_no_room(post: BlogPostPage) -> None:
    for _ in range(3):
        removed_comment(post)
    written = many_comments(post, [None] * THREADS_PER_PAGE)

    page = discussion(post)

    assert ids(page) == [entry.pk for entry in written]
    assert page.next_after is None


@pytest.mark.parametrize("replies", [REPLIES_PER_PAGE, REPLIES_PER_PAGE + 1, 250])
def test_walking_through_one_thread_meets_each_reply_once(post: BlogPostPage, replies: int) -> None:
    written = many_comments(post, [None, *[0] * replies])
    root = written[0].pk

    pages = walk(post, f"thread={root}", next_replies)

    assert [pk for page in pages for pk in page if pk != root] == [
        entry.pk for entry in written[1:]
    ]


def test_removed_replies_do_not_end_the_walk_through_a_thread(post: BlogPostPage) -> None:
    written = many_comments(post, [None, *[0] * 150])
    root = written[0].pk
    taken = {take_away(written[n]).pk for n in (5, 50, 95)}

    pages = walk(post, f"thread={root}", next_replies)

    expected = [entry.pk for entry in written[1:] if entry.pk not in taken]
    assert [pk for page in pages for pk in page if pk != root] == expected


def test_a_nested_thread_is_walked_in_reading_order(post: BlogPostPage) -> None:
    # Forty replies with three answers each, in the order in which they were written.
    shape: list[int | None] = [None, *[0] * 40, *[1 + n % 40 for n in range(120)]]
    many_comments(post, shape)
    in_order = list(Comment.objects.order_by("path").values_list("pk", flat=True))

    pages = walk(post, f"thread={in_order[0]}", next_replies)

    assert [pk for page in pages for pk in page if pk != in_order[0]] == in_order[1:]


def found_by_permalink(post: BlogPostPage, comment: Comment) -> bool:
    """Whether the comment stands on the page to which its permalink leads."""
    place = urlsplit(place_of(Comment.objects.get(pk=comment.pk)))
    return place.fragment == f"c{comment.pk}" and comment.pk in ids(discussion(post, place.query))


def test_every_permalink_leads_to_the_comment_among_many_threads(post: BlogPostPage) -> None:
    written = many_comments(post, [None] * 25)

    assert [entry.pk for entry in written if not found_by_permalink(post, entry)] == []


def test_every_permalink_leads_to_the_comment_in_a_long_thread(post: BlogPostPage) -> None:
    written = many_comments(post, [None, *[0] * 150])

    assert [entry.pk for entry in written if not found_by_permalink(post, entry)] == []


def test_every_permalink_leads_to_the_comment_after_removals(post: BlogPostPage) -> None:
    written = many_comments(post, [None, *[0] * 130])
    taken = [take_away(entry) for entry in written[3:20:2]]

    lost = [
        entry.pk for entry in written if entry not in taken and not found_by_permalink(post, entry)
    ]
    assert lost == []


def test_a_permalink_to_the_first_page_is_the_post_itself(post: BlogPostPage) -> None:
    first, *_ = many_comments(post, [None] * 25)

    assert place_of(first) == f"#c{first.pk}"
