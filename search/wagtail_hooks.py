"""What search adds to the Wagtail admin: editors' picks, synonyms, and what was searched for."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from blog.desk import sections
from search import report
from search.log import LONGEST
from search.picks import EditorsPick, readable_pages
from search.synonyms import Synonyms


class FromTheReport(CreateView):
    """The form for a new one, with the words that the report was asked about."""

    def get_initial(self) -> dict[str, Any]:
        """They stand in the address."""
        return super().get_initial() | {"words": self.request.GET.get("words", "")[:LONGEST]}


def state(pick: Any) -> Any:
    """Whether readers see a pick, in words."""
    return _("Shown") if pick.is_shown else _("Not shown: not everybody may read the page")


class PickViewSet(SnippetViewSet):
    """Editors' picks, with the pages that they show."""

    model = EditorsPick
    icon = "pick"
    add_view_class = FromTheReport
    list_display = ["__str__", "page", Column("state", label=_("For readers"), accessor=state)]
    search_fields = ["words", "page__title"]
    search_backend_name = None

    def get_queryset(self, request: HttpRequest) -> Any:
        """Each with whether readers see it now."""
        is_shown = Exists(readable_pages().filter(pk=OuterRef("page")))
        return EditorsPick.objects.select_related("page").annotate(is_shown=is_shown)


class SynonymsViewSet(SnippetViewSet):
    """Lines of words that mean the same."""

    model = Synonyms
    icon = "list-ul"
    add_view_class = FromTheReport
    search_fields = ["words"]
    search_backend_name = None


register_snippet(PickViewSet)
register_snippet(SynonymsViewSet)
hooks.register("register_admin_urls", report.urls)
hooks.register("register_reports_menu_item", report.menu_item)
hooks.register(sections.HOOK, report.searched_and_not_found)
