"""After an erasure nothing is left of a person, and the discussion is whole."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from blog.comments import actions, authorship, privacy
from blog.comments.actions import AlreadyDecided
from blog.comments.authorship import NotPossible
from blog.comments.models import (
    Ban,
    Comment,
    CommentRevision,
    Consultation,
    Decision,
    EmailConfirmation,
    Recipient,
    Report,
    Review,
    Status,
    Subscription,
    keyed_hash,
    mailbox_hash,
)
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.blog.comments.test_export import NORA, OTHER, by
from tests.crowds import at_once
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader
from tests.integrity import faults_of_threads

pytestmark = pytest.mark.django_db
# What the comments of these tests hold of their writer, in whatever field.
TRACES = ["Nora", NORA, "198.51.100.7", "heron", keyed_hash(NORA), keyed_hash("198.51.100.7")]


def again(entry: Comment) -> Comment:
    """The comment as it now is."""
    return Comment.objects.get(pk=entry.pk)


def everything(entry: Comment) -> Comment:
    """A published comment to which all that there is has been added."""
    Comment.objects.filter(pk=entry.pk).update(
        fingerprint=keyed_hash("heron"), signals=["personal_data"], reason="Nora, not again."
    )
    CommentRevision.objects.create(comment=entry, text="The heron, before.")
    Review.objects.create(comment=entry, why="Nora asks.")
    Report.objects.create(comment=entry, reporter="x", why="Nora, again.")
    Consultation.objects.create(comment=entry, question="Is that Nora?", answer="The heron, yes.")
    Comment.objects.filter(pk=entry.pk).update(spam_reasons=["heron"], wants_notice=True)
    Decision.objects.create(
        action="refuse",
        by="moderator",
        comment=entry,
        comment_number=entry.pk,
        explanation="Nora, no heron.",
        reasons=["like the heron refused before"],
        before={"reason": "Nora, not again."},
        notice_due_at=timezone.now(),
    )
    EmailConfirmation.objects.create(
        comment=entry, token_hash=authorship.token_hash("secret"), expires_at=timezone.now()
    )
    return entry


def database() -> str:
    """Every row of the discussion, the search and the log of decisions.

    Not SQLite's own tables behind its full-text search, in which words stand without their texts
    until it tidies up; no query finds them.
    """
    texts = []
    ours = ("comments_", "django_comment", "wagtailsearch", "wagtailcore_modellogentry")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(ours) and "_fts_" not in table:
                cursor.execute(f'SELECT * FROM "{table}"')
                texts += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(texts)


@pytest.mark.django_db(transaction=True)
def test_no_table_holds_a_trace() -> None:
    post = live_post()
    entry = everything(by(NORA, post, comment="A heron is not enough."))
    Subscription.objects.create(page=post, email=NORA, email_hash=keyed_hash(NORA))
    Recipient.objects.create(email_hash=mailbox_hash(NORA), day=timezone.now().date())
    before = database()

    privacy.erase(NORA)

    assert [trace for trace in TRACES if trace not in before] == []
    assert [trace for trace in TRACES if trace in database()] == []
    assert again(entry).is_erased


@pytest.mark.parametrize("status", Status)
def test_a_comment_is_erased_in_whatever_state_it_is(post: BlogPostPage, status: Status) -> None:
    entry = by(NORA, post, status)

    privacy.erase(NORA)

    assert again(entry).status == Status.WITHDRAWN
    assert (again(entry).comment, again(entry).body_html, again(entry).user_name) == ("", "", "")


def test_a_notice_stays_where_others_answered(as_nobody: Client, post: BlogPostPage) -> None:
    first = by(NORA, post, comment="A heron is not enough.")
    answer = published_comment(post, first, comment="Two, then.")
    last = by(NORA, post, parent=answer, comment="Three.")

    privacy.erase(NORA)

    html = as_nobody.get(post.url).text
    assert "This comment was erased, as its writer wanted." in html
    assert "Two, then." in html
    assert "heron" not in html
    assert f'id="c{last.pk}"' not in html
    assert faults_of_threads() == []


@pytest.mark.django_db(transaction=True)
def test_the_search_finds_it_no_more() -> None:
    by(NORA, live_post(), comment="A heron is not enough.")
    index = get_search_backend()
    assert list(index.search("heron", Comment))

    privacy.erase(NORA)

    assert list(index.search("heron", Comment)) == []


def test_the_count_of_replies_is_right(post: BlogPostPage) -> None:
    first = published_comment(post)
    by(NORA, post, parent=first)
    published_comment(post, first)

    privacy.erase(NORA)

    assert again(first).reply_count == 1


def test_what_the_account_wrote_loses_its_writer(post: BlogPostPage) -> None:
    account = reader()
    entry = published_comment(post, user=account)

    report = privacy.erase(account.email)

    assert again(entry).user is None
    assert again(entry).is_erased
    assert any("account" in sentence for sentence in report.kept)


def test_nobody_elses_comment_is_touched(post: BlogPostPage) -> None:
    others = [by(OTHER, post), published_comment(post), by("", post, email_hash="")]
    Subscription.objects.create(page=post, email=OTHER, email_hash=keyed_hash(OTHER))
    before = list(Comment.objects.order_by("pk").values())

    privacy.erase(NORA)

    assert len(others) == len(before)
    assert list(Comment.objects.order_by("pk").values()) == before
    assert Subscription.objects.count() == 1


def test_the_wish_never_to_be_written_to_stays_and_is_named(post: BlogPostPage) -> None:
    mailbox = mailbox_hash(NORA)
    now = timezone.now()
    Recipient.objects.create(email_hash=mailbox, day=now.date(), stopped_at=now)

    report = privacy.erase(NORA)

    assert Recipient.objects.is_stopped(mailbox)
    assert len(report.kept) == 1


def test_a_ban_stays_and_is_named(post: BlogPostPage) -> None:
    Ban.objects.create(kind=Ban.Kind.EMAIL, value=keyed_hash(NORA), reason="Too loud.")

    assert len(privacy.erase(NORA).kept) == 1
    assert Ban.objects.count() == 1


def test_erasing_twice_is_erasing_once(post: BlogPostPage) -> None:
    by(NORA, post)

    assert privacy.erase(NORA).comments == 1
    assert privacy.erase(NORA) == privacy.ErasureReport()


def test_an_empty_address_erases_nobody(post: BlogPostPage) -> None:
    entry = published_comment(post)

    with pytest.raises(ValueError, match="needed"):
        privacy.erase("")
    assert again(entry).is_published


def test_no_link_brings_it_back_or_shows_it(as_nobody: Client, post: BlogPostPage) -> None:
    entry = everything(by(NORA, post, Status.UNCONFIRMED, comment="A heron."))
    address = status_url(entry)

    privacy.erase(NORA)

    with pytest.raises(NotPossible):
        authorship.confirm(token="secret")
    with pytest.raises(NotPossible):
        authorship.edit(comment=entry, text="A heron.")
    with pytest.raises(NotPossible):
        authorship.ask_for_review(comment=entry, why="Nora asks.")
    assert authorship.renew_confirmation(comment_id=entry.pk) is None
    authorship.withdraw(comment=entry)
    assert [trace for trace in TRACES if trace in as_nobody.get(address).text] == []
    assert [trace for trace in TRACES if trace in database()] == []


def test_no_moderator_brings_it_back(post: BlogPostPage) -> None:
    entry = by(NORA, post, Status.HELD)

    privacy.erase(NORA)

    with pytest.raises(AlreadyDecided):
        actions.approve(comment=entry, by=moderator())


@pytest.mark.django_db(transaction=True)
def test_erasing_while_it_is_changed_and_decided_leaves_no_trace() -> None:
    post, who = live_post(), moderator()
    first = published_comment(post)
    mine = [by(NORA, post, parent=first, comment="A heron.") for _ in range(5)]
    held = [by(NORA, post, Status.HELD, parent=first, comment="A heron.") for _ in range(5)]

    def change() -> None:
        for entry in mine:
            try:
                authorship.edit(comment=entry, text="Two heron.")
            except NotPossible:
                continue

    def approve() -> int:
        return actions.decide_many(name="approve", comments=held, by=who)[0]

    outcomes = at_once(change, approve, lambda: privacy.erase(NORA), lambda: privacy.erase(NORA))

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert sum(report.comments for report in outcomes[2:]) == 10
    assert [trace for trace in TRACES if trace in database()] == []
    assert CommentRevision.objects.count() == 0
    assert again(first).reply_count == 0
    assert faults_of_threads() == []


@pytest.mark.django_db(transaction=True)
def test_if_anything_fails_nothing_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    post = live_post()
    entries = [by(NORA, post) for _ in range(3)]
    erase_one, seen = authorship.erase, []

    def fails_at_the_third(*, comment: Comment) -> bool:
        seen.append(comment)
        if len(seen) == 3:
            raise RuntimeError("The power went.")
        return erase_one(comment=comment)

    monkeypatch.setattr(authorship, "erase", fails_at_the_third)

    with pytest.raises(RuntimeError):
        privacy.erase(NORA)
    assert all(again(entry).is_published for entry in entries)


def test_the_command_says_what_went(post: BlogPostPage, capsys: pytest.CaptureFixture[str]) -> None:
    by(NORA, post)

    call_command("erase_personal_data", NORA, "--yes")

    assert capsys.readouterr().out.splitlines()[0] == "Comments erased: 1."


@pytest.mark.parametrize("answer", ["", "no", "y"])
def test_the_command_asks_first(
    post: BlogPostPage, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    entry = by(NORA, post)
    monkeypatch.setattr("builtins.input", lambda _question: answer)

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_personal_data", NORA)
    assert again(entry).is_published


def test_the_command_without_anybody_to_ask_erases_nothing(
    post: BlogPostPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_question: str) -> Any:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_personal_data", NORA)


def test_the_command_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("erase_personal_data", "nora", "--yes")


def test_an_erased_comment_stands_in_nobodys_queue(post: BlogPostPage) -> None:
    entry = everything(by(NORA, post, Status.HELD))

    privacy.erase(NORA)

    assert not Comment.objects.waiting().exists()
    assert not Review.objects.filter(comment=entry).exists()
    assert not held_comment(post).is_erased
