"""Whoever looks after authors looks after series: both are words that posts are given."""

from importlib import import_module
from typing import Any

from django.db import migrations

VERBS = ["add", "change", "delete", "view"]


def give_rights(apps: Any, schema_editor: Any) -> None:
    """Each group gets for series what it has for authors, somebody's own groups included."""
    permission = import_module("cms.migrations.0003_roles").permission
    for verb in VERBS:
        groups = apps.get_model("auth", "Group").objects.filter(
            permissions__codename=f"{verb}_author",
            permissions__content_type__app_label="blog",
        )
        for group in groups.distinct():
            group.permissions.add(permission(apps, "blog", "series", f"{verb}_series"))


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_administrators"), ("blog", "0005_reading")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
