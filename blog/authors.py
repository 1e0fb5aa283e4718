"""The people who write posts, as readers meet them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets import SlugInput
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from blog.blocks import EMPHASIS


@register_snippet
class Author(index.Indexed, models.Model):
    """Somebody who writes posts, as readers meet them: need not have an account."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of the address of the author's page: jane-poole."),
    )
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("As readers should see it: Town clerk.")
    )
    biography = RichTextField(_("about"), features=EMPHASIS, blank=True)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        TitleFieldPanel("name", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("role"),
        FieldPanel("picture"),
        FieldPanel("biography"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
