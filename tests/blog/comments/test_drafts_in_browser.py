"""The draft: what one has begun to write is still there, in this browser, until it is sent."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from tests.browser import Visit
from tests.factories.comments import published_comment
from tests.factories.pages import live_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TEXT = "A bridge is not enough."


@pytest.fixture(autouse=True)
def patience(settings: Any) -> None:
    """A browser that a test drives is quicker than any person."""
    settings.COMMENT_TOO_QUICK_SECONDS = 0


def open_form(page: Page, address: str) -> None:
    """Open the form in place."""
    page.goto(address)
    page.get_by_role("link", name="Write a comment").click()
    expect(page.get_by_label("Your comment")).to_be_focused()


def begin(page: Page) -> None:
    """Type as somebody does who is called away."""
    page.get_by_label("Your comment").fill(TEXT)
    page.get_by_label("Your name").fill("Nora")
    page.get_by_label("Your e-mail address").fill("nora@example.org")


def drafts(page: Page) -> dict[str, str]:
    """What the browser keeps of forms: by their address."""
    kept: dict[str, str] = page.evaluate("({...localStorage})")
    return {name: text for name, text in kept.items() if name.startswith("comment-draft")}


def test_what_was_begun_is_there_again_after_the_tab_was_closed(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)
    expect(nora.get_by_text("This browser keeps your text")).to_be_visible()
    again = nora.context.new_page()
    nora.close()

    open_form(again, post.url)

    expect(again.get_by_label("Your comment")).to_have_value(TEXT)
    expect(again.get_by_label("Your name")).to_have_value("Nora")
    expect(again.get_by_text("This browser kept what you had begun to write.")).to_be_visible()


def test_an_address_is_not_left_behind_in_the_browser(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)

    assert drafts(nora)
    assert "nora@example.org" not in str(drafts(nora))


def test_the_page_of_the_form_has_the_same_draft(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)

    nora.goto(f"/comments/form/{post.pk}/")

    expect(nora.get_by_label("Your comment")).to_have_value(TEXT)


def test_a_draft_can_be_discarded(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)
    open_form(nora, post.url)

    nora.get_by_role("button", name="Discard it").click()

    expect(nora.get_by_label("Your comment")).to_be_focused()
    expect(nora.get_by_label("Your comment")).to_have_value("")
    assert drafts(nora) == {}


def test_what_was_sent_is_no_draft_any_more(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)

    nora.get_by_role("button", name="Send comment").click()

    expect(nora.get_by_text("What you wrote")).to_be_visible()
    assert drafts(nora) == {}


def test_each_reply_has_its_own_draft_and_who_one_is_moves_along(visit: Visit) -> None:
    post = live_post()
    published_comment(post, user_name="Ada")
    published_comment(post, user_name="Bert")
    nora = visit()
    nora.goto(post.url)
    nora.get_by_role("link", name="Reply to Ada").click()
    begin(nora)

    nora.get_by_role("link", name="Reply to Bert").click()
    expect(nora.get_by_label("Your comment")).to_have_value("")
    expect(nora.get_by_label("Your name")).to_have_value("Nora")
    expect(nora.get_by_label("Your e-mail address")).to_have_value("nora@example.org")
    nora.get_by_role("link", name="Reply to Ada").click()

    expect(nora.get_by_label("Your comment")).to_have_value(TEXT)


def test_a_form_that_was_open_too_long_keeps_the_text_in_place(visit: Visit, settings: Any) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)
    settings.COMMENT_FORM_SECONDS = -1

    nora.get_by_role("button", name="Send comment").click()

    summary = nora.locator(".form__summary")
    expect(summary).to_contain_text("open for too long")
    expect(summary).to_be_focused()
    expect(nora.get_by_label("Your comment")).to_have_value(TEXT)
    settings.COMMENT_FORM_SECONDS = 3600
    nora.get_by_role("button", name="Send comment").click()
    expect(nora.get_by_text("What you wrote")).to_be_visible()
    assert Comment.objects.get().comment == TEXT


def test_without_an_answer_the_text_stays_and_can_be_sent_again(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)
    nora.route("**/comments/form/**", lambda route: route.abort())
    nora.get_by_role("button", name="Send comment").click()
    expect(nora.get_by_text("There was no proper answer")).to_be_visible()
    nora.unroute("**/comments/form/**")

    nora.get_by_role("button", name="Send comment").click()

    expect(nora.get_by_text("What you wrote")).to_be_visible()
    assert Comment.objects.count() == 1


def test_a_broken_answer_loses_no_text(visit: Visit) -> None:
    post, nora = live_post(), visit()
    open_form(nora, post.url)
    begin(nora)
    nora.route("**/comments/form/**", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    nora.get_by_role("button", name="Send comment").click()
    expect(nora.get_by_text("There was no proper answer")).to_be_visible()

    nora.unroute("**/comments/form/**")
    nora.get_by_role("button", name="Send comment").click()

    expect(nora.get_by_text("What you wrote")).to_be_visible()


def test_a_browser_that_keeps_nothing_still_sends(visit: Visit) -> None:
    post, nora = live_post(), visit()
    nora.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    open_form(nora, post.url)
    begin(nora)

    nora.get_by_role("button", name="Send comment").click()

    expect(nora.get_by_text("What you wrote")).to_be_visible()


def test_a_form_that_cannot_be_fetched_is_a_page(visit: Visit) -> None:
    post, nora = live_post(), visit()
    nora.goto(post.url)
    nora.route("**fragment=1", lambda route: route.abort())

    nora.get_by_role("link", name="Write a comment").click()

    nora.wait_for_url(f"**/comments/form/{post.pk}/")
