"""Moderators may ban people from commenting, and set the rules of the discussion."""

from importlib import import_module
from typing import Any

from django.db import migrations

MODERATORS_MAY = [
    ("comments", "ban", "add_ban"),
    ("comments", "ban", "delete_ban"),
    ("comments", "discussionsettings", "change_discussionsettings"),
]


def let_moderators_ban(apps: Any, schema_editor: Any) -> None:
    """Where the group still has its name; what else an administrator gave to it stays."""
    permission = import_module("cms.migrations.0003_roles").permission
    for group in apps.get_model("auth", "Group").objects.filter(name="Moderators"):
        group.permissions.add(*(permission(apps, *names) for names in MODERATORS_MAY))


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_roles"), ("comments", "0002_writing")]

    operations = [migrations.RunPython(let_moderators_ban, migrations.RunPython.noop)]
