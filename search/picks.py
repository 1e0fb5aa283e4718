"""Editors' picks: what stands on top of the results for words that an editor chose."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page

from blog.querysets import BlogPostQuerySet
from search import analysis
from search.parsing import parse
from search.process_cache import ProcessCache

MOST_SHOWN = 3  # of them on top, and what was found would be pushed out of sight
MOST_LINES = 50  # of one pick
MOST_LINES_IN_ALL = 5_000


class EditorsPick(models.Model):
    """A page, and the searches for which it is shown before all others."""

    words = models.TextField(
        _("when somebody searches for"),
        help_text=_(
            "One search a line, in the words that people use. A line counts where the search has"
            " all of its words, in any order and form: “bin day” counts for “which day are the"
            " bins”."
        ),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("show this page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Shown only while anybody may read it."),
    )
    note = models.CharField(
        _("and say"),
        max_length=200,
        blank=True,
        help_text=_("One sentence below the title. Left empty, the page's own description."),
    )

    panels = [FieldPanel("words"), PageChooserPanel("page"), FieldPanel("note")]

    class Meta:
        verbose_name = _("editors' pick")
        verbose_name_plural = _("editors' picks")
        ordering = ["words"]

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The searches, as they were typed, without lines that have no word."""
        return [" ".join(line.split()) for line in self.words.splitlines() if analysis.words(line)]

    def clean(self) -> None:
        """There is something to search for."""
        if not self.lines:
            raise ValidationError({"words": _("Write a word that somebody would search for.")})
        if len(self.lines) > MOST_LINES:
            said = _("These are more than %(most)d lines. Make another pick for the others.")
            raise ValidationError({"words": said % {"most": MOST_LINES}})
        self.words = "\n".join(self.lines)


@dataclass(frozen=True)
class Pick:
    """What is shown on top: a page's title and address, and a sentence, which may be empty."""

    title: str
    url: str
    note: str


def picks_for(text: str) -> list[Pick]:
    """What editors want on top for what a person typed: at most three.

    The one with the longest matching line first. Only what anybody may read: whether a page is
    published and public is asked each time. No query where no pick matches, or two.
    """
    typed = _stems(" ".join(parse(text).words))
    matching: dict[int, int] = {}
    for pick_id, words in _lines.get():
        if words <= typed:
            matching[pick_id] = max(len(words), matching.get(pick_id, 0))
    if not matching:
        return []
    picks = EditorsPick.objects.filter(pk__in=matching, page__in=readable_pages().values("pk"))
    found: dict[int, Pick] = {}  # by page, which several picks may name
    in_order = sorted(picks.select_related("page"), key=lambda pick: (-matching[pick.pk], pick.pk))
    for pick in in_order:
        page = pick.page
        if page.pk not in found and (url := page.get_url()):
            found[page.pk] = Pick(page.title, url, pick.note or page.search_description)
    return list(found.values())[:MOST_SHOWN]


def readable_pages() -> Any:
    """Pages that anybody may read; also by Wagtail's own reckoning, which knows any depth."""
    return BlogPostQuerySet(Page).published().public()


def _stems(text: str) -> frozenset[str]:
    return frozenset(analysis.stem(word) for word in analysis.words(text))


def _ask() -> list[tuple[int, frozenset[str]]]:
    lines = (
        (pick.pk, _stems(line))
        for pick in EditorsPick.objects.order_by("pk").only("words")
        for line in pick.lines
    )
    return list(lines)[:MOST_LINES_IN_ALL]


_lines = ProcessCache(_ask)


@receiver([post_save, post_delete], sender=EditorsPick)
def ask_anew(**kwargs: Any) -> None:
    """What an editor has just chosen holds for their next search."""
    transaction.on_commit(_lines.clear)
