"""Uploads on this machine's disk: whole, or not at all."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's, which would leave what it has written when the disk is full."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        was_there = path.exists()
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError:
            if not was_there:
                with suppress(OSError):
                    path.unlink()
            raise
