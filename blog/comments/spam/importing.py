"""Examples from elsewhere: texts with what was decided on them, from a file."""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from blog.comments.models import SpamExample
from blog.comments.spam.features import LONGEST

YES = frozenset({"1", "true", "yes", "spam"})
NO = frozenset({"0", "false", "no", "good", "ham"})
LONGEST_FIELD = 1_000_000  # characters that one field of a CSV file may have
BATCH = 500


class BadFile(ValueError):
    """The file cannot be used; its text is a sentence that says why, with the line."""


@dataclass
class ImportReport:
    """How many examples one import has dealt with."""

    added: int = 0
    changed: int = 0  # known before, with the other decision
    known: int = 0


def import_examples(path: Path) -> ImportReport:
    """Take over a file of examples, or nothing of it: raises BadFile.

    CSV with the columns `text` and `is_spam`, or JSON Lines with objects of the same names. Safe
    to repeat: each text is kept once, with what the last file says of it.
    """
    report = ImportReport()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file, transaction.atomic():
            read = _read_json_lines if path.suffix.lower() in {".jsonl", ".ndjson"} else _read_csv
            for batch in _batches(read(file)):
                _store(batch, path.name[:100], report)
    except OSError as why:
        raise BadFile(_("The file cannot be read: %(why)s") % {"why": why}) from why
    except UnicodeDecodeError as why:
        raise BadFile(_("The file is not text in UTF-8.")) from why
    except csv.Error as why:
        raise BadFile(_("The file is not CSV: %(why)s") % {"why": why}) from why
    if not (report.added or report.changed or report.known):
        raise BadFile(_("There is no example in the file."))
    return report


def _store(batch: dict[str, tuple[str, bool]], source: str, report: ImportReport) -> None:
    known = dict(
        SpamExample.objects.filter(fingerprint__in=batch).values_list("fingerprint", "is_spam")
    )
    SpamExample.objects.bulk_create(
        [
            SpamExample(text=text, is_spam=is_spam, source=source, fingerprint=fingerprint)
            for fingerprint, (text, is_spam) in batch.items()
            if fingerprint not in known
        ],
        ignore_conflicts=True,
    )
    for kind in (True, False):
        others = [key for key, was_spam in known.items() if batch[key][1] == kind != was_spam]
        report.changed += SpamExample.objects.filter(fingerprint__in=others).update(is_spam=kind)
    report.added += len(batch) - len(known)
    report.known += sum(batch[key][1] == was_spam for key, was_spam in known.items())


def _batches(rows: Iterator[tuple[int, Any, Any]]) -> Iterator[dict[str, tuple[str, bool]]]:
    """By fingerprint, a few hundred at a time."""
    batch: dict[str, tuple[str, bool]] = {}
    for line, text, is_spam in rows:
        example = _text(line, text), _decision(line, is_spam)
        batch[hashlib.sha256(example[0].encode()).hexdigest()] = example
        if len(batch) >= BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch


def _read_csv(file: TextIO) -> Iterator[tuple[int, Any, Any]]:
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(file, strict=True)
    if missing := {"text", "is_spam"} - set(rows.fieldnames or ()):
        raise BadFile(
            _("The file has no column “%(name)s” in its first line.") % {"name": min(missing)}
        )
    for row in rows:
        yield rows.line_num, row["text"], row["is_spam"]


def _read_json_lines(file: TextIO) -> Iterator[tuple[int, Any, Any]]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as why:
            raise BadFile(_("Line %(line)d is not JSON.") % {"line": number}) from why
        if not isinstance(entry, dict):
            raise BadFile(_("Line %(line)d is not an object.") % {"line": number})
        yield number, entry.get("text"), entry.get("is_spam")


def _text(line: int, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadFile(_("Line %(line)d has no text.") % {"line": line})
    # PostgreSQL stores no NUL, and UTF-8 has no half of a pair.
    text = value.replace("\0", "").encode("utf-8", "replace").decode()
    return text.strip()[:LONGEST]


def _decision(line: int, value: Any) -> bool:
    word = str(value).strip().casefold()
    if word in YES | NO:
        return word in YES
    raise BadFile(
        _("Line %(line)d says “%(value)s” under is_spam; it takes 1 or 0.")
        % {"line": line, "value": str(value)[:50]}
    )
