"""Who answers for the organisation is known by it, and nobody else can look like it."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import actions, answers, authorship, stamps
from blog.comments.answers import NotAnswered
from blog.comments.models import Comment, Decision, OfficialRole, Question, Status
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.blog.comments.test_discussion import section
from tests.factories.comments import held_comment, published_comment, take_away
from tests.factories.people import moderator, official, reader
from tests.forms import soup

pytestmark = pytest.mark.django_db


def question(post: BlogPostPage, parent: Comment | None = None, **fields: Any) -> Comment:
    """A reader's question, which a moderator has just published."""
    asked = held_comment(post, parent, **({"comment": "When does it open?"} | fields))
    return actions.approve(comment=asked, by=moderator())


def send(who: Any, post: BlogPostPage, **changes: str) -> Any:
    """What somebody's browser gets for a comment sent by the form."""
    client = Client()
    if who:
        client.force_login(who)
    words = {"comment": "It opens on Monday.", "stamp": stamps.make(age_seconds=60)}
    return client.post(f"/comments/form/{post.pk}/", words | changes)


def test_whoever_has_a_role_is_asked_under_which_name_to_write_and_the_role_comes_first(
    post: BlogPostPage,
) -> None:
    client = Client()
    client.force_login(official())

    field = soup(client.get(f"/comments/form/{post.pk}/").text).select_one("[name=write_as]")

    assert [option.get_text() for option in field.select("option")] == [
        "Jane Poole, Town clerk",
        "Jane Poole",
    ]
    assert field.select_one("option[selected]")["value"] == "official"


@pytest.mark.parametrize(("choice", "role"), [("official", "Town clerk"), ("", "")])
def test_the_choice_decides_under_which_name_it_stands(
    post: BlogPostPage, choice: str, role: str
) -> None:
    send(official(), post, write_as=choice)

    assert Comment.objects.get().official_role == role


@pytest.mark.parametrize("text", ["", " \n", "\u2800\u200b", "\u3164 \u2060", "\ufe0f\u0301"])
def test_what_nobody_can_see_is_no_answer(post: BlogPostPage, text: str) -> None:
    asked, state = question(post), Question.PASSED_ON

    with pytest.raises(NotAnswered, match="write something"):
        answers.answer(comment=asked, by=official(), text=text)
    with pytest.raises(NotAnswered, match="to whom"):
        answers.settle(comment=asked, by=moderator(), state=state, passed_on_to=text)

    assert Comment.objects.get().question == Question.AWAITING


@pytest.mark.parametrize("holds", ["none", "another"])
def test_whose_role_has_ended_changes_no_official_answer(post: BlogPostPage, holds: str) -> None:
    who = official()
    answer = answers.answer(comment=question(post), by=who, text="On Monday.")
    if holds == "another":
        OfficialRole.objects.update(title="Mayor")
        assert authorship.edit(comment=answer, text="On Tuesday.").comment == "On Tuesday."
        return
    OfficialRole.objects.all().delete()

    page = Client().get(f"{status_url(answer)}edit/").text

    assert "no official role any more" in page
    with pytest.raises(authorship.NotPossible, match="no official role"):
        authorship.edit(comment=answer, text="Never.")
    assert Comment.objects.get(pk=answer.pk).comment == "On Monday."


@pytest.mark.parametrize(
    "fields",
    [
        {"write_as": "official"},
        {"write_as": "Town clerk"},
        {"official_role": "Town clerk"},
        {"write_as": "official", "official_role": "Mayor", "as_official": "1"},
    ],
)
@pytest.mark.parametrize("kind", ["guest", "reader", "moderator"])
def test_nobody_without_a_role_gets_the_mark(
    post: BlogPostPage, kind: str, fields: dict[str, str]
) -> None:
    official()
    who = {"guest": None, "reader": reader(), "moderator": moderator()}[kind]

    send(who, post, **({"name": "Jo", "email": "jo@example.org"} | fields))

    assert Comment.objects.get().official_role == ""


def test_a_form_from_before_the_role_ended_gives_no_mark(post: BlogPostPage) -> None:
    who = official()
    published_comment(post, user=who)
    OfficialRole.objects.all().delete()

    send(who, post, write_as="official")

    assert list(Comment.objects.values_list("official_role", flat=True)) == ["", ""]


def test_an_account_that_was_switched_off_holds_no_office(post: BlogPostPage) -> None:
    who = official()
    who.is_active = False
    who.save()

    assert OfficialRole.objects.held_by(who.pk) is None


def test_editing_adds_no_mark_and_takes_none(post: BlogPostPage) -> None:
    plain = published_comment(post, user=reader())
    marked = published_comment(post, user=official(), official_role="Town clerk")

    for entry in (plain, marked):
        address = status_url(entry).replace("/status/", "/edit/", 1)
        sent = {"comment": "Changed.", "write_as": "official", "official_role": "Mayor"}
        Client().post(address, sent)
        authorship.edit(comment=entry, text="Changed again.")

    roles = Comment.objects.order_by("pk").values_list("official_role", flat=True)
    assert list(roles) == ["", "Town clerk"]


def test_earlier_answers_keep_their_mark_when_the_role_ends(
    as_nobody: Client, post: BlogPostPage
) -> None:
    who = official()
    answers.answer(comment=published_comment(post), by=who, text="On Monday.")
    who.official_role.delete()

    assert section(as_nobody, post.url).select_one(".comment--official .comment__role")


def test_readers_and_screen_readers_are_told_who_answers(
    as_nobody: Client, post: BlogPostPage
) -> None:
    published_comment(post, official_role="Town clerk", user_name="Jane Poole")
    question = published_comment(post)
    answer = answers.answer(comment=question, by=official(), text="On Monday.")

    article = section(as_nobody, post.url).select_one(f"#c{answer.pk}")

    name = " ".join(
        article.select_one(f"#{part}").get_text(" ", strip=True)
        for part in article["aria-labelledby"].split()
    )
    assert name.replace(" ,", ",") == "Official answer by Jane Poole Town clerk, Hustings"
    assert "comment--official" not in section(as_nobody, post.url).select_one(
        f"#c{question.pk}"
    ).get("class")


def test_feeds_the_status_page_and_citations_name_the_office(
    as_nobody: Client, post: BlogPostPage
) -> None:
    answer = answers.answer(comment=published_comment(post), by=official(), text="On Monday.")

    assert "Jane Poole, Town clerk on" in as_nobody.get(f"{post.url}comments/feed/").text
    assert "Town clerk" in as_nobody.get(status_url(answer)).text
    assert "Town clerk" in as_nobody.get(f"/comments/reply/{answer.pk}/").text


def test_whoever_has_a_role_publishes_at_once_and_the_record_says_why(post: BlogPostPage) -> None:
    post.comments_hold = "all"
    post.save()

    send(official(), post, write_as="official")

    comment = Comment.objects.get()
    (kept,) = Decision.objects.filter(comment=comment)
    assert comment.status == Status.PUBLISHED
    assert kept.reasons[0] == "You write for the organisation."


def test_what_may_be_personal_data_waits_whoever_writes_it(post: BlogPostPage) -> None:
    text = "Please call Mrs Hall on 020 7946 0958."
    by_form = {"comment": text, "keep_personal_data": "on", "write_as": "official"}
    send(official(), post, **by_form)
    asked = published_comment(post, comment="Whom do I call?")

    reply = answers.answer(comment=asked, by=official(), text=text)

    assert set(Comment.objects.exclude(pk=asked.pk).values_list("status", flat=True)) == {
        Status.HELD
    }
    assert reply.status == Status.HELD


@pytest.mark.parametrize("case", ["no role", "gone", "empty", "too long", "first"])
def test_an_answer_that_cannot_be_given_says_why_and_stores_nothing(
    post: BlogPostPage, case: str
) -> None:
    asked = question(post)
    who, text, seen = official(), "On Monday.", None
    if case == "no role":
        who = moderator()
    elif case == "gone":
        take_away(asked)
    elif case == "first":
        answers.answer(comment=asked, by=who, text="On Sunday.")
        seen = asked.question
    else:
        text = " \n" if case == "empty" else "x" * 10_000
    before = Comment.objects.count()

    with pytest.raises(NotAnswered, match=r"[.]$"):
        answers.answer(comment=asked, by=who, text=text, seen=seen)

    assert Comment.objects.count() == before
