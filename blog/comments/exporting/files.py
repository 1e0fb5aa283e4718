"""An export as CSV, as JSON Lines, and as an archive with its codebook: piece by piece.

No file is ever whole in memory: each piece holds one batch of rows.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from blog.comments.exporting.codebook import codebook
from blog.comments.exporting.rows import Export
from blog.comments.spreadsheets import guarded

FORMATS = ("csv", "jsonl")
# What JSON allows in a string, and some programs take for the end of a line.
LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def pieces(export: Export, kind: str) -> Iterator[bytes]:
    """The file in one of `FORMATS`, a batch of rows at a time."""
    if kind == "csv":
        # Without the mark at the beginning, Excel takes UTF-8 for something else.
        yield _csv([[column.name for column in export.columns]]).encode("utf-8-sig")
        for batch in export.batches():
            yield _csv([[_cell(value) for value in row] for row in batch]).encode()
    else:
        names = [column.name for column in export.columns]
        for batch in export.batches():
            yield "".join(_json(names, row) for row in batch).encode()


def _csv(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " ".join(value)
    return guarded(value) if isinstance(value, str) else value


def _json(names: list[str], row: list[Any]) -> str:
    line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
    return line.translate(LINE_ENDS) + "\n"


class _Pipe(io.RawIOBase):
    """What is written at one end can be taken at the other; nothing stays in it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        """An archive is written into it."""
        return True

    def write(self, data: Any) -> int:
        """Keep a copy until it is taken."""
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken, self._written = b"".join(self._written), []
        return taken


def archive(export: Export, kind: str) -> Iterator[bytes]:
    """A ZIP archive of the file and its codebook. One that broke off cannot be opened at all."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as bundle:
        bundle.writestr("codebook.txt", codebook(export))
        with bundle.open(f"comments.{kind}", "w", force_zip64=True) as file:
            for piece in pieces(export, kind):
                file.write(piece)
                yield pipe.take()
    yield pipe.take()
