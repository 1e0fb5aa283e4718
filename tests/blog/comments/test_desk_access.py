"""Who may do what at the desk, and what comes of requests that no page of ours would send."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from blog.comments.desk.acting import MOST_AT_ONCE
from blog.comments.desk.panels import PANELS
from blog.comments.models import (
    Ban,
    Comment,
    Consultation,
    Decision,
    Presence,
    SlowMode,
    Status,
)
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import WAITING, at_the_desk, form, seen
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.people import administrator, editor, moderator, reader
from tests.forms import read_form

pytestmark = pytest.mark.django_db
Person = Callable[[], User]
PRESENCE = "/admin/comments/desk/presence/"
# What each form needs to do something about a published comment.
FILLED: dict[str, dict[str, Any]] = {
    "remove": {"explanation": "So it is."},
    "ask": {"question": "Is this libel?"},
    "redact": {"passages": "Hubert Grimm"},
    "ban": {"what": "email", "span": "week", "reason": "You did it again."},
    "question": {"state": "1"},
    "slow": {"where": "thread", "minutes": "15", "span": "day", "reason": "It got heated."},
}


def someone(person: Person | None) -> Client:
    """A browser in which somebody has signed in, or nobody."""
    return at_the_desk(person()) if person else Client()


def address(entry: Comment, name: str) -> str:
    """Where the form of that name about a comment stands."""
    return f"/admin/comments/desk/{entry.pk}/{name}/"


def public(post: BlogPostPage) -> Comment:
    """A published comment about which everything can be done."""
    return published_comment(
        post, user_email="nora@example.net", comment="Hubert Grimm did it. Why?"
    )


def filled(name: str) -> dict[str, Any]:
    """What is sent of a form; the rule by its version and number."""
    chosen = rule(1)
    return FILLED[name] | {"rule": f"{chosen.rules_id}.{chosen.number}"}


def traces() -> list[Any]:
    """All that the desk writes, to see whether anything was."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Comment, Decision, Ban, Consultation, SlowMode, Presence)
    ]


@pytest.mark.parametrize("name", sorted(FILLED))
@pytest.mark.parametrize("person", [moderator, administrator])
def test_who_decides_may_do_each_thing(post: BlogPostPage, name: str, person: Person) -> None:
    entry, before = public(post), traces()

    sent = filled(name) | {"seen": entry.seen_as}
    response = someone(person).post(address(entry, name), sent)

    assert response.status_code == 302
    assert traces() != before


@pytest.mark.parametrize("name", sorted(FILLED))
def test_nobody_else_may_do_any_of_it(post: BlogPostPage, name: str) -> None:
    entry = public(post)
    rule(1)
    before = traces()

    for person in (None, reader, editor):
        for answer in (
            someone(person).post(address(entry, name), filled(name)),
            someone(person).get(address(entry, name)),
        ):
            assert answer.status_code in {302, 403}
            assert "Hubert" not in answer.text

    assert traces() == before


def test_a_moderator_without_the_right_to_ban_bans_nobody(post: BlogPostPage) -> None:
    entry, who = public(post), moderator()
    group = who.groups.get()
    group.permissions.remove(Permission.objects.get(codename="add_ban"))

    assert at_the_desk(who).post(address(entry, "ban"), filled("ban")).status_code == 302
    assert not Ban.objects.exists()
    page = at_the_desk(who).get("/admin/comments/comment/?list=published").text
    assert address(entry, "ban") not in page


@pytest.mark.parametrize("person", [None, reader, editor])
def test_nobody_else_says_where_they_look(post: BlogPostPage, person: Person | None) -> None:
    entry = held_comment(post)

    assert someone(person).post(PRESENCE, {"on": entry.pk}).status_code in {302, 403}
    assert not Presence.objects.exists()


def test_looking_at_a_form_changes_nothing(post: BlogPostPage) -> None:
    entry, client, before = public(post), at_the_desk(moderator()), None
    before = traces()

    for name in PANELS:
        query = {**filled(name), "in": "row"} if name in FILLED else {"in": "row"}
        assert client.get(address(entry, name), query).status_code == 200
        assert client.get(address(entry, name), query | {"in": ""}).status_code == 200
    assert client.get(PRESENCE, {"on": entry.pk}).status_code == 405

    assert traces() == before


def test_no_other_site_can_act(post: BlogPostPage) -> None:
    entry, client = public(post), Client(enforce_csrf_checks=True)
    client.force_login(moderator())
    before = traces()

    for name in FILLED:
        assert client.post(address(entry, name), filled(name)).status_code == 403
    assert client.post(PRESENCE, {"on": entry.pk}).status_code == 403
    assert client.post(WAITING, {"undo": "1"}).status_code == 403

    assert traces() == before


@pytest.mark.parametrize("pk", ["0", "999999999", "99999999999999999999", "x", "-1", "1.5", "²"])
def test_a_comment_that_is_not_there_is_not_found(post: BlogPostPage, pk: str) -> None:
    client = at_the_desk(moderator())

    assert client.get(f"/admin/comments/desk/{pk}/ask/").status_code == 404
    assert client.post(f"/admin/comments/desk/{pk}/redact/", {}).status_code == 404
    assert client.post(PRESENCE, {"on": pk, "ids": [pk]}).json()["others"] == {}


def test_a_form_that_is_not_there_is_not_found(post: BlogPostPage) -> None:
    entry = public(post)

    assert at_the_desk(moderator()).get(address(entry, "dispatch")).status_code == 404


def test_thousands_at_once_are_too_many(post: BlogPostPage) -> None:
    entry, client = held_comment(post), at_the_desk(moderator())
    many = [str(entry.pk), *map(str, range(100_000, 100_000 + MOST_AT_ONCE))]

    response = client.post(WAITING, {"action": "approve", "ids": many}, follow=True)

    assert "At most 100 comments" in response.text
    assert Comment.objects.get().status == Status.HELD


@pytest.mark.parametrize(
    ("name", "field", "length"),
    [
        ("ask", "question", 2001),
        ("remove", "explanation", 2001),
        ("ban", "reason", 2001),
        ("slow", "reason", 301),
        ("redact", "passages", 1001),
    ],
)
def test_what_is_too_long_is_said_and_not_lost(
    post: BlogPostPage, name: str, field: str, length: int
) -> None:
    entry, client = public(post), at_the_desk(moderator())
    before = traces()

    response = client.post(address(entry, name), filled(name) | {field: "x" * length})

    assert response.status_code == 422
    assert "characters" in response.text
    page = read_form(response.text, address(entry, name), "form.panel")
    assert "x" * length in dict(page.fields)[field]
    assert traces() == before


def test_where_to_go_back_to_is_never_another_site(post: BlogPostPage) -> None:
    entry, client = public(post), at_the_desk(moderator())

    for away in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"):
        sent = filled("question") | {"back": away}
        assert client.post(address(entry, "question"), sent).url == "/admin/comments/comment/"
    back = filled("question") | {"back": "/admin/comments/comment/?list=published"}
    assert client.post(address(entry, "question"), back).url == back["back"]


def test_only_the_own_decision_can_be_taken_back(post: BlogPostPage) -> None:
    entry = held_comment(post)
    at_the_desk(moderator()).post(WAITING, {"one": f"approve:{entry.pk}", "seen": seen(entry)})
    decision = Decision.objects.get(action="approve")

    for person in (moderator, administrator, editor, reader):
        at_the_desk(person()).post(WAITING, {"undo": str(decision.pk)})
    Client().post(WAITING, {"undo": str(decision.pk)})

    assert Comment.objects.get().is_published


def test_a_script_is_told_what_became_of_each(post: BlogPostPage) -> None:
    entry, late = held_comment(post), held_comment(post)
    client = at_the_desk(moderator())
    page = form(client).tick("ids", str(entry.pk), str(late.pk))
    at_the_desk(moderator()).post(WAITING, {"one": f"spam:{late.pk}", "seen": seen(late)})

    sent = page.press("action", "approve")
    sent["ids"].append("999999")
    told = client.post(page.action, sent, headers={"Accept": "application/json"}).json()

    assert told["done"] == [entry.pk]
    assert "Mo Derator was first" in told["rows"][str(late.pk)]
    assert "Undo" in told["rows"][str(entry.pk)]
    assert "1 comment is not there any more." in told["said"]
    assert told["isError"]
