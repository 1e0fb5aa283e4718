"""The two kinds of officer: editors write and publish, moderators decide on comments.

Wagtail's own groups of these names are about who may publish pages; here nobody waits for
another to publish, and moderating means the discussion.
"""

from typing import Any

from django.db import migrations

EDITORS_MAY = [
    ("wagtailadmin", "admin", "access_admin"),
    ("blog", "author", "add_author"),
    ("blog", "author", "change_author"),
    ("blog", "author", "view_author"),
]
MODERATORS_MAY = [
    ("wagtailadmin", "admin", "access_admin"),
    ("comments", "comment", "change_comment"),
]
PAGE_RIGHTS = ["add_page", "change_page", "publish_page"]


def create_roles(apps: Any, schema_editor: Any) -> None:
    """Give each group what its work needs, and nothing else."""
    Group = apps.get_model("auth", "Group")
    editors, _created = Group.objects.get_or_create(name="Editors")
    moderators, _created = Group.objects.get_or_create(name="Moderators")
    editors.permissions.add(*(permission(apps, *names) for names in EDITORS_MAY))
    moderators.permissions.set([permission(apps, *names) for names in MODERATORS_MAY])

    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupPagePermission.objects.filter(group=moderators).delete()
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(
        group=moderators
    ).delete()
    # From the front page down; above it, only an administrator has anything to do.
    pages = apps.get_model("wagtailcore", "Page").objects.order_by("depth")
    top = pages.filter(depth=2, content_type__model="homepage").first() or pages.first()
    GroupPagePermission.objects.filter(group=editors).delete()
    for codename in PAGE_RIGHTS:
        GroupPagePermission.objects.get_or_create(
            group=editors, page=top, permission=permission(apps, "wagtailcore", "page", codename)
        )


def permission(apps: Any, app_label: str, model: str, codename: str) -> Any:
    """The permission, made if Django has not come to making it (it does so after migrating)."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    found, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_image"),
        ("blog", "0002_blog_index"),
        ("comments", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
