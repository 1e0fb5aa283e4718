"""What is pasted from other programs becomes clean blocks, and can be taken back."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.models import BlogPostPage
from tests.browser import Visit
from tests.factories.pages import draft_post
from tests.factories.people import editor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
CLIPBOARD = Path(__file__).parents[2] / "fixtures" / "clipboard"
EDITABLE = "[contenteditable=true]:visible"  # what was deleted stays in the page, hidden
# As a browser fires it when somebody presses Ctrl+V, with what another program has put there.
PASTE = """(element, [html, text]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    element.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    );
}"""


def paste(page: Page, html: str, text: str = "", *, into: int = 0) -> None:
    """Paste into a text block, where the cursor is."""
    page.locator(EDITABLE).nth(into).evaluate(PASTE, [html, text])


def open_draft(visit: Visit, *texts: str) -> tuple[Page, BlogPostPage]:
    """The editor of a draft with so many text blocks, none of which is in focus."""
    post = draft_post(body=[("paragraph", f"<p>{text}</p>") for text in texts])
    page = visit(editor())
    page.goto(f"/admin/pages/{post.pk}/edit/")
    expect(page.locator(EDITABLE)).to_have_count(len(texts))
    return page, post


def saved(page: Page, post: BlogPostPage) -> list[tuple[str, Any]]:
    """Save, and give the blocks as they are stored: rich text without the editor's own keys."""
    page.wait_for_timeout(400)  # Draftail hands its text on after a quarter of a second
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    body = BlogPostPage.objects.get(pk=post.pk).get_latest_revision_as_object().body

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return re.sub(r' data-block-key="\w+"', "", value) if isinstance(value, str) else value

    return [(block["type"], plain(block["value"])) for block in body.get_prep_value()]


def kinds(page: Page) -> Any:
    """The blocks that the editor shows, deleted ones aside."""
    return page.locator("[data-streamfield-child]:not([aria-hidden=true])")


def test_from_word_and_google_docs_comes_nothing_but_clean_blocks(visit: Visit) -> None:
    page, post = open_draft(visit, "First. Last.")
    page.locator(EDITABLE).click()
    page.keyboard.press("Home")
    for _letter in "First. ":
        page.keyboard.press("ArrowRight")

    paste(page, (CLIPBOARD / "word.html").read_text(encoding="utf-8"))
    expect(page.locator("[data-pasted]")).to_contain_text("Pictures cannot be pasted")
    word = saved(page, post)

    assert word == [
        ("paragraph", "<p>First. </p>"),
        ("heading", {"text": "Bridge Street", "level": "h2"}),
        (
            "paragraph",
            (
                "<p>The bridge in Milltown opens on <b>Monday</b>, says the"
                ' <a href="https://example.org/plan">whole plan</a>.</p>'
                "<p><i>Thank you</i> for 20 m<sup>2</sup>. Kept words. No link</p>"
            ),
        ),
        ("heading", {"text": "What comes next", "level": "h2"}),
        ("bullet_list", "<ul><li>Bring a friend</li><li>Mind the <b>step</b></li></ul>"),
        ("numbered_list", "<ol><li>Read the plan<ol><li>All of it</li></ol></li></ol>"),
        ("heading", {"text": "In figures", "level": "h3"}),
        (
            "quote",
            {
                "text": "<p>We would rather be asked early.</p>",
                "attribution": "",
                "source_url": "",
            },
        ),
        (
            "table",
            {
                "caption": "",
                "columns": [
                    {"type": "text", "heading": "Item"},
                    {"type": "number", "heading": "Cost"},
                ],
                "rows": [
                    {"values": ["Bridge repairs", "£4,200"]},
                    {"values": ["Street lamps", "£1,150"]},
                ],
            },
        ),
        ("paragraph", "<p>The last line.</p>"),
        ("paragraph", "<p>Last.</p>"),
    ]

    last = page.locator(EDITABLE).last
    last.click()
    page.keyboard.press("Control+a")
    last.evaluate(PASTE, [(CLIPBOARD / "google-docs.html").read_text(encoding="utf-8"), ""])
    docs = saved(page, post)[len(word) - 1 :]

    assert docs == [
        ("heading", {"text": "What we heard", "level": "h2"}),
        (
            "paragraph",
            (
                "<p>Most of you <b>agree</b><i> mostly</i>: see"
                ' <a href="https://example.org/answers">the answers</a>.</p>'
                "<p>A second paragraph.</p>"
            ),
        ),
        ("bullet_list", "<ul><li>First<ul><li>Below it</li></ul></li><li>Second</li></ul>"),
        ("divider", None),
        (
            "table",
            {
                "caption": "",
                "columns": [{"type": "text", "heading": ""}, {"type": "text", "heading": ""}],
                "rows": [{"values": ["Ward", "Votes"]}, {"values": ["North", "9 of 12"]}],
            },
        ),
    ]


def test_a_paste_is_taken_back_whole_and_plain_pastes_stay_in_the_text(visit: Visit) -> None:
    page, post = open_draft(visit, "Before. After.", "")
    html = "<h2>One</h2><p>Two</p><ul><li>Three</li></ul>"

    # Into a text, by key, and into an empty block, by button.
    for into, take_back in ((0, "key"), (1, "button")):
        page.locator(EDITABLE).nth(into).click()
        page.keyboard.press("End")
        paste(page, html, into=into)
        expect(kinds(page)).to_have_count(5 if into == 0 else 4)
        if take_back == "key":
            page.keyboard.press("Control+z")
        else:
            page.locator("[data-pasted]").get_by_role("button", name="Undo").click()
        expect(kinds(page)).to_have_count(2)
        expect(page.locator("[data-pasted]")).to_have_count(0)

    # Paragraphs alone, plain text, and what runs scripts.
    first = page.locator(EDITABLE).first
    first.click()
    page.keyboard.press("Control+End")
    paste(page, '<p class="x" style="color:red">Rich <b>words</b></p><p>&nbsp;</p><p>More</p>')
    expect(kinds(page)).to_have_count(2)
    expect(first).to_contain_text("More")
    second = page.locator(EDITABLE).nth(1)
    second.click()
    paste(page, "", "Plain words", into=1)
    expect(second).to_contain_text("Plain words")
    paste(
        page,
        '<img src=x onerror="document.title=1"><script>document.title=1</script>'
        '<p><a href="javascript:document.title=1">Harmless</a></p><h2>End</h2>',
        into=1,
    )
    blocks = saved(page, post)

    assert blocks == [
        ("paragraph", "<p>Before. After.Rich <b>words</b></p><p>More</p>"),
        ("paragraph", "<p>Plain words</p><p>Harmless</p>"),
        ("heading", {"text": "End", "level": "h2"}),
    ]
    assert page.title() != "1"


def test_nothing_that_is_pasted_runs_or_is_fetched(visit: Visit) -> None:
    hostile = (
        '<h2 onmouseover="ran.push(1)">Title</h2><p>Text</p>'
        '<img src="/pasted.png" onerror="ran.push(2)">text'
        '<span>t<img srcset="/pasted.png 1x" onerror="ran.push(3)"></span>'
        '<b>t<video src="/pasted.mp4" onerror="ran.push(4)"></video>'
        '<details open ontoggle="ran.push(5)">more</details></b>'
        '<iframe srcdoc="<script>parent.ran.push(6)</script>"></iframe>'
    )
    page, _post = open_draft(visit, "First.")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.evaluate("window.ran = []")
    page.locator(EDITABLE).click()

    paste(page, hostile)

    expect(kinds(page)).to_have_count(3)
    page.wait_for_timeout(500)
    assert page.evaluate("ran") == []
    assert [address for address in fetched if "pasted" in address] == []
