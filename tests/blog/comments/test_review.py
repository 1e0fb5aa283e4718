"""A writer asks, once, that somebody else looks at a decision."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import actions
from blog.comments.models import Comment, Review, Status
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import comment, published_comment, rule
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.forms import read_form

pytestmark = pytest.mark.django_db

REVIEWABLE = {Status.REFUSED, Status.REMOVED, Status.SPAM}


def ask(client: Client, entry: Comment, why: str = "") -> Any:
    """Fill in the form that asks for a review."""
    address = f"{status_url(entry)}review/"
    form = read_form(client.get(address).text, address)
    return client.post(form.action, form.fill(why=why).press(), follow=True)


@pytest.mark.parametrize("status", Status)
def test_only_decisions_against_a_comment_can_be_reviewed(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    entry = comment(post, status)

    assert ("Ask for a review" in as_nobody.get(status_url(entry)).text) == (status in REVIEWABLE)
    as_nobody.post(f"{status_url(entry)}review/", {"why": "I mind."})
    assert Review.objects.exists() == (status in REVIEWABLE)


def test_the_moderators_get_what_the_writer_says(as_nobody: Client, post: BlogPostPage) -> None:
    first = moderator()
    entry = actions.remove(comment=published_comment(post), by=first, rule=rule())

    page = ask(as_nobody, entry, "It names nobody.\r\nRead it again.").text

    review = Review.objects.get()
    assert (review.why, review.first_moderator) == ("It names nobody.\nRead it again.", first)
    assert "You asked for one on" in page
    assert "Nobody has decided on it yet." in page
    assert "Ask for a review" not in page


def test_a_review_can_be_asked_for_once(as_nobody: Client, post: BlogPostPage) -> None:
    entry = comment(post, Status.REFUSED)
    ask(as_nobody, entry, "First.")

    for answer in (as_nobody.get, as_nobody.post):
        response = answer(f"{status_url(entry)}review/", {"why": "Second."})
        assert response.status_code == 302
    assert Review.objects.get().why == "First."


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [("uphold", "The decision stands."), ("approve", "The decision was overturned")],
)
def test_the_outcome_is_shown_and_nobody_is_named(
    as_nobody: Client, post: BlogPostPage, decision: str, sentence: str
) -> None:
    first, second = moderator(), moderator()
    entry = actions.remove(comment=published_comment(post), by=first, rule=rule())
    ask(as_nobody, entry)

    getattr(actions, decision)(comment=entry, by=second)

    page = as_nobody.get(status_url(entry)).text
    assert sentence in page
    assert "Another moderator looked at it" in page
    for who in (first, second):
        assert who.username not in page
        assert who.get_full_name() not in page


def test_what_the_reviewer_says_stands_beside_the_first_reason(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = published_comment(post)
    actions.remove(comment=entry, by=moderator(), rule=rule(2), explanation="Off the subject.")
    ask(as_nobody, entry)

    actions.uphold(comment=entry, by=moderator(), explanation="Herons are not <b>bridges</b>.")

    page = as_nobody.get(status_url(entry)).text
    assert "Off the subject." in page
    assert "Herons are not &lt;b&gt;bridges&lt;/b&gt;." in page
    assert "Rule 2: Stay with the subject of the post." in page


def test_what_a_filter_alone_decided_can_be_reviewed_by_any_moderator(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry, alone = comment(post, Status.SPAM), moderator()
    page = ask(as_nobody, entry, "I am no program.").text
    assert "We mean to decide by" in page

    actions.approve(comment=entry, by=alone)

    assert "The decision was overturned" in as_nobody.get(status_url(entry)).text


def test_where_there_is_no_other_moderator_none_is_claimed(
    as_nobody: Client, post: BlogPostPage
) -> None:
    alone = moderator()
    entry = actions.remove(comment=published_comment(post), by=alone, rule=rule())
    ask(as_nobody, entry)

    actions.uphold(comment=entry, by=alone)

    page = as_nobody.get(status_url(entry)).text
    assert "A moderator looked at it" in page
    assert "Another moderator" not in page


def test_what_is_too_long_is_said_and_kept(as_nobody: Client, post: BlogPostPage) -> None:
    entry = comment(post, Status.REFUSED)

    response = ask(as_nobody, entry, "x" * 1001)

    assert response.status_code == 422
    assert "1000 characters" in response.text.replace(",", "")
    assert f"{'x' * 1001}</textarea>" in response.text
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_have_asked_once() -> None:
    address = f"{status_url(comment(live_post(), Status.REFUSED))}review/"

    responses = at_once(*[lambda: Client().post(address, {"why": ""})] * 4)

    assert {response.status_code for response in responses} == {302}
    assert Review.objects.count() == 1
