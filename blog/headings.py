"""The headings inside a text: an address for each, and the list of them for long texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from wagtail.blocks import StructValue

FEWEST_HEADINGS = 4  # with fewer, a reader sees the whole text sooner than its table of contents
LONGEST_ANCHOR = 60  # characters
# Ids that the page around a text uses itself, here and in the discussion.
TAKEN = re.compile(
    r"main|contents|discussion|discussion-title|house-rules-title|preview-title|notes|read-next"
    r"|search|series-box|wagtail"
    r"|(c|form|id|mark|note|report|site)[-_]?\d*([-_].*)?"
)


class HeadingValue(StructValue):
    """A heading as its template wants it; `anchor` is set by `outline`."""

    anchor = ""


@dataclass(frozen=True)
class Heading:
    """A line of a table of contents."""

    text: str
    level: str
    anchor: str


def outline(body: Iterable[Any]) -> list[Heading]:
    """The headings of a text in order; each block's value is told its anchor.

    An anchor is made of the heading's own words, so that it can be read and stays when other
    parts of the text come and go. The second of the same words gets a number, and what would
    be the id of something else on the page another beginning.
    """
    found: list[Heading] = []
    used: set[str] = set()
    for child in body:
        value = child.value
        text = isinstance(value, HeadingValue) and (value.get("text") or "").strip()
        if not text:
            continue
        words = slugify(text, allow_unicode=True)[:LONGEST_ANCHOR].strip("-") or "part"
        if TAKEN.fullmatch(words):
            words = f"about-{words}"
        number, anchor = 2, words
        while anchor in used:
            anchor, number = f"{words}-part-{number}", number + 1
        used.add(anchor)
        value.anchor = anchor
        found.append(Heading(text, value.get("level") or "h2", anchor))
    return found
