"""Words that mean the same, as the organisation says: whoever types one finds the others."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from search import analysis
from search.process_cache import ProcessCache

BETWEEN = re.compile("[,;،؛、，；]")
MOST_TERMS = 20  # of a line, and that are added to a word of a search
MOST_WORDS = 5  # of a term
MOST_LINES = 2_000  # that searches know of

Form = Callable[[str], str]
Line = tuple[str, ...]


class Synonyms(models.Model):
    """A line of words that mean the same; each may be several words, as in “wheelie bin”."""

    words = models.CharField(
        _("words that mean the same"),
        max_length=500,
        help_text=_(
            "With commas between: bin, rubbish, household waste. Whoever searches for one finds"
            " posts with the others, too."
        ),
    )

    panels = [FieldPanel("words")]

    class Meta:
        verbose_name = _("line of synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def terms(self) -> list[str]:
        """What stands between the commas, once each, as it was typed."""
        terms = (" ".join(term.split()) for term in BETWEEN.split(self.words))
        once = {tuple(analysis.words(term)): term for term in terms}
        return [term for words, term in once.items() if words]

    def clean(self) -> None:
        """At least two that differ, and nothing so long that nobody would search for it."""
        terms = self.terms
        if len(terms) < 2:
            said = _("Write at least two, with a comma between: bin, rubbish.")
            raise ValidationError({"words": said})
        if len(terms) > MOST_TERMS:
            said = _("These are more than %(most)d. Write the others on a line of their own.")
            raise ValidationError({"words": said % {"most": MOST_TERMS}})
        for term in terms:
            if len(analysis.words(term)) > MOST_WORDS:
                said = _("“%(term)s” has more than %(most)d words. Is a comma missing?")
                raise ValidationError({"words": said % {"term": term, "most": MOST_WORDS}})
        self.words = ", ".join(terms)


def expand(words: Iterable[str], *, form: Form = analysis.fold_word) -> dict[str, list[str]]:
    """What else to search for: for words of a search, what means the same.

    `words` are the words as they were typed, in order. The keys are those of them that have
    synonyms, as they were handed in; where a line has a term of several words and these stand side
    by side, the key is all of them with spaces between. The values are terms, folded, at most
    `MOST_TERMS`; one with a space in it means these words side by side. `form` says which words
    are the same: with a stemmer, “bins” finds the line with “bin”.

    A line that is changed counts at once in the process that changed it, and within half a minute
    in all others. No query but for that.
    """
    typed = list(words)
    terms = _by_words(_lines.get(), form)
    forms = [tuple(form(part) for part in analysis.words(word)) for word in typed]
    found: dict[str, list[str]] = {}
    for start in range(len(typed)):
        for end in range(start + 1, min(start + MOST_WORDS, len(typed)) + 1):
            key = sum(forms[start:end], ())
            same = [term for other, term in terms.get(key, {}).items() if other != key]
            if same:
                found.setdefault(" ".join(typed[start:end]), same[:MOST_TERMS])
    return found


def _ask() -> tuple[Line, ...]:
    lines = Synonyms.objects.order_by("pk")[:MOST_LINES]
    return tuple(tuple(" ".join(analysis.words(term)) for term in line.terms) for line in lines)


_lines = ProcessCache(_ask)


@lru_cache(maxsize=4)
def _by_words(lines: tuple[Line, ...], form: Form) -> dict[Line, dict[Line, str]]:
    """For the forms of each term's words, all terms of its lines by the forms of theirs."""
    found: dict[Line, dict[Line, str]] = {}
    for line in lines:
        terms = {tuple(form(word) for word in term.split()): term for term in line}
        for key in terms:
            found.setdefault(key, {}).update(terms)
    return found


@receiver([post_save, post_delete], sender=Synonyms)
def ask_anew(**kwargs: Any) -> None:
    """What an editor has just written holds for their next search."""
    transaction.on_commit(_lines.clear)
