"""What a page wears that is written and reviewed: its rights and its previews."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from blog.writing.reviewing import ParentOfReviewedRights, ReviewedPageRights


class Preview(TextChoices):
    """What is shown of a post elsewhere."""

    CARD = "card", _("Card in lists")
    RESULT = "result", _("Search result")
    LINK = "link", _("Shared link")


SIZES = (
    ("mobile", "mobile-alt", 360, _("On a telephone")),
    ("tablet", "tablet-alt", 768, _("On a tablet")),
    ("desktop", "desktop", 1280, _("On a desk")),
)


class ParentOfWritten:
    """A page below which posts stand."""

    def permissions_for_user(self, user: Any) -> ParentOfReviewedRights:
        """Wagtail's, and the rule about reviews."""
        return ParentOfReviewedRights(user, self)


class Written:
    """A post, as the editor's desk knows it."""

    _meta: Any
    title: str
    base_form_class: Any  # with `what_is_missing`
    draft_template = "blog/draft_link.html"

    def permissions_for_user(self, user: Any) -> ReviewedPageRights:
        """Wagtail's, and the rule about reviews."""
        return ReviewedPageRights(user, self)

    @property
    def status_string(self) -> str:
        """As Wagtail lists it; but what a colleague is asked to read is “in review”."""
        page: Any = self
        is_over = page.approved_schedule or (page.expired and not page.live)
        if is_over or not page.workflow_in_progress:
            return super().status_string  # type: ignore[misc]
        return _now("live + in review") if page.live else _now("in review")

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The post itself, and what is shown of it elsewhere."""
        return [("", _("The post")), *((mode.value, mode.label) for mode in Preview)]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """A telephone, a tablet and a desk: the widths at which the site is looked at."""
        return [
            {"name": name, "icon": icon, "device_width": width, "label": label}
            for name, icon, width, label in SIZES
        ]

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        """The post as Wagtail shows it, or a card, a search result or a shared link."""
        if mode_name not in Preview:
            return super().serve_preview(request, mode_name)  # type: ignore[misc]
        request.is_preview = True
        context = {"page": self, "post": self, "request": request, "mode": Preview(mode_name)}
        return TemplateResponse(request, f"blog/previews/{mode_name}.html", context)

    def what_is_missing(self) -> dict[str, str]:
        """Sentences by field, beyond what the fields themselves ask for: as the editor's form."""
        missing: dict[str, str] = self.base_form_class.what_is_missing(self)
        return missing

    def is_complete(self) -> bool:
        """Whether the editor's form would let it go live."""
        page: Any = self
        try:
            page.full_clean()
            for field in self._meta.get_fields():
                if isinstance(field, StreamField):
                    value = getattr(page, field.name)
                    value.stream_block.clean(value)
        except ValidationError:
            return False
        return not self.what_is_missing()
