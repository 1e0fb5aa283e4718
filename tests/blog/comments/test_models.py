"""What is stored of a comment, and where in its thread it stands."""

import pytest
from django.conf import settings
from django.test import override_settings
from django_comments.models import Comment as BaseComment
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from blog.comments.models import (
    STEP,
    Comment,
    Status,
    address_block,
    keyed_hash,
    path_step,
)
from blog.models import BlogPostPage
from tests.factories.comments import (
    comment,
    held_comment,
    many_comments,
    published_comment,
    removed_comment,
    take_away,
    thread,
)
from tests.factories.pages import live_post
from tests.factories.people import reader

pytestmark = pytest.mark.django_db


def stored(entry: Comment) -> Comment:
    """The comment as the database has it."""
    return Comment.objects.get(pk=entry.pk)


@pytest.mark.parametrize(("smaller", "larger"), [(1, 2), (9, 10), (35, 36), (36**5, 2**31 - 1)])
def test_a_path_step_sorts_like_the_number(smaller: int, larger: int) -> None:
    assert path_step(smaller) < path_step(larger)


@pytest.mark.parametrize("number", [1, 36, 2**31 - 1])
def test_every_path_step_is_equally_long(number: int) -> None:
    assert len(path_step(number)) == STEP


def test_nothing_is_hashed_to_nothing() -> None:
    assert keyed_hash("") == ""


def test_a_hash_does_not_tell_the_text_apart_by_case_or_space() -> None:
    assert keyed_hash(" Me@Example.org ") == keyed_hash("me@example.org")


def test_a_hash_cannot_be_computed_without_the_key() -> None:
    here = keyed_hash("me@example.org")

    with override_settings(SECRET_KEY="another-key-that-is-long-enough-0123456789"):
        assert keyed_hash("me@example.org") != here


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_is_cut_to_a_household(address: str | None, block: str) -> None:
    assert address_block(address) == block


def test_a_first_comment_is_the_root_of_its_own_thread(post: BlogPostPage) -> None:
    first = stored(published_comment(post))

    assert (first.root_id, first.depth, first.path) == (first.pk, 0, path_step(first.pk))


def test_a_reply_stands_below_its_parent(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)

    reply = stored(reply)
    assert (reply.root_id, reply.depth) == (first.pk, 1)
    assert reply.path == first.path + path_step(reply.pk)


def test_paths_sort_in_reading_order(post: BlogPostPage) -> None:
    first = published_comment(post)
    early = published_comment(post, first)
    late = published_comment(post, first)
    below_early = published_comment(post, early)

    in_order = Comment.objects.filter(page=post).order_by("path")
    assert list(in_order) == [first, early, below_early, late]


def test_the_columns_of_the_other_two_tables_stay_meaningful(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)

    old = XtdComment.objects.get(pk=reply.pk)
    assert (old.thread_id, old.parent_id, old.level, old.order) == (
        first.pk,
        first.pk,
        1,
        reply.pk,
    )
    assert (old.object_pk, old.content_type_id) == (str(post.pk), post.content_type_id)


def test_a_first_comment_is_its_own_parent_in_the_old_columns(post: BlogPostPage) -> None:
    first = published_comment(post)

    assert XtdComment.objects.get(pk=first.pk).parent_id == first.pk


@pytest.mark.parametrize("status", Status)
def test_the_old_flags_follow_the_status(post: BlogPostPage, status: Status) -> None:
    old = BaseComment.objects.get(pk=comment(post, status).pk)

    assert old.is_public == (status == Status.PUBLISHED)
    assert old.is_removed == (
        status in {Status.REMOVED, Status.SPAM, Status.WITHDRAWN, Status.REFUSED}
    )


def test_a_published_reply_is_counted_at_the_first_comment(post: BlogPostPage) -> None:
    first, *_replies = thread(post, 0, 1, 2)

    assert stored(first).reply_count == 2


def test_a_held_reply_is_not_counted(post: BlogPostPage) -> None:
    first = published_comment(post)

    held_comment(post, first)

    assert stored(first).reply_count == 0


def test_saving_again_never_renumbers(post: BlogPostPage) -> None:
    entries = thread(post, 0, 1, 2, 1, 0, 1)
    columns = ("pk", "path", "root_id", "depth", "reply_count", "order", "thread_id", "level")
    before = list(Comment.objects.order_by("pk").values_list(*columns))

    for entry in entries:
        again = stored(entry)
        again.comment = "Edited."
        again.save()

    assert list(Comment.objects.order_by("pk").values_list(*columns)) == before


def test_publishing_a_parent_never_publishes_what_is_held_below(post: BlogPostPage) -> None:
    first = published_comment(post)
    held = held_comment(post, first)

    take_away(first)
    first.status = Status.PUBLISHED
    first.save()

    assert stored(held).status == Status.HELD
    assert not stored(held).is_public


def test_removing_a_parent_leaves_its_replies_as_they_are(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)

    take_away(first)

    assert stored(reply).is_published


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED, Status.SPAM, Status.REFUSED])
def test_nothing_stands_below_what_nobody_can_read(post: BlogPostPage, status: Status) -> None:
    hidden = comment(post, status)

    with pytest.raises(ValueError, match="no longer here"):
        Comment(page=post, parent_id=hidden.pk, comment="Reply").save()


def test_a_reply_stays_on_its_page(post: BlogPostPage) -> None:
    elsewhere = published_comment(live_post())

    with pytest.raises(ValueError, match="not on this page"):
        Comment(page=post, parent_id=elsewhere.pk, comment="Reply").save()


def test_a_reply_to_nothing_is_refused(post: BlogPostPage) -> None:
    with pytest.raises(ValueError, match="not on this page"):
        Comment(page=post, parent_id=999_999, comment="Reply").save()


def test_a_thread_is_only_as_deep_as_the_setting_says(post: BlogPostPage) -> None:
    deepest = thread(post, *range(settings.COMMENTS_XTD_MAX_THREAD_LEVEL + 1))[-1]

    with pytest.raises(ValueError, match="as deep as"):
        Comment(page=post, parent_id=deepest.pk, comment="Reply").save()


def test_a_refused_reply_leaves_no_row_in_any_table(post: BlogPostPage) -> None:
    removed = removed_comment(post)

    with pytest.raises(ValueError, match="no longer here"):
        Comment(page=post, parent_id=removed.pk, comment="Reply").save()

    assert BaseComment.objects.count() == 1


@override_settings(COMMENTS_XTD_MAX_THREAD_LEVEL=50)
def test_no_setting_makes_threads_deeper_than_a_path_has_room_for(post: BlogPostPage) -> None:
    deepest = thread(post, *range(11))[-1]

    assert not deepest.can_have_replies
    assert len(deepest.path) == Comment._meta.get_field("path").max_length


def test_somebody_with_an_account_is_shown_by_their_full_name(post: BlogPostPage) -> None:
    user = reader()
    user.first_name, user.last_name = "Jane", "Poole"
    user.save()

    assert published_comment(post, user=user).author_name == "Jane Poole"


def test_somebody_without_a_full_name_is_shown_by_their_user_name(post: BlogPostPage) -> None:
    user = reader()

    assert published_comment(post, user=user).author_name == user.username


def test_a_guest_is_shown_by_the_name_they_gave(post: BlogPostPage) -> None:
    assert published_comment(post, user_name="Nora").author_name == "Nora"


def test_deleting_a_page_deletes_its_comments_in_all_three_tables(post: BlogPostPage) -> None:
    thread(post, 0, 1, 2)
    held_comment(post)
    kept = published_comment(live_post())

    Page.objects.get(pk=post.pk).delete()

    for model in (BaseComment, XtdComment, Comment):
        assert list(model.objects.values_list("pk", flat=True)) == [kept.pk]


def test_deleting_an_account_leaves_no_comment_behind_in_two_of_three_tables(
    post: BlogPostPage,
) -> None:
    user = reader()
    published_comment(post, user=user)

    user.delete()

    counts = {model.objects.count() for model in (BaseComment, XtdComment, Comment)}
    assert len(counts) == 1


def place(entry: Comment, shift: int) -> tuple[object, ...]:
    """Where a comment stands, with `shift` taken off every id."""
    entry = stored(entry)
    steps = [int(entry.path[at : at + STEP], 36) for at in range(0, len(entry.path), STEP)]
    ids = [*steps, entry.root_id, entry.thread_id, entry.parent_id, entry.order]
    return [number - shift for number in ids], entry.depth, entry.level, entry.reply_count


def test_comments_made_in_bulk_for_tests_stand_where_written_ones_do(post: BlogPostPage) -> None:
    written = thread(post, 0, 1, 2, 1)

    made = many_comments(live_post(), [None, 0, 1, 0])

    shift = made[0].pk - written[0].pk
    assert [place(entry, shift) for entry in made] == [place(entry, 0) for entry in written]
