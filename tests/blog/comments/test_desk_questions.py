"""Questions at the desk: answered under an office, passed on, and never over a colleague's head."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.comments import slowing
from blog.comments.models import Comment, Decision, OfficialRole, Question, SlowMode
from blog.models import BlogPostPage
from tests.blog.comments.desk import at_the_desk
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.forms import read_form

pytestmark = pytest.mark.django_db


def test_a_question_is_answered_under_the_office(post: BlogPostPage) -> None:
    entry, who = published_comment(post, comment="When does it open?"), moderator()
    OfficialRole.objects.create(user=who, title="Town clerk")
    client, address = at_the_desk(who), f"/admin/comments/desk/{entry.pk}/answer/"

    page = read_form(client.get(address).text, address, "form.panel")
    client.post(address, page.fill(text="On Monday.").press())

    assert Comment.objects.get(comment="On Monday.").official_role == "Town clerk"


def test_without_an_office_nobody_answers_and_nothing_typed_is_lost(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="When does it open?")
    address = f"/admin/comments/desk/{entry.pk}/answer/"

    response = at_the_desk(moderator()).post(address, {"text": "On Monday."})

    assert response.status_code == 422
    assert "no official role" in response.text
    assert "On Monday." in response.text
    assert Comment.objects.count() == 1


def test_a_question_is_passed_on_and_a_colleague_is_not_overruled_unseen(
    post: BlogPostPage,
) -> None:
    entry = published_comment(post, comment="When does it open?")
    address = f"/admin/comments/desk/{entry.pk}/question/"
    first, second = at_the_desk(moderator()), at_the_desk(moderator())
    page = read_form(second.get(address).text, address, "form.panel")

    passed_on = {"state": str(Question.PASSED_ON.value), "passed_on_to": "the county"}
    assert first.post(address, passed_on).status_code == 302
    late = second.post(address, page.fill(state=str(Question.NOT_NEEDED.value)).press())

    assert "A colleague was first" in late.text
    stored = Comment.objects.get()
    assert (stored.question, stored.passed_on_to) == (Question.PASSED_ON, "the county")


@pytest.mark.parametrize("where", ["thread", "page"])
def test_a_heated_discussion_is_slowed_down(post: BlogPostPage, where: str) -> None:
    entry, client = published_comment(post), at_the_desk(moderator())
    address = f"/admin/comments/desk/{entry.pk}/slow/"
    page = read_form(client.get(address).text, address, "form.panel")

    client.post(address, page.fill(where=where, reason="It got heated.").press())

    slow = SlowMode.objects.in_force().get()
    assert slow.thread_id == (entry.pk if where == "thread" else None)
    assert "It got heated." in client.get(address).text


def test_slow_mode_is_ended_where_it_was_begun(post: BlogPostPage) -> None:
    who, entry = moderator(), published_comment(post)
    client = at_the_desk(who)
    for place in (None, entry):
        slowing.slow(
            page=post,
            thread=place,
            minutes=15,
            until=timezone.now() + timedelta(days=1),
            reason="Too heated.",
            by=who,
        )
    whole = SlowMode.objects.get(thread=None)
    elsewhere = f"/admin/comments/desk/{published_comment(live_post()).pk}/slow/"
    address = f"/admin/comments/desk/{entry.pk}/slow/"
    ending = read_form(client.get(address).text, address, "form.panel ~ form.panel")

    client.post(elsewhere, {"end": whole.pk})
    client.post(address, {"end": "x"})
    assert SlowMode.objects.in_force().count() == 2
    for _twice in range(2):
        told = client.post(address, ending.press("end", str(whole.pk)), follow=True).text

    assert "has nobody wait any more" in told
    assert SlowMode.objects.in_force().get().thread == entry
    assert Decision.objects.filter(action="end_slow", moderator=who, page=post).count() == 1
    assert "15 minutes between two comments" in client.get(address).text
