"""What was only needed for a while goes, in time and nothing else with it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from blog.comments import actions, authorship, markup, privacy
from blog.comments.models import (
    Comment,
    Decision,
    EmailConfirmation,
    Presence,
    RateCount,
    Recipient,
    Status,
    Subscription,
    keyed_hash,
)
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.comments import comment, held_comment, published_comment, rule
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.integrity import faults_of_threads

pytestmark = pytest.mark.django_db
ADDRESS = "198.51.100.7"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def written(age: timedelta, status: Status = Status.PUBLISHED, **fields: Any) -> Comment:
    """A comment of some age, with the address from which it came."""
    post = fields.pop("post", None) or live_post()
    at = timezone.now() - age
    return comment(
        post,
        status,
        submit_date=at,
        ip_address=ADDRESS,
        ip_hash=keyed_hash(ADDRESS),
        html_version=markup.VERSION,
        **fields,
    )


def unconfirmed(age: timedelta, *, link_ends_in: timedelta) -> Comment:
    """A comment that waits for its writer, and a link that works for some time yet."""
    entry = written(age, Status.UNCONFIRMED)
    EmailConfirmation.objects.create(
        comment=entry,
        token_hash=f"hash {entry.pk}",
        expires_at=timezone.now() + link_ends_in,
    )
    return entry


def again(entry: Comment) -> Comment:
    """The comment as it now is."""
    return Comment.objects.get(pk=entry.pk)


def test_an_ip_address_goes_after_thirty_days() -> None:
    old, new = written(30 * DAY + HOUR), written(30 * DAY - HOUR)

    report = privacy.purge()

    assert (again(old).ip_address, again(new).ip_address) == (None, ADDRESS)
    assert again(old).ip_purged_at is not None
    assert again(new).ip_purged_at is None
    assert report.addresses == 1


@pytest.mark.parametrize("status", Status)
def test_an_ip_address_goes_in_whatever_state_a_comment_is(status: Status) -> None:
    written(31 * DAY, status)

    privacy.purge()

    assert not Comment.objects.filter(ip_address__isnull=False).exists()


def test_the_keyed_hash_stays_when_the_ip_address_goes() -> None:
    entry = written(31 * DAY)

    privacy.purge()

    assert again(entry).ip_hash == keyed_hash(ADDRESS)
    assert again(entry).comment == entry.comment


def test_without_days_to_keep_it_an_ip_address_goes_at_once(settings: Any) -> None:
    settings.COMMENT_ADDRESS_DAYS = 0
    entry = written(timedelta())

    privacy.purge()

    assert again(entry).ip_address is None


def test_an_unconfirmed_comment_goes_after_seven_days() -> None:
    old = unconfirmed(7 * DAY + HOUR, link_ends_in=-HOUR)
    new = unconfirmed(7 * DAY - HOUR, link_ends_in=-HOUR)

    report = privacy.purge()

    assert list(Comment.objects.values_list("pk", flat=True)) == [new.pk]
    assert list(EmailConfirmation.objects.values_list("comment_id", flat=True)) == [new.pk]
    assert report.comments == 1
    assert old.pk != new.pk


def test_nothing_of_an_unconfirmed_comment_is_left_in_any_table() -> None:
    unconfirmed(8 * DAY, link_ends_in=-HOUR)

    privacy.purge()

    assert faults_of_threads() == []


def test_a_link_that_was_sent_again_works_to_its_end() -> None:
    entry = unconfirmed(8 * DAY, link_ends_in=HOUR)

    privacy.purge()

    assert again(entry).status == Status.UNCONFIRMED


@pytest.mark.parametrize("status", [status for status in Status if status != Status.UNCONFIRMED])
def test_no_other_comment_is_ever_deleted(status: Status) -> None:
    entry = written(400 * DAY, status)

    privacy.purge()

    assert again(entry).comment == entry.comment


def follows(age: timedelta, *, confirmed: bool) -> Subscription:
    """Somebody asked to follow a page some time ago."""
    subscription = Subscription.objects.create(
        page=live_post(),
        email="nora@example.org",
        email_hash=keyed_hash("nora@example.org"),
        confirmed_at=timezone.now() if confirmed else None,
    )
    asked_at = timezone.now() - age
    Subscription.objects.filter(pk=subscription.pk).update(asked_at=asked_at)
    return subscription


def test_a_wish_to_follow_that_nobody_confirmed_goes_after_seven_days() -> None:
    follows(8 * DAY, confirmed=False)
    kept = [follows(6 * DAY, confirmed=False), follows(400 * DAY, confirmed=True)]

    report = privacy.purge()

    assert set(Subscription.objects.all()) == set(kept)
    assert report.subscriptions == 1


def counted(**fields: Any) -> Recipient:
    """A mailbox that was sent mail two days ago, unless the fields say otherwise."""
    n = Recipient.objects.count()
    day = (timezone.now() - 2 * DAY).date()
    return Recipient.objects.create(
        **{"email_hash": f"mailbox {n}", "day": day, "sent": 3} | fields
    )


def test_a_count_of_mails_goes_with_its_day() -> None:
    counted()
    kept = [
        counted(day=(timezone.now() + DAY).date()),
        counted(stopped_at=timezone.now() - 400 * DAY),
        counted(last_digest_at=timezone.now() - HOUR / 2),
    ]

    report = privacy.purge()

    assert set(Recipient.objects.all()) == set(kept)
    assert report.recipients == 1


def test_a_count_goes_when_its_time_has_ended() -> None:
    RateCount.objects.create(key="old", expires_at=timezone.now() - HOUR)
    RateCount.objects.create(key="new", expires_at=timezone.now() + HOUR)

    report = privacy.purge()

    assert [count.key for count in RateCount.objects.all()] == ["new"]
    assert report.counts == 1


def test_what_was_rendered_by_earlier_rules_is_rendered_anew(
    post: BlogPostPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [published_comment(post) for _ in range(3)]
    monkeypatch.setattr(privacy, "BATCH", 2)

    report = privacy.purge()

    assert report.rendered == len(entries)
    for entry in entries:
        assert again(entry).html == markup.render(entry.comment)
        assert again(entry).html_version == markup.VERSION


def test_many_batches_leave_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    post = live_post()
    for _ in range(7):
        written(31 * DAY, post=post)
    monkeypatch.setattr(privacy, "BATCH", 3)

    assert privacy.purge().addresses == 7
    assert not Comment.objects.filter(ip_address__isnull=False).exists()


def test_a_second_purge_has_nothing_to_do() -> None:
    written(31 * DAY)
    unconfirmed(8 * DAY, link_ends_in=-HOUR)
    follows(8 * DAY, confirmed=False)
    counted()
    privacy.purge()

    assert privacy.purge() == privacy.PurgeReport()


@pytest.mark.django_db(transaction=True)
def test_purging_twice_at_once_does_everything_once(monkeypatch: pytest.MonkeyPatch) -> None:
    post = live_post()
    for _ in range(12):
        written(31 * DAY, post=post)
        unconfirmed(8 * DAY, link_ends_in=-HOUR)
    monkeypatch.setattr(privacy, "BATCH", 2)

    reports = at_once(privacy.purge, privacy.purge, privacy.purge)

    assert sum(report.comments for report in reports) == 12, reports
    # What one of them held, the others passed over: a last one finds nothing.
    assert privacy.purge() == privacy.PurgeReport()
    assert not Comment.objects.filter(ip_address__isnull=False).exists()
    assert faults_of_threads() == []


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_changed_while_it_is_rendered_anew_keeps_its_own_html() -> None:
    entries = [published_comment(live_post(), comment="Before.") for _ in range(8)]

    def change() -> None:
        for entry in entries:
            authorship.edit(comment=entry, text="After.")

    outcomes = at_once(change, privacy.purge, privacy.purge)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert {again(entry).body_html for entry in entries} == {markup.render("After.")}


@pytest.mark.django_db(transaction=True)
def test_a_comment_that_is_taken_back_at_that_moment_is_whole_or_gone() -> None:
    entries = [unconfirmed(8 * DAY, link_ends_in=-HOUR) for _ in range(8)]

    def take_back() -> None:
        for entry in entries:
            with suppress(Comment.DoesNotExist):
                authorship.withdraw(comment=entry)

    outcomes = at_once(take_back, privacy.purge)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert set(Comment.objects.values_list("status", flat=True)) <= {Status.WITHDRAWN}
    assert faults_of_threads() == []


def test_the_command_says_how_much_went(capsys: pytest.CaptureFixture[str]) -> None:
    written(31 * DAY)

    call_command("purge_comments")

    assert "IP addresses dropped: 1." in capsys.readouterr().out.splitlines()


def refused(age: timedelta) -> Decision:
    """A decision of some age, on a comment with the word “heron”."""
    entry = held_comment(live_post(), comment="A heron.")
    decision = actions.decide("refuse", entry, by=moderator(), rule=rule(), explanation="No heron.")
    Decision.objects.filter(pk=decision.pk).update(made_at=timezone.now() - age)
    return decision


def test_what_nobody_can_take_back_any_more_keeps_nothing_to_do_so_with() -> None:
    old, new = refused(DAY + HOUR), refused(DAY - HOUR)

    report = privacy.purge()

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.before, old.explanation) == (None, "No heron.")
    assert new.before is not None
    assert report.decisions == 1
    assert privacy.purge().decisions == 0


def test_the_record_outlives_its_comment_without_what_was_said_of_it() -> None:
    decision = refused(HOUR)
    assert decision.comment
    decision.comment.delete()

    privacy.purge()

    decision = Decision.objects.get(pk=decision.pk)
    assert (decision.explanation, decision.reasons) == ("", [])
    assert decision.rule == str(rule())


def test_who_was_at_work_on_what_is_forgotten_after_a_day() -> None:
    for age in (DAY + HOUR, HOUR):
        seen_at = timezone.now() - age
        Presence.objects.create(
            moderator=moderator(), comment=held_comment(live_post()), seen_at=seen_at
        )

    privacy.purge()

    assert Presence.objects.count() == 1
