"""Posts can be reviewed: by somebody of the editors or administrators who did not hand them in.

Wagtail's own workflow, which would hand posts to the people who moderate comments, is put away,
unless somebody made it their own.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

NAME = "Review by a colleague"
REVIEWERS = ["Editors", "Administrators"]
WAGTAILS = "Moderators approval"
ADMINISTRATORS_MAY = ("writing", "writingsettings", "change_writingsettings")


def put_wagtails_away(apps: Any, schema_editor: Any) -> None:
    """Take it off all pages, if nothing ever went through it and only its first task is in it."""
    Workflow = apps.get_model("wagtailcore", "Workflow")
    for workflow in Workflow.objects.filter(name=WAGTAILS, workflow_states=None):
        tasks = list(workflow.workflow_tasks.values_list("task__name", flat=True))
        if tasks != [WAGTAILS]:
            continue
        apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow=workflow).delete()
        workflow.active = False
        workflow.save()
        apps.get_model("wagtailcore", "Task").objects.filter(
            name=WAGTAILS, workflow_tasks__workflow=workflow
        ).update(active=False)


def create_review(apps: Any, schema_editor: Any) -> None:
    """Make the review, and use it for every blog that nothing else is used for."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="writing", model="colleaguereview"
    )
    Workflow = apps.get_model("wagtailcore", "Workflow")
    workflow = Workflow.objects.filter(name=NAME).first()
    if workflow is None:
        task = apps.get_model("writing", "ColleagueReview").objects.create(
            name=NAME, content_type=content_type, active=True
        )
        task.groups.set(apps.get_model("auth", "Group").objects.filter(name__in=REVIEWERS))
        workflow = Workflow.objects.create(name=NAME, active=True)
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=0
        )
    used = apps.get_model("wagtailcore", "WorkflowPage").objects
    for blog in apps.get_model("blog", "BlogIndexPage").objects.all():
        if not used.filter(page_id=blog.pk).exists():
            used.create(workflow=workflow, page_id=blog.pk)


def let_administrators_set_it(apps: Any, schema_editor: Any) -> None:
    """Where their rights are those that earlier migrations gave."""
    roles = import_module("cms.migrations.0003_roles")
    first = import_module("cms.migrations.0005_administrators").ADMINISTRATORS_MAY
    series = import_module("cms.migrations.0006_series_rights").VERBS
    given = {codename for _app, _model, codename in first} | {f"{verb}_series" for verb in series}
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrators"):
        if given == set(group.permissions.values_list("codename", flat=True)):
            group.permissions.add(roles.permission(apps, *ADMINISTRATORS_MAY))


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_moderation"),
        ("cms", "0006_series_rights"),
        ("wagtailcore", "0098_apitoken"),
        ("writing", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(put_wagtails_away, migrations.RunPython.noop),
        migrations.RunPython(create_review, migrations.RunPython.noop),
        migrations.RunPython(let_administrators_set_it, migrations.RunPython.noop),
    ]
