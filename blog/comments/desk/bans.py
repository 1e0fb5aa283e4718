"""Bans in the Wagtail admin: listed, added, ended. None is edited: end it, and add another."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, DeleteView

from blog.comments import bans
from blog.comments.desk.listing import GuardedIndexView, is_id
from blog.comments.models import Ban, Decision
from blog.comments.record import record

LOGGED = {
    "ban": (_("Ban"), _("Somebody banned from commenting")),
    "ban_ended": (_("End ban"), _("Ban ended")),
    "ban_deleted": (_("Delete ban"), _("Ban deleted")),
}


def _record(action: Decision.Action, by: Any, until: datetime | None = None) -> None:
    """Put on the public record that it was done: not to whom, nor why."""
    record(action=action, by=Decision.By.MODERATOR, moderator=by, until=until)


class BanForm(WagtailAdminModelForm):
    """Takes what a person types, and gives what is stored: see `bans.normalised`."""

    def clean(self) -> dict[str, Any]:
        """The value is one of its kind, and the end has not passed."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("kind") and cleaned.get("value"):
            try:
                bans.normalised(cleaned["kind"], cleaned["value"])
            except ValidationError as why:
                self.add_error("value", why)
        if cleaned.get("until") and cleaned["until"] <= timezone.now():
            self.add_error("until", _now("This moment has passed: the ban would never hold."))
        return cleaned

    def save(self, commit: bool = True) -> Ban:
        """Make the ban. What was typed is given to `bans.ban` and is nowhere else."""
        fields = ("kind", "value", "until", "reason")
        typed = {name: self.cleaned_data[name] for name in fields}
        with transaction.atomic():
            made = bans.ban(**typed, by=self.for_user)
            _record(Decision.Action.BAN, self.for_user, until=made.until)
        return made


class BanPermissions(PermissionHelper):
    """Django's own three rights; a ban is never edited."""

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Whom it is about cannot be changed; when it ends, by ending it."""
        return False


class BanIndexView(GuardedIndexView):
    """The bans, the latest first, with those that have ended."""

    page_title = _("Bans")

    def get_base_queryset(self, request: HttpRequest | None = None) -> QuerySet[Ban]:
        """All, with who made them."""
        return Ban.objects.select_related("made_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether this person may end bans too."""
        may_end = self.permission_helper.user_can_delete_obj(self.request.user, None)
        return super().get_context_data(may_end=may_end, **kwargs)


class BanCreateView(CreateView):
    """The form for a new ban."""

    page_title = _("Keep somebody from commenting")

    def get_page_subtitle(self) -> str:
        """The title says it."""
        return ""

    def get_success_message(self, instance: Ban) -> str:
        """In words, without whom."""
        return _now("The ban holds from now on.")

    def get_success_message_buttons(self, instance: Ban) -> list[Any]:
        """None: there is nothing to edit."""
        return []

    def get_error_message(self) -> str:
        """Above the form, whose fields say what is wrong."""
        return _now("Nobody was banned: something in the form is not right.")

    def form_valid(self, form: BanForm) -> HttpResponse:
        """Past the stock view's, which would log a second time."""
        form.save()
        messages.success(self.request, self.get_success_message(form.instance))
        return redirect(self.index_url)


class BanEndView(DeleteView):
    """Asks whether the ban is to be ended, and stays in the list, or deleted."""

    page_title = _("End a ban")

    def get_meta_title(self) -> str:
        """The same for the window: deleting is but one of two ways."""
        return str(self.page_title)

    def get_page_subtitle(self) -> str:
        """What is banned."""
        return self.instance.label

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it, or delete it: which of the two buttons was pressed."""
        if "end" in request.POST:
            with transaction.atomic():
                if bans.end(ban=self.instance, by=request.user):
                    _record(Decision.Action.END_BAN, request.user)
            messages.success(request, _now("The ban has ended."))
        elif "delete" in request.POST:
            with transaction.atomic():
                if bans.delete(ban=self.instance, by=request.user):
                    _record(Decision.Action.END_BAN, request.user)
            messages.success(request, _now("The ban and its record are deleted."))
        return redirect(self.index_url)


class BanAdmin(ModelAdmin):
    """Bans in the Wagtail admin."""

    model = Ban
    menu_label = _("Bans")
    menu_icon = "no-view"
    menu_order = 151  # right behind the comments
    index_view_class = BanIndexView
    create_view_class = BanCreateView
    delete_view_class = BanEndView
    index_template_name = "comments/admin/bans.html"
    delete_template_name = "comments/admin/end_ban.html"
    permission_helper_class = BanPermissions
    inspect_view_enabled = False
    history_view_enabled = False
    list_per_page = 50
    list_display = ("__str__",)
    add_to_reference_index = False
    index_view_extra_css = ["comments/queue.css"]
    form_view_extra_css = ["comments/queue.css"]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel("value"),
            FieldPanel("until"),
            FieldPanel("reason", widget=forms.Textarea(attrs={"rows": 3})),
        ],
        base_form_class=BanForm,
    )

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        """The list, the form and the end: nothing is edited."""
        edit_name = self.url_helper.get_action_url_name("edit")
        urls = super().get_admin_urls_for_registration()
        return tuple(url for url in urls if url.name != edit_name)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        """What can be granted to a group: to ban, and to end bans."""
        return Permission.objects.filter(
            content_type__app_label="comments", codename__in=["add_ban", "delete_ban"]
        )

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """The page on which a ban is ended; the stock one fails at what is no number."""
        if not is_id(instance_pk):
            raise Http404
        response: HttpResponse = super().delete_view(request, instance_pk)
        return response

    def register_indexing(self) -> None:
        """Not into Wagtail's index of references: a ban refers to nothing an editor deletes."""
