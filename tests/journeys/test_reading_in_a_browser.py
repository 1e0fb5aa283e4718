"""A post as a browser shows it: nothing moves, nothing sticks out, in whatever look it is read."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from blog.models import BlogPostPage
from tests.browser import Visit
from tests.factories.comments import many_comments
from tests.factories.pages import author, live_post, series
from tests.factories.pictures import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
LONGEST_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NARROW, ZOOMED = {"width": 360, "height": 740}, {"width": 640, "height": 400}  # 1280 px at 200 %
SHIFTS = """() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(total), 500);
})"""
STICKS_OUT = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .filter((element) => !element.closest(".table, .code__text, .comment-text, .visually-hidden"))
  .map((element) => `${element.tagName}.${element.className}`)"""


def full_post(word: str = LONGEST_WORD) -> BlogPostPage:
    """A post with all that a text can have, in a series and discussed; `word` is everywhere."""
    parts = [live_post(f"Part {word}", series=(river := series(word)))]
    words = f"<p>{'Words to read. ' * 20}{word}. <footnote>{word}</footnote></p>"
    image = {"image": picture(size=(1700, 900)).pk, "alt_text": "A heron", "decorative": False}
    columns = [{"type": "text", "heading": f"Column {n}"} for n in range(9)]
    body = [
        block
        for n in range(4)
        for block in (
            {"type": "heading", "value": {"text": f"Section {n}", "level": "h2"}},
            {"type": "paragraph", "value": words},
        )
    ]
    body += [
        {"type": "image", "value": {"image": image, "caption": word}},
        {"type": "code", "value": {"code": "x" * 300, "language": "text", "caption": ""}},
        {
            "type": "table",
            "value": {"columns": columns, "rows": [{"values": ["unbreakable"] * 9}], "caption": ""},
        },
    ]
    post = live_post(
        f"A title with {word}",
        body=body,
        series=river,
        tags=["one", word],
        authors=[author(f"Jane {word}", role="Clerk")],
        hero_image=picture(size=(1700, 900)),
        hero_alt_text="A heron",
    )
    many_comments(post, [None, 0, 1, 2, 3, 4, None])
    parts.append(live_post("The last", series=river, tags=["one"]))
    return post


def sticking_out(page: Page) -> list[str]:
    """What is wider than the window, other than what can be scrolled in itself."""
    found: list[str] = page.evaluate(STICKS_OUT)
    is_wider = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["the page"] if is_wider else [])]


def test_nothing_moves_while_a_post_loads(visit: Visit) -> None:
    post = full_post(word="heron")
    call_command("prepare_pictures", verbosity=0)

    for size in ({"width": 1280, "height": 900}, NARROW, ZOOMED):
        reader = visit(viewport=size)
        reader.goto(post.url)
        reader.mouse.wheel(0, 3000)
        shift = reader.evaluate(SHIFTS)
        assert round(shift, 2) == 0, (size, shift)
        lazy = reader.locator("img[loading=lazy]").evaluate_all("all => all.map(e => e.height)")
        assert lazy, size
        assert min(lazy) > 50, "a picture's place is kept before it comes"
    assert reader.evaluate("() => document.fonts.check('16px \"Hustings Serif\"')")


def test_nothing_sticks_out_of_a_narrow_window_or_at_twice_the_size(visit: Visit) -> None:
    post = full_post()
    lists = ["/", "/blog/", "/blog/tags/", "/blog/series/", "/blog/authors/", "/blog/archive/"]

    for size in (NARROW, ZOOMED):
        reader = visit(viewport=size)
        for address in (post.url, *lists):
            reader.goto(address)
            assert sticking_out(reader) == [], (size, address)


def test_a_post_is_read_in_its_order_with_the_styles_off(visit: Visit) -> None:
    post = full_post()
    reader = visit(java_script_enabled=False)
    reader.route(re.compile(r"\.css$"), lambda route: route.abort())
    reader.goto(post.url)

    text = reader.locator("body").inner_text()

    landmarks = [
        "Skip to the text",
        "Front page",
        "A title with",
        "What this post is about.",
        "Clerk",
        "Part 2 of 3",
        "In this post",
        "Words to read.",
        "Link to this post",
        "Write a comment",
        "Later",
        "Read next",
    ]
    places = [text.index(landmark) for landmark in landmarks]
    assert places == sorted(places)


def test_colours_of_the_reader_motion_and_paper_are_respected(visit: Visit) -> None:
    post = full_post()
    reader = visit()
    reader.goto(post.url)

    reader.emulate_media(forced_colors="active", reduced_motion="reduce")
    border = reader.locator(".series-box").evaluate("e => getComputedStyle(e).borderTopStyle")
    moving = reader.evaluate(
        "() => [...document.querySelectorAll('*')].filter((e) => {"
        " const style = getComputedStyle(e);"
        " return style.transitionDuration !== '0s' || style.animationName !== 'none'; }).length"
    )
    reader.emulate_media(media="print", forced_colors="none")

    assert (border, moving) == ("solid", 0)
    for part in (".site-nav", ".contents", ".neighbours", ".breadcrumbs", ".skip-link"):
        expect(reader.locator(part).first).to_be_hidden()
    for part in (".post-head__title", ".notes", "#discussion .comment__text", ".series-box"):
        expect(reader.locator(part).first).to_be_visible()


def test_the_link_to_a_post_is_copied_with_a_script_and_plain_without(visit: Visit) -> None:
    post = live_post()
    plain = visit(java_script_enabled=False)
    plain.goto(post.url)
    link = plain.get_by_role("link", name="Link to this post")
    expect(link).to_have_attribute("href", re.compile(rf"{post.url}$"))

    reader = visit(permissions=["clipboard-read", "clipboard-write"])
    reader.goto(post.url)
    reader.get_by_role("link", name="Copy the link to this post").click()

    expect(reader.locator(".post-foot__share")).to_contain_text("The link is copied.")
    assert reader.evaluate("() => navigator.clipboard.readText()").endswith(post.url)
