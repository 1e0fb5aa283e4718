"""The panel on the admin's front page: what an editor has to do, and where."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from blog.desk import sections
from blog.models import BlogIndexPage

# Wagtail's own, of which ours says the same.
REPLACED = (RecentEditsPanel, UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
STYLES = {"all": ["desk/desk.css"]}


class EditorsDesk(Component):
    """The sections that have something in them, side by side where there is room."""

    name = "editors_desk"
    template_name = "desk/home_panel.html"
    order = 80  # first: it is what an editor came for

    class Media:
        css: ClassVar[dict[str, list[str]]] = STYLES

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The sections, which are asked for once a page."""
        request = parent_context["request"] if parent_context else None
        if request is None:
            return {"sections": [], "blogs": []}
        blogs = [
            blog
            for blog in BlogIndexPage.objects.live().order_by("path")
            if blog.permissions_for_user(request.user).can_add_subpage()
        ]
        return {"sections": sections.of(request), "blogs": blogs}


def show_desk(request: HttpRequest, panels: list[Component]) -> None:
    """Ours in place of Wagtail's, for whoever writes here."""
    if sections.may_edit(request.user):
        panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
        panels.append(EditorsDesk())


class AllOfThem(WagtailAdminTemplateMixin, TemplateView):
    """One section in full."""

    template_name = "desk/all_of_them.html"
    header_icon = "home"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For whoever has a desk."""
        if not sections.may_edit(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The section; its heading says what it is, also where nothing is left in it."""
        make = sections.SECTIONS.get(kwargs["name"])
        if make is None:
            raise Http404
        section = make(self.request, all_of_them=True)
        self.page_title = section.heading if section else _("Your desk")
        return super().get_context_data(section=section, styles=STYLES, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """From the admin's front page to here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def urls() -> list[URLPattern]:
    """The addresses of the desk."""
    return [path("desk/all/<slug:name>/", AllOfThem.as_view(), name="desk_all")]
