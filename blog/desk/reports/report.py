"""What all reports of the desk share."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.functional import Promise, cached_property
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from blog.comments.spreadsheets import guarded
from blog.desk.home import STYLES
from blog.desk.sections import EDITING


class DeskReport(ReportView):
    """A report for whoever writes here. Tables to take away hold nothing that would run."""

    place: ClassVar[str]  # in the address
    page_title: ClassVar[Promise | str]
    explanation: ClassVar[Promise | str] = ""
    headings: ClassVar[list[Promise | str]]  # headings of the list
    header_icon = "doc-empty-inverse"
    template_name = "desk/reports/report.html"
    any_permission_required = sorted(EDITING)
    index_url_name: str
    index_results_url_name: str

    @cached_property
    def permission_policy(self) -> Any:
        """Rights on pages, whatever the report lists."""
        return policy_registry.get_by_type(Page)

    @property
    def mine(self) -> Any:
        """The pages that whoever asks may edit: reports name no others."""
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "change")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's, and what stands above the list."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "explanation": self.explanation,
            "headings": self.headings,
            "styles": STYLES,
        }

    def get_filename(self) -> str:
        """Named after the report."""
        return self.place

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Wagtail's, with an apostrophe before what a spreadsheet would take for a formula."""
        value = super().preprocess_field_value(field, value, export_format)
        return guarded(value) if isinstance(value, str) else value

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Wagtail's, after the mark without which Excel takes UTF-8 for something else."""
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)
