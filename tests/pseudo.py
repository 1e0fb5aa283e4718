"""A made-up language, accented and 40 % longer, in ⟦brackets⟧; and what of a page is not in it.

Texts in the tests are in Greek letters (`in_greek`), so that a Latin letter outside the brackets
can only be a word of ours that nobody can translate.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag
from django.utils import translation

from tests.forms import soup

# What a translator leaves alone: placeholders, elements, entities.
KEPT = re.compile(r"(%\(\w+\)[a-z]|%[sd%]|\{[^{}]*\}|<[^<>]*>|&#?\w+;)")
ACCENTS = str.maketrans("aeiouycnszAEIOUYCNSZ", "àëîõüýçñšžÀËÎÕÜÝÇÑŠŽ")
LONGER = 0.4
FILLING = "lörèm ïpsûm dõlôr sït ámét "
TRANSLATED = re.compile(r"⟦[^⟦⟧]*⟧")
# Elements in which one piece of running text may be made of several.
INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u",
}  # fmt: skip
UNREAD = {"script", "style", "svg", "code", "kbd", "textarea"}
READ_OUT = ("title", "alt", "aria-label", "placeholder", "aria-description", "label")
# Names, which are the same in every language, and addresses.
NAMES = re.compile(
    r"https?://\S+|(?<!\w)/[\w./-]+|[\w.+-]+@[\w.-]+|\b\w+\.example\b|\bexample\.org\S*|\btestserver\b"
    r"|\b(Atom|RSS|JSON|CSV|XML|UTC|PDF|TXT|Hustings|Vimeo|YouTube|Markdown|English|Wagtail|Django|Python)\b"
    r"|\b(Jane Poole|Mo Derator|Ada Min|[Gg]uest \d+|What guest \d+ thinks|Spam|Town clerk)\b"
    r"|\b[a-z]*(moderator|official|officer|reader|editor|administrator)\d+\b"
)
# Of attributes for scripts: text, and not the names or JSON that Wagtail's scripts work by.
SPOKEN = re.compile(r"^(?!.*(->|[{}\[\]]|\bw-[a-z]))\S+ \S", re.DOTALL)
LATIN = re.compile(r"[A-Za-zÀ-ž]{2,}")


def pseudo(text: str) -> str:
    """The text in the made-up language."""
    if not text.strip():
        return text
    parts = KEPT.split(text)
    words = [part if n % 2 else part.translate(ACCENTS) for n, part in enumerate(parts)]
    more = round(sum(map(len, parts[::2])) * LONGER)
    filling = (FILLING * (more // len(FILLING) + 1))[:more]
    return f"⟦{''.join(words)} {filling.strip()}⟧"


@pytest.fixture
def made_up_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that passes through gettext comes back in the made-up language."""

    def plural(one: str, many: str, number: int) -> str:
        return pseudo(one if number == 1 else many)

    functions: dict[str, Callable[..., str]] = {
        "gettext": pseudo,
        "pgettext": lambda _context, text: pseudo(text),
        "ngettext": plural,
        "npgettext": lambda _context, one, many, number: plural(one, many, number),
    }
    for name, function in functions.items():
        monkeypatch.setattr(translation._trans, name, function)


def english_in_text(text: str) -> list[str]:
    """The words of a plain text that are in Latin letters outside the brackets."""
    while text != (text := TRANSLATED.sub(" ", text)):
        pass
    text = NAMES.sub(" ", text)
    return [text.strip()] if LATIN.search(text) else []


def english_in(html: str) -> list[str]:
    """What a reader of a page meets that is not in the made-up language, in order."""
    page = soup(html)
    found = [line for text in _running_texts(page) for line in english_in_text(text)]
    for tag in page.find_all(True):
        if tag.find_parent("svg") is None:
            for name, value in _attributes(tag):
                found += [f"{tag.name} {name}: {line}" for line in english_in_text(value)]
    return list(dict.fromkeys(found))


def _running_texts(page: BeautifulSoup) -> Iterator[str]:
    """Text by text, each with what stands inside of it in elements such as links."""
    texts: dict[int, list[str]] = {}
    for node in page.find_all(string=True):
        if isinstance(node, Comment | Doctype) or _is_unread(node):
            continue
        block = next(tag for tag in node.parents if tag.name not in INLINE)
        texts.setdefault(id(block), []).append(str(node))
    return ("".join(parts) for parts in texts.values())


def _is_unread(node: NavigableString) -> bool:
    return any(tag.name in UNREAD for tag in node.parents)


def _attributes(tag: Tag) -> Iterator[tuple[str, Any]]:
    for name, value in tag.attrs.items():
        is_button = tag.name == "input" and tag.get("type") in {"submit", "button", "reset"}
        is_description = tag.name == "meta" and tag.get("name") == "description"
        # What our scripts say comes to them in attributes.
        is_said_by_script = name.startswith("data-") and SPOKEN.search(str(value))
        is_read = name in READ_OUT or (name == "value" and is_button)
        if is_read or is_said_by_script or (name == "content" and is_description):
            yield name, str(value)
