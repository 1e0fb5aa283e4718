"""Exporting comments for analysis from the Wagtail admin: a form, and an archive to download."""

from typing import Any, cast

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from blog.comments.desk.listing import is_id
from blog.comments.exporting.asking import NoExport, begin
from blog.comments.exporting.files import archive
from blog.comments.models import Commentable
from blog.comments.policy import Writer

RIGHT, RIGHT_TO_NAMES = "comments.export_comments", "comments.export_names"


class PostChooser(AdminPageChooser):
    """Wagtail's own, which fails where what it is to show again is no number of a page."""

    def get_value_data(self, value: Any) -> Any:
        """What is shown as chosen: nothing, where nothing can be."""
        is_a_page = isinstance(value, Page) or is_id(str(value))
        return super().get_value_data(value) if is_a_page else None


class ExportForm(forms.Form):
    """What is exported, and how. Names are offered only to whoever may have them."""

    page = forms.ModelChoiceField(
        queryset=Page.objects.none(),
        label=_("Post"),
        required=False,
        help_text=_("Leave empty for the comments of all posts."),
        error_messages={"invalid_choice": _("This page is not there any more.")},
    )
    kind = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("csv", _("CSV, for spreadsheets and statistics")),
            ("jsonl", _("JSON Lines, for programs")),
        ],
        initial="csv",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a format.")},
    )
    with_names = forms.BooleanField(
        label=_("With names"),
        required=False,
        help_text=_(
            "With the writers' names, and with what readers do not see: comments that wait, or were"
            " refused or removed, and posts that not everybody may read. That you export them is"
            " kept on record."
        ),
    )

    def __init__(self, *args: Any, user: Writer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post_types = [model for model in apps.get_models() if issubclass(model, Commentable)]
        field = cast("forms.ModelChoiceField", self.fields["page"])
        field.queryset = Page.objects.type(*post_types)
        field.widget = PostChooser(target_models=post_types)
        if not user.has_perm(RIGHT_TO_NAMES):
            del self.fields["with_names"]


class ExportView(WagtailAdminTemplateMixin, View):
    """The form; sent, it gives an archive of the comments and their codebook, bit by bit."""

    page_title = _("Export comments")
    header_icon = "download"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": _("Export comments")},
    ]
    template_name = "comments/admin/export.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nobody without the right gets as far as the form."""
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        return self._show(ExportForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Streamed, so that neither this server nor whoever waits holds it all."""
        form = ExportForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._show(form)
        page = form.cleaned_data["page"]
        # A form without the field asks for no names, whatever was sent.
        with_names = form.cleaned_data.get("with_names", False)
        try:
            export = begin(page=page, with_names=with_names, by=request.user)
        except NoExport as why:
            form.add_error("page", str(why))
            return self._show(form)
        name = f"comments-{page.slug if page else 'all'}-{timezone.localdate()}.zip"
        response = StreamingHttpResponse(
            archive(export, form.cleaned_data["kind"]), content_type="application/zip"
        )
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def _show(self, form: ExportForm) -> HttpResponseBase:
        response: HttpResponseBase = self.render_to_response(self.get_context_data(form=form))
        return response


class ExportMenuItem(MenuItem):
    """Among the admin's reports, for whoever has the right."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not for those whom the page would turn away."""
        return request.user.has_perm(RIGHT)


def urls() -> list[URLPattern]:
    """The address of the form."""
    return [path("comments/export/", ExportView.as_view(), name="comments_export")]


def menu_item() -> ExportMenuItem:
    """The way to it."""
    address = reverse("comments_export")
    return ExportMenuItem(
        _("Export comments"), address, name="export-comments", icon_name="download", order=1200
    )
