"""What a writer does from the link in the mail on, with the keyboard alone and no script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.comments.models import Comment, Status
from blog.comments.signed_links import status_url
from tests.browser import Visit
from tests.factories.comments import comment, published_comment, unconfirmed_comment
from tests.factories.pages import live_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing with this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text().strip() == name:
            return
    raise AssertionError(f"“{name}” is not reached with the keyboard.")


def test_a_writer_confirms_with_the_keyboard(visit: Visit) -> None:
    entry, address = unconfirmed_comment(live_post())
    nora = visit(java_script_enabled=False)

    nora.goto(address)
    tab_to(nora, "Yes, this is my comment")
    nora.keyboard.press("Enter")

    expect(nora.get_by_role("heading", level=1)).to_contain_text("A moderator will read")
    assert Comment.objects.get(pk=entry.pk).status == Status.HELD
    cookies = {cookie["name"]: cookie for cookie in nora.context.cookies()}
    assert cookies["comment_writer"]["path"] == "/comments/"


def test_a_writer_changes_a_comment_and_takes_it_back(visit: Visit) -> None:
    entry = published_comment(live_post(), comment="A brige.", published_at=timezone.now())
    nora = visit(java_script_enabled=False)

    nora.goto(status_url(entry))
    tab_to(nora, "Change the text")
    nora.keyboard.press("Enter")
    nora.get_by_label("Your comment").fill("A bridge.")
    nora.get_by_role("button", name="Preview").press("Enter")
    expect(nora.locator(".preview")).to_contain_text("A bridge.")
    nora.get_by_role("button", name="Change it").press("Enter")
    expect(nora.get_by_role("status")).to_contain_text("Your comment was changed")
    expect(nora.get_by_role("status")).to_be_focused()
    expect(nora.locator("blockquote")).to_have_text("A bridge.")

    nora.get_by_role("link", name="Take it back").press("Enter")
    nora.get_by_role("button", name="Take it back").press("Enter")
    expect(nora.get_by_role("heading", level=1)).to_have_text("You took your comment back")
    assert Comment.objects.get().status == Status.WITHDRAWN


def test_a_writer_asks_for_a_review(visit: Visit) -> None:
    entry = comment(live_post(), Status.REFUSED)
    nora = visit(java_script_enabled=False)

    nora.goto(status_url(entry))
    nora.get_by_role("link", name="Ask for a review").press("Enter")
    nora.get_by_label("What should the moderator know?").fill("x" * 1001)
    nora.get_by_role("button", name="Ask for a review").press("Enter")
    expect(nora.get_by_role("alert")).to_be_focused()
    nora.get_by_role("alert").get_by_role("link").press("Enter")
    field = nora.get_by_label("What should the moderator know?")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("up to 1000 characters"))
    field.fill("It names nobody.")
    nora.get_by_role("button", name="Ask for a review").press("Enter")
    expect(nora.locator(".facts")).to_contain_text("You asked for one on")
