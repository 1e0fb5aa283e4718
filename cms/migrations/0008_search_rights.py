"""Whoever looks after authors looks after search: editors' picks, and words that mean the same."""

from importlib import import_module
from typing import Any

from django.db import migrations

VERBS = ["add", "change", "delete", "view"]
MODELS = ["editorspick", "synonyms"]


def give_rights(apps: Any, schema_editor: Any) -> None:
    """Each group that changes authors gets all of it, somebody's own groups included.

    Also to delete, which editors may not do to authors: there, posts would lose a name.
    """
    permission = import_module("cms.migrations.0003_roles").permission
    groups = apps.get_model("auth", "Group").objects.filter(
        permissions__codename="change_author", permissions__content_type__app_label="blog"
    )
    rights = [
        permission(apps, "search", model, f"{verb}_{model}") for model in MODELS for verb in VERBS
    ]
    for group in groups.distinct():
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("cms", "0007_reviews"), ("search", "0002_log")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
