"""What a browser can be asked about the looks of a page: each function gives a line a finding."""

from playwright.sync_api import Page

# Words, pictures and fields that reach out of the window, or that a box around them cuts off.
# What scrolls by itself may; what is for screen readers only, or wholly beside the window, is not
# looked at: if the window could be scrolled to it, the page would be too wide.
STICKING_OUT = """() => {
    const room = document.documentElement.clientWidth;
    const name = element => element.tagName.toLowerCase()
        + [...element.classList].map(word => "." + word).join("");
    const found = [];
    if (document.documentElement.scrollWidth > room)
        found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    const look = (element, boxes) => {
        let from = 0, to = room;
        for (let one = element; one && one !== document.body; one = one.parentElement) {
            const style = getComputedStyle(one);
            const box = one.getBoundingClientRect();
            if (["auto", "scroll"].includes(style.overflowX)) return;
            if (style.visibility === "hidden" || style.clipPath !== "none") return;
            if (["hidden", "clip"].includes(style.overflowX)) {
                if (box.width <= 1) return;
                from = Math.max(from, box.left);
                to = Math.min(to, box.right);
            }
        }
        for (const box of boxes) {
            if (!box.width || box.right <= 0 || box.left >= room) continue;
            if (box.left < from - 1 || box.right > to + 1) {
                const places = [box.left, box.right, from, to].map(Math.round);
                found.push(`${name(element)}: ${places.join(", ")}`);
                return;
            }
        }
    };
    const range = document.createRange();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (!texts.currentNode.data.trim()) continue;
        range.selectNodeContents(texts.currentNode);
        look(texts.currentNode.parentElement, range.getClientRects());
    }
    for (const element of document.querySelectorAll("img, input, textarea, select, button, iframe"))
        look(element, element.getClientRects());
    return [...new Set(found)].slice(0, 12);
}"""
# In forced colours a button is known by its edge, and the focus by its outline.
UNMARKED = """() => {
    const name = element => element.tagName.toLowerCase()
        + [...element.classList].map(word => "." + word).join("") + " " + element.id;
    const isShown = element => element.getClientRects().length > 0
        && getComputedStyle(element).visibility === "visible"
        && !element.closest(".visually-hidden");
    const hasLine = (style, kind) => !["none", "hidden"].includes(style[kind + "Style"])
        && parseFloat(style[kind + "Width"]) > 0;
    const found = new Set();
    for (const element of document.querySelectorAll("button, input, select, textarea, summary")) {
        if (!isShown(element) || ["hidden", "checkbox", "radio"].includes(element.type)) continue;
        const style = getComputedStyle(element);
        const isMarked = ["borderTop", "borderBottom", "borderInlineStart", "outline"].some(
            kind => hasLine(style, kind)) || style.textDecorationLine.includes("underline");
        if (element.tagName !== "SUMMARY" && !isMarked)
            found.add(`${name(element)} has no edge`);
    }
    const seen = new Set();
    const focusable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    for (const element of document.querySelectorAll(focusable)) {
        if (!isShown(element) || element.disabled || element.type === "hidden") continue;
        if (seen.has(element.className || element.parentElement.className)) continue;
        seen.add(element.className || element.parentElement.className);
        element.focus({focusVisible: true, preventScroll: true});
        const styles = [null, "::before", "::after"].map(part => getComputedStyle(element, part));
        for (let one = element.parentElement, n = 0; one && n < 3; one = one.parentElement, n++)
            if (one.tagName !== "BODY") styles.push(getComputedStyle(one));
        if (!styles.some(style => hasLine(style, "outline")))
            found.add(`${name(element)} shows no focus`);
    }
    document.activeElement.blur();
    return [...found];
}"""
MOVING = """() => {
    const longest = text => Math.max(...text.split(",").map(parseFloat));
    const found = new Set();
    for (const element of document.querySelectorAll("*"))
        for (const part of [null, "::before", "::after"]) {
            const style = getComputedStyle(element, part);
            // Up to a hundredth of a millisecond is how styles say “not at all”.
            if (longest(style.transitionDuration) > 0.00001
                || (style.animationName !== "none" && longest(style.animationDuration) > 0.00001))
                found.add(`${element.tagName} ${element.className} moves`);
            if (style.scrollBehavior === "smooth")
                found.add(`${element.tagName} ${element.className} scrolls smoothly`);
        }
    return [...found];
}"""


def sticking_out(page: Page, widths: tuple[int, ...]) -> list[str]:
    """What does not fit into windows of these widths, each line beginning with the width."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {line}" for line in page.evaluate(STICKING_OUT)]
    return found


def unmarked(page: Page) -> list[str]:
    """Buttons and fields without an edge, and what shows nothing when it has the focus."""
    return list(page.evaluate(UNMARKED))


def moving(page: Page) -> list[str]:
    """What moves in a window that asks for no motion."""
    return list(page.evaluate(MOVING))
