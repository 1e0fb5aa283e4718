"""Each block of the vocabulary: what it says of itself, and that it always renders."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.test import Client
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block

from blog.blocks import BodyBlock
from tests.factories.pages import draft_post
from tests.factories.people import editor
from tests.factories.pictures import document, picture
from tests.forms import soup

pytestmark = pytest.mark.django_db
BLOCKS: dict[str, Block] = dict(BodyBlock().child_blocks)
PICTURE = {"image": 1, "decorative": False, "alt_text": "A heron"}
COMPLETE: dict[str, Any] = {
    "paragraph": "<p>The <b>bridge</b> is open.</p>",
    "heading": {"text": "What we heard", "level": "h3"},
    "quote": {
        "text": "<p>Ask us early.</p>",
        "attribution": "Nora",
        "source_url": "https://www.example.org/minutes",
    },
    "bullet_list": "<ul><li>One</li><li>Two</li></ul>",
    "numbered_list": "<ol><li>One</li><li>Two</li></ol>",
    "divider": None,
    "image": {"image": PICTURE, "caption": "At the river"},
    "gallery": {
        "pictures": [{"image": PICTURE, "caption": "First"}, {"image": PICTURE, "caption": ""}]
    },
    "embed": {
        "url": "https://vimeo.com/76979871",
        "title": "A walk",
        "picture": PICTURE,
        "caption": "Filmed in May",
    },
    "callout": {"kind": "decision", "title": "Agreed", "text": "<p>By nine to two.</p>"},
    "table": {
        "caption": "Costs",
        "columns": [
            {"type": "text", "heading": "Item"},
            {"type": "number", "heading": "Cost"},
            {"type": "rich_text", "heading": "More"},
        ],
        "rows": [{"values": ["Repairs", "£4,200", "<p>See <i>below</i></p>"]}],
    },
    "document": {"document": 1, "label": "The minutes"},
    "code": {"code": "if a < b:\n    go()", "language": "python", "caption": "How"},
}
EMPTY_PICTURE = {"image": None, "decorative": False, "alt_text": ""}
EMPTY: dict[str, Any] = {
    "paragraph": "",
    "heading": {"text": "", "level": ""},
    "quote": {"text": "", "attribution": "", "source_url": ""},
    "bullet_list": "",
    "numbered_list": "",
    "divider": None,
    "image": {"image": EMPTY_PICTURE, "caption": ""},
    "gallery": {"pictures": [{"image": EMPTY_PICTURE, "caption": ""}]},
    "embed": {"url": "", "title": "", "picture": EMPTY_PICTURE, "caption": ""},
    "callout": {"kind": "", "title": "", "text": ""},
    "table": {"caption": "", "columns": [], "rows": []},
    "document": {"document": None, "label": ""},
    "code": {"code": "", "language": "", "caption": ""},
}


def with_ids(value: Any, picture_id: int, document_id: int) -> Any:
    """The raw value with the numbers of a picture and a document that exist."""
    if isinstance(value, list):
        return [with_ids(part, picture_id, document_id) for part in value]
    if not isinstance(value, dict):
        return value
    numbers = {"image": picture_id, "document": document_id}
    return {
        key: numbers[key]
        if part == 1 and key in numbers
        else with_ids(part, picture_id, document_id)
        for key, part in value.items()
    }


def preview(name: str, value: Any) -> BeautifulSoup:
    """The body of a draft with this one block, as the editor previews it."""
    raw = [{"type": name, "value": with_ids(value, picture().pk, document().pk)}]
    response = draft_post(body=raw).make_preview_request()
    assert response.status_code == 200
    body = soup(
        response.rendered_content if hasattr(response, "rendered_content") else response.text
    )
    return body.select_one(".e-content")


def test_the_vocabulary_is_tested_whole() -> None:
    assert set(COMPLETE) == set(EMPTY) == set(BLOCKS)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_complete_block_renders(name: str) -> None:
    assert preview(name, COMPLETE[name]).find(True)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_with_everything_left_out_renders(name: str) -> None:
    assert preview(name, EMPTY[name]) is not None


@pytest.mark.parametrize("name", [name for name in BLOCKS if isinstance(COMPLETE[name], dict)])
def test_a_block_with_any_one_thing_left_out_renders(name: str) -> None:
    for part in COMPLETE[name]:
        assert preview(name, COMPLETE[name] | {part: EMPTY[name][part]}) is not None


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "divider"])
def test_every_word_of_a_block_is_shown(name: str) -> None:
    text = preview(name, COMPLETE[name]).get_text(" ", strip=True)

    expected = {
        "paragraph": ["bridge"],
        "heading": ["What we heard"],
        "quote": ["Ask us early.", "Nora", "example.org"],
        "bullet_list": ["One", "Two"],
        "numbered_list": ["One", "Two"],
        "image": ["At the river"],
        "gallery": ["First"],
        "embed": ["A walk", "Filmed in May", "Vimeo"],
        "callout": ["Agreed", "By nine to two.", "Decision"],
        "table": ["Costs", "Item", "Cost", "Repairs", "£4,200", "below"],
        "document": ["The minutes"],
        "code": ["if a < b:\n    go()", "How"],
    }[name]
    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_says_what_it_is_for(name: str) -> None:
    assert str(BLOCKS[name].get_description()).endswith(".")


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_a_name_and_a_group(name: str) -> None:
    assert str(BLOCKS[name].label)
    assert str(BLOCKS[name].meta.group)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_an_icon_that_exists(name: str) -> None:
    assert f'id="icon-{BLOCKS[name].meta.icon}"' in get_icons()


def test_no_two_blocks_of_a_group_share_an_icon_and_a_name() -> None:
    seen = [(str(block.label), block.meta.icon) for block in BLOCKS.values()]

    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_a_template_that_exists(name: str) -> None:
    assert get_template(BLOCKS[name].meta.template)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_shows_itself_in_the_picker(as_nobody: Client, name: str) -> None:
    as_nobody.force_login(editor())

    response = as_nobody.get(f"/admin/block-preview/?id={BLOCKS[name].definition_prefix}")

    assert BLOCKS[name].is_previewable
    assert response.status_code == 200
    assert soup(response.text).main.find(True)


@pytest.mark.parametrize("name", ["image", "gallery", "embed"])
def test_a_picture_is_described(name: str) -> None:
    images = preview(name, COMPLETE[name]).select("img")

    assert images
    assert {image["alt"] for image in images} <= {"A heron", ""}


def test_a_decorative_picture_has_an_empty_description() -> None:
    value = {"image": {"image": 1, "decorative": True, "alt_text": ""}, "caption": ""}

    assert preview("image", value).img["alt"] == ""


def test_a_film_asks_nothing_of_other_machines_before_it_is_played() -> None:
    body = preview("embed", COMPLETE["embed"])

    assert not body.select("iframe, script, link, object, embed, video")
    loaded = [
        tag[name]
        for tag in body.find_all(True)
        for name in ("src", "srcset", "poster")
        if tag.get(name)
    ]
    assert [address for address in loaded if "//" in address] == []


def test_a_film_can_be_watched_without_a_script() -> None:
    assert preview("embed", COMPLETE["embed"]).select("a[href='https://vimeo.com/76979871']")


def test_the_source_of_a_quotation_is_linked() -> None:
    body = preview("quote", COMPLETE["quote"])

    assert body.select("figcaption a[href='https://www.example.org/minutes']")
    assert body.blockquote["cite"] == "https://www.example.org/minutes"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "nonsense", "https://[::1", "data:x"])
def test_a_wrong_source_of_a_quotation_is_never_a_link(address: str) -> None:
    body = preview("quote", COMPLETE["quote"] | {"source_url": address})

    assert not body.select("a")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://example.org/film.mp4"])
def test_what_is_no_film_is_never_a_link_to_play(address: str) -> None:
    assert not preview("embed", COMPLETE["embed"] | {"url": address}).select("[data-film]")


def test_code_is_kept_letter_by_letter() -> None:
    code = "<b>&amp;</b>\n\n\tx = '{{ y }}'  \n"

    shown = preview("code", COMPLETE["code"] | {"code": code}).code

    assert shown.get_text() == code
    assert "language-python" in shown["class"]


def test_a_heading_can_be_linked_to() -> None:
    assert preview("heading", COMPLETE["heading"]).h3["id"]


def test_a_heading_is_never_the_title_of_the_page() -> None:
    assert not preview("heading", COMPLETE["heading"] | {"level": "h1"}).select("h1")


def test_numbers_stand_in_columns_of_their_own() -> None:
    body = preview("table", COMPLETE["table"])

    assert [cell.get_text(strip=True) for cell in body.select("td.is-number")] == ["£4,200"]
    assert [cell["scope"] for cell in body.select("th")] == ["col"] * 3


def test_a_document_says_its_kind_and_size() -> None:
    text = preview("document", COMPLETE["document"]).get_text(" ", strip=True)

    assert "TXT" in text.upper()
    assert "7\u00a0bytes" in text
