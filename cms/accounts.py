"""Who is signed in, and what they may do, in few queries: every page of the admin asks for it."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from cms.models import User

# Wagtail's rights on pages, on collections and on sites: where it keeps them on an account.
CACHES = {
    "_page_permission_cache": GroupPagePermission,
    "_collection_permission_cache": GroupCollectionPermission,
    "_site_permission_cache": GroupSitePermission,
}


class AccountBackend(ModelBackend):
    """Django's own backend, which answers the same in up to five queries fewer."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with its settings in the admin.

        Somebody without any right on pages, say, is known as such from here on; of others,
        Wagtail asks which they are.
        """
        people = User.objects.select_related("wagtail_userprofile")
        found = {
            f"found{name}": Exists(rights.objects.filter(group__user=OuterRef("pk")))
            for name, rights in CACHES.items()
        }
        user = people.annotate(**found).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        for name in CACHES:
            if not getattr(user, f"found{name}"):
                setattr(user, name, [])
        return user

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The rights that somebody has, themselves or by a group, in one query."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            rights = Permission.objects.order_by()
            if not user_obj.is_superuser:
                own = User.user_permissions.through.objects.filter(user=user_obj)
                by_group = Group.permissions.through.objects.filter(group__user=user_obj)
                rights = rights.filter(
                    Q(pk__in=own.values("permission")) | Q(pk__in=by_group.values("permission"))
                )
            names = rights.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        return user_obj._perm_cache
