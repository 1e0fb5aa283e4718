"""Asking a colleague, and seeing who has which comment before them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.comments import actions, consulting, presence
from blog.comments.consulting import NotAsked
from blog.comments.models import Comment, Consultation, Decision, Presence, Status
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import QUEUE, WAITING, at_the_desk, rows
from tests.factories.comments import comment, held_comment, rule
from tests.factories.people import editor, moderator
from tests.measures import queries_of

pytestmark = pytest.mark.django_db


def named(name: str) -> User:
    """A moderator of that name."""
    who = moderator()
    who.first_name, who.last_name = name, "Nimble"
    who.save()
    return who


def test_one_colleague_is_asked_and_answers(post: BlogPostPage) -> None:
    nora, bert = named("Nora"), named("Bert")
    entry = held_comment(post)
    address = f"/admin/comments/desk/{entry.pk}"
    at_the_desk(nora).post(f"{address}/ask/", {"of": bert.pk, "question": "Is this libel?"})

    (row,) = rows(at_the_desk(bert), f"{QUEUE}?list=asked")
    assert "Nora Nimble asks Bert Nimble: Is this libel?" in row.get_text(" ", strip=True)
    at_the_desk(bert).post(f"{address}/reply/", {"text": "No, it is true."})

    assert rows(at_the_desk(bert), f"{QUEUE}?list=asked") == []
    (row,) = rows(at_the_desk(nora), WAITING)
    assert "Bert Nimble: No, it is true." in row.get_text(" ", strip=True)


def test_any_colleague_can_be_asked_and_the_one_who_asks_is_not(post: BlogPostPage) -> None:
    nora, bert = named("Nora"), named("Bert")
    entry = held_comment(post)
    consulting.ask(comment=entry, by=nora, question="Is this libel?")

    assert len(rows(at_the_desk(bert), f"{QUEUE}?list=asked")) == 1
    assert rows(at_the_desk(nora), f"{QUEUE}?list=asked") == []
    response = at_the_desk(nora).post(f"/admin/comments/desk/{entry.pk}/reply/", {"text": "Yes."})
    assert response.status_code == 422


def test_a_decision_leaves_nothing_to_ask_and_taking_it_back_does(post: BlogPostPage) -> None:
    nora, entry = named("Nora"), held_comment(post)
    asked = consulting.ask(comment=entry, by=named("Bert"), question="Is this libel?")
    answered = consulting.ask(comment=entry, by=nora, question="Is it true?")
    consulting.answer(consultation=answered, by=named("Ada"), text="Yes.")

    decision = actions.decide("refuse", entry, by=nora, rule=rule())
    with pytest.raises(NotAsked, match="decided on"):
        consulting.answer(consultation=asked, by=nora, text="Too late.")
    actions.undo(decision=decision, by=nora)

    is_open = Consultation.objects.filter(closed_at__isnull=True)
    assert list(is_open) == [asked]


@pytest.mark.parametrize("question", ["", "  \n", "x" * 2001])
def test_nothing_and_too_much_are_not_asked(post: BlogPostPage, question: str) -> None:
    with pytest.raises(NotAsked):
        consulting.ask(comment=held_comment(post), by=moderator(), question=question)


def test_only_colleagues_who_decide_are_asked(post: BlogPostPage) -> None:
    who, entry = moderator(), held_comment(post)

    for other in (who, editor()):
        with pytest.raises(NotAsked):
            consulting.ask(comment=entry, by=who, question="Is it?", of=other)


@pytest.mark.parametrize("status", [Status.UNCONFIRMED, Status.WITHDRAWN])
def test_nothing_is_asked_where_nothing_is_decided(post: BlogPostPage, status: Status) -> None:
    with pytest.raises(NotAsked):
        consulting.ask(comment=comment(post, status), by=moderator(), question="Is it?")


def test_colleagues_see_who_looks_and_nobody_sees_themselves(post: BlogPostPage) -> None:
    nora, bert, entry = named("Nora"), named("Bert"), held_comment(post)
    address = "/admin/comments/desk/presence/"

    mine = at_the_desk(nora).post(address, {"on": entry.pk, "ids": [entry.pk]}).json()
    theirs = at_the_desk(bert).post(address, {"on": "", "ids": [entry.pk]}).json()

    assert mine["others"] == {}
    assert theirs["others"] == {str(entry.pk): ["Nora Nimble"]}


def test_who_goes_on_or_goes_away_is_there_no_more(post: BlogPostPage) -> None:
    nora, bert = named("Nora"), named("Bert")
    entry, other = held_comment(post), held_comment(post)
    both = [entry.pk, other.pk]

    presence.look(comment_id=entry.pk, by=nora)
    presence.look(comment_id=other.pk, by=nora)
    assert presence.others(comment_ids=both, than=bert) == {other.pk: ["Nora Nimble"]}
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=41))
    assert presence.others(comment_ids=both, than=bert) == {}
    presence.look(comment_id=other.pk, by=nora)
    presence.look(comment_id=None, by=nora)
    assert not Presence.objects.exists()
    assert presence.EVERY_SECONDS * 2 < presence.GONE_AFTER_SECONDS


def test_a_full_list_is_read_in_fifteen_queries(post: BlogPostPage) -> None:
    who, other = moderator(), named("Nora")
    parent = comment(post, Status.PUBLISHED)
    for _ in range(20):
        entry = held_comment(post, parent, user_email="guest@example.org", email_hash="x" * 32)
        Comment.objects.filter(pk=entry.pk).update(edited_at=timezone.now(), open_reports=1)
        consulting.ask(comment=entry, by=other, question="Is this libel?")
    actions.decide("spam", held_comment(post), by=who)
    client = at_the_desk(who)
    client.get(WAITING)

    queries = queries_of(client, WAITING)

    assert len(queries) <= 15, "\n".join(map(str, queries))
    assert Decision.objects.count() == 1
