"""Who may manage whose account: nobody comes to rights in this way that they do not have.

Wagtail lets whoever may change accounts make superusers, change a superuser's password and put
anybody, themselves too, into any group. Here that is for superusers alone; others manage the
accounts of people who may do nothing that they may not do themselves.
"""

from typing import Any

from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
)
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, EditView, UserViewSet

Right = tuple[str, str, int]  # of what kind, the path or the id of where it holds, the permission
# A right on a page or a collection holds for all that is below it, too.
PLACES = (
    ("page", GroupPagePermission, "page__path"),
    ("collection", GroupCollectionPermission, "collection__path"),
    ("site", GroupSitePermission, "site"),
)
# Wagtail asks for rights on these by collection alone; some that its first migrations gave to
# editors are for none, and mean nothing.
FILES = ("wagtailimages", "wagtaildocs")


def rights_by_group() -> dict[int, set[Right]]:
    """What each group may do, and where; four queries."""
    found: dict[int, set[Right]] = {}
    everywhere = Permission.objects.exclude(content_type__app_label__in=FILES)
    for group, right in everywhere.filter(group__isnull=False).values_list("group", "pk"):
        found.setdefault(group, set()).add(("", "", right))
    for kind, model, where in PLACES:
        for group, place, right in model.objects.values_list("group", where, "permission"):
            found.setdefault(group, set()).add((kind, str(place), right))
    return found


def covers(mine: set[Right], one: Right) -> bool:
    """Whether somebody with these rights has that one."""
    kind, place, right = one
    if kind in {"", "site"}:
        return one in mine or ("", "", right) in mine
    return any(
        (kind, right) == (own_kind, own_right) and place.startswith(own_place)
        for own_kind, own_place, own_right in mine
    )


def grantable_groups(by: AbstractUser) -> QuerySet[Group]:
    """The groups into which somebody may put people: those that may do no more than they do."""
    if by.is_superuser:
        return Group.objects.all()
    groups = rights_by_group()
    own = by.user_permissions.values_list("pk", flat=True)
    mine: set[Right] = {("", "", right) for right in own}
    for group in by.groups.values_list("pk", flat=True):
        mine |= groups.get(group, set())
    beyond = [pk for pk, rights in groups.items() if not all(covers(mine, one) for one in rights)]
    return Group.objects.exclude(pk__in=beyond)


def may_manage(by: AbstractUser, account: AbstractUser) -> bool:
    """Whether somebody may change, switch off or delete an account, by what it may do."""
    if by.is_superuser or by.pk == account.pk:
        return True
    if account.is_superuser:
        return False
    own = {f"{app}.{name}" for app, name in _names(account.user_permissions.all())}
    if not own <= by.get_all_permissions():
        return False
    return not account.groups.exclude(pk__in=grantable_groups(by).values("pk")).exists()


def _names(permissions: QuerySet[Permission]) -> QuerySet[Permission, tuple[str, str]]:
    return permissions.values_list("content_type__app_label", "codename")


class _WithinOnesRights:
    """Of a form for an account: what it can give is what the person who fills it in has."""

    fields: dict[str, Any]

    def keep_within(self, by: AbstractUser) -> None:
        """Leave out the groups that may do more, and switch off what only superusers give."""
        self.fields["groups"].queryset = grantable_groups(by)
        if by.is_superuser or "is_superuser" not in self.fields:
            return
        self.fields["is_superuser"].disabled = True
        self.fields["is_superuser"].help_text = _(
            "All rights, and those of changing groups. Only somebody who has them can give them."
        )


class AccountCreationForm(_WithinOnesRights, UserCreationForm):
    """A new account, with no rights that its maker lacks."""

    def __init__(self, *args: Any, by: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_within(by)


class AccountEditForm(_WithinOnesRights, UserEditForm):
    """An account, with no more rights than the person who changes it."""

    def __init__(self, *args: Any, by: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_within(by)


class AccountCreateView(CreateView):
    """Tells the form who fills it in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Wagtail's, and by whom."""
        return {**super().get_form_kwargs(), "by": self.request.user}


class AccountEditView(EditView):
    """Tells the form who fills it in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Wagtail's, and by whom."""
        return {**super().get_form_kwargs(), "by": self.request.user}


class AccountViewSet(UserViewSet):
    """Accounts in the Wagtail admin; which of them, `cms.wagtail_hooks` asks of `may_manage`."""

    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type:
        """The forms that know who fills them in."""
        return AccountEditForm if for_update else AccountCreationForm
