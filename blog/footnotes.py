"""Footnotes: what an editor marks as one in the text stands at its foot, with a number.

In the editor the note is typed where it belongs, and marked like bold words; it is stored as
`<footnote>` around its words. Wagtail's exporter gives each change of style and each link an
element of its own, so that one note can be several elements side by side.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from wagtail.rich_text import RichText

ELEMENT = "footnote"
INLINE_ELEMENTS = {"a", "b", "i", "sub", "sup"}
_MARK = f"<{ELEMENT}-mark></{ELEMENT}-mark>"


@dataclass
class Note:
    """A note: its number on the page, and its words as stored rich text."""

    number: int
    html: str


@dataclass(frozen=True)
class Part:
    """Stored rich text, and the note whose mark stands at its end."""

    html: str
    note: Note | None


def number_notes(body: Iterable[Any]) -> list[Note]:
    """The notes of a text in order; rich texts that have some are told their `parts`."""
    notes: list[Note] = []
    for rich_text in _rich_texts(body):
        if f"<{ELEMENT}" in rich_text.source:
            rich_text.parts = _parts(rich_text.source, notes)
    return notes


def _rich_texts(body: Iterable[Any]) -> Iterator[Any]:
    for child in body:
        value = child.value
        if isinstance(value, RichText):
            yield value
        elif isinstance(value, dict) and isinstance(value.get("text"), RichText):
            yield value["text"]


def _parts(source: str, notes: list[Note]) -> list[Part]:
    soup = BeautifulSoup(source, "html.parser")
    here: list[Note] = []
    while first := soup.find(ELEMENT):
        run = _run_from(_outermost(first))
        html = "".join(_words(element) for element in run).strip()
        mark = soup.new_tag(f"{ELEMENT}-mark")
        run[0].insert_before(mark)
        for element in run:
            element.extract()
        before = mark.previous_sibling
        if isinstance(before, NavigableString):  # the mark stands close to what it is about
            before.replace_with(NavigableString(before.rstrip()))
        if not html:
            mark.extract()
            continue
        note = Note(len(notes) + 1, html)
        notes.append(note)
        here.append(note)
    pieces = str(soup).split(_MARK)
    return [
        Part(html, note) for html, note in zip(pieces, [*here, None], strict=True) if html or note
    ]


def _is_note(element: PageElement | None) -> bool:
    """Whether all words of the element are part of a note."""
    if not isinstance(element, Tag):
        return False
    if element.name == ELEMENT:
        return True
    words = [text for text in element.find_all(string=True) if text.strip()]
    return bool(words) and all(text.find_parent(ELEMENT) for text in words)


def _outermost(element: Tag) -> Tag:
    """The element, or what surrounds nothing but it: a link, or bold words in a note."""
    while element.parent and element.parent.name in INLINE_ELEMENTS and _is_note(element.parent):
        element = element.parent
    return element


def _run_from(element: Tag) -> list[Tag]:
    run = [element]
    while isinstance(run[-1].next_sibling, Tag) and _is_note(run[-1].next_sibling):
        run.append(run[-1].next_sibling)
    return run


def _words(element: Tag) -> str:
    if element.name == ELEMENT:
        return element.decode_contents()
    for inner in element.find_all(ELEMENT):
        inner.unwrap()
    return str(element)
