"""Examples of another site, from a file, for the spam score to learn from."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from blog.comments.models import SpamExample
from blog.comments.spam import importing, model
from tests.blog.comments.spam_texts import GOOD, SPAM

pytestmark = pytest.mark.django_db

CSV = 'text,is_spam\n"Buy, now",1\nThe bench is broken,0\n'


def file(folder: Path, content: str | bytes, name: str = "examples.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def stored() -> dict[str, bool]:
    return dict(SpamExample.objects.values_list("text", "is_spam"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (CSV, "examples.csv"),
        ("\ufeff" + CSV.replace(",1", ",spam").replace(",0", ",no"), "from-excel.csv"),
        (
            """{"text": "Buy, now", "is_spam": true}\n
{"text": " The bench is broken", "is_spam": 0}\n""",
            "examples.jsonl",
        ),
    ],
)
def test_examples_are_taken_over(tmp_path: Path, content: str, name: str) -> None:
    importing.import_examples(file(tmp_path, content, name))

    assert stored() == {"Buy, now": True, "The bench is broken": False}
    assert set(SpamExample.objects.values_list("source", flat=True)) == {name}


def test_taking_a_file_over_twice_keeps_each_text_once(tmp_path: Path) -> None:
    path = file(tmp_path, CSV + "Buy now,1\nBuy now,1\n")

    first, second = importing.import_examples(path), importing.import_examples(path)

    assert (first.added, first.known) == (3, 0)
    assert (second.added, second.known, second.changed) == (0, 3, 0)
    assert SpamExample.objects.count() == 3


def test_a_later_file_changes_what_was_decided(tmp_path: Path) -> None:
    importing.import_examples(file(tmp_path, CSV))

    report = importing.import_examples(file(tmp_path, CSV.replace(",0", ",1")))

    assert (report.changed, report.known) == (1, 1)
    assert stored()["The bench is broken"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "a.csv", "no column"),
        ("words,is_spam\na,1\n", "a.csv", "no column “text”"),
        ("text,is_spam\n", "a.csv", "no example"),
        (CSV + "a,perhaps\n", "a.csv", "Line 4 says “perhaps”"),
        (CSV + "a\n", "a.csv", "Line 4 says “None”"),
        (CSV + '" ",1\n', "a.csv", "Line 4 has no text"),
        (CSV + '"open', "a.csv", "not CSV"),
        (CSV.encode() + b"\xff,1\n", "a.csv", "not text in UTF-8"),
        ('{"text": "a", "is_spam": 1}\n{', "a.jsonl", "Line 2 is not JSON"),
        ("[" * 100_000, "a.jsonl", "Line 1 is not JSON"),
        ("[1]\n", "a.jsonl", "Line 1 is not an object"),
        ('{"text": 5, "is_spam": 1}\n', "a.jsonl", "Line 1 has no text"),
    ],
)
def test_nothing_of_a_bad_file_is_taken_over(
    tmp_path: Path, content: Any, name: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("train_spam_filter", examples=file(tmp_path, content, name), verbosity=0)

    assert not SpamExample.objects.exists()


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("train_spam_filter", examples=tmp_path / "nowhere.csv")


def test_what_no_database_stores_is_left_out(tmp_path: Path) -> None:
    line = json.dumps({"text": "nul\0 and half \ud800" + "x" * 20_000, "is_spam": True})

    importing.import_examples(file(tmp_path, line, "a.jsonl"))

    (text,) = stored()
    assert text.startswith("nul and half ?x")
    assert len(text) < 20_000


def test_the_score_is_seeded_by_what_another_site_refused(tmp_path: Path, capsys: Any) -> None:
    lines = [json.dumps({"text": text, "is_spam": True}) for text in SPAM]
    lines += [json.dumps({"text": text, "is_spam": False}) for text in GOOD]

    call_command("train_spam_filter", examples=file(tmp_path, "\n".join(lines), "a.jsonl"))

    assert model.current().spam == len(SPAM)
    said = capsys.readouterr().out
    assert f"Examples added: {len(SPAM) + len(GOOD)}" in said
    assert f"learned from {len(GOOD)} published comments and {len(SPAM)} spam" in said


def test_the_command_says_when_there_is_too_little_to_learn_from(capsys: Any) -> None:
    call_command("train_spam_filter")

    assert "has not learned enough" in capsys.readouterr().out
