"""Reviews: what the writer asked for, who may answer, and what the answer does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.comments import actions, authorship
from blog.comments.actions import AlreadyDecided
from blog.comments.models import Comment, Review, Status
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import (
    QUEUE,
    REVIEWS,
    WAITING,
    at_the_desk,
    button,
    decide,
    form,
    press,
    seen,
    tab,
)
from tests.blog.comments.desk import rows as listed
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.people import editor, moderator
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
REFUSED = f"{QUEUE}?list=refused"


@pytest.fixture
def first(db: None) -> User:
    """Who decided first."""
    return moderator()


@pytest.fixture
def colleague(db: None) -> User:
    """Another moderator."""
    return moderator()


def asked(post: BlogPostPage, by: User, why: str = "It was a joke.", **fields: str) -> Comment:
    """A comment that somebody refused, and whose writer asked for a review."""
    entry = actions.refuse(
        comment=held_comment(post, **fields), by=by, rule=rule(), explanation="Rule 1: Be civil."
    )
    authorship.ask_for_review(comment=entry, why=why)
    return entry


def stored(entry: Comment) -> Comment:
    """The comment as the database has it."""
    return Comment.objects.get(pk=entry.pk)


def test_a_review_is_listed_with_all_that_it_needs(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    asked(post, first, why="It was irony.", comment="What a marvellous bridge.")

    (row,) = listed(at_the_desk(colleague), REVIEWS)

    text = row.get_text(" ")
    for part in ("What a marvellous", "It was irony.", "First decided by Mo Derator", "Rule 1"):
        assert part in text


def test_only_what_waits_for_a_review_is_listed(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    held_comment(post)
    actions.refuse(comment=held_comment(post), by=first, rule=rule())
    answered = asked(post, first)
    actions.uphold(comment=answered, by=colleague)
    withdrawn = asked(post, first)
    authorship.withdraw(comment=withdrawn)

    assert listed(at_the_desk(colleague), REVIEWS) == []
    assert tab(at_the_desk(colleague), "Asked for review") == "Asked for review 0"


def test_who_asked_longest_ago_stands_first(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    later, earlier = asked(post, first, why="Later."), asked(post, first, why="Earlier.")
    for entry, days in ((earlier, 3), (later, 1)):
        Review.objects.filter(comment=entry).update(asked_at=timezone.now() - timedelta(days=days))

    texts = [row.get_text() for row in listed(at_the_desk(colleague), REVIEWS)]

    assert ("Earlier." in texts[0], "Later." in texts[1]) == (True, True)


def test_the_tab_counts_those_who_wait(post: BlogPostPage, first: User, colleague: User) -> None:
    asked(post, first)
    asked(post, first)

    assert tab(at_the_desk(colleague), "Asked for review") == "Asked for review 2"


def test_a_colleague_upholds_the_decision(post: BlogPostPage, first: User, colleague: User) -> None:
    entry = asked(post, first)

    said = decide(at_the_desk(colleague), REVIEWS, "uphold", entry)

    review = Review.objects.get()
    assert "1 decision stands." in said
    assert (stored(entry).status, stored(entry).reason) == (Status.REFUSED, "Rule 1: Be civil.")
    assert (review.upheld, review.decided_by) == (True, colleague)


def test_a_colleague_overturns_the_decision(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    entry = asked(post, first)

    decide(at_the_desk(colleague), REVIEWS, "approve", entry)

    assert stored(entry).is_published
    assert Review.objects.get().upheld is False


def test_who_decided_first_is_offered_nothing(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    asked(post, first)

    (row,) = listed(at_the_desk(first), REVIEWS)

    assert not row.select("button, input[type=checkbox]")
    assert "a colleague has to look" in row.get_text()


@pytest.mark.parametrize("name", ["uphold", "approve", "spam", "refuse"])
def test_who_decided_first_cannot_answer_by_hand_either(
    post: BlogPostPage, first: User, colleague: User, name: str
) -> None:
    entry = asked(post, first)
    client = at_the_desk(first)

    sent = {"one": button(name, entry), "rules": "1", "seen": seen(stored(entry))}
    response = client.post(REVIEWS, sent, follow=True)

    assert Review.objects.get().decided_at is None
    assert stored(entry).status == Status.REFUSED
    if name in {"uphold", "approve"}:
        assert "Please leave it to a colleague." in response.text


def test_who_is_alone_answers_themselves(post: BlogPostPage, first: User) -> None:
    entry = asked(post, first)

    decide(at_the_desk(first), REVIEWS, "approve", entry)

    assert stored(entry).is_published


def test_an_editor_is_no_colleague_for_a_review(post: BlogPostPage, first: User) -> None:
    editor()
    asked(post, first)

    (row,) = listed(at_the_desk(first), REVIEWS)

    assert row.select("button")


def test_uphold_is_offered_only_in_a_review(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    actions.refuse(comment=held_comment(post), by=first, rule=rule())

    (row,) = listed(at_the_desk(colleague), REFUSED)

    assert not row.select("button[value^=uphold]")


def test_what_nobody_asked_to_review_cannot_be_upheld(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    entry = actions.refuse(comment=held_comment(post), by=first, rule=rule())

    with pytest.raises(AlreadyDecided):
        actions.uphold(comment=entry, by=colleague)


def test_a_review_shows_in_the_other_lists_too(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    entry = asked(post, first)

    (row,) = listed(at_the_desk(colleague), REFUSED)

    offered = {button["value"] for button in row.select("button")}
    assert offered == {f"approve:{entry.pk}", f"uphold:{entry.pk}"}


def test_the_answer_stays_to_be_seen(post: BlogPostPage, first: User, colleague: User) -> None:
    entry = asked(post, first)
    actions.uphold(comment=entry, by=colleague)

    (row,) = listed(at_the_desk(first), REFUSED)

    assert "upheld the decision" in row.get_text()


def test_a_page_grown_old_overturns_no_answer(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    entry, third = asked(post, first), at_the_desk(moderator())
    page = form(third, REVIEWS)
    actions.uphold(comment=entry, by=colleague)

    said = press(third, page, "one", f"approve:{entry.pk}")

    assert "Mo Derator was first" in said
    assert stored(entry).status == Status.REFUSED


def test_many_reviews_are_answered_at_once(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    entries = [asked(post, first), asked(post, first)]
    client = at_the_desk(colleague)
    page = form(client, REVIEWS).tick("ids", *(str(entry.pk) for entry in entries))

    said = press(client, page, "action", "uphold")

    assert "2 decisions stand." in said
    assert not Comment.objects.asked_for_review().exists()


def test_what_the_writer_says_is_only_ever_text(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    asked(post, first, why="<script>alert(1)</script>")

    (row,) = listed(at_the_desk(colleague), REVIEWS)

    assert not row.select("script")
    assert "<script>alert(1)</script>" in row.get_text()


def test_many_reviews_take_no_more_queries_than_few(
    post: BlogPostPage, first: User, colleague: User
) -> None:
    client, parent = at_the_desk(colleague), published_comment(post)
    for _ in range(2):
        authorship.ask_for_review(
            comment=actions.refuse(comment=held_comment(post, parent), by=first, rule=rule()),
            why="Why?",
        )
    few = len(queries_of(client, REVIEWS))
    for _ in range(10):
        authorship.ask_for_review(
            comment=actions.refuse(comment=held_comment(post, parent), by=moderator(), rule=rule()),
            why="Why?",
        )

    assert len(queries_of(client, REVIEWS)) == few


def test_no_review_says_so(colleague: User) -> None:
    assert "Nobody waits for a review." in at_the_desk(colleague).get(REVIEWS).text


def test_a_comment_that_nobody_confirmed_cannot_be_decided_on(
    post: BlogPostPage, colleague: User
) -> None:
    entry = held_comment(post)
    Comment.objects.filter(pk=entry.pk).update(status=Status.UNCONFIRMED)
    client = at_the_desk(colleague)

    (row,) = listed(client, f"{QUEUE}?list=unconfirmed")
    sent = {"one": f"approve:{entry.pk}", "seen": seen(stored(entry))}
    response = client.post(WAITING, sent, follow=True)

    assert not row.select("button, input[type=checkbox]")
    assert "waits for its writer to confirm" in response.text
    assert stored(entry).status == Status.UNCONFIRMED


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_queue_says_whether_an_address_is_confirmed(
    post: BlogPostPage, colleague: User, confirmed: bool
) -> None:
    moment = timezone.now() if confirmed else None
    held_comment(post, user_email="nora@example.org", confirmed_at=moment)

    (row,) = listed(at_the_desk(colleague), WAITING)

    word = "(confirmed)" if confirmed else "(not confirmed)"
    assert f"nora@example.org {word}" in " ".join(row.get_text().split())


def test_the_queue_says_why_to_look_twice(post: BlogPostPage, colleague: User) -> None:
    held_comment(post, signals=["personal_data", "quick"])

    (row,) = listed(at_the_desk(colleague), WAITING)

    said = [tag.get_text() for tag in row.select(".queue__note li")]
    assert said == ["It may hold personal data.", "It was sent very quickly."]
