"""Extracts: the passage of a text that answers best, with the words that were looked for marked."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from search import analysis

LENGTH = 220  # characters
BEFORE = 60  # of them before the first word that was found
MOST_PLACES = 200  # that are compared
SPACE = re.compile(r"\s+")
BETWEEN_BLOCKS = re.compile(r"\s*\n\s*")


class Piece(NamedTuple):
    """A piece of an extract, and whether it was looked for."""

    text: str
    is_marked: bool


class _Flat(dict[int, str]):
    """Each letter without case and accent, as one character: places stay what they are."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", char.lower())[:1]
        self[code] = plain if len(plain) == 1 and plain.isalnum() == char.isalnum() else char
        return self[code]


_flat = _Flat()


def extract(text: str, weights: Mapping[str, float]) -> list[Piece]:
    """The best passage of a text, in pieces; its beginning where nothing is found.

    `weights` says of each stem that was looked for what finding it counts. Plain text comes in,
    and plain text goes out: a template escapes it.
    """
    text = SPACE.sub(" ", BETWEEN_BLOCKS.sub(" · ", text.strip()))
    start = _best_start(text, weights) if len(text) > LENGTH else 0
    stop = start + LENGTH
    if start:  # not in the middle of a word
        start = text.find(" ", start) + 1 or start
    if stop < len(text):
        stop = max(text.rfind(" ", start, stop), start) or stop
    pieces = _marked(text[start:stop], weights)
    before = [Piece("… ", is_marked=False)] if start else []
    after = [Piece(" …", is_marked=False)] if stop < len(text) else []
    return [*before, *pieces, *after]


def _marked(text: str, stems: Mapping[str, float]) -> list[Piece]:
    pieces, at = [], 0
    for token in analysis.tokens(text):
        if any(term in stems for term in token.terms):
            pieces += [
                Piece(text[at : token.start], is_marked=False),
                Piece(text[token.start : token.end], is_marked=True),
            ]
            at = token.end
    pieces.append(Piece(text[at:], is_marked=False))
    return [piece for piece in pieces if piece.text]


def _best_start(text: str, weights: Mapping[str, float]) -> int:
    """Where the passage begins that has the most of what was looked for, each word once.

    Found by the first letters of the stems alone: to take a whole text apart into words for
    every result takes longer than the search.
    """
    beginnings = {stem[: max(len(stem) - 1, 3)]: weight for stem, weight in weights.items()}
    if not beginnings:
        return 0
    longest_first = sorted(beginnings, key=len, reverse=True)
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})")
    found = [(match.start(), match.group()) for match in pattern.finditer(text.translate(_flat))]
    del found[MOST_PLACES:]
    places = [place for place, _beginning in found]
    best, best_value = 0, 0.0
    for n, place in enumerate(places):
        inside = found[n : bisect_left(places, place + LENGTH - BEFORE)]
        value = sum(beginnings[beginning] for beginning in {each for _place, each in inside})
        value += 0.01 * len(inside)
        if value > best_value:
            best, best_value = max(place - BEFORE, 0), value
    return best
