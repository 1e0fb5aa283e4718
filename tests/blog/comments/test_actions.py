"""Decisions: which are possible when, and what follows from each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from blog.comments import actions, authorship, policy
from blog.comments.actions import DECISIONS, AlreadyDecided
from blog.comments.models import Comment, Status
from blog.comments.signals import comment_changed
from blog.models import BlogPostPage
from tests.factories.comments import (
    ACTIONS,
    comment,
    held_comment,
    published_comment,
    removed_comment,
    rule,
    thread,
)
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]

POSSIBLE = [(name, start) for name, (_to, starts) in DECISIONS.items() for start in starts]
IMPOSSIBLE = [
    (name, start) for name in DECISIONS for start in Status if start not in DECISIONS[name][1]
]


def stored(entry: Comment) -> Comment:
    """The comment as the database has it."""
    return Comment.objects.get(pk=entry.pk)


@pytest.mark.parametrize(("name", "start"), POSSIBLE)
def test_a_possible_decision_is_taken(post: BlogPostPage, name: str, start: Status) -> None:
    entry = comment(post, start)

    ACTIONS[name](comment=entry, by=moderator())

    assert stored(entry).status == DECISIONS[name][0]


@pytest.mark.parametrize(("name", "start"), IMPOSSIBLE)
def test_an_impossible_decision_changes_nothing(
    post: BlogPostPage, name: str, start: Status
) -> None:
    entry = comment(post, start)

    with pytest.raises(AlreadyDecided):
        ACTIONS[name](comment=entry, by=moderator())

    assert (stored(entry).status, stored(entry).moderated_by) == (start, None)


def test_a_published_comment_can_be_approved_by_nobody_a_second_time(post: BlogPostPage) -> None:
    assert Status.PUBLISHED not in DECISIONS["approve"][1]


def test_a_removed_comment_can_be_restored(post: BlogPostPage) -> None:
    entry = removed_comment(post)

    actions.approve(comment=entry, by=moderator())

    assert stored(entry).is_published


def test_a_comment_that_its_writer_withdrew_stays_withdrawn(post: BlogPostPage) -> None:
    entry = comment(post, Status.WITHDRAWN)

    with pytest.raises(AlreadyDecided):
        actions.approve(comment=entry, by=moderator())


def test_a_decision_is_signed_and_dated(post: BlogPostPage) -> None:
    entry, who = held_comment(post), moderator()

    actions.approve(comment=entry, by=who)

    assert stored(entry).moderated_by == who
    assert stored(entry).moderated_at is not None


def test_the_moment_of_publication_is_the_moment_of_approval(post: BlogPostPage) -> None:
    entry = held_comment(post)

    actions.approve(comment=entry, by=moderator())

    assert stored(entry).published_at == stored(entry).moderated_at


def test_a_restored_comment_keeps_its_first_moment_of_publication(post: BlogPostPage) -> None:
    entry = removed_comment(post)

    actions.approve(comment=entry, by=moderator())

    assert stored(entry).published_at == entry.published_at


def test_a_refused_comment_was_never_public(post: BlogPostPage) -> None:
    entry = held_comment(post)

    actions.refuse(comment=entry, by=moderator(), rule=rule(), explanation="It names a child.")

    assert stored(entry).published_at is None


def test_the_reason_is_kept(post: BlogPostPage) -> None:
    entry = published_comment(post)

    actions.remove(comment=entry, by=moderator(), rule=rule(), explanation="It names a child.")

    assert stored(entry).reason == "It names a child."


def test_approving_a_reply_counts_it(post: BlogPostPage) -> None:
    first = published_comment(post)
    reply = held_comment(post, first)

    actions.approve(comment=reply, by=moderator())

    assert stored(first).reply_count == 1


@pytest.mark.parametrize("name", ["remove", "spam"])
def test_taking_a_reply_away_counts_it_off(post: BlogPostPage, name: str) -> None:
    first, reply = thread(post, 0, 1)

    ACTIONS[name](comment=reply, by=moderator())

    assert stored(first).reply_count == 0


def test_restoring_a_reply_counts_it_again(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)
    actions.remove(comment=reply, by=moderator(), rule=rule())

    actions.approve(comment=reply, by=moderator())

    assert stored(first).reply_count == 1


def test_refusing_a_reply_counts_nothing_off(post: BlogPostPage) -> None:
    first, _reply = thread(post, 0, 1)

    actions.refuse(comment=held_comment(post, first), by=moderator(), rule=rule())

    assert stored(first).reply_count == 1


def test_replies_at_all_levels_are_counted_at_the_first_comment(post: BlogPostPage) -> None:
    first, reply, deep = thread(post, 0, 1, 2)

    actions.remove(comment=deep, by=moderator(), rule=rule())

    assert (stored(first).reply_count, stored(reply).reply_count) == (1, 0)


def test_removing_a_first_comment_leaves_its_replies_counted(post: BlogPostPage) -> None:
    first, _reply = thread(post, 0, 1)

    actions.remove(comment=first, by=moderator(), rule=rule())

    assert stored(first).reply_count == 1


def test_approving_a_parent_never_publishes_a_held_child(post: BlogPostPage) -> None:
    first = published_comment(post)
    child = held_comment(post, first)
    actions.remove(comment=first, by=moderator(), rule=rule())

    actions.approve(comment=first, by=moderator())

    assert stored(child).status == Status.HELD


def test_removing_a_parent_sends_no_child_back_to_the_queue(post: BlogPostPage) -> None:
    first, _reply = thread(post, 0, 1)

    actions.remove(comment=first, by=moderator(), rule=rule())

    assert not Comment.objects.waiting().exists()


def test_a_decision_touches_neither_text_nor_counts(post: BlogPostPage) -> None:
    entry = held_comment(post, comment="Mine.")
    Comment.objects.filter(pk=entry.pk).update(like_count=3)

    actions.approve(comment=entry, by=moderator())

    assert (stored(entry).comment, stored(entry).like_count) == ("Mine.", 3)


@pytest.mark.parametrize("name", DECISIONS)
def test_every_decision_stands_in_the_log(post: BlogPostPage, name: str) -> None:
    entry = comment(post, next(iter(DECISIONS[name][1])))
    who = moderator()

    ACTIONS[name](comment=entry, by=who)

    logged = ModelLogEntry.objects.get(action=f"comments.{name}")
    assert (logged.object_id, logged.user) == (str(entry.pk), who)


def test_the_log_holds_neither_text_nor_name(post: BlogPostPage) -> None:
    entry = held_comment(post, comment="Secret words", user_name="Nora Noname")

    actions.approve(comment=entry, by=moderator())

    logged = ModelLogEntry.objects.get()
    everything = f"{logged.label} {logged.data}"
    assert "Secret" not in everything
    assert "Nora" not in everything


def test_the_log_says_what_was_done_in_words(post: BlogPostPage) -> None:
    actions.approve(comment=held_comment(post), by=moderator())

    assert str(ModelLogEntry.objects.get().message) == "Comment published"


def test_a_refused_decision_is_not_logged(post: BlogPostPage) -> None:
    with pytest.raises(AlreadyDecided):
        actions.remove(comment=held_comment(post), by=moderator(), rule=rule())

    assert not ModelLogEntry.objects.exists()


def test_the_second_moderator_is_told_who_was_first(post: BlogPostPage) -> None:
    entry = held_comment(post)
    actions.refuse(comment=entry, by=moderator(), rule=rule())

    with pytest.raises(AlreadyDecided, match=r"Mo Derator was first.*Not published"):
        actions.refuse(comment=entry, by=moderator(), rule=rule())


def test_many_decisions_are_taken_each_for_itself(post: BlogPostPage) -> None:
    waiting, done = [held_comment(post), held_comment(post)], published_comment(post)

    decisions, sentences = actions.decide_many(
        name="approve", comments=[*waiting, done], by=moderator()
    )

    assert (len(decisions), len(sentences)) == (2, 1)


def test_an_unknown_decision_is_an_error(post: BlogPostPage) -> None:
    with pytest.raises(KeyError):
        actions.decide_many(name="delete", comments=[held_comment(post)], by=moderator())


def test_news_of_a_decision_waits_for_the_commit(
    post: BlogPostPage, django_capture_on_commit_callbacks: Capture
) -> None:
    entry, heard = held_comment(post), []
    comment_changed.connect(listen := lambda comment, **_: heard.append(comment.status))

    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(comment=entry, by=moderator())
        heard_before_commit = list(heard)
    comment_changed.disconnect(listen)

    assert (heard_before_commit, heard) == ([], [Status.PUBLISHED])


def write(post: BlogPostPage, **what: Any) -> Comment:
    """Write a comment as a guest called Nora, unless the test says otherwise."""
    defaults = {"writer": AnonymousUser(), "text": "Hello", "name": "Nora"}
    return authorship.write(page=post, **{**defaults, **what})


def test_writing_keeps_why_a_comment_was_held(post: BlogPostPage) -> None:
    written = write(post)

    assert stored(written).reason == policy.decide(writer=AnonymousUser()).reason


def test_somebody_signed_in_writes_under_their_own_name(post: BlogPostPage) -> None:
    user = reader()

    written = write(post, writer=user, name="The Mayor", email="mayor@example.org")

    assert stored(written).user == user
    assert stored(written).author_name == user.username


def test_the_address_and_the_network_can_be_compared_by_hashes(post: BlogPostPage) -> None:
    written = write(post, email="nora@example.org", ip_address="192.0.2.7")

    entry = stored(written)
    assert (len(entry.email_hash), len(entry.ip_hash)) == (32, 32)


def test_a_held_comment_has_no_moment_of_publication(post: BlogPostPage) -> None:
    assert write(post).published_at is None


def test_a_comment_that_is_published_at_once_is_dated(post: BlogPostPage) -> None:
    assert write(post, writer=moderator()).published_at is not None


def test_a_reply_on_another_page_is_not_stored(post: BlogPostPage) -> None:
    elsewhere = published_comment(live_post())

    with pytest.raises(ValueError, match="not on this page"):
        write(post, parent=elsewhere)

    assert not Comment.objects.filter(page=post).exists()
