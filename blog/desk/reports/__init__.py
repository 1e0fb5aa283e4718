"""Reports on what has been published: each with filters, and as a table to take away."""

from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem

from blog.desk import sections
from blog.desk.reports import links, pictures, review
from blog.desk.reports.report import DeskReport

REPORTS: list[type[DeskReport]] = [review.DueForReview, links.BrokenLinks, pictures.Pictures]


class ReportItem(MenuItem):
    """A report in Wagtail's menu, for whoever writes here."""

    def is_shown(self, request: object) -> bool:
        """Not for those whom the page would turn away."""
        return sections.may_edit(getattr(request, "user", None))


def menu_items() -> list[ReportItem]:
    """One for each report, above Wagtail's own."""
    return [
        ReportItem(
            report.page_title,
            reverse(report.index_url_name),
            name=report.index_url_name.replace("_", "-"),
            icon_name=report.header_icon,
            order=100 + number,
        )
        for number, report in enumerate(REPORTS)
    ]


def urls() -> list[URLPattern]:
    """The addresses of the reports, and of what is done from them."""
    found = [path("reports/review/<int:pk>/", review.reviewed, name="desk_reviewed")]
    for report in REPORTS:
        place = f"reports/{report.place}/"
        found += [
            path(place, report.as_view(), name=report.index_url_name),
            path(
                f"{place}results/",
                report.as_view(results_only=True),
                name=report.index_results_url_name,
            ),
        ]
    return found
