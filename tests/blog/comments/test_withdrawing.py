"""A writer takes a comment back, in whatever state it is."""

import pytest
from django.test import Client

from blog.comments.models import Comment, Status
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import comment, published_comment
from tests.factories.pages import live_post
from tests.forms import read_form

pytestmark = pytest.mark.django_db

NOTICE = "This comment was withdrawn by its writer."


def withdraw(client: Client, entry: Comment) -> str:
    """Follow the status page to the question and say yes; gives the page that comes then."""
    address = f"{status_url(entry)}withdraw/"
    assert f'href="{address}"' in client.get(status_url(entry)).text
    form = read_form(client.get(address).text, address)
    return client.post(form.action, form.press(), follow=True).text


@pytest.mark.parametrize("status", set(Status) - {Status.WITHDRAWN})
def test_a_comment_can_be_taken_back_in_every_state(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    entry = comment(post, status)

    page = withdraw(as_nobody, entry)

    assert "You took your comment back" in page
    assert Comment.objects.get(pk=entry.pk).status == Status.WITHDRAWN


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_question_changes_nothing(as_nobody: Client, post: BlogPostPage, method: str) -> None:
    entry = published_comment(post)

    assert getattr(as_nobody, method)(f"{status_url(entry)}withdraw/").status_code == 200
    assert Comment.objects.get(pk=entry.pk).is_published


def test_where_others_answered_a_notice_stays(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post, comment="A bridge is not enough.")
    published_comment(post, entry, comment="What else?")

    page = withdraw(as_nobody, entry)

    assert "a notice stands in its place" in page
    discussion = as_nobody.get(post.url).text
    assert NOTICE in discussion
    assert "What else?" in discussion
    assert "A bridge is not enough." not in discussion


def test_a_reply_that_was_taken_back_is_not_counted(as_nobody: Client, post: BlogPostPage) -> None:
    root = published_comment(post)
    reply = published_comment(post, root)

    withdraw(as_nobody, reply)

    assert Comment.objects.get(pk=root.pk).reply_count == 0


def test_a_second_press_is_told_that_it_is_done(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)
    withdraw(as_nobody, entry)

    for answer in (as_nobody.get, as_nobody.post):
        response = answer(f"{status_url(entry)}withdraw/", follow=True)
        assert "You took your comment back" in response.text


def test_the_forms_token_is_needed(post: BlogPostPage) -> None:
    entry = published_comment(post)

    response = Client(enforce_csrf_checks=True).post(f"{status_url(entry)}withdraw/")

    assert response.status_code == 403
    assert Comment.objects.get(pk=entry.pk).is_published


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_take_it_back_once() -> None:
    root = published_comment(live_post())
    replies = [published_comment(root.page, root) for _ in range(2)]
    address = f"{status_url(replies[0])}withdraw/"

    responses = at_once(*[lambda: Client().post(address)] * 4)

    assert {response.status_code for response in responses} == {302}
    assert Comment.objects.get(pk=root.pk).reply_count == 1
