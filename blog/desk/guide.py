"""The editor's guide inside the admin: one page for each task, in plain words.

The pages are templates under `templates/desk/guide/`, so that gettext translates them sentence by
sentence and names those that changed. Their pictures are made by `python -m tests.guide_pictures`.
"""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem


class Task(NamedTuple):
    """One page of the guide: its name in the address, and what somebody wants to do."""

    name: str
    title: Promise | str
    summary: Promise | str


TASKS = [
    Task("sign-in", _("Sign in and find your way"), _("Where everything is, and how to leave.")),
    Task("write", _("Write a post"), _("From an empty page to a post, step by step.")),
    Task("blocks", _("Build the text from blocks"), _("What each block is for.")),
    Task("pictures", _("Add pictures, and say what they show"), _("Upload, describe, caption.")),
    Task(
        "quotes-and-lists", _("Quotations and lists"), _("Other people's words; points in a row.")
    ),
    Task("preview", _("See it before anybody else does"), _("Preview on phone and desktop.")),
    Task("publish", _("Publish, schedule, withdraw"), _("Now, later, and not any more.")),
    Task("review", _("Have a colleague read it"), _("Ask, answer, and read old posts again.")),
    Task("series", _("Series, and posts pinned to the top"), _("Posts that belong together.")),
    Task("search", _("Help readers find it"), _("What they search for, and what they find.")),
    Task("comments", _("Read and answer comments"), _("What readers write, and your answer.")),
    Task("moderation", _("Decide on comments"), _("For moderators: the queue, and the rules.")),
    Task("house-rules", _("What the house rules are for"), _("Why a comment may be refused.")),
    Task("trouble", _("When something goes wrong"), _("Nothing that you typed is lost.")),
]
BY_NAME = {task.name: number for number, task in enumerate(TASKS)}


def contents(request: HttpRequest) -> HttpResponse:
    """All tasks."""
    return render(request, "desk/guide/contents.html", {"tasks": TASKS})


def task(request: HttpRequest, name: str) -> HttpResponse:
    """One task, with the way to those before and after it."""
    number = BY_NAME.get(name)
    if number is None:
        raise Http404
    context = {
        "task": TASKS[number],
        "body": template_of(name),
        "before": TASKS[number - 1] if number else None,
        "after": TASKS[number + 1] if number + 1 < len(TASKS) else None,
    }
    return render(request, "desk/guide/task.html", context)


def whole(request: HttpRequest) -> HttpResponse:
    """Every task on one page, to be searched by the browser, or printed."""
    tasks = [(task, template_of(task.name)) for task in TASKS]
    return render(request, "desk/guide/whole.html", {"tasks": tasks})


def template_of(name: str) -> str:
    """Where the words of a task are."""
    return f"desk/guide/tasks/{name.replace('-', '_')}.html"


def urls() -> list[URLPattern]:
    """The addresses of the guide."""
    return [
        path("guide/", contents, name="desk_guide"),
        path("guide/all/", whole, name="desk_guide_whole"),
        path("guide/<slug:name>/", task, name="desk_guide_task"),
    ]


def menu_item() -> MenuItem:
    """In the menu for everybody: moderators read about comments there."""
    return MenuItem(
        _("Guide"), reverse("desk_guide"), name="guide", icon_name="info-circle", order=9000
    )
