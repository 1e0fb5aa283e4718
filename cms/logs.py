"""Log lines: as text or as JSON, and never with what only one person may know."""

import json
import logging
import re
from datetime import UTC, datetime

from cms.request_ids import request_id

# An e-mail address, as errors of mail servers and databases repeat it.
EMAIL = re.compile(
    r"[^\s<>()\[\]{}\"'`,;:=|/]+@[^\s<>()\[\]{}\"'`,;:=|/@]+\.[^\s<>()\[\]{}\"'`,;:=|/@]+"
)
# The secret in an address under /comments/, which one person alone was given (blog/comments/urls):
# no word of ours is as long.
SECRET = re.compile(r"(/comments/(?:[a-z-]+/)+)[^/\s\"'?]{16,}")

# PostgreSQL repeats the row that it does not take, with all that a person typed.
DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
LINE_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def without_secrets(line: str) -> str:
    """The line without anybody's e-mail address, and without the secret of a personal link."""
    line = DETAIL.sub(r"\1: [left out]", line)
    return EMAIL.sub("[e-mail]", SECRET.sub(r"\1[secret]", line))


class TextFormatter(logging.Formatter):
    """Formats a record as one line, and a traceback below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line: what was typed cannot begin another one."""
        record.message = LINE_BREAKS.sub(" ", record.message)
        line = super().formatMessage(record)
        return f"{line} [{request_id.get()}]" if request_id.get() else line

    def format(self, record: logging.LogRecord) -> str:
        """The record's line or lines."""
        return without_secrets(super().format(record))


class JSONFormatter(logging.Formatter):
    """Formats a record as one JSON object: time (ISO 8601, UTC), level, logger, message.

    `request_id` says during which request, or which task, it was written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record's line; a traceback is in it as text under `exception`."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        # JSON lets some signs stand at which programs that read lines break them.
        return LINE_BREAKS.sub(escaped, json.dumps(line, ensure_ascii=False))


def escaped(found: re.Match[str]) -> str:
    """Signs as JSON writes those that it does not let stand."""
    return "".join(f"\\u{ord(sign):04x}" for sign in found[0])
