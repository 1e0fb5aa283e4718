"""The form in place: with the keyboard alone, with errors that are announced, with a preview."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from tests.browser import Visit
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TEXT = "One *more* thing."


@pytest.fixture(autouse=True)
def patience(settings: Any) -> None:
    """A browser that a test drives is quicker than any person."""
    settings.COMMENT_TOO_QUICK_SECONDS = 0


def open_form(page: Page, address: str) -> None:
    """Open the form in place, with the keyboard."""
    page.goto(address)
    page.get_by_role("link", name="Write a comment").press("Enter")
    expect(page.get_by_label("Your comment")).to_be_focused()


def test_the_keyboard_goes_through_the_form_in_the_order_in_which_it_is_read(visit: Visit) -> None:
    nora = visit()
    open_form(nora, live_post().url)

    passed = []
    for _key in range(6):
        nora.keyboard.press("Tab")
        words = "(e) => (e.labels?.[0] ?? e).textContent.trim().split('\\n')[0]"
        passed.append(nora.evaluate(f"({words})(document.activeElement)"))

    assert [words.split(" (")[0] for words in passed] == [
        "Your name",
        "Your e-mail address",
        "Send comment",
        "Preview",
        "Close",
        "The house rules, and what we keep",
    ]


@pytest.mark.parametrize("way", ["Escape", "Close"])
def test_closing_gives_the_focus_back_and_keeps_the_text(visit: Visit, way: str) -> None:
    nora = visit()
    open_form(nora, live_post().url)
    nora.get_by_label("Your comment").fill(TEXT)

    if way == "Escape":
        nora.keyboard.press("Escape")
    else:
        nora.get_by_role("button", name="Close").press("Enter")

    link = nora.get_by_role("link", name="Write a comment")
    expect(link).to_be_focused()
    expect(nora.get_by_label("Your comment")).to_be_hidden()
    link.press("Enter")
    expect(nora.get_by_label("Your comment")).to_have_value(TEXT)


def test_a_mistake_is_announced_where_one_is(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    nora.get_by_label("Your comment").fill(TEXT)

    nora.get_by_role("button", name="Send comment").press("Enter")

    summary = nora.get_by_role("alert").filter(has_text="This was not sent yet.")
    expect(summary).to_be_focused()
    assert nora.url.endswith(post.url)
    summary.get_by_role("link", name="Your name").press("Enter")
    expect(nora.get_by_label("Your name")).to_be_focused()
    expect(nora.get_by_label("Your comment")).to_have_value(TEXT)


def test_without_scripts_too_the_focus_is_on_the_mistake(visit: Visit) -> None:
    nora = visit(java_script_enabled=False)
    nora.goto(f"/comments/form/{live_post().pk}/")

    nora.get_by_role("button", name="Send comment").click()

    expect(nora.locator(".form__summary")).to_be_focused()


def test_after_a_mistake_the_form_can_still_be_closed_and_sent(visit: Visit) -> None:
    nora = visit()
    open_form(nora, live_post().url)
    nora.get_by_label("Your comment").fill(TEXT)
    nora.get_by_role("button", name="Send comment").click()
    expect(nora.locator(".form__summary")).to_be_visible()
    expect(nora.get_by_role("button", name="Close")).to_be_visible()

    nora.get_by_label("Your name").fill("Nora")
    nora.get_by_role("button", name="Send comment").click()

    expect(nora.get_by_text("What you wrote")).to_be_visible()
    assert Comment.objects.count() == 1


def test_the_preview_is_shown_in_place_and_what_was_typed_stays(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    nora.get_by_label("Your comment").fill(TEXT)
    nora.get_by_label("Your name").fill("Nora")

    nora.get_by_role("button", name="Preview").press("Enter")

    expect(nora.locator(".preview em")).to_have_text("more")
    expect(nora.locator(".preview__title")).to_be_focused()
    expect(nora.get_by_label("Your name")).to_have_value("Nora")
    assert nora.url.endswith(post.url)
    assert not Comment.objects.exists()


def test_who_publishes_at_once_sees_the_comment_where_it_stands(visit: Visit) -> None:
    post, desk = live_post(), visit(moderator())
    published_comment(post)
    open_form(desk, post.url)
    desk.get_by_label("Your comment").fill(TEXT)

    desk.get_by_role("button", name="Send comment").click()

    expect(desk.locator(".comment:target em")).to_have_text("more")
    assert desk.url.endswith(f"{post.url}#c{Comment.objects.latest('pk').pk}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_cookie_that_was_lost_loses_no_text(visit: Visit, scripts: bool) -> None:
    post, nora = live_post(), visit(java_script_enabled=scripts)
    nora.goto(f"/comments/form/{post.pk}/")
    nora.get_by_label("Your comment").fill(TEXT)
    nora.get_by_label("Your name").fill("Nora")
    nora.context.clear_cookies()

    nora.get_by_role("button", name="Send comment").click()
    expect(nora.locator(".form__summary")).to_contain_text("Your text is still here")
    nora.get_by_role("button", name="Send comment").click()

    expect(nora.get_by_text("What you wrote")).to_be_visible()
    assert Comment.objects.get().comment == TEXT


@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_without_cookies_ends_at_a_kind_sentence_with_the_text(
    visit: Visit, scripts: bool
) -> None:
    post, nora = live_post(), visit(java_script_enabled=scripts)
    nora.goto(f"/comments/form/{post.pk}/")
    nora.get_by_label("Your comment").fill(TEXT * 4)
    for heading in ("Write a comment", "This was not sent: please try again"):
        nora.context.clear_cookies()
        nora.get_by_role("button", name="Send comment").click()
        expect(nora.get_by_text("our cookie").first).to_be_visible()
        expect(nora.get_by_role("heading", level=1)).to_have_text(heading)

    expect(nora.get_by_label("Your text")).to_have_value(TEXT * 4)


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_of_the_form_stands_out_of_the_window(visit: Visit, width: int) -> None:
    nora = visit(viewport={"width": width, "height": 800})
    open_form(nora, live_post().url)
    nora.get_by_label("Your comment").fill("word" * 400)
    nora.get_by_role("button", name="Preview").click()
    expect(nora.locator(".preview")).to_be_visible()

    assert nora.evaluate("document.documentElement.scrollWidth") <= width
