"""What a search looks for, and among which texts: of however many, a thousand are compared."""

from collections.abc import Sequence

from search import analysis, matching, synonyms
from search.matching import Need, step_of
from search.models import Kind

MOST = 1_000  # texts that are compared; what else matches is not counted
ENOUGH = 10  # texts with all of the words, so that those with some of them are not shown
MOST_STEMS = 20  # of a word and all that means the same
STEPS = (0, 1, 2, 3)


def needs_of(kind: Kind, words: Sequence[str], everything: int) -> list[Need]:
    """What is looked for, without what half of all texts hold, unless that is all there is."""
    parts: dict[str, list[str]] = {}  # of each word, by its stem as one word
    for word in words:
        for token in analysis.tokens(word):
            parts[analysis.stem(token.joined)] = [analysis.stem(part) for part in token.parts]
    same = _same(words)
    others = {stem for terms in same.values() for term in terms for stem in term}
    of_words = {part for each in parts.values() for part in each}
    held = matching.frequencies(kind, {*parts, *of_words, *others})
    stems: dict[str, None] = {}
    for whole, of_parts in parts.items():
        # “Old-town” where nobody writes “oldtown”, or with a hyphen.
        stems.update(dict.fromkeys([whole] if held[whole] or len(of_parts) == 1 else of_parts))
    needs = []
    for stem in stems:
        # Of a synonym of several words, the one that says most.
        more = [min(term, key=lambda part: held[part] or everything) for term in same.get(stem, [])]
        will_do = tuple(dict.fromkeys([stem, *more]))[:MOST_STEMS]
        entries = min(sum(held[each] for each in will_do), everything)
        needs.append(Need(will_do, entries, matching.rarity(entries, everything)))
    rare = [need for need in needs if need.entries <= max(everything / 2, ENOUGH)]
    return rare or needs


def _same(words: Sequence[str]) -> dict[str, list[list[str]]]:
    """For stems of the words, the terms that editors say mean the same, as the stems of each."""
    same: dict[str, list[list[str]]] = {}
    for typed, terms in synonyms.expand(words, form=analysis.stem_of).items():
        for word in analysis.words(typed):
            same.setdefault(analysis.stem(word), []).extend(
                [analysis.stem(part) for part in analysis.words(term)] for term in terms
            )
    return same


def as_they_are(kind: Kind, needs: Sequence[Need], everything: int) -> list[Sequence[str]]:
    """The stems of each need, whoever meets it."""
    return [need.stems for need in needs]


def most_about(kind: Kind, needs: Sequence[Need], everything: int) -> list[Sequence[str]]:
    """The needs, so narrowed that about MOST texts meet all: to those that are most about them."""
    if everything <= MOST:
        return as_they_are(kind, needs, everything)
    steps = _by_step(kind, needs)
    chosen = [0] * len(needs)

    def expected() -> float:
        share = 1.0
        for each, step in zip(steps, chosen, strict=True):
            share *= each[step] / everything
        return share * everything

    while expected() > MOST:
        widest = sorted(range(len(needs)), key=lambda n: steps[n][chosen[n]], reverse=True)
        for n in widest:
            if chosen[n] < STEPS[-1]:
                chosen[n] += 1
                if expected() >= ENOUGH * 10:
                    break
                chosen[n] -= 1
        else:
            break
    return [
        [step_of(stem, step) for stem in need.stems]
        for need, step in zip(needs, chosen, strict=True)
    ]


def rarest(kind: Kind, needs: Sequence[Need], everything: int) -> list[Sequence[str]]:
    """The rarest of the needs, as many as let 2 × MOST texts be compared; of others, the best."""
    room = 2 * MOST
    if everything <= room:
        return as_they_are(kind, needs, everything)
    groups: list[Sequence[str]] = []
    ranked = sorted(needs, key=lambda need: need.entries)
    for need, by_step in zip(ranked, _by_step(kind, ranked), strict=True):
        step = next((step for step in STEPS if by_step[step] <= room), None)
        if step is None and groups:
            continue
        step = STEPS[-1] if step is None else step
        room -= by_step[step]
        groups.append([step_of(stem, step) for stem in need.stems])
    return groups


def _by_step(kind: Kind, needs: Sequence[Need]) -> list[list[int]]:
    """How many texts meet each need, by how much they are about it."""
    wide = {stem for need in needs if need.entries > MOST for stem in need.stems}
    held = matching.frequencies(kind, [step_of(stem, step) for stem in wide for step in STEPS[1:]])
    return [
        [
            need.entries,
            *(
                sum(held.get(step_of(stem, step), 0) for stem in need.stems)
                if need.entries > MOST
                else need.entries
                for step in STEPS[1:]
            ),
        ]
        for need in needs
    ]
