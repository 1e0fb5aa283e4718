"""The house rules in the Wagtail admin: read, and followed by a next version; never edited."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.menus import ModelAdminMenuItem
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView

from blog.comments.desk.listing import GuardedIndexView
from blog.comments.models import DEFAULT_RULES, HouseRule, HouseRules, RuleText
from blog.comments.models.rules import MOST_RULES, NewerRules

ADD = "comments.add_houserules"
LOGGED = {"house_rules": (_("New house rules"), _("House rules put in force"))}
ROW = re.compile(r"rules-(\d{1,4})-title")
TYPED = ("title", "text", "explanation")


class RuleForm(WagtailAdminModelForm):
    """One rule of the version that is written."""

    class Meta:
        model = HouseRule
        fields = ("title", "text", "explanation", "is_about_spam")
        error_messages = {
            "title": {
                "required": _("Please say the rule in one sentence."),
                "max_length": _(
                    "This has %(show_value)s characters, and there is room for %(limit_value)s:"
                    " please say the rest in the rule in full."
                ),
            }
        }


class RuleFormSet(forms.BaseFormSet):
    """The rules of the version that is written: some, and one of them about spam."""

    def clean(self) -> None:
        """There are rules, and it is clear which one spam breaks."""
        if not self.forms:
            raise ValidationError(_now("Please write at least one rule."))
        about_spam = sum(
            bool(getattr(form, "cleaned_data", {}).get("is_about_spam")) for form in self.forms
        )
        if about_spam == 0:
            raise ValidationError(
                _now("Please tick one rule as “cited for spam”: what is taken for spam breaks it.")
            )
        if about_spam > 1:
            raise ValidationError(
                _now("Please tick only one rule as “cited for spam”: now there are %(number)d.")
                % {"number": about_spam}
            )


RULES = forms.formset_factory(
    RuleForm,
    formset=RuleFormSet,
    extra=0,
    max_num=MOST_RULES,
    validate_max=True,
    can_order=True,
    can_delete=True,
)


def in_order(data: QueryDict) -> QueryDict:
    """What was sent, its rules numbered as they are to stand, without empty and removed ones."""
    sent = data.copy()
    rows = []
    for n in sorted({int(found[1]) for name in data if (found := ROW.fullmatch(name))}):
        row = {name: sent.pop(f"rules-{n}-{name}", [""])[-1] for name in (*TYPED, "is_about_spam")}
        order = sent.pop(f"rules-{n}-ORDER", [""])[-1]
        is_removed = bool(sent.pop(f"rules-{n}-DELETE", [""])[-1])
        if not is_removed and any(row[name].strip() for name in TYPED):
            place = int(order) if order.isascii() and order.isdigit() and len(order) < 10 else n
            rows.append((place, n, row))
    for n, (_place, _number, row) in enumerate(sorted(rows, key=lambda entry: entry[:2])):
        for name, value in row.items():
            if value:
                sent[f"rules-{n}-{name}"] = value
        sent[f"rules-{n}-ORDER"] = str(n + 1)
    sent["rules-TOTAL_FORMS"], sent["rules-INITIAL_FORMS"] = str(len(rows)), "0"
    return sent


class HouseRulesForm(WagtailAdminModelForm):
    """The next version: it starts from the rules in force, or from those that ship."""

    # The version that it starts from, 0 for none: a colleague's may have come since.
    after = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        rules = HouseRules.current()
        kwargs["initial"] = {
            "after": rules.version if rules else 0,
            "introduction": rules.introduction if rules else "",
        }
        sent = in_order(data) if data else None
        super().__init__(sent, *args, **kwargs)
        start = [
            {name: getattr(rule, name) for name in RuleText._fields}
            for rule in (rules.rules.all() if rules else DEFAULT_RULES)
        ]
        self.formsets["rules"] = RULES(
            sent,
            prefix="rules",
            initial=start,
            error_messages={
                "too_many_forms": _now("There is room for %(number)d rules: please leave some out.")
                % {"number": MOST_RULES}
            },
        )

    def publish(self, by: Any) -> HouseRules:
        """Put it in force. Raises NewerRules where it was overtaken; then it follows the newer."""
        forms_in_order = self.formsets["rules"].forms
        texts = [
            RuleText(**{name: form.cleaned_data[name] for name in RuleText._fields})
            for form in forms_in_order
        ]
        try:
            return HouseRules.publish(
                texts,
                by=by,
                introduction=self.cleaned_data["introduction"],
                what_changed=self.cleaned_data["what_changed"],
                after=self.cleaned_data["after"],
            )
        except NewerRules as newer:
            self.data["after"] = str(newer.newer.version)
            raise


class RulesPanel(InlinePanel):
    """Wagtail's list of rows, over rows that are not edited but start a new version."""

    def get_form_options(self) -> dict[str, Any]:
        """None: `HouseRulesForm` brings the rows itself."""
        return {}


class RulesPermissions(PermissionHelper):
    """Who moderates reads the rules here; who has the right to writes the next version."""

    def user_can_list(self, user: Any) -> bool:
        """Moderators need what a refused writer is told."""
        return user.has_perm(ADD) or user.has_perm("comments.change_comment")

    def user_can_create(self, user: Any) -> bool:
        """A right of its own."""
        return bool(user.has_perm(ADD))

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Never: decisions cite a version."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Never: what was decided by it stays readable."""
        return False


class RulesView(GuardedIndexView):
    """The rules in force with all that they say, and the versions before."""

    page_title = _("House rules")

    def get_base_queryset(self, request: HttpRequest | None = None) -> QuerySet[HouseRules]:
        """All versions, the newest first, with who wrote them."""
        return HouseRules.objects.select_related("published_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The version in force, and whether this person may write the next."""
        may_write = self.permission_helper.user_can_create(self.request.user)
        return super().get_context_data(
            current=HouseRules.current(), may_write=may_write, create_url=self.create_url, **kwargs
        )


class NextVersionView(CreateView):
    """The form for the next version of the house rules."""

    page_title = _("Write the next version")

    def get_page_subtitle(self) -> str:
        """What it starts from."""
        current = HouseRules.objects.first()
        if current is None:
            return _now("It starts from the rules that ship with this software")
        return _now("It starts from version %(number)d") % {"number": current.version}

    def get_meta_title(self) -> str:
        """For the window."""
        return _now("House rules: write the next version")

    def form_valid(self, form: HouseRulesForm) -> HttpResponse:
        """Put it in force, or say that a colleague's version came first, and keep all."""
        try:
            made = form.publish(by=self.request.user)
        except NewerRules as why:
            self._tell_of(why.newer)
            return self.render_to_response(self.get_context_data(form=form))
        log(instance=made, action="comments.house_rules", user=self.request.user)
        messages.success(
            self.request,
            _now("Version %(number)d of the house rules is in force.") % {"number": made.version},
        )
        return redirect(self.index_url)

    def get_error_message(self) -> str:
        """Above the form, whose fields say what is wrong."""
        return _now("Nothing was changed yet: something in the form is not right.")

    def _tell_of(self, newer: HouseRules) -> None:
        who = newer.published_by
        sentence = _now(
            "%(name)s put version %(number)d in force while you were writing. Your text is kept"
            " below, and nothing of it counts yet. Please read that version, take over what should"
            " stay, and press the button again: yours then becomes version %(next)d."
        ) % {
            "name": (who.get_full_name() or who.get_username()) if who else _now("Somebody"),
            "number": newer.version,
            "next": newer.version + 1,
        }
        address = f"{reverse('comments:house-rules')}?version={newer.version}"
        label = _now("Read version %(number)d") % {"number": newer.version}
        button = messages.button(address, label, new_window=True)
        messages.warning(self.request, sentence, buttons=[button])


class RulesMenuItem(ModelAdminMenuItem):
    """The place of the house rules in the menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For whoever may open the page."""
        return bool(self.model_admin.permission_helper.user_can_list(request.user))


class HouseRulesAdmin(ModelAdmin):
    """The house rules in the Wagtail admin."""

    model = HouseRules
    menu_label = _("House rules")
    menu_icon = "list-ol"
    menu_order = 152
    add_to_settings_menu = True
    index_view_class = RulesView
    create_view_class = NextVersionView
    index_template_name = "comments/admin/house_rules.html"
    create_template_name = "comments/admin/next_version.html"
    permission_helper_class = RulesPermissions
    inspect_view_enabled = False
    history_view_enabled = False
    list_per_page = 50
    list_display = ("__str__",)
    add_to_reference_index = False
    index_view_extra_css = ["comments/house-rules.css"]
    form_view_extra_css = ["comments/house-rules.css"]
    edit_handler = ObjectList(
        [
            FieldPanel("what_changed"),
            FieldPanel("introduction"),
            RulesPanel(
                "rules",
                [
                    FieldPanel("title"),
                    FieldPanel("text"),
                    FieldPanel("explanation"),
                    FieldPanel("is_about_spam"),
                ],
                heading=_("Rules"),
                label=_("Rule"),
            ),
        ],
        base_form_class=HouseRulesForm,
    )

    def get_menu_item(self, order: int | None = None) -> RulesMenuItem:
        """The menu item that moderators see too."""
        return RulesMenuItem(self, order or self.get_menu_order())

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        """The list and the form: no version is ever edited or deleted."""
        names = {self.url_helper.get_action_url_name(action) for action in ("index", "create")}
        urls = super().get_admin_urls_for_registration()
        return tuple(url for url in urls if url.name in names)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        """What can be granted to a group: to write the rules."""
        return Permission.objects.filter(
            content_type__app_label="comments", codename="add_houserules"
        )

    def register_indexing(self) -> None:
        """Not into Wagtail's index of references: no version can be deleted there."""


class NoRulesPanel(Component):
    """On the first page of the admin while there are no house rules, for those at the desk."""

    name = "no-house-rules"
    template_name = "comments/admin/no_rules_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Where to write them, if this person may."""
        may_write = parent_context["request"].user.has_perm(ADD)
        return {"create_url": HouseRulesAdmin().url_helper.create_url if may_write else ""}


def warn_of_no_rules(request: HttpRequest, panels: list[Component]) -> None:
    """Called by Wagtail for the first page of the admin: nobody can comment without rules."""
    may_list = RulesPermissions(HouseRules).user_can_list(request.user)
    if may_list and not HouseRules.objects.exists():
        panels.append(NoRulesPanel())
