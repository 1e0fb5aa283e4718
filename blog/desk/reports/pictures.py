"""Pictures of which nobody said what they show, and pictures that nothing uses."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.models.content_types import get_default_page_content_type
from wagtail.permissions import policy_registry

from blog.desk.reports.report import DeskReport
from blog.links.models import NOT_YOURS


class PictureFilters(WagtailFilterSet):
    """Which pictures."""

    state = django_filters.ChoiceFilter(
        label=_("Pictures"),
        method="by_state",
        empty_label=_("All that need a look"),
        choices=[
            ("silent", _("In use, without a description")),
            ("unused", _("Not used anywhere")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = get_image_model()
        fields: list[str] = []

    def by_state(self, pictures: Any, name: str, value: str) -> Any:
        """Narrowed by `is_used`, which the report has looked up."""
        if value == "unused":
            return pictures.filter(is_used=False)
        return pictures.filter(is_used=True, description="")


class Pictures(DeskReport):
    """The pictures, newest first, with the pages that show them."""

    place = "pictures"
    page_title = _("Pictures without a description")
    explanation = _(
        "People who cannot see a picture have its description read to them. Write one for the"
        " picture itself, and every page that says nothing of its own uses it."
    )
    header_icon = "image"
    model = get_image_model()
    filterset_class = PictureFilters
    results_template_name = "desk/reports/pictures.html"
    headings = [_("Picture"), _("Title"), _("Description"), _("Shown on")]
    index_url_name = "desk_pictures"
    index_results_url_name = "desk_pictures_results"
    list_export = ["title", "description", "created_at", "used_in", "silent_in"]
    export_headings = {
        "title": _("Title"),
        "description": _("Description"),
        "created_at": _("Uploaded"),
        "used_in": _("Shown on"),
        "silent_in": _("Without a word on"),
    }

    def get_queryset(self) -> Any:
        """Those without a description, and those that nothing uses, as far as one may see them."""
        model = get_image_model()
        used = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(model),
            to_object_id=Cast(OuterRef("pk"), CharField()),
        )
        seen = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
            self.request.user, ["add", "change", "delete", "choose"]
        )
        pictures = seen.annotate(is_used=Exists(used))
        silent, unused = pictures.filter(description=""), pictures.filter(is_used=False)
        return (silent | unused).order_by("-created_at", "-pk")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        """With the pages that show each picture, and those of them that say nothing about it.

        A page that whoever asks may not edit is counted, and not named.
        """
        pictures = list(object_list)
        references = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(get_image_model()),
            to_object_id__in=[str(picture.pk) for picture in pictures],
            base_content_type=get_default_page_content_type(),
        )
        shown = set(references.values_list("to_object_id", "object_id"))
        numbers = {int(page_id) for _picture, page_id in shown}
        pages = Page.objects.filter(pk__in=numbers).order_by("title", "pk").specific()
        silent = {page.pk: set(silent_pictures(page)) for page in pages}
        mine = set(self.mine.filter(pk__in=numbers).values_list("pk", flat=True))
        for page in pages:
            page.name_here = page.title if page.pk in mine else str(NOT_YOURS)
            page.is_mine = page.pk in mine
        for picture in pictures:
            picture.pages = [page for page in pages if (str(picture.pk), str(page.pk)) in shown]
            picture.silent = set()
            if not picture.description:
                picture.silent = {
                    page.pk for page in picture.pages if picture.pk in silent[page.pk]
                }
            picture.used_in = [page.name_here for page in picture.pages]
            picture.silent_in = [
                page.name_here for page in picture.pages if page.pk in picture.silent
            ]
        return pictures


def silent_pictures(page: Page) -> Iterator[int]:
    """The numbers of the pictures that a page shows without saying what they are."""
    if getattr(page, "hero_image_id", None) and not getattr(page, "hero_alt_text", ""):
        yield page.hero_image_id
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = field.value_from_object(page)
            yield from _within(value.get_prep_value() if value else [])


def _within(stored: Any) -> Iterator[int]:
    """As Wagtail's ImageBlock stores a picture: its number, its words, and whether it decorates."""
    if isinstance(stored, dict):
        if isinstance(stored.get("image"), int) and "decorative" in stored:
            if not stored.get("alt_text") and not stored["decorative"]:
                yield stored["image"]
            return
        stored = list(stored.values())
    if isinstance(stored, list):
        values: Iterable[Any] = stored
        for value in values:
            yield from _within(value)
