"""What stands on one page of a discussion, and what does not."""

import pytest
from django.http import QueryDict

from blog.comments.authorship import edit
from blog.comments.models import Comment, Status
from blog.comments.threads import (
    REPLIES_SHOWN,
    Entry,
    ThreadPage,
    ThreadPosition,
    thread_page,
)
from blog.models import BlogPostPage
from tests.factories.comments import (
    held_comment,
    many_comments,
    published_comment,
    removed_comment,
    take_away,
    thread,
)
from tests.factories.pages import live_post

pytestmark = pytest.mark.django_db


def discussion(post: BlogPostPage, query: str = "") -> ThreadPage:
    """The part of a discussion that a query string asks for."""
    return thread_page(post, ThreadPosition.from_query(QueryDict(query)))


def entries(page: ThreadPage) -> list[Entry]:
    """What stands on the page, from top to bottom."""
    return [entry for part in page.threads for entry in (part.root, *part.replies)]


def comments(page: ThreadPage) -> list[Comment]:
    """The comments of a page, from top to bottom."""
    return [entry.comment for entry in entries(page)]


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("", ThreadPosition()),
        ("after=5", ThreadPosition(after=5)),
        ("before=5", ThreadPosition(before=5)),
        ("thread=5&from=7", ThreadPosition(thread=5, first_reply=7)),
        ("from=7", ThreadPosition()),
        ("after=5&thread=6", ThreadPosition(thread=6)),
        ("after=x&before=-1&thread=1.5", ThreadPosition()),
        ("after=99999999999999999999", ThreadPosition()),
        ("after=%D9%A3", ThreadPosition()),  # an Arabic digit
        ("after=%00", ThreadPosition()),
    ],
)
def test_nonsense_in_the_query_means_the_beginning(query: str, position: ThreadPosition) -> None:
    assert ThreadPosition.from_query(QueryDict(query)) == position


def test_a_post_without_comments_has_an_empty_discussion(post: BlogPostPage) -> None:
    assert discussion(post) == ThreadPage(total=0)


def test_a_post_that_was_never_saved_has_an_empty_discussion() -> None:
    assert discussion(BlogPostPage(title="Preview")) == ThreadPage(total=0)


def test_threads_stand_in_the_order_in_which_they_began(post: BlogPostPage) -> None:
    first, second = published_comment(post), published_comment(post)
    published_comment(post, first)

    assert [part.root.comment for part in discussion(post).threads] == [first, second]


def test_replies_stand_below_what_they_answer(post: BlogPostPage) -> None:
    first, deep, deeper, later = thread(post, 0, 1, 2, 1)

    assert comments(discussion(post)) == [first, deep, deeper, later]


def test_a_reply_knows_with_whom_it_answers(post: BlogPostPage) -> None:
    _first, deep, _deeper = thread(post, 0, 1, 2)

    assert entries(discussion(post))[2].parent == deep


def test_the_discussion_of_another_post_is_not_here(post: BlogPostPage) -> None:
    thread(live_post(), 0, 1)

    assert discussion(post).total == 0


@pytest.mark.parametrize("status", [Status.HELD, Status.SPAM, Status.REFUSED, Status.UNCONFIRMED])
def test_what_was_never_public_has_no_place(post: BlogPostPage, status: Status) -> None:
    first = published_comment(post)
    for parent in (None, first):
        hidden = held_comment(post, parent)
        Comment.objects.filter(pk=hidden.pk).update(status=status)

    assert comments(discussion(post)) == [first]


def test_a_removed_comment_with_answers_leaves_a_notice(post: BlogPostPage) -> None:
    first, _reply = thread(post, 0, 1)

    take_away(first)

    assert [entry.is_tombstone for entry in entries(discussion(post))] == [True, False]


def test_a_removed_comment_without_answers_leaves_nothing(post: BlogPostPage) -> None:
    removed_comment(post)

    assert comments(discussion(post)) == []


def test_a_removed_reply_with_answers_leaves_a_notice(post: BlogPostPage) -> None:
    _first, reply, _deep = thread(post, 0, 1, 2)

    take_away(reply)

    assert [entry.is_tombstone for entry in entries(discussion(post))] == [False, True, False]


def test_a_removed_reply_without_answers_leaves_nothing(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)

    take_away(reply)

    assert comments(discussion(post)) == [first]


def test_a_removed_branch_leaves_nothing(post: BlogPostPage) -> None:
    first, reply, deep = thread(post, 0, 1, 2)

    take_away(deep)
    take_away(reply)

    assert comments(discussion(post)) == [first]


def test_a_removed_thread_leaves_nothing(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)

    take_away(reply)
    take_away(Comment.objects.get(pk=first.pk))

    assert comments(discussion(post)) == []


def test_a_removed_comment_whose_answers_wait_leaves_nothing(post: BlogPostPage) -> None:
    first = published_comment(post)
    held_comment(post, first)

    take_away(first)

    assert comments(discussion(post)) == []


def test_the_total_counts_what_can_be_read(post: BlogPostPage) -> None:
    first, reply, _deep = thread(post, 0, 1, 2)
    held_comment(post, first)

    take_away(reply)

    assert discussion(post).total == 2


def test_a_long_thread_shows_its_first_replies(post: BlogPostPage) -> None:
    written = many_comments(post, [None, *[0] * (REPLIES_SHOWN + 5)])

    assert comments(discussion(post)) == written[: REPLIES_SHOWN + 1]


def test_a_long_thread_says_how_many_replies_are_not_shown(post: BlogPostPage) -> None:
    many_comments(post, [None, *[0] * (REPLIES_SHOWN + 5)])

    assert discussion(post).threads[0].hidden_replies == 5


def test_a_thread_that_is_shown_whole_hides_nothing(post: BlogPostPage) -> None:
    many_comments(post, [None, *[0] * REPLIES_SHOWN])

    assert discussion(post).threads[0].hidden_replies == 0


def test_notices_do_not_count_as_replies_that_are_shown(post: BlogPostPage) -> None:
    first, reply, _deep = thread(post, 0, 1, 2)
    many = REPLIES_SHOWN + 3
    for _ in range(many - 2):
        published_comment(post, first)

    take_away(reply)

    page = discussion(post)
    shown = sum(not entry.is_tombstone for entry in entries(page)[1:])
    assert page.threads[0].hidden_replies == (many - 1) - shown


def test_one_long_thread_does_not_shorten_its_neighbours(post: BlogPostPage) -> None:
    many_comments(post, [None, *[0] * 40])
    short = thread(post, 0, 1, 2)

    assert comments(discussion(post))[-3:] == short


def test_a_thread_alone_shows_all_of_its_replies(post: BlogPostPage) -> None:
    written = many_comments(post, [None, *[0] * 40])
    thread(post, 0, 1)

    page = discussion(post, f"thread={written[0].pk}")

    assert page.single
    assert comments(page) == written


@pytest.mark.parametrize("key", ["thread", "after", "before"])
def test_a_place_that_does_not_exist_means_the_beginning(post: BlogPostPage, key: str) -> None:
    written = thread(post, 0, 1)
    number = {"thread": 999_999, "after": 999_999, "before": 1}[key]

    page = discussion(post, f"{key}={number}")

    assert page.is_first
    assert comments(page) == written


def test_the_thread_of_another_post_is_not_shown(post: BlogPostPage) -> None:
    elsewhere, *_ = thread(live_post(), 0, 1)

    assert comments(discussion(post, f"thread={elsewhere.pk}")) == []


def test_a_held_thread_cannot_be_asked_for(post: BlogPostPage) -> None:
    held = held_comment(post)

    assert comments(discussion(post, f"thread={held.pk}")) == []


def test_a_reply_that_is_no_thread_means_the_beginning(post: BlogPostPage) -> None:
    _first, reply = thread(post, 0, 1)

    assert discussion(post, f"thread={reply.pk}").is_first


def test_what_is_read_again_after_a_change_says_so_in_its_place(post: BlogPostPage) -> None:
    first, _reply = thread(post, 0, 1)
    edit(comment=first, text="Buy at https://spam.example now.")

    (entry,) = [each.root for each in thread_page(post, ThreadPosition()).threads]

    assert "a moderator reads it again" in entry.notice
    assert "removed" not in entry.notice
