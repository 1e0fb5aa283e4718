"""A post as a browser shows it: nothing moves, its link is copied, and it can be printed."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from blog.models import BlogPostPage
from tests.browser import Visit
from tests.factories.comments import many_comments
from tests.factories.pages import author, live_post, series
from tests.factories.pictures import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
# Sixty comments on one page, in threads of five.
LONG: list[int | None] = [n - n % 5 if n % 5 else None for n in range(60)]
WINDOWS = [(1280, 900), (640, 400), (360, 740)]
SHIFTS = """() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(total), 500);
})"""


def full_post() -> BlogPostPage:
    """A post in a series, with pictures, contents, notes, a discussion, and more to read."""
    river = series("Living with the river")
    live_post("The night the river came", series=river)
    image = {"image": picture(size=(1700, 900)).pk, "alt_text": "A heron", "decorative": False}
    words = f"<p>{'What we heard from you will be published. ' * 9}<footnote>So.</footnote></p>"
    body = [
        block
        for n in range(4)
        for block in (
            {"type": "heading", "value": {"text": f"Section {n}", "level": "h2"}},
            {"type": "paragraph", "value": words},
        )
    ]
    post = live_post(
        "We turned off half the street lights. Here is what happened",
        body=[*body, {"type": "image", "value": {"image": image, "caption": "A heron"}}],
        series=river,
        tags=["river"],
        authors=[author("Jane Poole", role="Clerk")],
        hero_image=picture(size=(1700, 900)),
        hero_alt_text="A heron",
    )
    many_comments(post, [None, 0, 1, None])
    live_post("The last", series=river, tags=["river"])
    return post


def test_nothing_moves_while_a_post_loads(visit: Visit) -> None:
    post = full_post()
    call_command("prepare_pictures", verbosity=0)

    for width, height in WINDOWS:
        reader = visit(viewport={"width": width, "height": height})
        reader.goto(post.url)
        reader.mouse.wheel(0, 3000)
        shift = reader.evaluate(SHIFTS)
        assert round(shift, 2) == 0, (width, shift)
        lazy = reader.locator("img[loading=lazy]").evaluate_all("all => all.map(e => e.height)")
        assert lazy, width
        assert min(lazy) > 50, "a picture's place is kept before it comes"
    assert reader.evaluate("() => document.fonts.check('16px \"Hustings Serif\"')")


def test_on_paper_there_is_the_text_and_nothing_to_press(visit: Visit) -> None:
    reader = visit()
    reader.goto(full_post().url)

    reader.emulate_media(media="print")

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


def test_a_link_to_a_comment_far_down_leads_to_it_and_stays_there(visit: Visit) -> None:
    post = live_post()
    comment = many_comments(post, LONG)[50]
    place = f"#c{comment.pk}"

    for runs_scripts in (True, False):
        reader = visit(java_script_enabled=runs_scripts, viewport={"width": 360, "height": 740})
        reader.goto(f"{post.url}{place}")
        expect(reader.locator(place)).to_be_in_viewport(ratio=1)
        top = reader.locator(place).bounding_box()
        reader.wait_for_timeout(300)
        assert reader.locator(place).bounding_box() == top


def test_comments_far_down_are_laid_out_once_there_is_time_and_at_once_on_paper(
    visit: Visit,
) -> None:
    post = live_post()
    many_comments(post, LONG)
    visibility = "(all) => [...new Set(all.map((e) => getComputedStyle(e).contentVisibility))]"

    reader = visit()
    reader.goto(post.url)
    expect(reader.locator(".comment:not(.comment--laid-out)")).to_have_count(0)
    assert reader.locator(".comment").evaluate_all(visibility) == ["visible"]

    plain = visit(java_script_enabled=False)
    plain.goto(post.url)
    assert plain.locator(".comment").evaluate_all(visibility) == ["auto"]
    plain.emulate_media(media="print")
    assert plain.locator(".comment").evaluate_all(visibility) == ["visible"]
