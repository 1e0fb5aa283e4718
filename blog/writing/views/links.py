"""In the admin: the links to a draft, who made them, a new one, and an end to one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from blog.writing import draft_links
from blog.writing.models import DraftLink
from blog.writing.pages import Written


class DraftLinkForm(forms.Form):
    """How long the new link works."""

    lasts = forms.ChoiceField(
        label=_("For how long?"),
        choices=draft_links.Duration.choices,
        initial=draft_links.Duration.WEEK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how long it should work.")},
    )


class DraftLinksView(WagtailAdminTemplateMixin, View):
    """The links to one draft, for whoever may edit it."""

    page_title = _("Show this draft to somebody")
    header_icon = "link-external"
    template_name = "blog/admin/draft_links.html"
    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, page_id: int) -> HttpResponseBase:
        """Nobody else gets as far as the list."""
        self.page = page_that_may_be_edited(request, page_id)
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list, and the form for a new one."""
        return self._show(DraftLinkForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Make a link."""
        form = DraftLinkForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        lasts = draft_links.Duration(form.cleaned_data["lasts"])
        draft_links.create(page=self.page, by=request.user, lasts=lasts)
        messages.success(request, _("The link is ready: copy it from the list."))
        return redirect("writing_draft_links", self.page.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """From the page's editor to here."""
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def _show(self, form: DraftLinkForm) -> HttpResponseBase:
        links = DraftLink.objects.filter(page=self.page).select_related(
            "page", "created_by", "revoked_by"
        )
        context = self.get_context_data(form=form, page=self.page, links=with_addresses(links))
        response: HttpResponseBase = self.render_to_response(context)
        return response


def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """End a link; by POST alone."""
    link = get_object_or_404(DraftLink, pk=link_id)
    page_that_may_be_edited(request, link.page_id)
    if request.method == "POST":
        draft_links.revoke(link=link, by=request.user)
        messages.success(request, _("That link no longer works."))
    return redirect("writing_draft_links", link.page_id)


def page_that_may_be_edited(request: HttpRequest, page_id: int) -> Any:
    """The page, if it has drafts that can be shown, and this person may edit it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, Written):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def with_addresses(links: Any) -> list[DraftLink]:
    """The links with `address`: the whole of it, to be copied."""
    found = list(links)
    for link in found:
        link.address = f"{settings.SITE_URL}{draft_links.path_of(link)}"
    return found
