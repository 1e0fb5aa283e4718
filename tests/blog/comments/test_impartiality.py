"""Who may decide: not whoever wrote it, nor whoever decided against it before its review."""

import pytest

from blog.comments import actions, authorship
from blog.comments.actions import NotSeen, TooLate
from blog.comments.impartiality import OwnComment, ReviewByAnother
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.people import moderator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["approve", "refuse"])
def test_nobody_decides_for_or_against_their_own_while_a_colleague_is_there(
    post: BlogPostPage, name: str
) -> None:
    writer, _colleague = moderator(), moderator()
    entry = held_comment(post, user=writer)

    with pytest.raises(OwnComment):
        actions.decide(name, entry, by=writer, rule=rule())

    assert Comment.objects.get().status == Status.HELD


def test_who_is_alone_decides_on_their_own(post: BlogPostPage) -> None:
    writer = moderator()

    actions.approve(comment=held_comment(post, user=writer), by=writer)

    assert Comment.objects.get().is_published


def test_ones_own_comment_can_be_taken_away(post: BlogPostPage) -> None:
    writer, _colleague = moderator(), moderator()

    actions.remove(comment=published_comment(post, user=writer), by=writer, rule=rule())

    assert Comment.objects.get().status == Status.REMOVED


def test_a_review_is_nobodys_who_ever_decided_against_the_comment(post: BlogPostPage) -> None:
    first, second, third = moderator(), moderator(), moderator()
    entry = actions.refuse(comment=held_comment(post), by=first, rule=rule())
    actions.mark_spam(comment=entry, by=second)
    authorship.ask_for_review(comment=entry, why="I meant it.")

    for person in (first, second):
        with pytest.raises(ReviewByAnother):
            actions.approve(comment=entry, by=person)
    actions.approve(comment=entry, by=third)

    assert Comment.objects.get().is_published


def test_a_publication_that_was_answered_is_not_taken_back(post: BlogPostPage) -> None:
    who = moderator()
    decision = actions.decide("approve", held_comment(post), by=who)
    published_comment(post, decision.comment)

    with pytest.raises(TooLate, match="answered"):
        actions.undo(decision=decision, by=who)

    assert Comment.objects.published().count() == 2


def test_what_was_changed_since_is_not_taken_back(post: BlogPostPage) -> None:
    who = moderator()
    decision = actions.decide("approve", held_comment(post), by=who)
    assert decision.comment
    authorship.edit(comment=decision.comment, text="Now I say this.")

    with pytest.raises(TooLate, match="happened"):
        actions.undo(decision=decision, by=who)


def test_what_nobody_had_before_them_is_not_decided_on(post: BlogPostPage) -> None:
    with pytest.raises(NotSeen):
        actions.decide("approve", held_comment(post), by=moderator(), seen="")
