"""The page on which a reader reports a comment: without a script, an account, or a name."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import ModelLogEntry

from blog.comments import bans, privacy, stamps
from blog.comments.models import (
    DEFAULT_RULES,
    Ban,
    Comment,
    Decision,
    HouseRules,
    Report,
    Status,
)
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.comments import comment, published_comment, take_away
from tests.factories.pages import draft_post, live_post, private_post, restrict
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.1", "192.0.2.2"
A_MINUTE = 60


@pytest.fixture
def entry(post: BlogPostPage) -> Comment:
    """A comment that everybody can read."""
    return published_comment(post, comment="All herons are thieves.")


def address(entry: Comment) -> str:
    """Where a comment is reported."""
    return f"/comments/{entry.pk}/report/"


def send(client: Client, entry: Comment, ip_address: str = HERE, **changes: str) -> Any:
    """The form as the page has it, filled in by somebody who took a minute."""
    fields = {"reason": "other", "why": "It is a lie.", "website": ""}
    fields["stamp"] = stamps.make(age_seconds=A_MINUTE)
    return client.post(address(entry), fields | changes, REMOTE_ADDR=ip_address)


def text(response: Any) -> str:
    """What the page says."""
    return soup(response.text).main.get_text(" ", strip=True)


def test_a_reader_reports_by_a_rule_without_a_script_or_an_account(entry: Comment) -> None:
    client = Client(enforce_csrf_checks=True)
    link = soup(client.get(entry.page.url).text).select_one(f"#c{entry.pk} .comment__report")
    page = client.get(link["href"])
    radios = soup(page.text).select("input[type=radio]")
    form = read_form(page.text, address(entry))
    form = form.fill(stamp=stamps.make(age_seconds=A_MINUTE), why="Look at the second line.")

    sent = form.press() | {"reason": [radios[1]["value"]]}
    response = client.post(form.action, sent)

    row = Report.objects.get()
    assert len(radios) == len(DEFAULT_RULES) + 1
    assert (row.rule_number, row.why) == (2, "Look at the second line.")
    assert "Your report has arrived" in text(response)
    assert "within 8 working hours" in text(response)
    assert "Nobody learns who reported it" in text(response)


def test_the_link_to_report_is_there_where_the_discussion_is_closed(
    as_nobody: Client, post: BlogPostPage, entry: Comment
) -> None:
    BlogPostPage.objects.filter(pk=post.pk).update(comments_open=False)

    assert soup(as_nobody.get(post.url).text).select_one(f"#c{entry.pk} .comment__report")
    assert send(as_nobody, entry).status_code == 200


def test_a_second_report_says_kindly_that_it_was_reported_and_not_by_whom(
    as_nobody: Client, post: BlogPostPage
) -> None:
    mine, others = published_comment(post), published_comment(post)
    send(as_nobody, mine)
    send(as_nobody, others, THERE)

    second, first = send(as_nobody, mine), send(as_nobody, others)

    assert "has been reported already" in text(second)
    assert text(second) == text(first)
    assert Report.objects.filter(comment=mine).count() == 1


def test_the_report_that_holds_it_says_so(as_nobody: Client, entry: Comment) -> None:
    for number in (1, 2):
        send(as_nobody, entry, f"198.51.100.{number}")

    said = send(as_nobody, entry)
    late = send(as_nobody, entry, THERE)

    assert "nobody can read it" in text(said)
    assert soup(said.text).main.select_one(f"a[href$='/comments/{entry.pk}/']") is None
    assert (late.status_code, Report.objects.count()) == (422, 3)
    assert "out of sight already" in text(late)
    assert "thieves" not in late.text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("status", [Status.HELD, Status.UNCONFIRMED, Status.SPAM, Status.REFUSED])
def test_what_readers_never_saw_cannot_be_reported(
    post: BlogPostPage, status: Status, method: str
) -> None:
    assert getattr(Client(), method)(address(comment(post, status))).status_code == 404


def test_nothing_under_a_page_that_not_everybody_may_read_can_be_reported(db: None) -> None:
    below = live_post()
    hidden = [published_comment(page) for page in (draft_post(), private_post(), below)]
    restrict(below)
    missing = [f"/comments/{2**31}/report/", "/comments/0/report/", "/comments/99999/report/"]

    codes = {
        getattr(Client(), method)(where).status_code
        for where in [*map(address, hidden), *missing]
        for method in ("get", "post")
    }

    assert codes == {404}
    assert Report.objects.count() == 0


def test_what_went_away_meanwhile_is_answered_with_a_sentence(
    as_nobody: Client, entry: Comment
) -> None:
    take_away(entry, Status.WITHDRAWN)

    response = send(as_nobody, entry)

    assert response.status_code == 422
    assert "no longer here" in text(response)
    assert "thieves" not in response.text
    assert as_nobody.get(address(entry)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Please choose what is wrong"),
        ({"reason": "999.1"}, "house rules were changed"),
        ({"reason": "other", "why": "  "}, "in a few words"),
        ({"why": "y" * 501}, "yours has 501"),
        ({"why": "y" * 50_000}, "yours has 50000"),
        ({"why": "a\0b"}, "Null characters"),
        ({"website": "https://spam.example"}, "to catch programs"),
        ({"stamp": ""}, "open for too long"),
        ({"stamp": "forged"}, "open for too long"),
        ({"stamp": stamps.make(age_seconds=settings.COMMENT_FORM_SECONDS + 1)}, "open for too"),
        ({"stamp": "now"}, "quicker than people are"),
    ],
)
def test_what_will_not_do_comes_back_with_a_sentence_and_what_was_typed(
    as_nobody: Client, entry: Comment, changes: dict[str, str], sentence: str
) -> None:
    if changes.get("stamp") == "now":
        changes = {"stamp": stamps.make()}

    response = send(as_nobody, entry, **changes)

    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert sentence in text(response)
    kept = dict(read_form(response.text, "/", "form[method=post]").fields)
    assert kept["why"].strip()[:3] == changes.get("why", "It is a lie.").strip()[:3].replace(
        "\0", "\ufffd"
    )


def test_a_form_that_came_back_can_be_sent_again_at_once(as_nobody: Client, entry: Comment) -> None:
    form = read_form(send(as_nobody, entry, stamp=stamps.make()).text, address(entry))

    as_nobody.post(form.action, form.press())

    assert Report.objects.get().why == "It is a lie."


def test_a_rule_that_was_replaced_meanwhile_is_chosen_again(
    as_nobody: Client, entry: Comment
) -> None:
    radio = soup(as_nobody.get(address(entry)).text).select_one("input[type=radio]")
    HouseRules.publish(DEFAULT_RULES[1:])

    response = send(as_nobody, entry, reason=radio["value"])

    assert response.status_code == 422
    assert "house rules were changed" in text(response)


def test_a_household_cannot_report_one_comment_after_the_other(
    as_nobody: Client, post: BlogPostPage, settings: Any
) -> None:
    settings.RATES = settings.RATES | {"report": "2/minute"}
    entries = [published_comment(post) for _ in range(3)]

    responses = [send(as_nobody, one) for one in entries]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert int(responses[2]["Retry-After"]) > 0
    assert "It is a lie." in responses[2].text
    assert not Report.objects.filter(comment=entries[2]).exists()
    assert send(as_nobody, entries[2], THERE).status_code == 200


@pytest.mark.parametrize("kind", ["network", "account", "email"])
def test_who_is_banned_from_commenting_reports_nothing(entry: Comment, kind: str) -> None:
    user, client = reader(), Client()
    client.force_login(user)
    value = {"network": "192.0.2.0/24", "account": user.username, "email": user.email}[kind]
    until = timezone.now() + timedelta(days=1)
    bans.ban(kind=Ban.Kind(kind), value=value, until=until, reason="Insults.", by=moderator())

    shown, sent = client.get(address(entry), REMOTE_ADDR=HERE), send(client, entry)

    assert (shown.status_code, sent.status_code, Report.objects.count()) == (200, 422, 0)
    assert "Nor can you report comments." in text(sent)
    assert soup(shown.text).select_one("main form") is None


def test_nobody_reports_their_own_comment(post: BlogPostPage) -> None:
    user, client = reader(), Client()
    client.force_login(user)

    response = send(client, published_comment(post, user=user))

    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert "your own" in text(response)


def test_another_site_cannot_report_for_a_reader(entry: Comment) -> None:
    assert send(Client(enforce_csrf_checks=True), entry).status_code == 403
    assert Report.objects.count() == 0


def test_looking_at_the_page_reports_nothing(as_nobody: Client, entry: Comment) -> None:
    for query in ("", "?reason=other&why=x"):
        assert as_nobody.get(address(entry) + query).status_code == 200

    assert Report.objects.count() == 0
    assert len(queries_of(as_nobody, address(entry))) <= 12


def test_who_reported_is_kept_nowhere(entry: Comment, caplog: pytest.LogCaptureFixture) -> None:
    """Not in the row, the record, Wagtail's log, the writer's data, or the program's log."""
    caplog.set_level(logging.DEBUG)
    user, client = reader(), Client()
    client.force_login(user)
    for number in (1, 2):
        send(Client(), entry, f"198.51.100.{number}")
    send(client, entry, HERE)

    kept = [
        *Report.objects.values_list(),
        *Decision.objects.values_list(),
        *ModelLogEntry.objects.values_list(),
        privacy.export_comment(Comment.objects.get(pk=entry.pk)),
        *(record.getMessage() for record in caplog.records),
    ]
    traces = [user.username, user.email, HERE, "198.51.100"]
    assert [(trace, row) for row in kept for trace in traces if trace in str(row)] == []
    assert not Decision.objects.exclude(moderator=None).exists()


def test_the_writer_is_told_why_the_comment_is_out_of_sight_and_not_by_whom(
    as_nobody: Client, entry: Comment
) -> None:
    for number in (1, 2, 3):
        send(as_nobody, entry, f"198.51.100.{number}")

    page = as_nobody.get(status_url(entry)).text

    assert "Several readers reported it." in page
    assert "It is a lie." not in page


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_page_keeps_nobody_out_and_works_by_keyboard(visit: Visit) -> None:
    entry = published_comment(live_post(), comment="All herons are thieves.")
    browser = visit()
    browser.goto(entry.page.url)
    browser.get_by_role("link", name="Report the comment").click()
    assert axe_in_every_look(browser) == []

    browser.get_by_role("button", name="Send the report").press("Enter")
    expect(browser.locator(".form__summary")).to_be_focused()
    assert axe_in_every_look(browser) == []

    browser.get_by_role("link", name="What is wrong with it?").press("Enter")
    browser.keyboard.press("Tab")
    browser.keyboard.press("ArrowDown")
    browser.get_by_label("In a few words").fill("It is about birds.")
    browser.keyboard.press("Tab")
    browser.get_by_role("button", name="Send the report").press("Enter")
    expect(browser.get_by_role("heading", name="Thank you")).to_be_visible()
    assert axe_in_every_look(browser) == []
    assert Report.objects.get().rule_number in {1, 2}
