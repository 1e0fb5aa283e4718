"""What axe-core finds on a page in a browser, in every width and colour that we promise."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

WIDTHS = (360, 1280)  # pixels
SCHEMES = ("light", "dark")
# WCAG 2.0 to 2.2 at levels A and AA, and axe's own best practices. `target-size` is the one rule
# of 2.2 AA, and axe leaves it out unless it is asked for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What can differ between light and dark. The rest would only be found twice.
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}


def axe(page: Page, options: dict[str, Any] = OPTIONS) -> list[str]:
    """A line for each element at which axe finds something: the rule, where, and why.

    Only in a window that runs scripts: axe is one.
    """
    # What waits to be laid out has a place, and no size yet.
    expect(page.locator("#discussion .comment:not(.comment--laid-out)")).to_have_count(0)
    if not page.evaluate("Boolean(window.axeOfTheSuite)"):  # Wagtail's editor has an axe of its own
        page.evaluate(AXE_SCRIPT)
        page.evaluate("window.axeOfTheSuite = window.axe")
    violations = page.evaluate(
        "async options => (await window.axeOfTheSuite.run(options)).violations", options
    )
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in violations
        for node in rule["nodes"]
    ]


def axe_in_every_look(page: Page) -> list[str]:
    """What axe finds at 360 and 1280 pixels, light and dark, each line beginning with the look."""
    found = []
    before = page.viewport_size
    for scheme in SCHEMES:
        # Without motion, so that no colour is measured halfway through a transition.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            options = OPTIONS if scheme == SCHEMES[0] else COLOURS
            found += [f"{width} px, {scheme}: {line}" for line in axe(page, options)]
    page.emulate_media(color_scheme=None, reduced_motion=None)
    if before:
        page.set_viewport_size(before)
    return found
