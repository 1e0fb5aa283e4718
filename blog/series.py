"""Series: posts that belong together and are read one after the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets import SlugInput
from wagtail.search import index
from wagtail.snippets.models import register_snippet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blog.models import BlogPostPage


@register_snippet
class Series(index.Indexed, models.Model):
    """What several posts have in common; a post says itself that it belongs to one."""

    title = models.CharField(
        _("title"), max_length=120, help_text=_("As readers should see it: The new bridge.")
    )
    slug = models.SlugField(
        _("address"),
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of the address of the series' page: the-new-bridge."),
    )
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences: what is it about?")
    )

    panels = [
        TitleFieldPanel("title", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("introduction"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Place:
    """Where a post stands in its series: `number` counts from 1."""

    series: Series
    number: int
    total: int
    previous: "BlogPostPage | None"
    following: "BlogPostPage | None"


def place_of(post: "BlogPostPage", parts: "Sequence[BlogPostPage]") -> Place | None:
    """The place of a post among the parts of its series; None where it is the only one.

    A draft is none of the parts that readers know: it counts as the next.
    """
    numbers = {part.pk: number for number, part in enumerate(parts)}
    here = numbers.get(post.pk, len(parts))
    total = max(len(parts), here + 1)
    if post.series is None or total == 1:
        return None
    return Place(
        series=post.series,
        number=here + 1,
        total=total,
        previous=parts[here - 1] if here > 0 else None,
        following=parts[here + 1] if here + 1 < len(parts) else None,
    )
