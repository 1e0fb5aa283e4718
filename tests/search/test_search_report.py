"""What editors are told of searches: the report, its table to take away, and the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from cms.models import User
from search.log import SearchCount
from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.people import editor, moderator, reader
from tests.forms import soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/searches/"


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(editor())
    return client


def searched(words: str, times: int = 1, in_vain: int = 0, *, days_ago: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    SearchCount.objects.create(day=day, words=words, searches=times, nothing_found=in_vain)


def rows(client: Client, address: str = REPORT) -> list[list[str]]:
    """The first three cells of each row: the words, how often, how often in vain."""
    table = soup(client.get(address).text).select("#listing-results tbody tr")
    return [[cell.get_text().strip() for cell in row.select("td")[:3]] for row in table]


def words(client: Client, address: str = REPORT) -> list[str]:
    return [row[0] for row in rows(client, address)]


def on_the_desk(who: User) -> str:
    client = Client()
    client.force_login(who)
    found = soup(client.get("/admin/").text).select_one("section[aria-labelledby=desk-searches]")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_searches_are_listed_by_how_often_they_were_made(officer: Client) -> None:
    searched("heron", 2)
    searched("otter", 1, 1)
    searched("otter", 4, 2, days_ago=3)

    assert rows(officer) == [["otter", "5", "3"], ["heron", "2", "0"]]


def test_a_period_can_be_chosen(officer: Client) -> None:
    for name, age in (("today", 0), ("month", 29), ("quarter", 30), ("ever", 200)):
        searched(name, 10 - age // 30, days_ago=age)

    assert words(officer, f"{REPORT}?period=week") == ["today"]
    assert set(words(officer)) == {"today", "month"}
    assert set(words(officer, f"{REPORT}?period=quarter")) == {"today", "month", "quarter"}
    assert set(words(officer, f"{REPORT}?period=ever")) == {"today", "month", "quarter", "ever"}
    assert set(words(officer, f"{REPORT}?period=nonsense")) == {"today", "month"}


def test_what_found_nothing_to_this_day_can_be_chosen(officer: Client) -> None:
    searched("never found", 3, 3)
    searched("found by now", 5, 5, days_ago=2)
    searched("found by now", 2, 0)
    searched("found once", 2, 0, days_ago=2)
    searched("found once", 4, 4)
    searched("always found", 9)

    assert words(officer, f"{REPORT}?found=nothing") == ["found once", "never found"]


def test_each_row_leads_to_what_can_be_done(officer: Client) -> None:
    searched("bin & day")

    links = [str(a["href"]) for a in soup(officer.get(REPORT).text).select("#listing-results td a")]

    assert links == [
        "/search/?q=bin+%26+day",
        "/admin/snippets/search/editorspick/add/?words=bin+%26+day",
        "/admin/snippets/search/synonyms/add/?words=bin+%26+day",
    ]
    assert {officer.get(link).status_code for link in links} == {200}


def test_whoever_may_not_pick_is_not_led_to_it() -> None:
    searched("heron")
    who = editor()
    rights = Permission.objects.filter(content_type__app_label="search")
    for group in Group.objects.filter(name="Editors"):
        group.permissions.remove(*rights)
    client = Client()
    client.force_login(who)

    links = soup(client.get(REPORT).text).select("#listing-results td a")

    assert [str(link["href"]) for link in links] == ["/search/?q=heron"]


def test_the_table_that_is_taken_away_runs_nothing(officer: Client) -> None:
    searched('=HYPERLINK("https://evil.example")', 2, 1)
    searched("a" * 100)

    table = b"".join(officer.get(f"{REPORT}?export=csv")).decode("utf-8-sig")

    assert table.splitlines()[0] == "Searched for,Times,Found nothing,Last searched"
    assert "'=HYPERLINK" in table
    assert str(timezone.localdate()) in table
    assert officer.get(f"{REPORT}?export=xlsx").status_code == 200


def test_what_was_typed_is_shown_as_text(officer: Client) -> None:
    searched("<script>alert(1)</script>", 2, 2)

    assert "<script>alert(1)" not in officer.get(REPORT).text
    assert "<script>alert(1)" not in officer.get("/admin/").text


def test_the_report_says_for_how_long_searches_are_kept(officer: Client, settings: Any) -> None:
    assert "Kept for 90 days" in officer.get(REPORT).text
    settings.SEARCH_LOG_DAYS = 0
    assert "SEARCH_LOG_DAYS" in officer.get(REPORT).text


def test_an_editors_desk_shows_what_several_people_searched_in_vain() -> None:
    searched("ferry times", 4, 4)
    searched("once", 1, 1)
    searched("found", 9)
    searched("long ago", 9, 9, days_ago=40)

    said = on_the_desk(editor())

    assert "Searched and not found" in said
    assert "ferry times 4 times" in said
    assert not [other for other in ("once", "found 9", "long ago") if other in said]
    assert on_the_desk(moderator()) == ""


def test_the_desk_shows_five_and_leads_to_the_others(officer: Client) -> None:
    for n in range(7):
        searched(f"word {n}", 9 - n, 9 - n)

    page = soup(officer.get("/admin/").text)
    section = page.select_one("section[aria-labelledby=desk-searches]")
    assert section

    assert len(section.select("li")) == 5
    more = section.select_one(".desk__more a")
    assert more
    assert len(rows(officer, str(more["href"]))) == 7


def test_the_report_costs_the_same_for_one_row_and_for_many(officer: Client) -> None:
    searched("word")
    with_one = len(queries_of(officer, REPORT))
    for n in range(20):
        searched(f"word {n}", 3, 3)

    assert len(queries_of(officer, REPORT)) == with_one


def test_nobody_else_is_told_what_was_searched() -> None:
    searched("ferry times", 4, 4)
    for who in (moderator(), reader()):
        client = Client()
        client.force_login(who)
        for address in (REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"):
            answer = client.get(address, follow=True)
            assert "ferry times" not in answer.text


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_in_the_report(visit: Visit) -> None:
    me = editor()
    searched("ferry times", 4, 4)
    page = visit(me)

    page.goto(REPORT)

    assert axe_in_every_look(page) == []
