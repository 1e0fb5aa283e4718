"""Blacking personal data out: for good, everywhere, and without a word of anybody else's."""

import time
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from blog.comments import actions, answers, consulting, redaction
from blog.comments.models import (
    Comment,
    CommentRevision,
    Consultation,
    Decision,
    Question,
    Report,
    Review,
    Status,
)
from blog.comments.redaction import NotRedacted
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.blog.comments.desk import at_the_desk
from tests.factories.comments import comment, held_comment, published_comment, rule
from tests.factories.people import moderator
from tests.forms import read_form

pytestmark = pytest.mark.django_db
MARK = "[removed: personal data]"


def black_out(entry: Comment, *passages: str) -> Comment:
    """The comment once these were blacked out."""
    redaction.redact(comment=entry, by=moderator(), passages=passages, rule=rule(3))
    return Comment.objects.get(pk=entry.pk)


@pytest.mark.parametrize("status", [Status.HELD, Status.PUBLISHED, Status.REFUSED])
def test_a_passage_is_replaced_by_the_mark_alone(post: BlogPostPage, status: Status) -> None:
    entry = comment(post, status, comment="Ask Hubert Grimm, he knows.\n\nHubert  Grimm!")

    entry = black_out(entry, "Hubert Grimm")

    assert entry.comment == f"Ask {MARK}, he knows.\n\n{MARK}!"
    assert (entry.status, entry.redacted_at is None) == (status, False)


def test_readers_see_that_it_was_done_and_not_what(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="Ask Hubert Grimm, he knows.")
    assert "Grimm" in Client().get(post.url).text

    black_out(entry, "Hubert Grimm")

    for page in (Client().get(post.url).text, Client().get(status_url(entry)).text):
        assert "Grimm" not in page
        assert MARK in page
        assert "moderator" in page


@pytest.mark.django_db(transaction=True)
def test_the_search_follows(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="Ask Hubert Grimmelshausen, he knows.")
    found = Comment.objects.search("Grimmelshausen")
    assert list(found) == [entry]

    black_out(entry, "Hubert Grimmelshausen")

    assert list(Comment.objects.search("Grimmelshausen")) == []


def test_the_passage_is_kept_nowhere(post: BlogPostPage) -> None:
    entry = held_comment(post, comment="Ask Grimm.", signals=["personal_data"])
    CommentRevision.objects.create(comment=entry, text="Ask old Grimm.")
    Report.objects.create(comment=entry, reporter="x", why="It names Grimm.")
    Review.objects.create(comment=entry, why="Grimm is my uncle.")
    asked = consulting.ask(comment=entry, by=moderator(), question="Who is Grimm?")
    consulting.answer(consultation=asked, by=moderator(), text="Grimm is a baker.")

    black_out(entry, "Grimm")

    models = (Comment, CommentRevision, Report, Review, Consultation, Decision, ModelLogEntry)
    for model in models:
        assert "Grimm" not in str(list(model.objects.values())), model
    assert Consultation.objects.get().answer == f"{MARK} is a baker."
    assert Comment.objects.get().signals == []


def test_the_passage_goes_out_of_what_was_told_and_asked_too(post: BlogPostPage) -> None:
    first, second = moderator(), moderator()
    entry = held_comment(post, comment="Call GRIMM at home.", spam_reasons=["Words: Grimm"])
    by_rule = {"rule": rule(), "explanation": "You name Grimm."}
    actions.decide("refuse", entry, by=first, **by_rule)
    actions.decide("approve", entry, by=second, explanation="grimm may stay.")
    Decision.objects.update(reasons=["Words: Grimm"])
    to = f"{'x' * 190} Grimm"
    answers.settle(comment=entry, by=first, state=Question.PASSED_ON, passed_on_to=to)

    entry = black_out(entry, "Grimm")

    for model in (Comment, Decision):
        assert "grimm" not in str(list(model.objects.values())).casefold(), model
    assert entry.passed_on_to == f"{'x' * 190} {MARK}"[:200]
    told = Decision.objects.filter(action="refuse").values_list("explanation", "reasons").get()
    assert told == (f"You name {MARK}.", [f"Words: {MARK}"])


def test_capitals_do_not_hide_it(post: BlogPostPage) -> None:
    entry = published_comment(
        post, comment="Mail Nora@Example.net, GRIMM or \u0130nci K\u00d6HLER."
    )

    entry = black_out(entry, "nora@example.net", "Grimm", "inci k\u00f6hler")

    assert entry.comment == f"Mail {MARK}, {MARK} or {MARK}."


def test_many_long_passages_in_many_texts_take_no_time(post: BlogPostPage) -> None:
    passages = [f"{'a ' * (240 - n)}nobody" for n in range(12)]
    entry = published_comment(post, comment="Stays. " + "\n".join(passages))
    for _n in range(20):
        CommentRevision.objects.create(comment=entry, text="a " * 1500)
    began = time.process_time()

    black_out(entry, *passages)

    assert time.process_time() - began < 2


def test_it_stands_on_record_by_its_rule(post: BlogPostPage) -> None:
    black_out(published_comment(post, comment="Ask Grimm."), "Grimm")

    decision = Decision.objects.get(action="redact")
    assert (decision.rule_number, decision.by) == (3, "moderator")
    assert decision.before is None


def test_a_decision_before_it_cannot_be_taken_back_any_more(post: BlogPostPage) -> None:
    who, entry = moderator(), held_comment(post, comment="Ask Grimm.")
    decision = actions.decide("approve", entry, by=who)

    black_out(entry, "Grimm")

    with pytest.raises(actions.TooLate):
        actions.undo(decision=decision, by=who)


def test_words_that_merely_hold_the_passage_stay(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="Ann wrote the annual report; so said (Ann).")

    assert black_out(entry, "Ann").comment == f"{MARK} wrote the annual report; so said ({MARK})."


def test_scripts_without_spaces_are_blacked_out_too(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="请问王小明先生。")

    assert black_out(entry, "王小明").comment == f"请问{MARK}先生。"


def test_the_mark_never_becomes_a_link(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="See Grimm(https://example.net/) there.")

    assert f">{MARK}</a>" not in black_out(entry, "Grimm").body_html


@pytest.mark.parametrize(
    ("passages", "why"),
    [
        ([], "say what"),
        (["  "], "say what"),
        (["Grimmig"], "does not stand"),
        (["Gr"], "between 3 and 500"),
        (["x" * 501], "between 3 and 500"),
        ([f"passage {n}" for n in range(31)], "at most 30"),
        (["Personal data"], "the mark"),
        (["not"], "is no personal data"),
        (["Is NOT"], "is no personal data"),
        (["Ask Grimm"], "Nothing of the comment would be left"),
    ],
)
def test_what_cannot_be_blacked_out_changes_nothing(
    post: BlogPostPage, passages: list[str], why: str
) -> None:
    entry = published_comment(post, comment="Ask Grimm.")

    with pytest.raises(NotRedacted, match=why):
        black_out(entry, *passages)

    stored = Comment.objects.get()
    assert (stored.comment, stored.redacted_at) == ("Ask Grimm.", None)
    assert not Decision.objects.filter(action="redact").exists()


@pytest.mark.parametrize("status", [Status.UNCONFIRMED, Status.WITHDRAWN])
def test_what_nobody_can_decide_on_is_left_alone(post: BlogPostPage, status: Status) -> None:
    with pytest.raises(NotRedacted):
        black_out(comment(post, status, comment="Ask Grimm."), "Grimm")


def test_what_looks_personal_is_ticked_beforehand(post: BlogPostPage) -> None:
    entry = held_comment(post, comment="Write to nora@example.net or\ncall 020 7946 0018.")
    client, address = at_the_desk(moderator()), f"/admin/comments/desk/{entry.pk}/redact/"

    page = read_form(client.get(address).text, address, "form.panel")
    client.post(page.action, page.press())

    assert Comment.objects.get().comment == f"Write to {MARK} or\ncall {MARK}."
    assert Decision.objects.get(action="redact").rule_number == 3  # the one about personal data


def test_hostile_passages_are_only_ever_text(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="Ask (.*)+$ and \\1 of Grimm.")

    stored: Any = black_out(entry, "(.*)+$", "\\1 of")

    assert stored.comment == f"Ask {MARK} and {MARK} Grimm."
