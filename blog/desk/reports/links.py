"""Links that lead a reader nowhere."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from blog.desk.reports.report import DeskReport
from blog.links.models import NOT_BROKEN, Link, Problem

PROBLEMS = [(problem.value, problem.label) for problem in Problem if problem not in NOT_BROKEN]


class LinkFilters(WagtailFilterSet):
    """By where a link leads, and by what is wrong with it."""

    kind = django_filters.ChoiceFilter(
        label=_("Leads to"),
        choices=Link.Kind.choices,
        empty_label=_("Anywhere"),
        widget=forms.RadioSelect,
    )
    problem = django_filters.ChoiceFilter(
        label=_("Problem"), choices=PROBLEMS, empty_label=_("Any"), widget=forms.RadioSelect
    )

    class Meta:
        model = Link
        fields: list[str] = []


class BrokenLinks(DeskReport):
    """The links by the page that they stand on. Nothing is fetched to show them."""

    place = "links"
    page_title = _("Broken links")
    header_icon = "link"
    model = Link
    filterset_class = LinkFilters
    results_template_name = "desk/reports/links.html"
    headings = [
        _("On the page"),
        _("Words of the link"),
        _("Leads to"),
        _("What is wrong"),
        _("Last checked"),
    ]
    index_url_name = "desk_links"
    index_results_url_name = "desk_links_results"
    list_export = [
        "page.title",
        "page.full_url",
        "words",
        "leads_to",
        "what_is_wrong",
        "address.status",
        "address.checked_at",
    ]
    export_headings = {
        "page.title": _("On the page"),
        "page.full_url": _("Address of the page"),
        "words": _("Words of the link"),
        "leads_to": _("Leads to"),
        "what_is_wrong": _("Problem"),
        "address.status": _("Answer"),
        "address.checked_at": _("Last checked"),
    }

    @property
    def explanation(self) -> Any:  # type: ignore[override]
        """What is looked at, and what is not."""
        if settings.CHECK_LINKS:
            return _(
                "Links to our own pages are looked up now; other sites are asked about once a week."
                " One that does not answer is listed here when it failed twice."
            )
        return _(
            "Links to our own pages are looked up now. Other sites are not asked: whoever runs the"
            " server can switch that on (CHECK_LINKS)."
        )

    def get_queryset(self) -> Any:
        """What is broken on pages that whoever asks may change."""
        links = Link.objects.broken().filter(page__in=self.mine.values("pk"))
        return links.select_related("page", "address").order_by("page__title", "page_id", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Link]:
        """With the titles of the pages that links lead to."""
        links = list(object_list)
        Link.name_targets(links, self.mine)
        return links

    def to_row_dict(self, item: Link) -> dict[str, Any]:
        """Links to our own pages have no address that was asked."""
        address = item.address
        return {
            "page.title": item.page.title,
            "page.full_url": item.page.full_url,
            "words": item.words,
            "leads_to": item.leads_to,
            "what_is_wrong": item.what_is_wrong,
            "address.status": address.status if address else None,
            "address.checked_at": address.checked_at if address else None,
        }
