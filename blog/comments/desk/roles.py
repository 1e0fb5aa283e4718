"""Official roles in the Wagtail admin: in whose name an account answers readers."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Permission
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, DeleteView, EditView

from blog.comments.desk.listing import GuardedIndexView, is_id
from blog.comments.models import OfficialRole


class AccountField(forms.ModelChoiceField):
    """An account, by its full name and the name that it signs in with."""

    def label_from_instance(self, obj: AbstractUser) -> str:
        """Both names: two people may share the full one."""
        full_name = obj.get_full_name()
        return f"{full_name} ({obj.get_username()})" if full_name else obj.get_username()


class RoleForm(WagtailAdminModelForm):
    """Whose role, and how readers see it. Whose cannot be changed: end the role, and add one."""

    user = AccountField(
        label=_("Account"),
        queryset=get_user_model()._default_manager.none(),
        help_text=_("Only accounts that have no role yet. Each has one."),
        error_messages={"required": _("Please choose who answers in this role.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = get_user_model()._default_manager.order_by("first_name", "last_name", "username")
        if self.instance.pk:
            self.fields["user"].queryset = accounts.filter(pk=self.instance.user_id)
            self.fields["user"].disabled = True
            self.fields["user"].help_text = _(
                "To give the role to somebody else, end it here and add it there."
            )
        else:
            is_free = Q(official_role=None, is_active=True)
            self.fields["user"].queryset = accounts.filter(is_free)
        self.fields["title"].error_messages["required"] = _now(
            "Please write how readers should see the role: Town clerk."
        )


class RoleIndexView(GuardedIndexView):
    """Who answers for the organisation, by the names of the roles."""

    page_title = _("Official roles")

    def get_base_queryset(self, request: HttpRequest | None = None) -> QuerySet[OfficialRole]:
        """All, with the accounts."""
        return OfficialRole.objects.select_related("user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person may do."""
        who, may = self.request.user, self.permission_helper
        return super().get_context_data(
            may_add=may.user_can_create(who),
            may_change=may.user_can_edit_obj(who, None),
            may_end=may.user_can_delete_obj(who, None),
            create_url=self.create_url,
            **kwargs,
        )


class RoleCreateView(CreateView):
    """The form for a new role."""

    page_title = _("Let somebody answer in a role")

    def get_page_subtitle(self) -> str:
        """The title says it."""
        return ""

    def get_success_message(self, instance: OfficialRole) -> str:
        """In words."""
        return _now("What %(name)s writes from now on is marked as by: %(role)s.") % {
            "name": instance.user.get_full_name() or instance.user.get_username(),
            "role": instance.title,
        }

    def get_success_message_buttons(self, instance: OfficialRole) -> list[Any]:
        """None: the list is shown next."""
        return []

    def get_error_message(self) -> str:
        """Above the form, whose fields say what is wrong."""
        return _now("No role was given: something in the form is not right.")


class RoleEditView(EditView):
    """The form for how a role is called."""

    page_title = _("Change a role")

    def get_success_message(self, instance: OfficialRole) -> str:
        """In words."""
        return _now("The role is now called: %(role)s.") % {"role": instance.title}

    def get_success_message_buttons(self, instance: OfficialRole) -> list[Any]:
        """None: the list is shown next."""
        return []

    def get_error_message(self) -> str:
        """Above the form, whose fields say what is wrong."""
        return _now("Nothing was changed: something in the form is not right.")


class RoleEndView(DeleteView):
    """Asks whether the role is to be ended."""

    page_title = _("End a role")

    def get_meta_title(self) -> str:
        """The same for the window."""
        return str(self.page_title)

    def confirmation_message(self) -> str:
        """What becomes of what was written."""
        return _now(
            "What %(name)s wrote as “%(role)s” stays marked so. What they write from now on is not."
        ) % {
            "name": self.instance.user.get_full_name() or self.instance.user.get_username(),
            "role": self.instance.title,
        }


class OfficialRoleAdmin(ModelAdmin):
    """Official roles in the Wagtail admin."""

    model = OfficialRole
    menu_label = _("Official roles")
    menu_icon = "user"
    menu_order = 153
    add_to_settings_menu = True
    index_view_class = RoleIndexView
    create_view_class = RoleCreateView
    edit_view_class = RoleEditView
    delete_view_class = RoleEndView
    index_template_name = "comments/admin/official_roles.html"
    delete_template_name = "comments/admin/end_role.html"
    inspect_view_enabled = False
    history_view_enabled = False
    list_per_page = 50
    list_display = ("__str__",)
    add_to_reference_index = False
    index_view_extra_css = ["comments/house-rules.css"]
    form_view_extra_css = ["comments/house-rules.css"]
    edit_handler = ObjectList([FieldPanel("user"), FieldPanel("title")], base_form_class=RoleForm)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        """What can be granted to a group: to add, to rename and to end roles."""
        return Permission.objects.filter(
            content_type__app_label="comments", content_type__model="officialrole"
        )

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """The stock one fails at what is no number."""
        if not is_id(instance_pk):
            raise Http404
        response: HttpResponse = super().edit_view(request, instance_pk)
        return response

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """The stock one fails at what is no number."""
        if not is_id(instance_pk):
            raise Http404
        response: HttpResponse = super().delete_view(request, instance_pk)
        return response

    def register_indexing(self) -> None:
        """Not into Wagtail's index of references: a role refers to nothing an editor deletes."""
