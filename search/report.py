"""What people searched for, how often, and what found nothing: a report and a part of the desk."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet

from blog.desk.reports import ReportItem
from blog.desk.reports.report import DeskReport
from blog.desk.sections import MOST_LISTED, SHOWN, Row, Section, may_edit
from search.log import SearchCount

MONTH = 30  # days
PERIODS = {"week": 7, "quarter": 91, "ever": 0}
SEVERAL = 2  # times that something was searched for in vain before it stands on the desk


class SearchFilters(WagtailFilterSet):
    """Of which days, and whether only what found nothing."""

    period = django_filters.ChoiceFilter(
        label=_("Period"),
        method="by_the_view",
        empty_label=_("The last 30 days"),
        choices=[
            ("week", _("The last 7 days")),
            ("quarter", _("The last three months")),
            ("ever", _("All that is kept")),
        ],
        widget=forms.RadioSelect,
    )
    found = django_filters.ChoiceFilter(
        label=_("Found"),
        method="by_the_view",
        empty_label=_("Anything or nothing"),
        choices=[("nothing", _("Nothing, to this day"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SearchCount
        fields: list[str] = []

    def by_the_view(self, counts: Any, name: str, value: str) -> Any:
        """Handled there: counts are put together once it is known which."""
        return counts


class Searches(DeskReport):
    """Searches by their words, for whoever writes here."""

    place = "searches"
    page_title = _("Searches")
    header_icon = "search"
    model = SearchCount
    filterset_class = SearchFilters
    results_template_name = "search/admin/report.html"
    headings = [
        _("Searched for"),
        _("Times"),
        _("Found nothing"),
        _("Last searched"),
        _("What to do"),
    ]
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    list_export = ["words", "times", "in_vain", "last"]
    export_headings = {
        "words": _("Searched for"),
        "times": _("Times"),
        "in_vain": _("Found nothing"),
        "last": _("Last searched"),
    }

    @property
    def explanation(self) -> Any:  # type: ignore[override]
        """What is kept, and for how long."""
        if not settings.SEARCH_LOG_DAYS:
            return _("Nothing is kept: whoever runs the server can switch it on (SEARCH_LOG_DAYS).")
        days = ngettext("%d day", "%d days", settings.SEARCH_LOG_DAYS) % settings.SEARCH_LOG_DAYS
        return _(
            "Kept for %(days)s, and never who searched. What may be personal, such as an e-mail"
            " address or a telephone number, is left out; a name may be among the words. The"
            " searches of the last minute may not be counted yet."
        ) % {"days": days}

    def get_base_queryset(self) -> Any:
        """All counts; `filter_queryset` puts them together."""
        return SearchCount.objects.all()

    def order_queryset(self, queryset: Any) -> Any:
        """Ordered once they are put together."""
        return queryset

    def filter_queryset(self, queryset: Any) -> Any:
        """By words, of the days that were asked for, or else the last thirty."""
        counts = super().filter_queryset(queryset)
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        if days := PERIODS.get(chosen.get("period", ""), MONTH):
            counts = counts.of_last(days)
        return counts.not_found() if chosen.get("found") == "nothing" else counts.by_words()

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With what can be done about each, by whoever may."""
        able = {
            name: self.request.user.has_perm(f"search.add_{model}")
            for name, model in (("pick", "editorspick"), ("synonyms", "synonyms"))
        }
        for row in object_list:
            words = row["words"]
            row["search"] = _address("search", q=words)
            for name, may in able.items():
                row[name] = _address(ADD[name], words=words) if may else ""
        return object_list

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """The figures of one search."""
        return {field: item[field] for field in self.list_export}


ADD = {
    "pick": "wagtailsnippets_search_editorspick:add",
    "synonyms": "wagtailsnippets_search_synonyms:add",
}


def _address(name: str, **parameters: str) -> str:
    return f"{reverse(name)}?{urlencode(parameters)}"


def urls() -> list[URLPattern]:
    """The addresses of the report."""
    place = f"reports/{Searches.place}/"
    return [
        path(place, Searches.as_view(), name=Searches.index_url_name),
        path(
            f"{place}results/",
            Searches.as_view(results_only=True),
            name=Searches.index_results_url_name,
        ),
    ]


def menu_item() -> ReportItem:
    """Among the reports of the desk."""
    return ReportItem(
        Searches.page_title,
        reverse(Searches.index_url_name),
        name="searches",
        icon_name=Searches.header_icon,
        order=110,
    )


def searched_and_not_found(request: HttpRequest) -> Section | None:
    """What several people searched for in the last month, and nobody finds to this day."""
    if not may_edit(request.user):
        return None
    missing = SearchCount.objects.of_last(MONTH).not_found(times=SEVERAL)
    found = list(missing[:MOST_LISTED])
    if not found:
        return None
    rows = [
        Row(
            each["words"],
            _address("search", q=each["words"]),
            note=ngettext("%d time", "%d times", each["in_vain"]) % each["in_vain"],
        )
        for each in found[:SHOWN]
    ]
    return Section(
        "searches",
        _("Searched and not found"),
        "search",
        rows,
        len(found),
        more_url=_address(Searches.index_url_name, found="nothing"),
        order=70,
        explanation=_("By readers, in the last 30 days. A post about it, or a synonym, may help."),
    )
