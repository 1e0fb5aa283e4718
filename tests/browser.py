"""One Chromium for the whole run; a window of their own for each person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cms.models import User
from tests.factories.people import PASSWORD

Visit = Callable[..., Page]
PATIENCE = 20_000  # milliseconds: both databases may be tested at once, on two cores
expect.set_options(timeout=PATIENCE)
CHROMIUM = "/usr/bin/chromium"
# No sandbox, because continuous integration runs as root; nothing that calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """A function that lets one more person in, with nothing remembered; no script may fail.

    It takes who signs in, and how the window is, in Playwright's words (`java_script_enabled`,
    `color_scheme`, `viewport`).
    """
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def open_window(who: User | None = None, **how: Any) -> Page:
        how = {"viewport": {"width": 1280, "height": 1000}} | how
        context = browser.new_context(base_url=live_server.url, **how)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        if who:
            page.goto("/admin/login/")
            page.get_by_label("Username").fill(who.username)
            page.locator("input[name=password]").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/admin/")
        return page

    yield open_window
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state("networkidle")  # the editor may be saving by itself
        context.close()
    assert failures == []
