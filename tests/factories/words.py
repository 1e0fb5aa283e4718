"""One text in several manners: as it is, in Greek letters, and in the longest words there are."""

import re
from collections.abc import Callable
from typing import Any

Say = Callable[[str], str]
# What stays as it is in any manner: elements, entities, addresses.
KEPT = re.compile(r"(<[^>]*>|&[a-z]+;|https?://\S+)")
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GREEK = "αβψδεφγηιξκλμνοπχρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΧΡΣΤΘΩΣΧΥΖ"
# What a block's value says to programs and not to people.
NOT_WORDS = {"type", "kind", "level", "language", "url", "source_url", "id"}
LONGEST = (
    # German law, 63 letters; a place in Wales, 58; a word of 120 letters without any break.
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Donau" + "dampfschifffahrt" * 7 + "süd",
)


def as_it_is(text: str) -> str:
    """The text."""
    return text


def in_greek(text: str) -> str:
    """The text without a Latin letter: whatever is in Latin letters then, somebody else wrote."""
    return _but_for_what_is_kept(text, lambda part: part.translate(str.maketrans(LATIN, GREEK)))


def in_longest_words(text: str) -> str:
    """The text with its first word, and every tenth, as long as words get."""

    def lengthen(part: str) -> str:
        words = part.split(" ")
        for n in range(0, len(words), 10):
            if words[n].strip():
                words[n] = LONGEST[(n + len(words)) % len(LONGEST)]
        return " ".join(words)

    return _but_for_what_is_kept(text, lengthen)


def _but_for_what_is_kept(text: str, change: Say) -> str:
    parts = KEPT.split(text)
    return "".join(part if n % 2 else change(part) for n, part in enumerate(parts))


def reword(value: Any, say: Say) -> Any:
    """A block's raw value with all that people read in it said in another manner."""
    if isinstance(value, str):
        return say(value)
    if isinstance(value, list):
        return [reword(part, say) for part in value]
    if isinstance(value, dict):
        return {key: part if key in NOT_WORDS else reword(part, say) for key, part in value.items()}
    return value
