"""May it be posted, and is it published or held?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from blog.comments import actions, authorship, policy
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import (
    ACTIONS,
    NOBODY,
    comment,
    held_comment,
    published_comment,
    thread,
)
from tests.factories.pages import live_post, site_tree
from tests.factories.people import administrator, editor, moderator, reader

pytestmark = pytest.mark.django_db


def test_a_comment_by_a_guest_is_held(post: BlogPostPage) -> None:
    assert policy.decide(writer=NOBODY).status == Status.HELD


def test_a_guest_is_held_however_often_they_were_let_through(post: BlogPostPage) -> None:
    published_comment(post, user_name="Nora")

    assert policy.decide(writer=NOBODY).status == Status.HELD


def test_a_first_comment_by_an_account_is_held(post: BlogPostPage) -> None:
    assert policy.decide(writer=reader()).status == Status.HELD


def test_an_account_with_a_published_comment_publishes(post: BlogPostPage) -> None:
    user = reader()
    published_comment(post, user=user)

    assert policy.decide(writer=user).status == Status.PUBLISHED


@pytest.mark.parametrize(
    "status", [Status.HELD, Status.REFUSED, Status.SPAM, Status.REMOVED, Status.WITHDRAWN]
)
def test_an_account_whose_comments_are_not_public_is_held(
    post: BlogPostPage, status: Status
) -> None:
    user = reader()
    comment(post, status, user=user)

    assert policy.decide(writer=user).status == Status.HELD


def test_the_published_comment_of_somebody_else_earns_no_trust(post: BlogPostPage) -> None:
    published_comment(post, user=reader())

    assert policy.decide(writer=reader()).status == Status.HELD


def test_a_moderator_publishes() -> None:
    assert policy.decide(writer=moderator()).status == Status.PUBLISHED


def test_an_administrator_publishes() -> None:
    assert policy.decide(writer=administrator()).status == Status.PUBLISHED


def test_an_editor_is_held_like_everybody_else() -> None:
    assert policy.decide(writer=editor()).status == Status.HELD


def test_the_writer_is_told_why(post: BlogPostPage) -> None:
    for writer in (NOBODY, reader(), moderator()):
        assert policy.decide(writer=writer).reason.endswith(".")


def test_an_open_post_can_be_commented_on(post: BlogPostPage) -> None:
    assert policy.why_closed(post) == ""


def test_a_closed_post_says_that_it_is_closed() -> None:
    assert "closed" in policy.why_closed(live_post(comments_open=False))


def test_a_page_without_a_discussion_says_so() -> None:
    assert policy.why_closed(site_tree().home) == "This page has no discussion."


def test_a_published_comment_can_be_replied_to(post: BlogPostPage) -> None:
    assert policy.why_no_reply(published_comment(post)) == ""


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_what_nobody_can_read_cannot_be_replied_to(post: BlogPostPage, status: Status) -> None:
    assert "no longer here" in policy.why_no_reply(comment(post, status))


def test_the_deepest_comment_cannot_be_replied_to(post: BlogPostPage) -> None:
    deepest = thread(post, *range(settings.COMMENTS_XTD_MAX_THREAD_LEVEL + 1))[-1]

    assert "as deep as" in policy.why_no_reply(deepest)


ADDRESS = "192.0.2.7"


def sent_by_nora(page: BlogPostPage, **changes: Any) -> str | None:
    """The fingerprint of "Hello" by guest Nora from her address."""
    sent = {"name": "Nora", "text": "Hello", "ip_address": ADDRESS, "parent": None} | changes
    return policy.fingerprint(page=page, writer=NOBODY, **sent)


def test_the_same_text_sent_twice_is_recognised(post: BlogPostPage) -> None:
    assert sent_by_nora(post) == sent_by_nora(post)


@pytest.mark.parametrize(
    "changes", [{"name": "Nina"}, {"text": "Hello!"}, {"ip_address": "192.0.2.8"}]
)
def test_another_name_text_or_household_is_another_comment(
    post: BlogPostPage, changes: dict[str, str]
) -> None:
    assert sent_by_nora(post, **changes) != sent_by_nora(post)


def test_the_same_text_under_another_post_is_another_comment(post: BlogPostPage) -> None:
    assert sent_by_nora(live_post()) != sent_by_nora(post)


def test_the_same_text_to_another_person_is_another_comment(post: BlogPostPage) -> None:
    assert sent_by_nora(post, parent=published_comment(post)) != sent_by_nora(post)


def test_the_same_text_by_the_same_account_is_recognised_from_anywhere(post: BlogPostPage) -> None:
    user = reader()
    sent = {"page": post, "parent": None, "writer": user, "name": "", "text": "Hello"}

    assert policy.fingerprint(**sent, ip_address=ADDRESS) == policy.fingerprint(
        **sent, ip_address="192.0.2.99"
    )


def test_guests_without_an_address_are_never_taken_for_each_other(post: BlogPostPage) -> None:
    assert sent_by_nora(post, ip_address="") is None


def test_a_comment_that_was_changed_since_a_moderator_saw_it_earns_no_trust(
    post: BlogPostPage,
) -> None:
    user = reader()
    held = held_comment(post, user=user)
    approved = actions.approve(comment=held, by=moderator())
    authorship.edit(comment=approved, text="Something else altogether.")

    assert policy.decide(writer=user).status == Status.HELD


def test_a_change_that_a_moderator_kept_earns_trust_again(post: BlogPostPage) -> None:
    user, who = reader(), moderator()
    approved = actions.approve(comment=held_comment(post, user=user), by=who)
    changed = authorship.edit(comment=approved, text="Something else altogether.")
    actions.keep(comment=changed, by=who)

    assert policy.decide(writer=user).status == Status.PUBLISHED


@pytest.mark.parametrize("against", [ACTIONS["remove"], ACTIONS["spam"]])
def test_whose_newest_decision_was_against_them_is_read_first(
    post: BlogPostPage, against: Callable[..., Comment]
) -> None:
    user, who = reader(), moderator()
    for _each in range(2):
        last = actions.approve(comment=held_comment(post, user=user), by=who)
    against(comment=last, by=who)

    assert policy.decide(writer=user).status == Status.HELD
    assert "appears at once" not in policy.what_comes_next(writer=user)
