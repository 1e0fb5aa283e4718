"""One Chromium for all journeys; a window of their own for each person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cms.models import User
from tests.factories.people import PASSWORD
from tests.forms import read_form

Visit = Callable[..., Page]
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
    """A function that lets one more person in, with nothing remembered; no script may fail."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def open_window(who: User | None = None) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 1280, "height": 1000}
        )
        context.set_default_timeout(10_000)  # milliseconds
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


@pytest.fixture
def knock() -> Callable[..., Client]:
    """Like `visit`, without a browser: forms only work with the token that their page gave."""

    def open_door(who: User | None = None) -> Client:
        client = Client(enforce_csrf_checks=True)
        if who:
            form = read_form(client.get("/admin/login/").text, "/admin/login/", "form")
            sent = form.fill(username=who.username, password=PASSWORD).press()
            assert client.post(form.action, sent).status_code == 302
        return client

    return open_door
