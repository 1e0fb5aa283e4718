"""A post as the rules see it, block by block, and all that they find."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.writing.advice import markup, words

MOST = 30  # findings that are shown: nobody works through more at a time
EXCERPT = 60  # characters of a sentence, to find it by


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    `place` is the id of a block, or the name of a field; `is_barrier` says that some readers cannot
    use what stands there, rather than that it could be said better.
    """

    rule: str
    place: str
    sentence: str
    is_barrier: bool = False

    @property
    def anchor(self) -> str:
        """Where the editor shows the place, as Wagtail names its parts."""
        is_block = len(self.place) == 36 and self.place.count("-") == 4
        kind = "block" if is_block else "panel-child-content"
        return f"{kind}-{self.place}-section"


@dataclass(frozen=True)
class Part:
    """Something of the post that has words: where, and the words one paragraph each."""

    place: str
    lines: tuple[str, ...]


def is_english(language: str) -> bool:
    """Whether the rules about English words hold for a text in this language."""
    return language.split("-", maxsplit=1)[0].lower() == "en"


def advise(
    *,
    title: str,
    introduction: str,
    body: Iterable[Any],
    language: str,
    known_abbreviations: Iterable[str] = (),
) -> list[Finding]:
    """All findings in a post, in the order of the text; barriers are marked, not put first.

    `body` is what iterating a StreamField value gives: each with `block_type`, `value` and `id`.
    """
    blocks = list(body)
    parts = [Part("title", (title,)), Part("introduction", (introduction,))]
    parts += [Part(str(block.id), tuple(lines_of(block))) for block in blocks]
    findings = list(_of_structure(blocks))
    known = {word.upper() for word in known_abbreviations}
    for part in parts:
        findings += _of_capitals(part, known)
    if is_english(language):
        for block in blocks:
            findings += _of_links(block)
        for part in parts[1:]:
            findings += _of_sentences(part)
        findings += _of_abbreviations(parts, known)
    order = {part.place: number for number, part in enumerate(parts)}
    return sorted(findings, key=lambda finding: order.get(finding.place, 0))[:MOST]


def lines_of(block: Any) -> list[str]:
    """The words of a block that a reader reads as the post's own; a quotation's are not."""
    kind, value = block.block_type, block.value
    if kind in {"paragraph", "bullet_list", "numbered_list"}:
        return markup.paragraphs(_html(value))
    if kind == "heading":
        return [value.get("text") or ""]
    if kind == "callout":
        return [value.get("title") or "", *markup.paragraphs(_html(value.get("text")))]
    return []


def _html(value: Any) -> str:
    return str(getattr(value, "source", value) or "")


def _rich_texts(block: Any) -> Iterator[str]:
    """Every rich text in a block."""
    if block.block_type in {"paragraph", "bullet_list", "numbered_list"}:
        yield _html(block.value)
    elif block.block_type in {"callout", "quote"}:
        yield _html(block.value.get("text"))


def _of_structure(blocks: list[Any]) -> Iterator[Finding]:
    level = 1
    for block in blocks:
        place, value = str(block.id), block.value
        match block.block_type:
            case "heading":
                now = int(str(value.get("level") or "h2").lstrip("h"))
                if now > level + 1:
                    yield Finding("heading", place, _jump(value.get("text") or "", now), True)
                level = now
            case "paragraph":
                for line in markup.bold_lines(_html(value)):
                    yield Finding("bold", place, _bold(line), True)
            case "image":
                yield from _of_picture(value, place)
            case "gallery":
                for picture in value.get("pictures") or []:
                    yield from _of_picture(picture, place)
            case "table":
                yield from _of_table(value, place)


def _jump(text: str, level: int) -> str:
    if level == 3:
        return _(
            "The heading “%(text)s” is part of a section, but no section has begun above it."
            " Choose “Section” as its level."
        ) % {"text": shortened(text)}
    return _("The heading “%(text)s” is more than one level below the one before it.") % {
        "text": shortened(text)
    }


def _bold(line: str) -> str:
    return _(
        "“%(line)s” looks like a heading, but is only bold: people who listen to the page, or skim"
        " it, do not find it. Make it a heading block."
    ) % {"line": shortened(line)}


def _of_picture(value: Any, place: str) -> Iterator[Finding]:
    image = value.get("image")
    if not image or getattr(image, "decorative", False):
        return
    description = getattr(image, "contextual_alt_text", "") or ""
    if not description.strip():
        sentence = _("A picture has no description for people who cannot see it.")
        yield Finding("alt", place, sentence, True)
    elif (wrong := markup.what_is_wrong_with_description(description)) == "file":
        sentence = _(
            "The description of a picture, “%(words)s”, is the name of a file. Say what it shows."
        )
        yield Finding("alt", place, sentence % {"words": shortened(description)}, True)
    elif wrong == "says":
        sentence = _(
            "The description “%(words)s” need not say that it is a picture: that is read out"
            " anyway."
        )
        yield Finding("alt", place, sentence % {"words": shortened(description)})


def _of_table(value: Any, place: str) -> Iterator[Finding]:
    columns = list(getattr(value, "columns", []) or [])
    empty = [
        number
        for number, column in enumerate(columns, start=1)
        if not (column.get("heading") or "").strip()
    ]
    if columns and len(empty) == len(columns):
        sentence = _(
            "A table has no headings. Without them nobody knows what its columns are who hears them"
            " one by one."
        )
        yield Finding("table", place, sentence, True)
        return
    for number in empty:
        if number > 1:  # the corner above the names of the rows needs none
            sentence = _("Column %(number)d of a table has no heading.") % {"number": number}
            yield Finding("table", place, sentence, True)


def _of_links(block: Any) -> Iterator[Finding]:
    place = str(block.id)
    for html in _rich_texts(block):
        for link in markup.links(html):
            if markup.is_vague(link.words):
                sentence = _(
                    "The link “%(words)s” does not say where it leads. Use words that make sense on"
                    " their own: “the parking map”."
                )
                yield Finding("link", place, sentence % {"words": link.words}, True)
            elif markup.is_address(link.words):
                sentence = _(
                    "The link “%(words)s” is an address, which is read out letter by letter. Use"
                    " the name of the page."
                )
                yield Finding("link", place, sentence % {"words": shortened(link.words)})
    if block.block_type == "document" and markup.is_vague(block.value.get("label") or ""):
        sentence = _("“%(words)s” does not say which document it is.")
        yield Finding("link", place, sentence % {"words": block.value.get("label")}, True)


def _of_sentences(part: Part) -> Iterator[Finding]:
    for line in part.lines:
        for sentence, count in words.long_sentences(line):
            said = ngettext(
                "A sentence of %(count)d word is hard to follow: “%(start)s” Try two.",
                "A sentence of %(count)d words is hard to follow: “%(start)s” Try two.",
                count,
            )
            found = said % {"count": count, "start": shortened(sentence)}
            yield Finding("sentence", part.place, found)


def _of_capitals(part: Part, known: set[str]) -> Iterator[Finding]:
    for line in part.lines:
        for run in words.capitals(line, known):
            sentence = _(
                "“%(words)s” is in capitals, which are harder to read, and spelled out by some"
                " screen readers."
            )
            yield Finding("capitals", part.place, sentence % {"words": shortened(run)})


def _of_abbreviations(parts: list[Part], known: set[str]) -> Iterator[Finding]:
    lines = [(part.place, line) for part in parts for line in part.lines]
    found = words.undefined_abbreviations((line for _place, line in lines), known)
    for number, short in found:
        sentence = _(
            "“%(short)s” is not explained. Write the whole name the first time, and the letters"
            " behind it in brackets."
        )
        yield Finding("abbreviation", lines[number][0], sentence % {"short": short})


def shortened(text: str) -> str:
    """Enough of a text to find it by."""
    plain = " ".join(text.split())
    if len(plain) <= EXCERPT:
        return plain
    return f"{plain[:EXCERPT].rsplit(' ', 1)[0]}…"
