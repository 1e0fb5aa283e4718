"""People with an account, by what they may do."""

from importlib import import_module
from itertools import count

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from blog.comments.models import OfficialRole
from cms.models import User
from tests.factories.pages import site_tree

PASSWORD = "correct horse battery staple"
number = count(1)


def _user(kind: str, **fields: object) -> User:
    n = next(number)
    return get_user_model().objects.create_user(
        username=f"{kind}{n}", email=f"{kind}{n}@example.org", password=PASSWORD, **fields
    )


def _group(name: str) -> Group:
    """A group as migrations make it; made again where a test with real commits swept it away."""
    if not Group.objects.filter(name=name).exists():
        site_tree()
        import_module("cms.migrations.0003_roles").create_roles(apps, None)
        import_module("cms.migrations.0004_moderators_ban").let_moderators_ban(apps, None)
        officers = import_module("cms.migrations.0005_administrators")
        officers.make_administrators(apps, None)
        officers.leave_the_rules_to_them(apps, None)
        import_module("cms.migrations.0006_series_rights").give_rights(apps, None)
        reviews = import_module("cms.migrations.0007_reviews")
        reviews.create_review(apps, None)
        reviews.let_administrators_set_it(apps, None)
        import_module("cms.migrations.0008_search_rights").give_rights(apps, None)
        import_module("cms.migrations.0010_jobrun").give_right(apps, None)
        _let_editors_upload_files()
    return Group.objects.get(name=name)


def _let_editors_upload_files() -> None:
    """What Wagtail's own migrations give to editors."""
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for act in ("add", "change", "choose"):
            GroupCollectionPermission.objects.create(
                group=Group.objects.get(name="Editors"),
                collection=Collection.get_first_root_node(),
                permission=Permission.objects.get(
                    content_type__app_label=app, codename=f"{act}_{model}"
                ),
            )


def reader() -> User:
    """Somebody with an account and no rights at all."""
    return _user("reader")


def editor() -> User:
    """Somebody who writes and publishes posts, and has nothing to say about comments."""
    user = _user("editor")
    user.groups.add(_group("Editors"))
    return user


def moderator() -> User:
    """Somebody who decides on comments, and edits no page."""
    user = _user("moderator", first_name="Mo", last_name="Derator")
    user.groups.add(_group("Moderators"))
    return user


def group_administrator() -> User:
    """Somebody who looks after the whole site, and is no superuser."""
    user = _user("officer", first_name="Ada", last_name="Min")
    user.groups.add(_group("Administrators"))
    return user


def official(title: str = "Town clerk") -> User:
    """Somebody who answers under an office, and decides on no comment."""
    user = _user("official", first_name="Jane", last_name="Poole")
    OfficialRole.objects.create(user=user, title=title)
    return user


def administrator() -> User:
    """Somebody who may do everything."""
    return _user("administrator", is_superuser=True, is_staff=True)
