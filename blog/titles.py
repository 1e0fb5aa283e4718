"""Titles and names are one line: they stand in the subjects of mails, in lists and in feeds."""

import re
from typing import Any

# Control characters and the ends of lines, with the blanks around them.
BREAKS = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*")


def on_one_line(text: str) -> str:
    """The text with one blank for each break in it; no other character is touched."""
    return BREAKS.sub(" ", text).strip() if BREAKS.search(text) else text


class TitledOnOneLine:
    """A page whose title is one line: the editor's field sends no other, but a program may."""

    title: str

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Wagtail's, which makes the address and the draft's title of the title."""
        self.title = on_one_line(self.title)
        super().full_clean(*args, **kwargs)  # type: ignore[misc]
