"""Everything that is kept about an e-mail address, and nothing about anybody else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from blog.comments import actions, authorship, privacy
from blog.comments.models import (
    Ban,
    Comment,
    CommentRevision,
    Consultation,
    Decision,
    Recipient,
    Report,
    Status,
    Subscription,
    keyed_hash,
    mailbox_hash,
)
from blog.models import BlogPostPage
from tests.factories.comments import comment, held_comment, published_comment, rule
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader

pytestmark = pytest.mark.django_db
NORA, OTHER = "nora@example.org", "other@example.org"


def by(email: str, post: BlogPostPage, status: Status = Status.PUBLISHED, **fields: Any) -> Comment:
    """A guest's comment, with all that is stored of who wrote it."""
    defaults = {
        "user_name": "Nora",
        "user_email": email,
        "email_hash": keyed_hash(email),
        "confirmed_at": timezone.now(),
        "ip_address": "198.51.100.7",
        "ip_hash": keyed_hash("198.51.100.7"),
    }
    return comment(post, status, **(defaults | fields))


def test_the_names_of_the_fields_stay_as_they_are(post: BlogPostPage) -> None:
    by(NORA, post)

    document = privacy.export(NORA)

    assert list(document) == [
        "format",
        "version",
        "site",
        "made_at",
        "email",
        "accounts",
        "comments",
        "subscriptions",
        "mails",
        "bans",
        "notes",
    ]
    assert sorted(document["comments"][0]) == [
        "blacked_out_at",
        "confirmed_at",
        "decided_at",
        "decisions",
        "earlier_texts",
        "edited_at",
        "email",
        "filters_reasons",
        "held_because",
        "id",
        "in_reply_to",
        "ip_address",
        "ip_address_dropped_at",
        "likes",
        "name",
        "notes_among_moderators",
        "office",
        "page",
        "published_at",
        "question",
        "reason",
        "reports",
        "review",
        "rule",
        "spam_reasons",
        "spam_score",
        "status",
        "text",
        "url",
        "wants_mail_about_decisions",
        "written_at",
    ]


@pytest.mark.parametrize("status", Status)
def test_a_comment_is_there_in_whatever_state_it_is(post: BlogPostPage, status: Status) -> None:
    entry = by(NORA, post, status, comment="A bridge is not enough.", reason="A reason.")

    (record,) = privacy.export(NORA)["comments"]

    assert record["id"] == entry.pk
    assert record["status"] == status.name.lower()
    assert (record["text"], record["reason"]) == ("A bridge is not enough.", "A reason.")
    assert record["page"] == {"title": post.title, "url": post.full_url}
    assert (record["url"] is not None) == (status == Status.PUBLISHED)


def test_earlier_texts_and_the_review_are_there(post: BlogPostPage) -> None:
    entry = by(NORA, post)
    CommentRevision.objects.create(comment=entry, text="Before.")
    actions.remove(comment=entry, by=moderator(), rule=rule(), explanation="It names a child.")
    authorship.ask_for_review(comment=entry, why="It does not.")

    (record,) = privacy.export(NORA)["comments"]

    assert [earlier["text"] for earlier in record["earlier_texts"]] == ["Before."]
    assert record["review"]["why"] == "It does not."
    assert record["reason"] == "It names a child."


def test_who_has_but_the_status_page_is_not_told_what_filters_and_moderators_noted(
    post: BlogPostPage,
) -> None:
    entry = by(NORA, post, Status.HELD, spam_score=0.4, spam_reasons=["two links"])
    Decision.objects.create(comment=entry, action="receive", by="filter", reasons=["two links"])
    Consultation.objects.create(comment=entry, question="Is that satire?")

    text = json.dumps(privacy.export_comment(entry))

    for hidden in ("two links", "0.4", "Is that satire?"):
        assert hidden not in text


def test_what_was_decided_and_noted_is_there_without_who_did(post: BlogPostPage) -> None:
    who = moderator()
    entry = by(NORA, post, spam_score=0.4, spam_reasons=["two links"])
    report = {"rule_number": 1, "rules_version": 1, "rule_title": "Be civil.", "why": "He shouts."}
    Report.objects.create(comment=entry, reporter="a reader’s hash", **report)
    Consultation.objects.create(
        comment=entry, question="Is that satire?", answer="It is.", asked_by=who, answered_by=who
    )
    actions.remove(comment=entry, by=who, rule=rule(2), explanation="Off the subject.")

    document = privacy.export(NORA)

    (record,) = document["comments"]
    (decision,) = record["decisions"]
    assert (decision["what"], decision["by"]) == ("Removed", "a moderator")
    assert decision["rule"] == record["rule"] == str(rule(2))
    assert decision["explanation"] == "Off the subject."
    assert (record["spam_score"], record["spam_reasons"]) == (0.4, ["two links"])
    assert record["reports"][0]["rule"] == "Rule 1: Be civil."
    assert record["notes_among_moderators"][0]["question"] == "Is that satire?"
    assert record["notes_among_moderators"][0]["answer"] == "It is."
    text = json.dumps(document, ensure_ascii=False)
    for hidden in ("a reader’s hash", "He shouts.", who.username, who.get_full_name()):
        assert hidden not in text


def test_the_words_of_a_report_are_not_told_and_it_says_so() -> None:
    assert any("who reported it" in note for note in privacy.export(NORA)["notes"])


def test_all_that_is_kept_beside_comments_is_there(post: BlogPostPage) -> None:
    now = timezone.now()
    Subscription.objects.create(page=post, email=NORA, email_hash=keyed_hash(NORA))
    Recipient.objects.create(email_hash=mailbox_hash(NORA), day=now.date(), sent=2)
    Ban.objects.create(kind=Ban.Kind.EMAIL, value=keyed_hash(NORA), reason="Too loud.")

    document = privacy.export(NORA)

    assert document["subscriptions"][0]["page"]["title"] == post.title
    assert document["mails"]["sent_that_day"] == 2
    assert [ban["reason"] for ban in document["bans"]] == ["Too loud."]


def test_what_was_written_under_the_account_is_there(post: BlogPostPage) -> None:
    account = reader()
    held_comment(post, user=account)

    document = privacy.export(account.email.upper())

    assert len(document["comments"]) == 1
    assert [found["username"] for found in document["accounts"]] == [account.username]


def test_a_comment_from_before_a_change_of_the_key_is_there(post: BlogPostPage) -> None:
    by(NORA, post, email_hash="made with another key")

    assert len(privacy.export(NORA)["comments"]) == 1


def test_nobody_else_is_in_it(post: BlogPostPage) -> None:
    who = moderator()
    mine = by(NORA, post)
    by(OTHER, post, parent=mine, comment="An answer.", user_name="Olaf")
    actions.remove(comment=mine, by=who, rule=rule(), explanation="A reason.")
    Subscription.objects.create(page=post, email=OTHER, email_hash=keyed_hash(OTHER))

    text = json.dumps(privacy.export(NORA))

    for name in (OTHER, "Olaf", "An answer.", who.username, who.get_full_name(), who.email):
        assert name not in text


def test_whoever_typed_the_address_without_proof_does_not_give_theirs_away(
    post: BlogPostPage,
) -> None:
    by(NORA, post, Status.HELD, confirmed_at=None, ip_address="203.0.113.9")

    assert privacy.export(NORA)["comments"][0]["ip_address"] is None


def test_the_export_of_one_comment_has_no_address(post: BlogPostPage) -> None:
    text = json.dumps(privacy.export_comment(by(NORA, post)))

    assert "A bridge" not in text
    assert NORA not in text
    assert "198.51.100.7" not in text


def test_an_empty_address_is_nobodys(post: BlogPostPage) -> None:
    published_comment(post)

    with pytest.raises(ValueError, match="needed"):
        privacy.export(" ")


def test_likes_are_not_to_be_found_and_it_says_so() -> None:
    assert any("liked" in note for note in privacy.export(NORA)["notes"])


def test_moments_are_in_utc_and_readable_by_programs(post: BlogPostPage) -> None:
    at = timezone.now() - timedelta(days=3)
    by(NORA, post, submit_date=at)

    (record,) = privacy.export(NORA)["comments"]

    assert record["written_at"] == at.isoformat(timespec="seconds")


def test_the_queries_do_not_grow_with_the_comments(
    post: BlogPostPage, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        by(NORA, post)
    posts = {live_post().pk for _ in range(1)}

    with django_assert_max_num_queries(18):
        assert len(privacy.export(NORA)["comments"]) == 12
    assert posts


def test_the_command_prints_json(post: BlogPostPage, capsys: pytest.CaptureFixture[str]) -> None:
    by(NORA, post)

    call_command("export_personal_data", NORA)

    assert json.loads(capsys.readouterr().out)["comments"][0]["name"] == "Nora"


@pytest.mark.parametrize("text", ["", "nora", "@", "nora@example.org nora@example.org"])
def test_the_command_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("export_personal_data", text)
