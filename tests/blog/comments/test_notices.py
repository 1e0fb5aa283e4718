"""Whoever wants it is told by mail what was decided on their comment: plainly, and once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client
from django.utils import timezone

from blog.comments import actions, authorship, notices, redaction, reports
from blog.comments.models import (
    Comment,
    Decision,
    DiscussionSettings,
    Recipient,
    Status,
    mailbox_hash,
)
from blog.comments.record import NOTICE_AFTER
from blog.models import BlogPostPage
from tests.blog.comments.test_export import NORA, by
from tests.factories.comments import NOBODY, rule
from tests.factories.pages import restrict
from tests.factories.people import moderator, reader
from tests.mail import MailServer, html_of, link_in, text_of

pytestmark = pytest.mark.django_db
WORDS = "A heron is not enough."
TOLD = "Herons have\r\na <b>page</b> of their own."


def written(post: BlogPostPage, status: Status = Status.HELD, **fields: Any) -> Comment:
    """A comment by Nora, who wants to be told."""
    return by(NORA, post, status, **{"comment": WORDS, "wants_notice": True, **fields})


def refuse(entry: Comment, **fields: Any) -> Decision:
    """A moderator's refusal, in words that are told."""
    return actions.decide("refuse", entry, by=moderator(), rule=rule(2), explanation=TOLD, **fields)


def time_passes(span: timedelta = NOTICE_AFTER + timedelta(seconds=1)) -> None:
    """What was decided is older by now, and what waits comes nearer."""
    Decision.objects.update(made_at=F("made_at") - span, notice_due_at=F("notice_due_at") - span)


def approve(entry: Comment) -> None:
    actions.approve(comment=entry, by=moderator())


def spam(entry: Comment) -> None:
    actions.mark_spam(comment=entry, by=moderator())


def remove(entry: Comment) -> None:
    actions.remove(comment=entry, by=moderator(), rule=rule(1))


def redact(entry: Comment) -> None:
    redaction.redact(comment=entry, by=moderator(), passages=["heron"], rule=rule(3))


def report(entry: Comment) -> None:
    DiscussionSettings.objects.update_or_create(defaults={"hold_after_reports": 1})
    reports.report(comment=entry, writer=NOBODY, ip_address="192.0.2.1", rule=rule(1))


def uphold(entry: Comment) -> None:
    authorship.ask_for_review(comment=entry, why="It is about herons.")
    actions.uphold(comment=entry, by=moderator(), explanation="It is not about the bridge.")


def overturn(entry: Comment) -> None:
    authorship.ask_for_review(comment=entry, why="It is about herons.")
    actions.approve(comment=entry, by=moderator())


HELD, PUBLISHED, REFUSED = Status.HELD, Status.PUBLISHED, Status.REFUSED
DECISIONS = [
    (approve, HELD, "Your comment is published", "Everybody can read it now"),
    (refuse, HELD, "Your comment is not published", "Readers have not seen it."),
    (spam, HELD, "Your comment is not published", "took your comment for spam"),
    (spam, PUBLISHED, "Your comment is no longer published", "do not see it any more"),
    (remove, PUBLISHED, "Your comment was removed", "Rule 1: Be civil"),
    (redact, PUBLISHED, "Personal data in your comment was blacked out", "It is published."),
    (report, PUBLISHED, "Your comment is hidden", "Several readers reported your comment."),
    (uphold, REFUSED, "The decision on your comment stands", "It is not about the bridge."),
    (overturn, REFUSED, "Your comment is published", "The decision was overturned."),
    (approve, REFUSED, "Your comment is published", "looked at your comment again"),
]


@pytest.mark.parametrize(("decide", "status", "headline", "sentence"), DECISIONS)
def test_each_decision_is_told_plainly_and_nobody_is_named(
    as_nobody: Client,
    post: BlogPostPage,
    mail_server: MailServer,
    decide: Callable[[Comment], Any],
    status: Status,
    headline: str,
    sentence: str,
) -> None:
    first = moderator()
    entry = written(post, status, moderated_by=first, moderated_at=timezone.now())
    decide(entry)

    time_passes()
    notices.send_due()

    (message,) = mail_server.to(NORA)
    assert message["Subject"].startswith(headline)
    for body in (text_of(message), html_of(message)):
        assert sentence in body
        assert post.title in body
        for hidden in ("heron", "Nora", "moderator1", first.username, first.get_full_name()):
            assert hidden not in body
        assert entry.moderated_by is None or entry.moderated_by.username not in body
    status_page = link_in(message, "/comments/status/").removeprefix("http://testserver")
    assert as_nobody.get(status_page).status_code == 200


def test_a_refusal_says_the_rule_as_it_was_and_the_moderators_words_line_by_line(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    refuse(written(post))

    time_passes()
    notices.send_due()

    (message,) = mail_server.to(NORA)
    assert link_in(message, "/house-rules/").endswith("/comments/house-rules/?version=1#rule-2")
    assert "Rule 2: Stay with the subject of the post." in text_of(message)
    assert "> Herons have\n> a <b>page</b> of their own." in text_of(message)
    assert "Herons have<br>a &lt;b&gt;page&lt;/b&gt; of their own." in html_of(message)
    assert "another moderator looks at it" in text_of(message)


def test_a_decision_that_stands_after_a_review_stands_by_its_rule(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = written(post)
    refuse(entry)
    uphold(entry)

    time_passes()
    notices.send_due()

    (message,) = mail_server.to(NORA)
    assert "Rule 2: Stay with the subject of the post." in text_of(message)
    assert "You asked for a review, and another moderator has looked" in text_of(message)


def test_what_is_told_has_two_thousand_characters_at_most(post: BlogPostPage) -> None:
    entry = written(post)

    with pytest.raises(ValidationError, match="up to 2000 characters"):
        actions.refuse(comment=entry, by=moderator(), rule=rule(), explanation="x" * 2001)
    actions.refuse(comment=entry, by=moderator(), rule=rule(), explanation="x" * 2000)


def test_the_title_of_a_page_that_is_not_public_is_not_told(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    refuse(written(post))
    restrict(post)

    time_passes()
    notices.send_due()

    (message,) = mail_server.to(NORA)
    assert post.title not in text_of(message) + html_of(message) + message["Subject"]


# --- When -------------------------------------------------------------------------------------


def test_a_notice_waits_for_longer_than_a_decision_can_be_taken_back(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    assert timedelta(seconds=actions.UNDO_SECONDS) < NOTICE_AFTER
    refuse(written(post))

    notices.send_due()

    assert mail_server.messages == []


def test_what_was_taken_back_is_not_told(post: BlogPostPage, mail_server: MailServer) -> None:
    who = moderator()
    decision = actions.decide("approve", written(post), by=who)
    actions.undo(decision=decision, by=who)

    time_passes()
    notices.send_due()

    assert mail_server.messages == []


def test_of_several_decisions_only_the_last_is_told(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    entry = written(post)
    refuse(entry)
    time_passes(timedelta(seconds=40))
    approve(entry)

    time_passes(NOTICE_AFTER - timedelta(seconds=30))
    notices.send_due()
    assert mail_server.messages == []
    for _ in range(3):
        time_passes()
        notices.send_due()

    (message,) = mail_server.to(NORA)
    assert message["Subject"].startswith("Your comment is published")
    assert not Decision.objects.filter(notice_due_at__isnull=False).exists()


def test_a_decision_is_told_where_a_later_one_was_taken_back(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    entry, who = written(post), moderator()
    refuse(entry)
    time_passes(timedelta(seconds=70))
    later = actions.decide("approve", entry, by=who)
    time_passes(timedelta(seconds=30))
    notices.send_due()
    actions.undo(decision=later, by=who)

    time_passes()
    notices.send_due()

    (message,) = mail_server.to(NORA)
    assert message["Subject"].startswith("Your comment is not published")


# --- To whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{"confirmed_at": None}, {"wants_notice": False}, {"user_email": "", "email_hash": ""}],
    ids=["not confirmed", "not wanted", "no address"],
)
def test_who_did_not_ask_or_has_no_proven_address_gets_none(
    post: BlogPostPage, mail_server: MailServer, fields: dict[str, Any]
) -> None:
    entry = written(post, **fields)
    refuse(entry)
    Comment.objects.filter(pk=entry.pk).update(wants_notice=fields.get("wants_notice", True))

    time_passes()
    notices.send_due()

    assert mail_server.messages == []
    assert not Decision.objects.filter(notice_due_at__isnull=False).exists()


def test_an_account_is_told_at_its_address(post: BlogPostPage, mail_server: MailServer) -> None:
    who = reader()
    refuse(written(post, user=who, user_name="", user_email="", confirmed_at=None))

    time_passes()
    notices.send_due()

    assert len(mail_server.to(who.email)) == 1


@pytest.mark.parametrize("change", ["stopped", "switched off", "withdrawn", "erased", "deleted"])
def test_nothing_is_told_that_nobody_wants_any_more(
    post: BlogPostPage, mail_server: MailServer, change: str
) -> None:
    entry = written(post)
    refuse(entry)
    if change == "stopped":
        Recipient.objects.stop(mailbox_hash(NORA))
    elif change == "switched off":
        notices.want(comment=entry, wanted=False)
    elif change == "withdrawn":
        authorship.withdraw(comment=entry)
    elif change == "erased":
        authorship.erase(comment=entry)
    else:
        entry.delete()

    for _ in range(2):
        time_passes()
        notices.send_due()

    assert mail_server.messages == []
    assert not Decision.objects.filter(notice_due_at__isnull=False).exists()


def test_that_a_comment_is_kept_as_it_is_needs_no_mail(
    post: BlogPostPage, mail_server: MailServer
) -> None:
    actions.keep(comment=written(post, PUBLISHED, edited_at=timezone.now()), by=moderator())

    time_passes()
    notices.send_due()

    assert mail_server.messages == []
