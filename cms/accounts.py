"""Who is signed in, and what they may do, in few queries: every page of the admin asks for it."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import (
    CharField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from cms.models import User

# Wagtail's rights on pages, on collections and on sites: where it keeps them on an account.
CACHES = {
    "_page_permission_cache": GroupPagePermission,
    "_collection_permission_cache": GroupCollectionPermission,
    "_site_permission_cache": GroupSitePermission,
}


class Joined(Func):
    """All values of a query's rows as one text, with spaces between."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """By the name that older versions of SQLite know."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


class AccountBackend(ModelBackend):
    """Django's own backend, which answers the same in up to six queries fewer."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with its settings in the admin and all its rights.

        Somebody without any right on pages, say, is known as such from here on; of others,
        Wagtail asks which they are.
        """
        people = User.objects.select_related("wagtail_userprofile")
        found = {
            f"found{name}": Exists(rights.objects.filter(group__user=OuterRef("pk")))
            for name, rights in CACHES.items()
        }
        user = people.annotate(rights=Subquery(_rights()), **found).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        for name in CACHES:
            if not getattr(user, f"found{name}"):
                setattr(user, name, [])
        if not user.is_superuser:
            # Where Django keeps them: the rights of somebody's own, and by their groups.
            user._perm_cache = set((user.rights or "").split())  # type: ignore[attr-defined]
        return user


def _rights() -> QuerySet[Permission, Any]:
    """What the person of the outer query may do, as one text: “blog.add_author …”."""
    person = OuterRef(OuterRef("pk"))
    own = User.user_permissions.through.objects.filter(user=person).values("permission")
    by_group = Group.permissions.through.objects.filter(group__user=person).values("permission")
    rights = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=by_group)).order_by()
    name = Concat("content_type__app_label", Value("."), "codename", output_field=CharField())
    return rights.values(names=Joined(name, output_field=TextField()))
