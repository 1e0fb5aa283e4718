"""Bans in the admin: who may make and end them, and what the list shows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from blog.comments import bans
from blog.comments.models import Ban, Decision
from cms.models import User
from tests.blog.comments.desk import at_the_desk
from tests.crowds import at_once
from tests.factories.people import administrator, editor, moderator, reader
from tests.forms import read_form, soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
BANS = "/admin/comments/ban/"
NEW = f"{BANS}create/"
Person = Callable[[], User]


def a_ban(**fields: object) -> Ban:
    """A ban of an address that nobody has."""
    defaults = {"kind": Ban.Kind.NETWORK, "value": "192.0.2.7/32", "reason": "Spam, daily."}
    return Ban.objects.create(**(defaults | fields))


def listed(client: Client, query: str = "") -> list[str]:
    """The text of each ban in the list."""
    page = soup(client.get(f"{BANS}?{query}").text)
    return [" ".join(row.get_text(" ").split()) for row in page.select(".bans__row")]


def send(client: Client, **fields: str) -> str:
    """Fill in the form for a ban and send it; gives the next page."""
    form = read_form(client.get(NEW).text, NEW, "form[method=POST]")
    return client.post(NEW, form.fill(**fields).press(), follow=True).text


@pytest.mark.parametrize("person", [moderator, administrator])
def test_who_decides_on_comments_can_ban(person: Person) -> None:
    who = person()

    page = send(at_the_desk(who), kind="domain", value="@Spam.Example", reason="Spam, daily.")

    made = Ban.objects.get()
    assert "The ban holds from now on." in page
    assert (made.kind, made.value, made.made_by) == ("domain", "spam.example", who)


@pytest.mark.parametrize("person", [reader, editor])
@pytest.mark.parametrize("path", ["", "create/", "delete/{}/"])
def test_nobody_else_gets_there(person: Person, path: str) -> None:
    made = a_ban()
    client = at_the_desk(person())

    for method in (client.get, client.post):
        response = method(BANS + path.format(made.pk), {"end": "yes", "delete": "yes"})
        assert response.status_code in {302, 403}

    assert not Ban.objects.get().has_ended


def test_nobody_gets_there_without_an_account(as_nobody: Client) -> None:
    made = a_ban()

    for path in ("", "create/", f"delete/{made.pk}/"):
        assert as_nobody.post(BANS + path, {"end": "yes"}).url.startswith("/admin/login/")
    assert not Ban.objects.get().has_ended


def test_the_menu_leads_there_for_who_may(db: None) -> None:
    assert BANS in at_the_desk(moderator()).get("/admin/").text
    assert BANS not in at_the_desk(editor()).get("/admin/").text


def test_of_an_e_mail_address_the_list_shows_only_that_it_is_one() -> None:
    client = at_the_desk(moderator())
    page = send(client, kind="email", value="Nora@Example.org", reason="Threats, twice.")

    (row,) = listed(client)
    assert "nora" not in page.lower()
    assert row.startswith("An e-mail address ")
    assert "Threats, twice." in row
    assert "by Mo Derator" in row
    assert Ban.objects.get().value not in page


def test_the_list_says_until_when_a_ban_holds() -> None:
    a_ban()
    a_ban(until=timezone.now() + timedelta(days=1))
    a_ban(until=timezone.now() - timedelta(days=1))

    ended, until, forever = listed(at_the_desk(moderator()))

    assert "ended" in ended
    assert "until" in until
    assert "without an end" in forever


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "network", "value": "192.0.2.300"}, "neither an IP address nor a network"),
        ({"kind": "account", "value": "nobody-at-all"}, "no account with the login name"),
        ({"value": "192.0.2.7", "until": "2001-01-01 10:00"}, "This moment has passed"),
        ({"value": "192.0.2.7", "reason": ""}, "This field is required"),
    ],
)
def test_nonsense_gets_a_sentence_and_what_was_typed_stays(
    fields: dict[str, str], words: str
) -> None:
    defaults = {"kind": "network", "reason": "Spam, daily."}

    page = send(at_the_desk(moderator()), **(defaults | fields))

    assert words in page
    assert f'value="{fields["value"]}"' in page
    assert not Ban.objects.exists()


def test_a_ban_is_ended_by_a_button_and_not_by_a_link() -> None:
    made, client = a_ban(), at_the_desk(moderator())
    address = f"{BANS}delete/{made.pk}/"

    page = read_form(client.get(address).text, address, "form[method=post]")
    assert not Ban.objects.get().has_ended
    client.post(page.action, page.press("end", "yes"))

    assert Ban.objects.get().has_ended


def test_a_ban_is_deleted_with_its_record() -> None:
    made, client = a_ban(), at_the_desk(moderator())
    address = f"{BANS}delete/{made.pk}/"

    page = read_form(client.get(address).text, address, "form[method=post]")
    client.post(page.action, page.press("delete", "yes"))

    assert not Ban.objects.exists()


def test_what_says_neither_changes_nothing() -> None:
    made = a_ban()

    at_the_desk(moderator()).post(f"{BANS}delete/{made.pk}/")

    assert not Ban.objects.get().has_ended


@pytest.mark.parametrize(
    "path", ["delete/x/", "delete/999/", "edit/1/", "history/1/", "inspect/1/"]
)
def test_what_does_not_exist_is_not_there(path: str) -> None:
    assert at_the_desk(administrator()).get(BANS + path).status_code == 404


@pytest.mark.parametrize(
    "lookup",
    ["made_by__password__startswith=x", "value__startswith=x", "kind=email", "pk=0", "o=-9", "p=x"],
)
def test_no_lookup_changes_the_list(lookup: str) -> None:
    a_ban(made_by=moderator())

    assert len(listed(at_the_desk(moderator()), lookup)) == 1


def test_many_bans_take_no_more_queries_than_few() -> None:
    client = at_the_desk(moderator())
    a_ban(made_by=moderator())
    few = len(queries_of(client, BANS))
    for _ in range(5):
        a_ban(made_by=moderator())

    assert len(queries_of(client, BANS)) == few


def test_what_people_type_is_only_ever_text() -> None:
    a_ban(reason="<script>alert(1)</script>", kind=Ban.Kind.DOMAIN, value="<b>x</b>")

    page = soup(at_the_desk(moderator()).get(BANS).text)

    assert not page.select(".bans__row script, .bans__row b")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("button", ["end", "delete"])
def test_a_ban_that_is_ended_twice_at_once_ends_once_on_record(button: str) -> None:
    made, people = a_ban(), [at_the_desk(moderator()) for _ in range(4)]
    address = f"{BANS}delete/{made.pk}/"

    at_once(*(lambda who=who: who.post(address, {button: "yes"}) for who in people))

    assert list(Decision.objects.values_list("action", flat=True)) == ["end_ban"]


@pytest.mark.parametrize("name", ["end", "delete"])
def test_a_page_grown_old_ends_no_ban_a_second_time(name: str) -> None:
    made, who = a_ban(), moderator()
    old = Ban.objects.get()

    assert getattr(bans, name)(ban=made, by=who)
    assert not getattr(bans, name)(ban=old, by=who)
    assert ModelLogEntry.objects.count() == 1


def test_what_becomes_of_a_ban_is_on_the_public_record_without_whom_it_is_about() -> None:
    client = at_the_desk(moderator())
    send(client, kind="domain", value="spam.example", reason="Spam, daily.")
    ended, deleted, over = Ban.objects.get(), a_ban(), a_ban(until=timezone.now())

    client.post(f"{BANS}delete/{ended.pk}/", {"end": "yes"})
    client.post(f"{BANS}delete/{deleted.pk}/", {"delete": "yes"})
    client.post(f"{BANS}delete/{over.pk}/", {"delete": "yes"})  # nobody is let in by that

    record = list(Decision.objects.order_by("pk").values_list("action", "by"))
    assert record == [("ban", "moderator"), ("end_ban", "moderator"), ("end_ban", "moderator")]
    log = Client().get("/comments/log/").text
    assert "Somebody was kept from commenting." in log
    assert "spam.example" not in log
    assert "daily" not in log
