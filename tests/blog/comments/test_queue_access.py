"""Who may see the queue, and what it can be asked."""

from collections.abc import Callable

import pytest
from django.test import Client

from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import seen
from tests.factories.comments import held_comment
from tests.factories.people import administrator, editor, moderator, reader
from tests.forms import soup

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/comment/"
WAITING = f"{QUEUE}?list=waiting"
Person = Callable[[], User]


def browser(person: Person | None) -> Client:
    """A browser in which somebody has signed in, or nobody."""
    client = Client()
    if person:
        client.force_login(person())
    return client


@pytest.mark.parametrize("person", [moderator, administrator])
def test_who_decides_sees_the_queue(post: BlogPostPage, person: Person) -> None:
    held_comment(post, comment="Still waiting.")

    assert "Still waiting." in browser(person).get(WAITING).text


@pytest.mark.parametrize("person", [None, reader, editor])
@pytest.mark.parametrize("address", [QUEUE, WAITING, f"{QUEUE}?export=csv", f"{QUEUE}?list=all"])
def test_nobody_else_sees_the_queue(
    post: BlogPostPage, person: Person | None, address: str
) -> None:
    held_comment(post, comment="Still waiting.")

    response = browser(person).get(address, follow=True)

    assert "Still waiting." not in response.text


@pytest.mark.parametrize("person", [moderator, administrator])
def test_who_decides_can_decide(post: BlogPostPage, person: Person) -> None:
    entry = held_comment(post)

    browser(person).post(WAITING, {"one": f"approve:{entry.pk}", "seen": seen(entry)})

    assert Comment.objects.get().is_published


@pytest.mark.parametrize("person", [None, reader, editor])
@pytest.mark.parametrize("sent", [{"one": "approve:{}"}, {"action": "approve", "ids": "{}"}])
def test_nobody_else_can_decide(
    post: BlogPostPage, person: Person | None, sent: dict[str, str]
) -> None:
    entry = held_comment(post)

    typed = {key: text.format(entry.pk) for key, text in sent.items()}
    browser(person).post(WAITING, typed | {"seen": seen(entry)})

    assert Comment.objects.get().status == Status.HELD


def test_a_decision_cannot_be_taken_by_another_site(post: BlogPostPage) -> None:
    entry, client = held_comment(post), Client(enforce_csrf_checks=True)
    client.force_login(moderator())

    sent = {"one": f"approve:{entry.pk}", "seen": seen(entry)}
    assert client.post(WAITING, sent).status_code == 403


@pytest.mark.parametrize(("person", "shown"), [(moderator, True), (editor, False)])
def test_the_menu_shows_the_queue_to_who_decides(db: None, person: Person, shown: bool) -> None:
    assert ("/admin/comments/comment/" in browser(person).get("/admin/").text) == shown


@pytest.mark.parametrize("person", [moderator, administrator])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path", ["create/", "edit/{}/", "delete/{}/", "inspect/{}/", "history/{}/"]
)
def test_nobody_can_make_change_or_delete_a_comment_there(
    post: BlogPostPage, person: Person, method: str, path: str
) -> None:
    entry = held_comment(post, comment="My own words.")

    response = getattr(browser(person), method)(
        QUEUE + path.format(entry.pk), {"comment": "Other words."}
    )

    assert response.status_code in {302, 403, 404}
    assert [stored.comment for stored in Comment.objects.all()] == ["My own words."]


def listed(client: Client, query: str) -> int:
    """How many comments the list has for a query string."""
    response = client.get(f"{QUEUE}?{query}")
    assert response.status_code == 200
    return len(soup(response.text).select(".queue__row"))


@pytest.mark.parametrize(
    "lookup",
    [
        "user__password__startswith=md5",
        "user__password__startswith=nothing",
        "user__email__contains=reader",
        "user__is_superuser__exact=1",
        "moderated_by__password__startswith=x",
        "page__owner__password__startswith=x",
        "email_hash__startswith=a",
        "ip_hash=x",
        "comment__contains=zzz",
        "pk=0",
        "nonsense=1",
        "nonsense__exact=1",
        "status__nonsense=1",
        "status__exact__exact=1",
        "status__in=5",
    ],
)
def test_no_lookup_but_those_that_are_meant_changes_the_list(
    post: BlogPostPage, lookup: str
) -> None:
    held_comment(post, user=reader())
    client = browser(moderator)

    assert listed(client, lookup) == listed(client, "list=all") == 1


@pytest.mark.parametrize(
    "query",
    [
        "status__exact=abc",
        "list=",
        "list=nonsense",
        "list=waiting&list=all",
        "list=%00",
        "page=abc",
        "page=-1",
        "page=%D9%A1x",
        "page=99999999999999999999",
        "before=0",
        "before=99999999999999999999",
        "by=nobody",
        "link=1",
        "question=9",
        "question=%00",
        "signal=__class__",
        "since=yesterday",
        "since=0001-01-01",
        "until=9999-12-31",
        "writer=%00",
        "writer=%25_%27%22",
        "writer=" + "x" * 5000,
        "post=%00",
        "q=" + "word+" * 500,
        "p=abc",
        "p=0",
        "p=-1",
        "p=99999999999999999999",
        "o=abc",
        "o=99",
        "o=-1.x",
        "q=%00",
        "q=%25_%27%22",
        "export=exe",
        "export=xlsx",
        "export=csv",
    ],
)
def test_no_query_breaks_the_queue(post: BlogPostPage, query: str) -> None:
    held_comment(post)

    assert browser(moderator).get(f"{QUEUE}?{query}").status_code in {200, 302}
