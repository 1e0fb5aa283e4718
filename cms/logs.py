"""Log lines: as text or as JSON, and never with what only one person may know."""

import json
import logging
import re
from datetime import UTC, datetime

# An e-mail address, as errors of mail servers and databases repeat it.
EMAIL = re.compile(
    r"[^\s<>()\[\]{}\"'`,;:=|/]+@[^\s<>()\[\]{}\"'`,;:=|/@]+\.[^\s<>()\[\]{}\"'`,;:=|/@]+"
)
# The secret in an address under /comments/, which one person alone was given (blog/comments/urls):
# no word of ours is as long.
SECRET = re.compile(r"(/comments/(?:[a-z-]+/)+)[^/\s\"'?]{16,}")


def without_secrets(line: str) -> str:
    """The line without anybody's e-mail address, and without the secret of a personal link."""
    return EMAIL.sub("[e-mail]", SECRET.sub(r"\1[secret]", line))


class TextFormatter(logging.Formatter):
    """Formats a record as one line, and a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line or lines."""
        return without_secrets(super().format(record))


class JSONFormatter(logging.Formatter):
    """Formats a record as one JSON object: time (ISO 8601, UTC), level, logger, message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line; a traceback is in it as text under `exception`."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
