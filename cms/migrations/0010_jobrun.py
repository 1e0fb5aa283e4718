"""Scheduled jobs, and who may see how the site is doing: whoever looks after accounts."""

from importlib import import_module
from typing import Any

from django.db import migrations, models


def give_right(apps: Any, schema_editor: Any) -> None:
    """Each group that changes accounts gets it, somebody's own groups included."""
    permission = import_module("cms.migrations.0003_roles").permission
    groups = apps.get_model("auth", "Group").objects.filter(
        permissions__codename="change_user", permissions__content_type__app_label="cms"
    )
    right = permission(apps, "cms", "jobrun", "view_jobrun")
    apps.get_model("auth", "Permission").objects.filter(pk=right.pk).update(
        name="Can view operation of the site"
    )
    for group in groups.distinct():
        group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("cms", "0009_change")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "name",
                    models.CharField(max_length=50, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("succeeded_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("stopped", "stopped before its end"),
                        ],
                        max_length=10,
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=300)),
                ("holder", models.CharField(blank=True, max_length=32)),
                ("leased_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "operation of the site",
                "default_permissions": ("view",),
            },
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
