"""The editor's form for a post: what may wait until publication, and what is named then."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from blog.comments.models import HouseRules

EARLIEST_YEAR = 1900  # of a post; before, dates are slips, and some databases fail at them
# First parts of the blog's own addresses: a post of that name could not be reached.
RESERVED_SLUGS = {"archive", "authors", "feed", "series", "tags"}


class BlogPostForm(WagtailAdminPageForm):
    """Saves any draft, and asks for what is missing when the post is to go live.

    Wagtail defers what is required; this form defers the title too, and gives a draft an address
    of its own where the one that follows from its title is taken.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_comments_closed_without_rules()

    def _keep_comments_closed_without_rules(self) -> None:
        """Nobody opens comments before there are house rules; a post that was open stays so."""
        field = self.fields.get("comments_open")
        if field is None or HouseRules.objects.exists():
            return
        field.disabled = True
        field.help_text = _(
            "Comments can be opened once there are house rules, so that everybody who writes knows"
            " them. An administrator writes them under Settings, House rules."
        )
        if not self.instance.pk:
            self.initial["comments_open"] = self.instance.comments_open = False

    @staticmethod
    def what_is_missing(post: Any) -> dict[str, str]:
        """What keeps a post from going live, beyond its single fields: sentences by field."""
        return publication_problems(post.hero_image, post.hero_alt_text, post.first_published_at)

    def defer_required_fields(self) -> None:
        """Called by Wagtail before a draft is validated."""
        super().defer_required_fields()
        for name in ("title", "slug"):  # an address follows from the title
            field = self.fields.get(name)
            if field and field.required:
                field.required = False
                self.deferred_required_fields.append(name)

    def clean_title(self) -> str:
        """A draft without a title is called so."""
        title: str = self.cleaned_data["title"]
        return title or (_("Untitled post") if self.is_deferred_validation else "")

    def clean_slug(self) -> str:
        """A free address: a draft gets the next one, a post that goes live a sentence."""
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS and not self.is_deferred_validation:
            raise ValidationError(
                _("“%(slug)s” is an address of the blog itself. Please choose another."),
                params={"slug": slug},
            )
        if not slug or not self.is_deferred_validation:
            return slug
        number, free = 2, slug
        while free in RESERVED_SLUGS or not Page._slug_is_available(
            free, self.parent_page, self.instance
        ):
            free, number = f"{slug}-{number}", number + 1
        return free

    def clean(self) -> dict[str, Any]:
        """Rules that take two fields, or the clock; only for what goes live."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        problems = publication_problems(
            cleaned.get("hero_image"),
            cleaned.get("hero_alt_text", ""),
            cleaned.get("first_published_at"),
        )
        for name, sentence in problems.items():
            self.add_error(name, sentence)
        return cleaned


def publication_problems(
    hero_image: Any, hero_alt_text: str, first_published_at: datetime | None
) -> dict[str, str]:
    """What keeps a post from going live beyond what single fields say: sentences by field."""
    problems = {}
    if hero_image and not (hero_alt_text or hero_image.description):
        problems["hero_alt_text"] = _(
            "Please say what the picture shows, for people who cannot see it."
        )
    if first_published_at and first_published_at > timezone.now():
        problems["first_published_at"] = _(
            "This date is still to come. To publish later, use the schedule instead."
        )
    if first_published_at and first_published_at.year <= EARLIEST_YEAR:
        problems["first_published_at"] = _("This date is too long ago: please look at the year.")
    return problems
