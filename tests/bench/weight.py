"""What a first visit of a long post weighs, and whether anything moves while it is read."""

from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM
from tests.factories.sample_site import SampleSite

MOST_KB, MOST_SCRIPT_KB = 60, 15
WINDOWS = {"360 px": (360, 640), "1280 px": (1280, 900)}
PAGE = "post with 100 comments"
# Bodies as they came over the wire, compressed, without headers.
BYTES = """() => Object.fromEntries(
    [
        ...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")
    ].map(entry => [new URL(entry.name).pathname, entry.encodedBodySize])
)"""
WATCH = """
    window.shifts = [];
    const name = node => node?.className || node?.nodeName || "something that is gone";
    const place = box => `${Math.round(box.y)} (${Math.round(box.height)} tall)`;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries())
            window.shifts.push(entry.value.toFixed(4) + ": " + entry.sources.map(one =>
                `${name(one.node)} from ${place(one.previousRect)} to ${place(one.currentRect)}`
            ).join("; "));
    }).observe({type: "layout-shift", buffered: true});
"""
SCROLL = """async () => {
    await document.fonts.ready;
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
        scrollTo({top: y, behavior: "instant"});
        await new Promise(done => setTimeout(done, 50));
    }
    await new Promise(done => setTimeout(done, 500));
}"""
SLOWLY = {  # as a telephone is connected, so that fonts and pictures come late
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}


def run(front: str, site: SampleSite) -> dict[str, Any]:
    """Bytes by kind, and the layout shift of each page in each window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        weights = weigh(browser, front + site.addresses[PAGE])
        shifts = {
            f"{name}, {window}": shift(browser, front + address, size)
            for name, address in site.addresses.items()
            for window, size in WINDOWS.items()
        }
        browser.close()
    together = weights["HTML"] + weights["CSS"] + weights["JS"]
    print(f"\nFirst visit of a {PAGE}, bodies compressed (pages by gzip in front), kB")
    print(", ".join(f"{kind} {size}" for kind, size in weights.items()))
    is_light = together <= MOST_KB and weights["JS"] <= MOST_SCRIPT_KB
    print(
        f"HTML, CSS and JS {together:.1f} (at most {MOST_KB}), JS {weights['JS']}"
        f" (at most {MOST_SCRIPT_KB}): {'kept' if is_light else 'MISSED'}"
    )
    moved = {name: found for name, found in shifts.items() if found}
    for name, found in moved.items():
        print(f"layout shift on {name}: {found}")
    print(f"no layout shift on {len(shifts)} loads: {'MISSED' if moved else 'kept'}")
    return {"kB": weights, "layout_shift": moved}


def weigh(browser: Browser, address: str) -> dict[str, float]:
    """The kilobytes of a first visit by kind."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.evaluate(SCROLL)
    sizes: dict[str, int] = page.evaluate(BYTES)
    context.close()
    weights = dict.fromkeys(("HTML", "CSS", "JS", "fonts", "pictures"), 0.0)
    kinds = {"css": "CSS", "js": "JS", "woff2": "fonts"}
    for path, size in sizes.items():
        is_page = path.endswith("/")
        kind = "HTML" if is_page else kinds.get(path.rsplit(".", 1)[-1], "pictures")
        weights[kind] += size
    return {kind: round(size / 1000, 1) for kind, size in weights.items()}


def shift(browser: Browser, address: str, size: tuple[int, int]) -> list[Any]:
    """What moved, and by how much, while a page loads slowly and is scrolled through."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script(WATCH)
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOWLY)
    page.goto(address, wait_until="networkidle")
    page.evaluate(SCROLL)
    found: list[Any] = page.evaluate("window.shifts")
    context.close()
    return found
