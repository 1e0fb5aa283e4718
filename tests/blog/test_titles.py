"""Titles and names are one line, whatever a program sends."""

from typing import Any

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client

from blog.models import BlogIndexPage, BlogPostPage
from blog.titles import on_one_line
from home.models import HomePage, SiteIdentity, StandardPage
from tests.editing import open_editor
from tests.factories.pages import draft_post, site_tree
from tests.factories.people import editor

pytestmark = pytest.mark.django_db
TWO_LINES = "A title\r\nBcc: x@example.org"
ONE_LINE = "A title Bcc: x@example.org"


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (TWO_LINES, ONE_LINE),
        ("a \t\n b", "a b"),
        ("\x0ba\x1cb\x85c\u2028d\x7f", "a b c d"),
        ("10\u00a0000  people – “as it was” ", "10\u00a0000  people – “as it was” "),
    ],
)
def test_breaks_become_blanks_and_everything_else_stays(typed: str, kept: str) -> None:
    assert on_one_line(typed) == kept


@pytest.mark.parametrize("kind", [HomePage, StandardPage, BlogIndexPage, BlogPostPage])
def test_the_title_of_a_page_is_one_line(kind: Any) -> None:
    page = kind(title=TWO_LINES, introduction="I")
    site_tree().home.add_child(instance=page)
    page.save_revision()

    kept = kind.objects.get(pk=page.pk)
    assert (kept.title, kept.draft_title) == (ONE_LINE, ONE_LINE)
    assert kept.get_latest_revision().object_str == ONE_LINE


def test_name_and_tagline_of_the_site_are_one_line() -> None:
    identity = SiteIdentity(site=site_tree().site, name=TWO_LINES, tagline=TWO_LINES)

    identity.full_clean()

    assert (identity.name, identity.tagline) == (ONE_LINE, ONE_LINE)


def test_a_title_of_two_lines_keeps_no_review_from_being_asked_for() -> None:
    editor()
    post, client = draft_post(), Client()
    client.force_login(editor())
    form = open_editor(client, f"/admin/pages/{post.pk}/edit/")
    data = form.fill().press() | {"title": TWO_LINES, "body-count": "0", "action-submit": "x"}

    client.post(form.action, data)

    assert mail.outbox
    assert {message.subject.partition(": ")[2] for message in mail.outbox} == {ONE_LINE}


@pytest.mark.parametrize(
    "notice",
    [
        "task_state_submitted",
        *(f"workflow_state_{s}" for s in ("submitted", "approved", "rejected")),
    ],
)
def test_a_title_that_was_stored_before_makes_a_subject_of_one_line(notice: str) -> None:
    post = BlogPostPage(title=TWO_LINES)

    subject = render_to_string(f"wagtailadmin/notifications/{notice}_subject.txt", {"object": post})

    assert subject.strip().endswith(f": {ONE_LINE}")
    assert len(subject.strip().splitlines()) == 1
