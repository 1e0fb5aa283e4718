"""The third kind of officer: administrators look after the whole site, without being superusers.

What belongs to the organisation as a whole is theirs from now on: the house rules, the rules of
the discussion, the working hours, who answers in which role, accounts, and taking comments away
in a file. Moderators keep what they decide with.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

ADMINISTRATORS_MAY = [
    ("wagtailadmin", "admin", "access_admin"),
    ("blog", "author", "add_author"),
    ("blog", "author", "change_author"),
    ("blog", "author", "delete_author"),
    ("blog", "author", "view_author"),
    ("comments", "ban", "add_ban"),
    ("comments", "ban", "delete_ban"),
    ("comments", "comment", "change_comment"),
    ("comments", "comment", "export_comments"),
    ("comments", "comment", "export_names"),
    ("comments", "discussionsettings", "change_discussionsettings"),
    ("comments", "houserules", "add_houserules"),
    ("comments", "officialrole", "add_officialrole"),
    ("comments", "officialrole", "change_officialrole"),
    ("comments", "officialrole", "delete_officialrole"),
    ("comments", "workinghours", "change_workinghours"),
    ("home", "siteidentity", "change_siteidentity"),
    ("wagtailredirects", "redirect", "add_redirect"),
    ("wagtailredirects", "redirect", "change_redirect"),
    ("wagtailredirects", "redirect", "delete_redirect"),
    ("cms", "user", "add_user"),
    ("cms", "user", "change_user"),
    ("cms", "user", "delete_user"),
]
# As the rights are called where groups are edited; Django names those that it makes itself.
NAMES = {
    "export_comments": "Export comments, without names",
    "export_names": "Export comments with names",
}
# Not “bulk_delete”: what has pages below it is not taken away with one press.
PAGE_RIGHTS = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
COLLECTION_RIGHTS = [
    ("wagtailimages", "image", "add_image"),
    ("wagtailimages", "image", "change_image"),
    ("wagtailimages", "image", "choose_image"),
    ("wagtaildocs", "document", "add_document"),
    ("wagtaildocs", "document", "change_document"),
    ("wagtaildocs", "document", "choose_document"),
]
# What migrations gave to moderators before this one.
MODERATORS_HAD = {"access_admin", "change_comment", "add_ban", "delete_ban"}
NO_LONGER = "change_discussionsettings"


def make_administrators(apps: Any, schema_editor: Any) -> None:
    """Make the group. Where there is one of that name already, it stays as somebody made it."""
    group, is_new = apps.get_model("auth", "Group").objects.get_or_create(name="Administrators")
    if not is_new:
        return
    permission = import_module("cms.migrations.0003_roles").permission
    group.permissions.set([permission(apps, *names) for names in ADMINISTRATORS_MAY])
    for codename, name in NAMES.items():
        apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="comments", codename=codename
        ).update(name=name)
    pages = apps.get_model("wagtailcore", "Page").objects.order_by("depth")
    top = pages.filter(depth=2, content_type__model="homepage").first() or pages.first()
    for codename in PAGE_RIGHTS:
        apps.get_model("wagtailcore", "GroupPagePermission").objects.create(
            group=group, page=top, permission=permission(apps, "wagtailcore", "page", codename)
        )
    collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    for names in COLLECTION_RIGHTS:
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.create(
            group=group, collection=collection, permission=permission(apps, *names)
        )


def leave_the_rules_to_them(apps: Any, schema_editor: Any) -> None:
    """Take the discussion's settings from moderators whose rights nobody has ever changed."""
    for group in apps.get_model("auth", "Group").objects.filter(name="Moderators"):
        rights = set(group.permissions.values_list("codename", flat=True))
        if rights == MODERATORS_HAD | {NO_LONGER}:
            group.permissions.remove(*group.permissions.filter(codename=NO_LONGER))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_moderators_ban"),
        ("comments", "0003_moderation"),
        ("home", "0002_front_page"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(make_administrators, migrations.RunPython.noop),
        migrations.RunPython(leave_the_rules_to_them, migrations.RunPython.noop),
    ]
