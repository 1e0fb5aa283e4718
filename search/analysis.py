"""Text as the search index sees it: words without case and accents, and their stems.

Everything goes through here, what is indexed and what is asked for, on every database: a word
that readers see is found by any of its forms, or nobody could say why it was not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import snowballstemmer
from django.conf import settings

LONGEST_WORD = 40  # letters; what is longer is no word, and is cut
# Letters and digits, and the signs that some scripts write around them (Hebrew, Arabic, the
# scripts of India, Thai). A word with hyphens inside is its parts, and all of them in one; so is
# a number with points or commas.
SIGNS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e00-\u0e7f"
WORD = rf"[^\W_](?:[^\W_]|[{SIGNS}])*"
TOKEN = re.compile(rf"{WORD}(?:(?:[-‐‑]|(?<=[0-9])[.,](?=[0-9])){WORD})*")
HYPHEN = re.compile(r"[-‐‑.,]")
APOSTROPHES = "'’ʼ"
LANGUAGES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_lock = Lock()


class Token(NamedTuple):
    """A word where it stands: `text[start:end]`, and the words that it is made of, folded."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        """All of it as one word: “wellbeing” for “well-being”."""
        return "".join(self.parts)[:LONGEST_WORD]

    @property
    def terms(self) -> list[str]:
        """The stems under which it is indexed."""
        whole = [self.joined] if len(self.parts) > 1 else []
        return [stem(word) for word in (*self.parts, *whole)]


def fold(text: str) -> str:
    """The text without case and accents: “Café” and “cafe” are one word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", plain)


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """A word without case, accents, and what it holds besides letters, digits and vowel signs."""
    return "".join(char for char in fold(word) if unicodedata.category(char)[0] in "LNM")[
        :LONGEST_WORD
    ]


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order.

    A letter alone before or after an apostrophe is none: “council’s”, “l’eau”.
    """
    for match in TOKEN.finditer(text):
        start, end = match.span()
        around = text[max(start - 1, 0) : start] + text[end : end + 1]
        if end - start == 1 and any(mark in around for mark in APOSTROPHES):
            continue
        parts = tuple(filter(None, map(fold_word, HYPHEN.split(match.group()))))
        if parts:
            yield Token(start, end, parts)


def words(text: str) -> list[str]:
    """The words of a text, folded, hyphenated ones taken apart."""
    return [part for token in tokens(text) for part in token.parts]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word, by Snowball's algorithm for the language of the site.

    Where Snowball knows no rules for the language, the word itself.
    """
    language = LANGUAGES.get(settings.LANGUAGE_CODE.split("-")[0])
    if language is None or word.isdigit():
        return word
    with _lock:  # a stemmer keeps the word that it works on
        return fold(_stemmer(language).stemWord(word)) or word


@lru_cache(maxsize=4)
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(language)


def whole_stems(words: Iterable[str]) -> list[str]:
    """The stems of words as they were typed, each as one word whatever hyphens it has."""
    return [stem(token.joined) for word in words for token in tokens(word)]


def stem_of(word: str) -> str:
    """The stem of a word as it was typed."""
    return stem(fold_word(word))
