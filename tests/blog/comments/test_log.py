"""The public log: everything that was decided, and nothing by which anybody could be found."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments import actions, authorship, public_log, reports
from blog.comments.models import Ban, Comment, Decision, HouseRules, Status
from blog.comments.record import record
from blog.models import BlogPostPage
from tests.blog.comments.desk import at_the_desk
from tests.blog.comments.house_rules import new_rules
from tests.factories.comments import NOBODY, held_comment, published_comment, rule
from tests.factories.pages import live_post, private_post
from tests.factories.people import moderator
from tests.forms import soup
from tests.markup import valid_html

pytestmark = pytest.mark.django_db
LOG = "/comments/log/"
Action, By = Decision.Action, Decision.By


def entries(address: str = LOG) -> list[str]:
    """What the log says, an entry each, as one line."""
    page = soup(Client().get(address).text)
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(".record__entry")]


def decided(action: str = "refuse", **fields: Any) -> Decision:
    """A decision as it stands on record."""
    defaults: dict[str, Any] = {"action": action, "by": By.MODERATOR}
    if action in {"refuse", "remove", "spam"}:
        defaults |= {"rule_number": 1, "rules_version": 1, "rule_title": "Be civil."}
    return Decision.objects.create(**(defaults | fields))


def test_an_entry_says_what_was_decided_by_which_rule_and_where(post: BlogPostPage) -> None:
    comment = held_comment(post)
    actions.refuse(comment=comment, by=moderator(), rule=rule(2))

    (line,) = entries()

    assert "Not published. Rule 2: Stay with the subject of the post." in line
    assert "Decided by a moderator." in line
    assert f"Under {post.title}" in line
    page = soup(Client().get(LOG).text)
    assert page.select_one(".record__rule a")["href"] == "/comments/house-rules/?version=1#rule-2"


def test_nothing_tells_of_a_text_a_name_or_a_comment_that_readers_do_not_see(
    post: BlogPostPage,
) -> None:
    who = moderator()
    secret = {"user_name": "Nora Nightjar", "comment": "A text about herons."}
    comments = [held_comment(post, **secret) for _n in range(4)]
    numbers = [10_000_000 + n for n in range(4)]
    refused, spam, removed, kept = comments
    actions.refuse(comment=refused, by=who, rule=rule(), explanation="Not so loud, Nora.")
    actions.mark_spam(comment=spam, by=who)
    actions.approve(comment=removed, by=who)
    reports.report(comment=removed, writer=NOBODY, ip_address="192.0.2.7", why="It is rude.")
    actions.remove(comment=removed, by=who, rule=rule())
    actions.approve(comment=kept, by=who)
    authorship.withdraw(comment=kept)
    for comment, number in zip(comments, numbers, strict=True):
        Decision.objects.filter(comment=comment).update(
            comment_number=number, reasons=["A text about herons."], signals=["personal_data"]
        )

    found = Client().get(f"{LOG}?what=all").text

    for word in ("Nora", "Nightjar", "heron", "loud", "rude", "192.0.2", who.get_username()):
        assert word not in found
    assert who.get_full_name() not in found
    for comment, number in zip(comments, numbers, strict=True):
        assert not re.search(rf"\b({number}|/comments/{comment.pk}/|c{comment.pk})\b", found)


def test_a_comment_that_is_public_can_be_found(post: BlogPostPage) -> None:
    comment = held_comment(post)
    actions.approve(comment=comment, by=moderator())

    link = soup(Client().get(LOG).text).select_one(".record__about a:last-child")

    assert link["href"] == f"/comments/{comment.pk}/"


@pytest.mark.parametrize("how", ["private", "draft", "deleted"])
def test_a_post_that_not_everybody_can_read_is_not_named(how: str) -> None:
    hidden = private_post("Secret plans") if how == "private" else live_post("Secret plans")
    comment = published_comment(hidden)
    record(action=Action.APPROVE, by=By.MODERATOR, comment=comment, from_status=Status.HELD)
    if how == "draft":
        hidden.unpublish()
    if how == "deleted":
        hidden.delete()

    (line,) = entries()

    assert "Under a post that is no longer public" in line
    assert "Secret plans" not in line


def test_a_filter_says_why_it_held_a_comment_in_words(post: BlogPostPage) -> None:
    comment = authorship.write(
        page=post, writer=NOBODY, text="Write to me.", name="Nora", signals=["personal_data"]
    )
    Comment.objects.get(pk=comment.pk, status=Status.HELD)
    authorship.write(page=post, writer=NOBODY, text="A first word.", name="Nils")

    first, second = entries()

    assert "Received, and held until a moderator has read it." in first
    assert "Why: A moderator reads the first comments of everybody." in first
    assert "Why: It may hold personal data." in second
    assert "Held by a filter, for a person to decide." in second


def test_what_is_routine_is_one_link_away(post: BlogPostPage) -> None:
    authorship.write(page=post, writer=moderator(), text="Welcome.")
    assert entries() == []

    page = soup(Client().get(LOG).text)
    everything = page.find("a", string="Show everything")["href"]

    assert ["published at once" in line for line in entries(f"{LOG}{everything}")] == [True]


@pytest.mark.parametrize("query", ["", "?what=all", "?what=routine"])
def test_a_single_report_is_counted_and_not_listed(post: BlogPostPage, query: str) -> None:
    entry = published_comment(post)
    for household in ("192.0.2.7", "192.0.2.7", "198.51.100.7"):
        reports.report(comment=entry, writer=NOBODY, ip_address=household, rule=rule())
    assert Decision.objects.filter(action="report").exists()

    assert entries(f"{LOG}{query}") == []
    assert "Single reports by readers are only counted" in Client().get(f"{LOG}{query}").text


def test_a_decision_that_was_taken_back_stays_and_says_so(post: BlogPostPage) -> None:
    who = moderator()
    decision = actions.decide("refuse", held_comment(post), by=who, rule=rule())
    actions.undo(decision=decision, by=who)

    (line,) = entries()

    assert "Not published." in line
    assert "Taken back by the moderator within a minute" in line


def test_a_review_says_how_it_ended(post: BlogPostPage) -> None:
    first, second = moderator(), moderator()
    comments = [held_comment(post) for _n in range(2)]
    for comment in comments:
        actions.refuse(comment=comment, by=first, rule=rule())
        authorship.ask_for_review(comment=comment, why="")
    actions.approve(comment=comments[0], by=second)
    actions.uphold(comment=comments[1], by=second)

    upheld, overturned, *_earlier = entries()

    assert "Looked at again by another moderator: the decision stands." in upheld
    assert "Published after all, after it had been refused." in overturned
    assert "This was a review, and the first decision was overturned." in overturned


def test_a_ban_out_of_a_comments_row_leads_nobody_to_its_writer(post: BlogPostPage) -> None:
    entry = published_comment(post, user_email="nora@example.net")
    client = at_the_desk(moderator())
    sent = {"what": "email", "span": "week", "reason": "You did it again."}

    client.post(f"/admin/comments/desk/{entry.pk}/ban/", sent)
    made = Decision.objects.get(action="ban")
    # One that was recorded with its comment, as long ago they were.
    decided("ban", comment=entry, comment_number=entry.pk, page=post, to_status=entry.status)

    assert (made.comment_id, made.comment_number) == (None, None)
    assert made.until == Ban.objects.get().until
    page = soup(Client().get(LOG).text)
    assert page.select(".record__about a") == []
    assert "The comment" not in " ".join(entries())


def test_bans_and_slow_modes_are_told_with_their_end(post: BlogPostPage) -> None:
    end = datetime(2026, 12, 24, 18, tzinfo=UTC)
    decided("ban", until=end)
    decided("ban")
    decided("slow", until=end, page=post)

    slow, for_good, ban = entries()

    assert "Somebody was kept from commenting. Until 24 Dec 2026, 18:00" in ban
    assert "Under" not in ban
    assert "Somebody was kept from commenting. Without an end" in for_good
    assert "The discussion was slowed down" in slow
    assert f"Under {post.title}" in slow


def test_every_decision_has_a_sentence() -> None:
    shown = set(Action.values) - public_log.ONLY_COUNTED
    for action, status in product(shown, [None, *Status.values]):
        decision = Decision(action=action, from_status=status, to_status=status)
        entry = public_log.Entry(decision=decision, post=None, is_readable=False, has_rules=False)

        assert entry.sentence.endswith("."), action


def test_it_is_cut_by_the_decision_and_nothing_is_left_out(post: BlogPostPage) -> None:
    moment = timezone.now()
    Decision.objects.bulk_create(
        Decision(action="keep", by="moderator", made_at=moment - timedelta(seconds=n // 3))
        for n in range(120)
    )
    expected = list(Decision.objects.order_by("-made_at", "-pk").values_list("pk", flat=True))

    found: list[int] = []
    choice = public_log.Choice()
    while choice:
        page = public_log.read(choice, [])
        found += [entry.decision.pk for entry in page.entries]
        choice = page.next_before and public_log.Choice(before=page.next_before)

    assert found == expected
    assert len(entries()) == public_log.PER_PAGE


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"refuse", "remove", "ban"}),
        ("?what=all", {"refuse", "remove", "ban", "ask"}),
        ("?what=routine", {"ask"}),
        ("?what=removed", {"remove"}),
        ("?what=limit", {"ban"}),
        ("?rule=1.1", {"refuse"}),
        ("?rule=2.1", {"remove"}),
        ("?month=2026-03", {"ban"}),
        ("?month=2026-04", {"refuse", "remove"}),
        ("?month=2026-04&rule=2.1&what=removed", {"remove"}),
        ("?month=2026-13&rule=1.x&what=nonsense&before=-1", {"refuse", "remove", "ban"}),
        ("?rule=99999.1&month=0000-00", {"refuse", "remove", "ban"}),
        ("?month=9999-12", {"refuse", "remove", "ban"}),
        ("?month=0001-01", {"refuse", "remove", "ban"}),
        ("?month=2026-02", {"refuse", "remove", "ban"}),
        ("?rule=9.9", set()),
    ],
)
def test_it_can_be_narrowed(query: str, shown: set[str], settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    april = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # half past midnight in London, in April
    decided("ban", made_at=april - timedelta(hours=1))
    decided("refuse", made_at=april)
    decided("remove", made_at=april + timedelta(days=2), rules_version=2)
    decided("ask", made_at=timezone.now())
    sentences = {action: str(words) for action, words in public_log.SENTENCES.items()}

    with timezone.override("Europe/London"):
        lines = " ".join(entries(f"{LOG}{query}"))

    assert {action for action, words in sentences.items() if words in lines} == shown


def test_it_takes_the_same_queries_however_long_it_is(
    post: BlogPostPage, django_assert_max_num_queries: Any
) -> None:
    new_rules(*(f"Title {n}" for n in range(10)))
    posts = [live_post() for _n in range(12)]
    for other in posts:
        for _n in range(4):
            record(action=Action.KEEP, by=By.MODERATOR, comment=published_comment(other))
    address = f"{LOG}?what=looked_again&before={decided('keep').pk}"
    Client().get(address)  # warms what is asked once only

    with django_assert_max_num_queries(12):
        assert len(entries(address)) == 48


@pytest.mark.parametrize("query", ["", "?what=all", "?what=spam&month=2026-11"])
def test_the_page_is_valid_and_knows_no_cookie(post: BlogPostPage, query: str) -> None:
    actions.refuse(comment=held_comment(post), by=moderator(), rule=rule())
    decided("ban")
    client = Client()
    client.cookies.load({"comment_writer": "x:y", "csrftoken": "y" * 32})

    response = client.get(f"{LOG}{query}")

    valid_html(response)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert client.head(f"{LOG}{query}").status_code == 200
    assert client.post(LOG).status_code in {403, 405}


@pytest.mark.parametrize("address", [LOG, "/comments/transparency/"])
def test_a_page_with_the_bar_of_staff_is_kept_by_nobody_else(
    post: BlogPostPage, address: str
) -> None:
    client = Client()
    client.force_login(moderator())

    kept = [by.get(address).headers["Cache-Control"] for by in (client, Client())]

    assert kept == ["max-age=60, private", "max-age=60, public"]


def test_what_was_decided_outlives_page_person_rule_and_comment(post: BlogPostPage) -> None:
    who = moderator()
    actions.refuse(comment=held_comment(post), by=who, rule=rule(2))
    Comment.objects.all().delete()
    who.delete()
    HouseRules.objects.all().delete()
    post.delete()

    (line,) = entries()

    assert "Not published. Rule 2: Stay with the subject of the post." in line
    assert "Under a post that is no longer public" in line
    assert "/comments/house-rules/?version" not in Client().get(LOG).text
