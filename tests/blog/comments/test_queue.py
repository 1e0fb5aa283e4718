"""The moderators' queue: what it shows, and what its buttons do."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client

from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import button, form
from tests.factories.comments import (
    comment,
    held_comment,
    published_comment,
)
from tests.factories.people import moderator, reader
from tests.forms import soup

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/comment/"
WAITING = f"{QUEUE}?list=waiting"


@pytest.fixture
def who(db: None) -> User:
    """The moderator who is signed in."""
    return moderator()


@pytest.fixture
def desk(who: User) -> Client:
    """A browser in which a moderator has signed in."""
    client = Client()
    client.force_login(who)
    return client


def rows(client: Client, address: str = WAITING) -> list[Tag]:
    """The comments that are listed, one element each."""
    return soup(client.get(address).text).select(".queue__row")


def statuses(*comments: Comment) -> list[int]:
    """Where comments stand now."""
    return [Comment.objects.get(pk=entry.pk).status for entry in comments]


def messages(response: Any) -> str:
    """What the page says that was done."""
    return " ".join(
        tag.get_text(" ", strip=True) for tag in soup(response.text).select(".messages")
    )


def test_the_queue_opens_with_what_is_waiting(desk: Client, post: BlogPostPage) -> None:
    held_comment(post, comment="Still waiting.")
    published_comment(post, comment="Long since public.")

    (row,) = rows(desk, QUEUE)
    assert "Still waiting." in row.get_text()


def test_only_what_is_waiting_is_listed(desk: Client, post: BlogPostPage) -> None:
    held_comment(post, comment="Still waiting.")
    published_comment(post, comment="Long since public.")

    (row,) = rows(desk)
    assert "Still waiting." in row.get_text()


def test_an_empty_queue_says_so(desk: Client) -> None:
    assert "Nothing is waiting." in desk.get(WAITING).text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("unconfirmed", Status.UNCONFIRMED),
        ("waiting", Status.HELD),
        ("published", Status.PUBLISHED),
        ("removed", Status.REMOVED),
        ("spam", Status.SPAM),
        ("withdrawn", Status.WITHDRAWN),
        ("refused", Status.REFUSED),
    ],
)
def test_each_state_has_its_list(
    desk: Client, post: BlogPostPage, name: str, status: Status
) -> None:
    for other in Status:
        comment(post, other, comment=f"This one is {other.name}.")

    (row,) = rows(desk, f"{QUEUE}?list={name}")
    assert f"This one is {status.name}." in row.get_text()


def test_each_state_is_counted(desk: Client, post: BlogPostPage) -> None:
    held_comment(post)
    held_comment(post)

    tab = soup(desk.get(WAITING).text).select_one(".queue-tabs [aria-current=page]")
    assert tab.get_text(" ", strip=True) == "Waiting 2"


def test_all_comments_can_be_listed(desk: Client, post: BlogPostPage) -> None:
    for status in Status:
        comment(post, status)

    assert len(rows(desk, f"{QUEUE}?list=all")) == len(Status)


def test_the_comments_of_one_post_can_be_listed(desk: Client, post: BlogPostPage) -> None:
    held_comment(post)

    assert len(rows(desk, f"{QUEUE}?page={post.pk}")) == 1
    assert len(rows(desk, f"{QUEUE}?page={post.pk + 1}")) == 0


def test_a_row_shows_all_that_a_decision_needs(desk: Client, post: BlogPostPage) -> None:
    parent = published_comment(post, user_name="Nina", comment="Who will pay for it?")
    held_comment(
        post, parent, user_name="Nora", user_email="nora@example.org", comment="All of us."
    )

    text = rows(desk)[0].get_text(" ")
    for part in ("Nora", "nora@example.org", "All of us.", "Nina", "Who will pay", post.title):
        assert part in text


def test_a_decision_is_shown_with_who_took_it(desk: Client, who: User, post: BlogPostPage) -> None:
    held_comment(post)
    page = form(desk)
    entry = Comment.objects.get()
    desk.post(page.action, page.press("one", button("refuse", entry)))

    (row,) = rows(desk, f"{QUEUE}?list=refused")
    assert who.get_full_name() in row.get_text()


def test_comments_are_found_by_a_word(desk: Client, post: BlogPostPage) -> None:
    held_comment(post, comment="About the bridge.")
    held_comment(post, comment="About the road.")

    assert len(rows(desk, f"{WAITING}&q=bridge")) == 1


def test_a_row_offers_what_is_possible_and_nothing_else(desk: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)

    (row,) = rows(desk, f"{QUEUE}?list=published")
    offered = {button["value"] for button in row.select("button[name=one]")}
    assert offered == {f"spam:{entry.pk}", *(f"remove:{entry.pk}:{n}" for n in range(1, 7))}


@pytest.mark.parametrize(
    ("name", "status"),
    [("approve", Status.PUBLISHED), ("refuse", Status.REFUSED), ("spam", Status.SPAM)],
)
def test_one_comment_is_decided_on(
    desk: Client, post: BlogPostPage, name: str, status: Status
) -> None:
    entry, other = held_comment(post), held_comment(post)
    page = form(desk)

    desk.post(page.action, page.press("one", button(name, entry)))

    assert statuses(entry, other) == [status, Status.HELD]


@pytest.mark.parametrize(
    ("name", "status"),
    [("approve", Status.PUBLISHED), ("refuse", Status.REFUSED), ("spam", Status.SPAM)],
)
def test_those_that_are_ticked_are_decided_on_at_once(
    desk: Client, post: BlogPostPage, name: str, status: Status
) -> None:
    first, second, third = (held_comment(post) for _ in range(3))
    page = form(desk).tick("ids", str(first.pk), str(third.pk))

    desk.post(page.action, page.press("action", f"{name}:1" if name == "refuse" else name))

    assert statuses(first, second, third) == [status, Status.HELD, status]


def test_the_button_of_a_row_wins_over_ticks(desk: Client, post: BlogPostPage) -> None:
    first, second = held_comment(post), held_comment(post)
    page = form(desk).tick("ids", str(first.pk))

    desk.post(page.action, page.press("one", f"approve:{second.pk}"))

    assert statuses(first, second) == [Status.HELD, Status.PUBLISHED]


def test_a_published_comment_is_removed(desk: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)
    page = form(desk, f"{QUEUE}?list=published")

    desk.post(page.action, page.press("one", button("remove", entry)))

    assert entry.comment not in Client().get(post.url).text


def test_what_was_done_is_said(desk: Client, post: BlogPostPage) -> None:
    entries = [held_comment(post), held_comment(post)]
    page = form(desk).tick("ids", *(str(entry.pk) for entry in entries))

    response = desk.post(page.action, page.press("action", "approve"), follow=True)

    assert "2 comments are now published." in messages(response)


def test_who_comes_second_is_told_who_was_first(desk: Client, post: BlogPostPage) -> None:
    entry = held_comment(post)
    page = form(desk)
    sent = page.press("one", button("refuse", entry))
    desk.post(page.action, sent)

    response = desk.post(page.action, sent, follow=True)

    assert "Mo Derator was first" in messages(response)


def test_after_a_decision_the_same_list_is_shown(desk: Client, post: BlogPostPage) -> None:
    entry = held_comment(post)
    page = form(desk)

    assert desk.post(page.action, page.press("one", f"spam:{entry.pk}")).url == WAITING


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "approve"},
        {"action": "approve", "ids": ["x", "-1", "1.5", "", "99999999999999999999", "\x00"]},
        {"action": "delete", "ids": ["1"]},
        {"one": "approve:"},
        {"one": "approve"},
        {"one": ":1"},
        {"one": "approve:999999"},
        {"one": "__class__:1"},
    ],
)
def test_nonsense_changes_nothing(desk: Client, post: BlogPostPage, sent: dict[str, Any]) -> None:
    entry = held_comment(post)

    response = desk.post(WAITING, sent)

    assert response.status_code == 302
    assert statuses(entry) == [Status.HELD]


PAYLOAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def test_what_readers_type_is_only_ever_text(desk: Client, post: BlogPostPage) -> None:
    user = reader()
    user.first_name = PAYLOAD[:30]
    user.save()
    parent = published_comment(post, user=user, comment=PAYLOAD)
    held_comment(post, parent, user_name=PAYLOAD[:50], user_email=PAYLOAD, comment=PAYLOAD)

    (row,) = rows(desk)
    assert not row.select("script, img")
    assert row.get_text().count(PAYLOAD) >= 3


def test_the_queue_has_pages(desk: Client, post: BlogPostPage) -> None:
    for _ in range(16):
        held_comment(post)

    assert len(rows(desk)) == 15
    assert len(rows(desk, f"{WAITING}&p=2")) == 1
