"""The lists of the queue in a browser: nobody is kept out, in no width and no colour."""

import pytest
from playwright.sync_api import expect

from blog.comments.models import Comment, Consultation
from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
QUEUE = "/admin/comments/comment/"
OURS = ("queue", "filter-", "comments-desk", "main-content")


def of_ours(found: list[str]) -> list[str]:
    """What axe found in our own parts of the page, and not in Wagtail's frame around them."""
    return [line for line in found if any(name in line for name in OURS)]


def test_the_lists_the_filters_and_the_panel_keep_nobody_out(visit: Visit) -> None:
    post, who = live_post("The heron bridge is open"), moderator()
    parent = published_comment(post, comment="Who will pay for it?")
    for n in range(22):
        held_comment(post, parent, comment=f"All of us, {n} times.", signals=["quick"])
    Consultation.objects.create(
        comment=Comment.objects.waiting()[0], asked_by=moderator(), question="And?"
    )
    page = visit(who)

    page.goto("/admin/")
    expect(page.locator("#comments-desk-section")).to_contain_text("Waiting: 22")
    assert of_ours(axe_in_every_look(page)) == []

    page.get_by_role("link", name="Waiting: 22").click()
    page.get_by_text("More filters").press("Enter")
    page.get_by_label("Written by").select_option("guest")
    page.get_by_label("Written from").fill("2020-01-01")
    page.get_by_role("button", name="Filter").press("Enter")
    expect(page.get_by_role("status").filter(has_text="22 comments")).to_be_visible()
    assert of_ours(axe_in_every_look(page)) == []

    page.set_viewport_size({"width": 360, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"the page is {width} pixels wide"

    page.get_by_role("link", name="Next").press("Enter")
    expect(page.locator(".queue__row")).to_have_count(7)
    page.get_by_role("link", name="Overdue").press("Enter")
    expect(page.locator(".queue-empty")).to_contain_text("Nothing is overdue")
