"""“Did you mean …”: the word that somebody probably had in mind.

A word that is written nowhere here is compared with those that are, at a distance of one letter
too many, too few, wrong, or two that changed places: four in five typing errors are that
[Damerau, A technique for computer detection and correction of spelling errors, 1964].
"""

from collections.abc import Callable, Iterable

from search import analysis, matching
from search.models import Kind, Word

SHORTEST = 4  # letters; shorter words have too many neighbours to guess from
SURELY_READABLE = 200  # texts; of so many that hold a word, some are public
MOST_TRIED = 3  # likely spellings
MOST_WORDS = 8  # of a search
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789æøœðþđłıħ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوية",
)


def corrections(words: Iterable[str], is_readable: Callable[[str], bool]) -> dict[str, str]:
    """For each word, as typed, that readers find nowhere: one that they do, where one is near.

    What few texts hold may stand in none that anybody may read: `is_readable` says that, and
    neither tells nor hides by its spelling what is not public.
    """
    asked = {analysis.fold_word(word): word for word in words}
    known = _known(asked)
    unknown = [
        word for word in asked if _may_be_wrong(word) and not _is_found(word, known, is_readable)
    ]
    if not unknown:
        return {}
    near = {word: neighbours(word) for word in unknown}
    spelt = _known({other for others in near.values() for other in others})
    found = {}
    for word, others in near.items():
        likely = sorted(
            (other for other in others if other in spelt),
            key=lambda other: _likelihood(word, other, spelt[other]),
            reverse=True,
        )
        best = next((o for o in likely[:MOST_TRIED] if _is_found(o, spelt, is_readable)), None)
        if best is not None:
            found[asked[word]] = best
    return found


def _may_be_wrong(word: str) -> bool:
    """Numbers are not guessed, nor are words that have too many neighbours."""
    return len(word) >= SHORTEST and not any(char.isdigit() for char in word)


def _is_found(word: str, known: dict[str, int], is_readable: Callable[[str], bool]) -> bool:
    entries = known.get(word, 0)
    return entries > SURELY_READABLE or (entries > 0 and is_readable(word))


def neighbours(word: str) -> set[str]:
    """All that one slip of a finger makes of a word, itself not among them; and it, in two words.

    Of the letters of the alphabet that it is written in.
    """
    alphabet = next((each for each in ALPHABETS if any(char in each for char in word)), "")
    splits = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    fewer = {a + b[1:] for a, b in splits if b}
    other = {a + char + b[1:] for a, b in splits if b for char in alphabet}
    more = {a + char + b for a, b in splits for char in alphabet}
    return (swapped | fewer | other | more) - {word}


def _known(words: Iterable[str]) -> dict[str, int]:
    """How many texts hold each of the words that stand in any."""
    stems = dict(Word.objects.filter(pk__in=sorted(words)).values_list("text", "stem"))
    entries = {
        kind: matching.frequencies(kind, stems.values()) for kind in (Kind.POST, Kind.COMMENT)
    }
    counts = {
        word: sum(each.get(stem, 0) for each in entries.values()) for word, stem in stems.items()
    }
    return {word: count for word, count in counts.items() if count}


def _likelihood(typed: str, meant: str, entries: int) -> tuple[float, str]:
    """What is written more often was meant more often; a first letter is seldom wrong."""
    likelihood = entries**0.5
    if typed[0] != meant[0]:
        likelihood /= 4
    if sorted(typed) == sorted(meant):
        likelihood *= 2
    return likelihood, meant
