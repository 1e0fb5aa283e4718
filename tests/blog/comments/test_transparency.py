"""The figures of a month: what each counts, that they last, and how they are handed out."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from blog.comments import actions, authorship, definitions, figures, reports
from blog.comments.models import Comment, Decision, HouseRules, MonthFigures, Status
from blog.comments.spreadsheets import guarded
from blog.models import BlogPostPage
from tests.accessibility import axe_in_every_look
from tests.blog.comments.house_rules import new_rules
from tests.browser import Visit
from tests.factories.comments import NOBODY, held_comment, published_comment, rule
from tests.factories.pages import site_tree
from tests.factories.people import moderator
from tests.forms import soup
from tests.markup import valid_html

pytestmark = pytest.mark.django_db
PAGE = "/comments/transparency/"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Action = Decision.Action


def on_record(action: str, at: datetime = NOW, **fields: Any) -> Decision:
    """A decision as it stands on record, by a moderator if one decides so."""
    by = {"receive": "filter", "confirm": "filter", "edit": "filter", "withdraw": "writer"}
    if action in {"refuse", "remove", "spam"}:
        fields = {"rule_number": 1, "rules_version": 1, "rule_title": "Be civil."} | fields
    return Decision.objects.create(
        action=action, made_at=at, **({"by": by.get(action, "moderator")} | fields)
    )


@pytest.fixture
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon on 23 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def counted(day: date = date(2026, 11, 1)) -> dict[str, Any]:
    """The figures of a month, counted anew."""
    cache.clear()
    found = figures.month(day)
    assert found
    return dict(found.figures)


WAITED = {"waited_seconds": 1, "waited_working_seconds": 1}
UNDONE = {"undone_at": NOW}
RULES: list[tuple[str, list[tuple[str, dict[str, Any]]], int | float]] = [
    ("received", [("receive", {"to_status": 2}), ("receive", {"to_status": 1})], 2),
    # One that has to be confirmed counts once that is done.
    ("received", [("receive", {"to_status": 0}), ("confirm", {"to_status": 1})], 1),
    ("published_at_once", [("receive", {"to_status": 2}), ("confirm", {"to_status": 2})], 2),
    ("held", [("receive", {"to_status": 1}), ("edit", {"to_status": 1})], 1),
    ("held_again", [("receive", {"to_status": 1}), ("edit", {"to_status": 1})], 1),
    ("refused", [("refuse", {}), ("refuse", UNDONE), ("spam", {})], 1),
    ("spam", [("spam", {}), ("spam", UNDONE)], 1),
    ("removed", [("remove", {}), ("remove", UNDONE)], 1),
    ("undone", [("remove", {}), ("remove", UNDONE), ("approve", UNDONE)], 2),
    ("published_by_moderator", [("approve", {"to_status": 2}), ("approve", UNDONE)], 1),
    ("reports", [("report", {}), ("report", {}), ("hold", {})], 2),
    ("reports_followed", [("remove", {"closed_reports_count": 3})], 3),
    ("reports_followed", [("remove", {"closed_reports_count": 3, **UNDONE}), ("keep", {})], 0),
    ("reports_not_followed", [("keep", {"closed_reports_count": 2}), ("remove", {})], 2),
    ("reports_settled_otherwise", [("withdraw", {"closed_reports_count": 2})], 2),
    ("reviews_asked", [("ask", {}), ("ask", {})], 2),
    (
        "reviews_overturned_percent",
        [
            ("approve", {"is_review": True, "to_status": 2}),
            ("uphold", {"is_review": True, "to_status": 6}),
            ("spam", {"is_review": True, "to_status": 4}),
        ],
        33.3,
    ),
    ("reviews_upheld", [("spam", {"is_review": True, "to_status": 4})], 1),
    ("questions", [("await", {"comment_number": n}) for n in (1, 1, 2)], 2),
    ("answered", [("answer", {}), ("pass_on", {})], 1),
    ("bans", [("ban", {}), ("slow", {})], 1),
]


@pytest.mark.parametrize(("name", "rows", "value"), RULES)
def test_each_figure_counts_what_it_says(
    november: None, name: str, rows: list[tuple[str, dict[str, Any]]], value: float
) -> None:
    for action, fields in rows:
        on_record(action, **fields)
    on_record("refuse", at=NOW - timedelta(days=60), closed_reports_count=9)

    assert counted()[name] == value


def test_times_are_ranks_and_leave_out_what_never_waited(november: None) -> None:
    for minutes in range(1, 101):
        on_record("approve", waited_seconds=minutes * 600, waited_working_seconds=minutes * 300)
    on_record("refuse", waited_seconds=1, undone_at=NOW, waited_working_seconds=1)
    on_record("keep")
    on_record("answer", waited_seconds=7200, waited_working_seconds=3600)

    found = counted()

    assert found["decision_seconds_median"] == 50 * 600
    assert found["decision_seconds_p95"] == 95 * 600
    assert found["decision_working_seconds_median"] == 50 * 300
    assert found["decision_in_time_percent"] == 96.0  # 8 hours are 28,800 seconds
    assert found["decision_target_hours"] == 8
    assert found["answer_working_seconds_p95"] == 3600


def test_every_figure_has_a_name_a_sentence_and_a_value(november: None) -> None:
    on_record("keep")

    assert set(counted()) == {figure.name for figure in definitions.FIGURES}
    assert all(str(figure.meaning).endswith(".") for figure in definitions.FIGURES)


def test_what_people_do_becomes_figures(post: BlogPostPage) -> None:
    first, second = moderator(), moderator()
    kept, refused, removed = (
        authorship.write(page=post, writer=NOBODY, text=f"Word {n}.", name="Nora") for n in range(3)
    )
    actions.approve(comment=kept, by=first)
    actions.refuse(comment=refused, by=first, rule=rule(2))
    authorship.ask_for_review(comment=refused, why="")
    actions.uphold(comment=refused, by=second)
    actions.approve(comment=removed, by=first)
    for household in ("192.0.2.1", "192.0.2.2"):
        reports.report(comment=removed, writer=NOBODY, ip_address=household, rule=rule(1))
    actions.remove(comment=removed, by=second, rule=rule(1))
    authorship.withdraw(comment=kept)

    found = counted(timezone.localdate().replace(day=1))

    expected = {
        "received": 3, "held": 3, "published_by_moderator": 2, "refused": 1, "removed": 1,
        "reports": 2, "reports_followed": 2, "reviews_asked": 1, "reviews_upheld": 1,
        "withdrawn": 1,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


def test_deleting_pages_people_rules_and_comments_changes_no_figure(post: BlogPostPage) -> None:
    who = moderator()
    actions.refuse(comment=held_comment(post), by=who, rule=rule(2))
    actions.approve(comment=held_comment(post), by=who)
    seen = published_comment(post)
    reports.report(comment=seen, writer=NOBODY, ip_address="192.0.2.1", rule=rule(1))
    erased = published_comment(post)
    authorship.erase(comment=erased)
    month = timezone.localdate().replace(day=1)
    before = counted(month)

    post.delete()
    Comment.objects.all().delete()
    HouseRules.objects.all().delete()
    who.delete()

    assert counted(month) == before
    assert Decision.objects.filter(rule_number=2, rule_title=rule_title()).exists()


def rule_title() -> str:
    """How rule 2 is called that was in force at first."""
    return "Stay with the subject of the post."


def test_months_begin_and_end_by_the_clock_of_the_site(november: None) -> None:
    with timezone.override("Europe/London"):
        on_record("approve", datetime(2026, 7, 31, 22, 59, tzinfo=UTC))
        on_record("refuse", datetime(2026, 7, 31, 23, 0, tzinfo=UTC))  # 1 August in London

        assert counted(date(2026, 7, 1))["refused"] == 0
        assert counted(date(2026, 8, 1))["refused"] == 1
        assert [month.name for month in figures.months()] == ["2026-08", "2026-07"]


def test_what_has_ended_is_kept_and_the_running_month_is_not(november: None) -> None:
    on_record("refuse", NOW - timedelta(days=40))
    on_record("refuse")

    assert figures.keep() == 1
    assert list(MonthFigures.objects.values_list("month", flat=True)) == [date(2026, 10, 1)]
    on_record("refuse", NOW - timedelta(days=40))  # cannot happen, and shows what is read
    assert counted(date(2026, 10, 1))["refused"] == 1


def test_figures_are_counted_again_where_their_meaning_or_the_zone_has_changed(
    november: None, settings: Any
) -> None:
    on_record("refuse", NOW - timedelta(days=40))
    figures.keep()
    on_record("refuse", NOW - timedelta(days=40))
    MonthFigures.objects.update(version=figures.VERSION + 1)
    assert counted(date(2026, 10, 1))["refused"] == 2

    on_record("refuse", NOW - timedelta(days=40))
    settings.TIME_ZONE = "Asia/Tokyo"
    assert counted(date(2026, 10, 1))["refused"] == 3


def test_a_month_that_has_just_ended_is_not_kept_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    just_after = datetime(2026, 12, 1, 0, 0, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: just_after)
    decision = on_record("refuse", just_after - timedelta(seconds=50))

    with timezone.override("UTC"):
        assert counted()["refused"] == 1
        decision.undone_at = just_after
        decision.save()
        assert counted()["refused"] == 0
        assert not MonthFigures.objects.exists()


@pytest.mark.parametrize(
    "name", ["2026-10", "2026-12", "9999-12", "0000-13", "2026-00", "2026-13", "1999-01"]
)
@pytest.mark.parametrize("ending", ["/", ".json", ".csv"])
def test_a_month_of_which_nothing_is_on_record_is_not_there(
    november: None, name: str, ending: str
) -> None:
    on_record("refuse")
    on_record("refuse", NOW - timedelta(days=100))

    assert Client().get(f"{PAGE}{name}{ending}").status_code == 404


def test_the_page_json_and_csv_say_the_same(november: None) -> None:
    for minutes in (3, 5, 7):
        on_record("approve", waited_seconds=minutes * 60, waited_working_seconds=minutes * 60)
    on_record("refuse", rule_title="Stay calm.", rules_version=2, rule_number=4)
    on_record("receive", to_status=Status.HELD, signals=["personal_data", "quick"])
    client = Client()

    page = soup(client.get(f"{PAGE}2026-11/").text)
    document = client.get(f"{PAGE}2026-11.json").json()
    lines = list(csv.DictReader(StringIO(client.get(f"{PAGE}2026-11.csv").text)))

    shown = {
        tag.select_one(".figures__label").text: tag.find("td").text
        for tag in page.select(".figures__table:not(.figures__table--wide) tbody tr")
    }
    of_csv = {line["figure"]: line["value"] for line in lines if not line["rule_number"]}
    assert document["month"] == "2026-11"
    assert document["version"] == figures.VERSION
    assert document["definitions"].endswith(f"{PAGE}#definitions")
    for figure in definitions.FIGURES:
        value = document["figures"][figure.name]
        assert of_csv[figure.name] == ("" if value is None else str(value))
        assert shown[str(figure.label)] == figure.in_words(value)
    assert shown["Median, in working time"] == "5 min"
    assert document["by_rule"] == [
        {"rules_version": 2, "rule_number": 4, "rule_title": "Stay calm.", "refused": 1,
         "removed": 0, "spam": 0}
    ]  # fmt: skip
    of_rule = {line["figure"]: line["value"] for line in lines if line["rule_number"] == "4"}
    assert of_rule == {"refused_by_rule": "1", "removed_by_rule": "0", "spam_by_rule": "0"}
    assert {row["words"] for row in document["held_because"]} == {
        "It may hold personal data.", "It was sent very quickly."
    }  # fmt: skip
    assert "It may hold personal data. 1" in " ".join(page.get_text(" ").split())


def test_all_months_can_be_had_at_once(november: None) -> None:
    on_record("refuse")
    on_record("remove", NOW - timedelta(days=70))

    document = Client().get(f"{PAGE}months.json").json()
    lines = list(csv.DictReader(StringIO(Client().get(f"{PAGE}months.csv").text)))

    assert [month["month"] for month in document["months"]] == ["2026-11", "2026-09"]
    assert [(line["month"], line["refused"], line["removed"]) for line in lines] == [
        ("2026-11", "1", "0"),
        ("2026-09", "0", "1"),
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_spreadsheet_takes_a_rule_for_a_formula(november: None, title: str) -> None:
    on_record("refuse", rule_title=title)

    text = Client().get(f"{PAGE}2026-11.csv").content.decode()

    cells = [cell for line in csv.reader(StringIO(text, newline="")) for cell in line]
    assert guarded(title) in cells
    assert title not in cells


def test_the_first_page_tells_what_waits_and_since_when(post: BlogPostPage) -> None:
    assert "No comment waits for a moderator." in Client().get(PAGE).text
    assert "Nothing is on record yet." in Client().get(PAGE).text
    cache.clear()
    waiting = held_comment(post)
    moment = timezone.now() - timedelta(days=3)
    Comment.objects.filter(pk=waiting.pk).update(waiting_since=moment)
    held_comment(post)

    text = " ".join(soup(Client().get(PAGE).text).get_text(" ").split())

    assert "2 comments wait for a moderator, the oldest since" in text
    assert "within 8 working hours" in text


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}2026-11/"])
def test_the_pages_are_valid(november: None, address: str) -> None:
    on_record("refuse", waited_seconds=100_000, waited_working_seconds=30_000)
    on_record("receive", to_status=Status.HELD, signals=["quick"])
    on_record("remove", NOW - timedelta(days=400))

    valid_html(Client().get(address))


@pytest.mark.parametrize("path", ["", "2026-11/", "2026-11.json", "2026-11.csv", "months.csv"])
def test_reading_figures_has_nothing_to_do_with_cookies(november: None, path: str) -> None:
    on_record("refuse")
    client = Client()
    client.cookies.load({"comment_writer": "x:y", "csrftoken": "y" * 32})

    for response in (client.get(f"{PAGE}{path}"), client.head(f"{PAGE}{path}")):
        assert response.status_code == 200
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
    assert client.post(f"{PAGE}{path}").status_code in {403, 405}


def test_a_month_takes_the_same_queries_however_much_was_decided(
    november: None, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for version in range(1, 12):
        on_record("refuse", rules_version=version)
        on_record("receive", to_status=Status.HELD, signals=["quick"])

    with django_assert_max_num_queries(10):
        figures.month(date(2026, 11, 1))


@pytest.mark.parametrize(
    ("seconds", "in_days", "words"),
    [
        (0, True, "1 min"),
        (59, True, "1 min"),
        (3600, True, "1 h"),
        (5400, False, "1 h 30 min"),
        (90_000, False, "25 h"),
        (90_000, True, "1 day 1 h"),
        (172_800, True, "2 days"),
    ],
)
def test_a_span_of_time_is_said_in_words(seconds: int, in_days: bool, words: str) -> None:
    assert definitions.duration(seconds, in_days=in_days) == words


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_in_the_open_record(visit: Visit) -> None:
    site_tree()
    now = timezone.now()
    for days in (0, 40, 80):
        moment = now - timedelta(days=days)
        on_record("refuse", moment, waited_seconds=90_000, waited_working_seconds=30_000)
        on_record("spam", moment, undone_at=moment)
        on_record("receive", moment, to_status=Status.HELD, signals=["quick"])
    new_rules("Be kind.", "No advertising.")
    reader = visit()

    for address in ("/comments/log/?what=all", PAGE, f"{PAGE}{timezone.localdate():%Y-%m}/"):
        assert (reader.goto(address) or pytest.fail(address)).status == 200
        assert axe_in_every_look(reader) == [], address
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.django_db
def test_every_month_that_the_page_leads_to_is_there(as_nobody: Client) -> None:
    now = timezone.now()
    for days in (0, 500, 1500):
        on_record("refuse", now - timedelta(days=days), waited_seconds=9)

    links = [tag["href"] for tag in soup(as_nobody.get(PAGE).text).select("main a[href]")]

    months = {link for link in links if re.fullmatch(rf"{PAGE}\d{{4}}-\d\d/", str(link))}
    assert len(months) == 3
    assert [link for link in months if as_nobody.get(link).status_code != 200] == []
