"""Reports by readers: one each, counted right; enough of them hold a comment until looked at."""

from typing import Any

import pytest
from django.utils import timezone

from blog.comments import actions, authorship, likes, reports
from blog.comments.actions import AlreadyDecided
from blog.comments.models import Comment, Decision, DiscussionSettings, Report, Status
from blog.comments.reports import NotReportable, Outcome
from blog.comments.threads import ThreadPosition, thread_page
from blog.models import BlogPostPage
from search.queries import find
from tests.crowds import at_once
from tests.factories.comments import NOBODY, published_comment, rule, thread
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader
from tests.integrity import faults_of_threads

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"


@pytest.fixture
def entry(post: BlogPostPage) -> Comment:
    """A comment that everybody can read."""
    return published_comment(post)


def stored(entry: Comment) -> Comment:
    """As the database has it; its count of open reports is always the number of rows."""
    found = Comment.objects.get(pk=entry.pk)
    rows = Report.objects.filter(comment=entry, closed_at__isnull=True).count()
    assert found.open_reports == rows
    return found


def report(entry: Comment, address: str = HERE, writer: Any = NOBODY, **more: Any) -> Outcome:
    """One report, by a guest unless a `writer` is given."""
    return reports.report(comment=entry, writer=writer, ip_address=address, **more)


def report_from(entry: Comment, *households: int, **more: Any) -> None:
    """A report from each household."""
    for number in households:
        report(entry, f"198.51.100.{number}", **more)


def limit(most: int) -> None:
    """After how many reports a comment is held."""
    rules = DiscussionSettings.current()
    rules.hold_after_reports = most
    rules.save()


def holds(entry: Comment) -> list[Decision]:
    """The decisions by which reports held it."""
    return list(Decision.objects.filter(comment_number=entry.pk, action=Decision.Action.HOLD))


def test_one_report_is_listed_with_its_reason_and_a_time_to_decide_by(entry: Comment) -> None:
    report(entry, rule=rule(2), why="It is about the weather.")

    found = stored(entry)
    row = Report.objects.get(comment=entry)
    assert (found.status, found.open_reports) == (Status.PUBLISHED, 1)
    assert found.reported_at is not None
    assert found.due_at is not None
    assert (row.rule_number, row.rules_version, row.why) == (2, 1, "It is about the weather.")
    assert row.rule == str(rule(2))


def test_each_household_and_each_account_has_one_report(entry: Comment) -> None:
    limit(0)
    user = reader()

    for address in (HERE, HERE, "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
        report(entry, address)
    for address in (HERE, "203.0.113.9"):
        report(entry, address, user)

    assert stored(entry).open_reports == 4


def test_a_second_report_is_answered_like_another_readers(post: BlogPostPage) -> None:
    """Otherwise one could find out that somebody else at home has reported it."""
    limit(0)
    mine, others = published_comment(post), published_comment(post)
    report(mine)
    report(others, "203.0.113.9")

    assert report(mine) == report(others)
    actions.decide_many(name="keep", comments=[mine, others], by=moderator())
    assert report(mine) == report(others, "203.0.113.77")


def test_reports_of_one_person_cannot_be_put_together_nor_with_their_likes(
    entry: Comment,
) -> None:
    other = published_comment(entry.page)
    for one in (entry, other):
        report(one)
        likes.like(comment=one, writer=NOBODY, ip_address=HERE)

    hashes = set(Report.objects.values_list("reporter", flat=True))
    hashes |= set(entry.likes.values_list("voter", flat=True))
    assert len(hashes) == 3
    assert not [one for one in hashes if HERE in one]


def test_the_third_household_takes_it_out_of_sight_until_somebody_has_looked(
    post: BlogPostPage,
) -> None:
    first, reply, _answer = thread(post, 0, 1, 2)
    appeared = reply.published_at
    report_from(reply, 1, 2, rule=rule(1))
    assert stored(reply).is_published

    report_from(reply, 3)

    found = stored(reply)
    (decision,) = holds(reply)
    assert (found.status, found.published_at) == (Status.HELD, appeared)
    assert (found.signals, found.open_reports) == (["reported"], 3)
    assert found.due_at is not None
    assert (decision.by, decision.moderator, decision.rule_number) == ("readers", None, None)
    assert decision.reasons == [f"{rule(1)} (2)", "Something else (1)"]
    assert Comment.objects.get(pk=first.pk).reply_count == 1
    shown = thread_page(post, ThreadPosition()).threads[0].replies[0]
    assert shown.is_tombstone
    assert "Readers reported this comment" in shown.notice
    assert faults_of_threads() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_held_by_reports_is_not_found_any_more() -> None:
    entry = published_comment(live_post(), comment="A heron is not enough.")
    assert find("heron", where="comments").total == 1

    report_from(entry, 1, 2, 3)

    assert find("heron", where="comments").total == 0


def test_a_site_can_let_no_number_of_reports_hold_anything(entry: Comment) -> None:
    limit(0)

    report_from(entry, *range(1, 12))

    assert (stored(entry).is_published, stored(entry).open_reports) == (True, 11)
    assert holds(entry) == []


@pytest.mark.parametrize("decision", ["approve", "keep"])
def test_what_a_moderator_has_left_after_reports_is_only_listed_from_then_on(
    entry: Comment, decision: str
) -> None:
    report_from(entry, 1, 2, *([3] if decision == "approve" else []))
    actions.decide(decision, stored(entry), by=moderator())
    assert stored(entry).open_reports == 0

    report_from(entry, *range(11, 21))

    found = stored(entry)
    assert (found.is_published, found.open_reports) == (True, 10)
    assert found.due_at is not None


def test_a_text_that_no_moderator_has_seen_can_be_held_again(entry: Comment) -> None:
    report_from(entry, 1, 2)
    actions.keep(comment=stored(entry), by=moderator())
    authorship.edit(comment=stored(entry), text="Something else entirely.")

    report_from(entry, 11, 12, 13)

    assert stored(entry).status == Status.HELD


def test_a_comment_that_was_approved_before_any_report_can_be_held(entry: Comment) -> None:
    Comment.objects.filter(pk=entry.pk).update(
        moderated_by=moderator(), moderated_at=timezone.now()
    )

    report_from(entry, 1, 2, 3)

    assert stored(entry).status == Status.HELD


def test_what_the_organisation_says_is_listed_and_never_held(post: BlogPostPage) -> None:
    official = published_comment(post, user=reader(), official_role="Town clerk")
    by_a_moderator = published_comment(post, user=moderator())

    for entry in (official, by_a_moderator):
        report_from(entry, *range(1, 9))

        assert (stored(entry).is_published, stored(entry).open_reports) == (True, 8)


@pytest.mark.parametrize("name", ["keep", "remove", "spam"])
def test_a_decision_closes_the_reports(entry: Comment, name: str) -> None:
    report_from(entry, 1, 2)

    decision = actions.decide(name, stored(entry), by=moderator(), rule=rule())

    found = stored(entry)
    assert (found.open_reports, found.reported_at, found.due_at) == (0, None, None)
    assert set(Report.objects.values_list("closed_by", flat=True)) == {decision.pk}


def test_taking_a_decision_back_opens_the_reports_beside_those_that_came_since(
    entry: Comment,
) -> None:
    limit(0)
    report_from(entry, 1, 2)
    before, who = stored(entry), moderator()
    decision = actions.decide("keep", before, by=who)
    report_from(entry, 3)

    actions.undo(decision=decision, by=who)

    found = stored(entry)
    assert (found.open_reports, found.reported_at) == (3, before.reported_at)
    assert (found.waiting_since, found.due_at) == (before.waiting_since, before.due_at)


def test_a_report_that_came_before_an_undo_stays_listed(post: BlogPostPage) -> None:
    entry, who = published_comment(post), moderator()
    Comment.objects.filter(pk=entry.pk).update(edited_at=timezone.now())
    decision = actions.decide("keep", stored(entry), by=who)
    report_from(entry, 1)

    actions.undo(decision=decision, by=who)

    assert stored(entry).open_reports == 1
    assert stored(entry).due_at is not None


def test_a_moderator_is_told_that_readers_were_first(entry: Comment) -> None:
    report_from(entry, 1, 2)
    seen = stored(entry).seen_as
    report_from(entry, 3)

    with pytest.raises(AlreadyDecided, match="Meanwhile readers reported"):
        actions.decide("keep", stored(entry), by=moderator(), seen=seen)


def test_withdrawing_and_erasing_leave_nothing_to_look_at(post: BlogPostPage) -> None:
    withdrawn, erased = published_comment(post), published_comment(post)
    for entry in (withdrawn, erased):
        report_from(entry, 1, 2)

    authorship.withdraw(comment=withdrawn)
    authorship.erase(comment=erased)

    for entry in (withdrawn, erased):
        assert (stored(entry).open_reports, stored(entry).due_at) == (0, None)
    assert not Report.objects.filter(comment=erased).exists()


def test_nobody_reports_their_own_comment_or_what_is_gone(post: BlogPostPage) -> None:
    user = reader()
    own, gone = published_comment(post, user=user), published_comment(post)
    authorship.withdraw(comment=gone)

    with pytest.raises(NotReportable, match="your own"):
        report(own, writer=user)
    with pytest.raises(NotReportable, match="no longer here"):
        report(gone)
    assert Report.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_households_at_once_hold_it_once() -> None:
    """A deadlock would be an error: PostgreSQL ends one of the two after a second."""
    post = live_post()
    first, entry, other = thread(post, 0, 1, 1)

    outcomes = at_once(
        *(lambda n=n: report(entry, f"198.51.100.{n}") for n in range(50)),
        *(lambda n=n: report(other, f"198.51.100.{n}") for n in range(2)),
    )

    taken = [outcome for outcome in outcomes[:50] if isinstance(outcome, Outcome)]
    late = [outcome for outcome in outcomes[:50] if isinstance(outcome, NotReportable)]
    assert (len(taken), len(late)) == (3, 47), outcomes
    assert [outcome.is_held for outcome in taken].count(True) == 1
    assert (stored(entry).status, stored(entry).open_reports) == (Status.HELD, 3)
    assert len(holds(entry)) == 1
    assert (stored(other).is_published, stored(other).open_reports) == (True, 2)
    assert Comment.objects.get(pk=first.pk).reply_count == 1
    assert faults_of_threads() == []


@pytest.mark.django_db(transaction=True)
def test_fifty_households_and_a_moderator_at_once_agree_on_what_holds() -> None:
    limit(40)
    entry, who = published_comment(live_post()), moderator()
    report(entry, "203.0.113.1")

    at_once(
        *(lambda n=n: report(entry, f"198.51.100.{n}") for n in range(30)),
        lambda: actions.keep(comment=entry, by=who),
    )

    closed = Report.objects.filter(closed_by__action="keep").count()
    assert stored(entry).open_reports + closed == 31
    assert stored(entry).is_published
