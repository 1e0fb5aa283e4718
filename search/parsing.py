"""What a person typed, taken apart.

Nothing that a person can type may give an error, so nothing is handed on as typed: what is no
word, phrase or filter is left out, and so is what goes beyond the limits.
"""

import re
from dataclasses import dataclass

from search import analysis
from search.normal_form import cleaned

MAX_LENGTH = 200  # characters that are looked at
MAX_WORDS = 40  # words that are searched for, those of phrases among them
# `-` before a word, `tag:` before a word or quoted words, quoted words, or anything else.
PART = re.compile(
    r'(?P<minus>-)?(?:(?P<key>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))'
)
YEAR = re.compile(r"[1-9][0-9]{3}")
MAX_FILTERS = 5  # of a kind


@dataclass(frozen=True)
class Query:
    """Words, phrases and filters; all of it empty where a text holds nothing to search for."""

    text: str  # as it is shown back: cleaned, in the person's own words
    words: tuple[str, ...] = ()  # each once, as typed, those of phrases among them
    phrases: tuple[tuple[str, ...], ...] = ()  # folded
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()  # folded
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def has_filters(self) -> bool:
        """Whether a filter was typed."""
        return bool(self.tags or self.authors or self.years)


def clean_text(text: str) -> str:
    """The beginning of what a person typed, on one line and in one form."""
    return cleaned(text[:MAX_LENGTH])[:MAX_LENGTH]


def parse(text: str) -> Query:
    """The query that a text means: words, “phrases”, `-word`, `tag:`, `author:`, `year:`."""
    text = clean_text(text)
    words: dict[str, str] = {}
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    excluded_phrases: list[tuple[str, ...]] = []
    filters: dict[str, list[str]] = {"tag": [], "author": [], "year": []}
    for part in PART.finditer(text):
        key, content = (part["key"] or "").lower(), part["quoted"] or part["plain"] or ""
        if key in filters and not part["minus"] and (key != "year" or YEAR.fullmatch(content)):
            filters[key].append(content)
            continue
        if part["key"] and not part["minus"]:
            content = f"{part['key']} {content}"
        spelt = [content[token.start : token.end] for token in analysis.tokens(content)]
        if part["minus"]:
            if part["quoted"] and len(spelt) > 1:
                excluded_phrases.append(tuple(analysis.words(content)))
            else:
                excluded.extend(spelt)
            continue
        if part["quoted"] and len(spelt) > 1:
            phrases.append(tuple(analysis.words(content)))
        for word in spelt:
            words.setdefault(analysis.fold_word(word), word)
    return Query(
        text=text,
        words=tuple(words.values())[:MAX_WORDS],
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded))[:MAX_WORDS],
        excluded_phrases=tuple(dict.fromkeys(excluded_phrases)),
        tags=tuple(dict.fromkeys(filter(None, filters["tag"])))[:MAX_FILTERS],
        authors=tuple(dict.fromkeys(filter(None, filters["author"])))[:MAX_FILTERS],
        years=tuple(dict.fromkeys(int(year) for year in filters["year"]))[:MAX_FILTERS],
    )
