"""What stands in each list of the queue, in which order, and what narrows it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments.desk import queue
from blog.comments.models import (
    Comment,
    CommentRevision,
    Consultation,
    DiscussionSettings,
    Question,
    Report,
    Review,
    keyed_hash,
)
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import QUEUE, REVIEWS, WAITING, at_the_desk, rows, tab
from tests.factories.comments import held_comment, published_comment, thread
from tests.factories.pages import live_post
from tests.factories.people import editor, moderator, reader
from tests.forms import soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def who(db: None) -> User:
    """The moderator who looks."""
    return moderator()


def changed(entry: Comment, **fields: Any) -> Comment:
    """The comment with fields as something else left them."""
    Comment.objects.filter(pk=entry.pk).update(**fields)
    return entry


def listed(who: User, query: str) -> list[str]:
    """The texts that a list shows, in its order."""
    found = rows(at_the_desk(who), f"{QUEUE}?{query}")
    return [row.select_one(".queue__text").get_text(strip=True) for row in found]


def in_hours(hours: int) -> Any:
    """A moment so many hours from now."""
    return timezone.now() + timedelta(hours=hours)


def test_what_is_due_first_stands_first(post: BlogPostPage, who: User) -> None:
    changed(held_comment(post, comment="Later."), due_at=in_hours(5))
    changed(held_comment(post, comment="Without a time."), due_at=None)
    changed(held_comment(post, comment="Sooner."), due_at=in_hours(-5))

    assert listed(who, "list=waiting") == ["Sooner.", "Later.", "Without a time."]


@pytest.mark.parametrize(
    ("threshold", "suspected"), [(50, ["Sure."]), (20, ["Maybe.", "Sure."]), (None, ["Sure."])]
)
def test_what_looks_like_spam_waits_in_a_list_of_its_own(
    post: BlogPostPage, who: User, threshold: int | None, suspected: list[str]
) -> None:
    if threshold:
        DiscussionSettings.objects.create(spam_threshold=threshold)
    for text, score in (("Maybe.", 0.2), ("Sure.", 0.5), ("Unjudged.", None)):
        held_comment(post, comment=text, spam_score=score)

    assert sorted(listed(who, "list=suspected")) == suspected
    waiting = {"Maybe.", "Sure.", "Unjudged."} - set(suspected)
    assert set(listed(who, "list=waiting")) == waiting


def test_each_kind_of_work_has_its_list(post: BlogPostPage, who: User) -> None:
    published_comment(post, comment="Nothing to do.")
    changed(published_comment(post, comment="Reported."), open_reports=1)
    awaiting = {"question": Question.AWAITING, "answer_due_at": in_hours(4)}
    changed(published_comment(post, comment="Asks."), **awaiting)
    settled = {"question": Question.PASSED_ON, "question_settled_at": in_hours(-1)}
    changed(published_comment(post, comment="Passed on."), **settled)
    late = changed(held_comment(post, comment="Late."), due_at=in_hours(-1))
    changed(
        published_comment(post, comment="Late answer."),
        **awaiting | {"answer_due_at": in_hours(-2)},
    )

    assert listed(who, "list=reported") == ["Reported."]
    assert listed(who, "list=questions") == ["Late answer.", "Asks."]
    assert listed(who, "list=questions&question=3") == ["Passed on."]
    assert listed(who, "list=settled") == ["Passed on."]
    assert listed(who, "list=settled&question=2") == []
    assert listed(who, "list=overdue") == ["Late answer.", late.comment]
    assert (tab(at_the_desk(who), "Overdue"), tab(at_the_desk(who), "Reported")) == (
        "Overdue 2",
        "Reported 1",
    )


def test_only_what_a_colleague_asks_of_me_or_of_anybody_is_asked_of_me(
    post: BlogPostPage, who: User
) -> None:
    colleague, third = moderator(), moderator()

    def asked(text: str, by: User, of: User | None, closed: bool = False) -> None:
        Consultation.objects.create(
            comment=held_comment(post, comment=text),
            asked_by=by,
            asked_of=of,
            question="What do you think?",
            closed_at=timezone.now() if closed else None,
        )

    asked("Of me.", colleague, who)
    asked("Of anybody.", colleague, None)
    asked("Of another.", colleague, third)
    asked("By me.", who, None)
    asked("Answered.", colleague, who, closed=True)

    assert listed(who, "list=asked") == ["Of me.", "Of anybody."]


@pytest.fixture
def mixed(post: BlogPostPage) -> None:
    """What waits: by an account under another post, by two guests, with all that can be asked."""
    ann = reader()
    ann.username, ann.first_name, ann.last_name = "ann", "Ann", "Other"
    ann.save()
    held_comment(live_post("The heron bridge"), user=ann, comment="A bridge, at last.")
    guest = {"user_name": "Nora", "user_email": "nora@example.org"}
    linked = held_comment(
        post, **guest, email_hash=keyed_hash("nora@example.org"), comment="See https://a.example"
    )
    linked.set_text(linked.comment)
    linked.save()
    changed(linked, signals=["quick"], question=Question.AWAITING)
    old = held_comment(post, user_name="Ann Other", comment="Long ago, 100% of it_.")
    changed(old, official_role="Town clerk", submit_date=in_hours(-24 * 30))


BRIDGE, LINK, OLD = "A bridge, at last.", "See https://a.example", "Long ago, 100% of it_."


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=BRIDGE", {BRIDGE}),
        ("q=last+a", {BRIDGE}),
        ("q=100%25", {OLD}),
        ("q=it_", {OLD}),
        ("q=nora", set()),
        ("writer=nora", {LINK}),
        ("writer=Nor", set()),
        ("writer=Nora@Example.org", {LINK}),
        ("writer=ann", {BRIDGE}),
        ("writer=ann+other", {BRIDGE, OLD}),
        ("post=heron", {BRIDGE}),
        ("by=account", {BRIDGE}),
        ("by=guest", {LINK, OLD}),
        ("by=official", {OLD}),
        ("link=yes", {LINK}),
        ("link=no", {BRIDGE, OLD}),
        ("question=any", {LINK}),
        ("question=1", {LINK}),
        ("question=2", set()),
        ("signal=quick", {LINK}),
        ("signal=personal_data", set()),
        (f"until={(timezone.now() - timedelta(days=3)).date()}", {OLD}),
        (f"since={(timezone.now() - timedelta(days=3)).date()}", {BRIDGE, LINK}),
        ("by=guest&link=no&q=long", {OLD}),
        ("by=nobody&signal=none&since=x", {BRIDGE, LINK, OLD}),
    ],
)
def test_a_list_is_narrowed(who: User, query: str, found: set[str]) -> None:
    assert set(listed(who, f"list=waiting&{query}")) == found


def test_what_was_filled_in_wrongly_is_said_and_kept(post: BlogPostPage, who: User) -> None:
    held_comment(post)

    page = soup(at_the_desk(who).get(f"{WAITING}&since=1.13.2026&q=guest").text)

    assert page.select_one("#filter-since")["value"] == "1.13.2026"
    assert "Enter a valid date." in page.select_one("#filter-since_error").get_text()
    assert len(page.select(".queue__row")) == 1


@pytest.mark.parametrize(
    ("most", "query"),
    [("MOST_LISTED", "list=published"), ("MOST_SEARCHED", "list=published&q=number")],
)
def test_a_long_archive_goes_on_behind_its_end(
    post: BlogPostPage, who: User, monkeypatch: pytest.MonkeyPatch, most: str, query: str
) -> None:
    for number in range(5):
        published_comment(post, comment=f"Number {number}.")
    monkeypatch.setattr(queue, most, 3)
    client = at_the_desk(who)

    def shown(address: str) -> tuple[list[str], str]:
        page = soup(client.get(address).text)
        onward = page.select_one(".queue-lists__end a")
        texts = [row.get_text(strip=True) for row in page.select(".queue__row .queue__text")]
        return texts, onward["href"] if onward else ""

    texts, onward = shown(f"{QUEUE}?{query}")
    assert texts == ["Number 4.", "Number 3.", "Number 2."]
    assert shown(QUEUE + onward) == (["Number 1.", "Number 0."], "")


def full(post: BlogPostPage, who: User, total: int) -> None:
    """What waits, with everything that a row can show, and each different."""
    colleague = moderator()
    first, *_ = thread(post, 0)
    for n in range(total):
        parent = published_comment(post, first, user=reader())
        entry = held_comment(post, parent, user_email=f"{n}@example.org", email_hash=f"hash {n}")
        changed(entry, edited_at=timezone.now(), open_reports=1, reported_at=timezone.now())
        CommentRevision.objects.create(comment=entry, text="Before.")
        Report.objects.create(comment=entry, reporter=f"{n}", why="Why not?")
        Review.objects.create(comment=entry, first_moderator=colleague)
        Consultation.objects.create(comment=entry, asked_by=colleague, question="And?")


@pytest.mark.parametrize("address", [WAITING, REVIEWS, f"{WAITING}&q=what&by=guest"])
def test_a_full_page_takes_no_more_queries_than_a_short_one_and_at_most_fifteen(
    post: BlogPostPage, who: User, address: str
) -> None:
    client = at_the_desk(who)
    full(post, who, 2)
    few = queries_of(client, address)

    full(post, who, 20)
    many = queries_of(client, address)

    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= MOST_QUERIES, "\n".join(many)
    assert len(rows(client, address)) == 15


def test_the_menu_says_how_many_wait_in_one_query_of_its_own(post: BlogPostPage, who: User) -> None:
    held_comment(post)
    held_comment(post, spam_score=0.9)
    client = at_the_desk(who)

    asked = queries_of(client, "/admin/account/")

    assert "Comments (2)" in client.get("/admin/account/").text
    assert sum("comments_comment" in query for query in asked) == 1


def test_the_panel_says_what_there_is_to_do(post: BlogPostPage, who: User) -> None:
    changed(held_comment(post), due_at=in_hours(-1))
    changed(published_comment(post), open_reports=2)

    panel = soup(at_the_desk(who).get("/admin/").text).select_one("#comments-desk-section")

    said = [link.get_text(strip=True) for link in panel.select("a[href^='/admin/comments/']")]
    assert {"Waiting: 1", "Reported: 1", "Overdue: 1", "Asked of me: 0"} <= set(said)
    assert "A decision is overdue since" in panel.get_text()


def test_an_editor_sees_neither_menu_nor_panel_nor_count(post: BlogPostPage) -> None:
    held_comment(post)
    client = Client()
    client.force_login(editor())

    page = client.get("/admin/").text

    assert "comments-desk" not in page
    assert "Comments (1)" not in page
