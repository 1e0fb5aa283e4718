"""People with an account, by what they may do."""

from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.models import User
from tests.factories.pages import site_tree

PASSWORD = "correct horse battery staple"  # noqa: S105
number = count(1)


def _user(kind: str, **fields: object) -> User:
    n = next(number)
    return get_user_model().objects.create_user(
        username=f"{kind}{n}", email=f"{kind}{n}@example.org", password=PASSWORD, **fields
    )


def _group(name: str, *permissions: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    for permission in permissions:
        app_label, codename = permission.split(".")
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return group


def reader() -> User:
    """Somebody with an account and no rights at all."""
    return _user("reader")


def editor() -> User:
    """Somebody who writes and publishes posts, and has nothing to say about comments."""
    user = _user("editor")
    group = _group("Test editors", "wagtailadmin.access_admin")
    home = site_tree().home
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    for codename in ("add_image", "choose_image"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailimages", codename=codename
        )
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    user.groups.add(group)
    return user


def moderator() -> User:
    """Somebody who decides on comments, and edits no page."""
    user = _user("moderator", first_name="Mo", last_name="Derator")
    user.groups.add(
        _group("Test moderators", "wagtailadmin.access_admin", "comments.change_comment")
    )
    return user


def administrator() -> User:
    """Somebody who may do everything."""
    return _user("administrator", is_superuser=True, is_staff=True)
