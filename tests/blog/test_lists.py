"""Lists that an editor types or pastes as lines."""

import pytest
from wagtail.blocks import StreamBlock
from wagtail.test.utils.form_data import rich_text

from blog.blocks import BodyBlock
from blog.lists import ListBlock, as_list

CASES = [
    ("nothing", "", ""),
    ("empty lines", "<p></p><p> </p><p><br/></p>", ""),
    ("one line", "<p>One</p>", "<ul><li>One</li></ul>"),
    ("lines", "<p>One</p><p>Two</p>", "<ul><li>One</li><li>Two</li></ul>"),
    ("lines with gaps", "<p>One</p>\n<p></p>\n<p>Two</p>", "<ul><li>One</li><li>Two</li></ul>"),
    ("signs", "<p>• One</p><p>  • Two</p>", "<ul><li>One</li><li>Two</li></ul>"),
    ("numbers", "<p>1. One</p><p>2) Two</p>", "<ul><li>One</li><li>Two</li></ul>"),
    (
        "points with signs over several lines",
        "<p>- One</p><p>  goes <b>on</b></p><p>- Two</p><p></p><p>and on</p>",
        "<ul><li>One   goes <b>on</b></li><li>Two and on</li></ul>",
    ),
    (
        "one line that begins like a sign",
        "<p>- Minus</p><p>Two</p>",
        "<ul><li>- Minus</li><li>Two</li></ul>",
    ),
    (
        "signs that come later",
        "<p>Of these:</p><p>- One</p><p>- Two</p>",
        "<ul><li>Of these:</li><li>- One</li><li>- Two</li></ul>",
    ),
    ("a list", "<ul><li>One</li><li>Two</li></ul>", "<ul><li>One</li><li>Two</li></ul>"),
    ("the other kind", "<ol><li>One</li></ol>", "<ul><li>One</li></ul>"),
    ("an empty list", "<ul><li></li></ul>", ""),
    (
        "a mixture",
        "<p>One</p><ol><li>Two</li></ol><ul><li>Three</li></ul><p>Four</p>",
        "<ul><li>One</li><li>Two</li><li>Three</li><li>Four</li></ul>",
    ),
    (
        "a nested list",
        "<ul><li>One<ul><li>Part</li></ul></li><li>Two</li></ul>",
        "<ul><li>One<ul><li>Part</li></ul></li><li>Two</li></ul>",
    ),
    (
        "a nested list of the other kind",
        "<ul><li>One<ol><li>Part</li></ol></li></ul>",
        "<ul><li>One<ul><li>Part</li></ul></li></ul>",
    ),
    (
        "an empty point in a nested list",
        "<ul><li>One<ul><li></li><li>Part</li></ul></li></ul>",
        "<ul><li>One<ul><li>Part</li></ul></li></ul>",
    ),
    (
        "marks",
        '<p>One <b>bold</b> <a href="https://example.org/">link</a></p>',
        '<ul><li>One <b>bold</b> <a href="https://example.org/">link</a></li></ul>',
    ),
    (
        "a document and a page",
        '<p><a linktype="page" id="3">Page</a> <a linktype="document" id="1">File</a></p>',
        (
            '<ul><li><a id="3" linktype="page">Page</a> '
            '<a id="1" linktype="document">File</a></li></ul>'
        ),
    ),
    ("signs", "<p>1 &lt; 2 &amp; 3</p>", "<ul><li>1 &lt; 2 &amp; 3</li></ul>"),
    ("bare text", "One", "<ul><li>One</li></ul>"),
    (
        "lines pasted from Word",
        "<p>Bring your own bags</p>\n<p> </p>\n<p>Come <i>early</i> </p>",
        "<ul><li>Bring your own bags</li><li>Come <i>early</i> </li></ul>",
    ),
]


def plain(html: str) -> str:
    """HTML with attributes in the order of the alphabet, to be compared."""
    return html.replace('linktype="page" id="3"', 'id="3" linktype="page"').replace(
        'linktype="document" id="1"', 'id="1" linktype="document"'
    )


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_whatever_is_typed_becomes_one_list(source: str, expected: str) -> None:
    assert plain(as_list(source, "ul")) == expected


@pytest.mark.parametrize("source", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_a_list_of_a_list_is_the_same_list(source: str) -> None:
    once = as_list(source, "ul")

    assert as_list(once, "ul") == once


@pytest.mark.parametrize("source", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_a_numbered_list_is_like_a_bullet_list(source: str) -> None:
    bullets, numbers = as_list(source, "ul"), as_list(source, "ol")

    assert numbers == bullets.replace("<ul>", "<ol>").replace("</ul>", "</ol>")


def test_a_line_keeps_its_key_so_that_remarks_in_the_editor_stay_on_it() -> None:
    assert as_list('<p data-block-key="ab1cd">One</p>', "ul") == (
        '<ul><li data-block-key="ab1cd">One</li></ul>'
    )


@pytest.mark.parametrize(("name", "tag"), [("bullet_list", "ul"), ("numbered_list", "ol")])
def test_lines_typed_in_the_editor_are_a_list_once_saved(name: str, tag: str) -> None:
    block = BodyBlock().child_blocks[name]
    typed = rich_text("<p>One</p><p>Two</p>", features=block.features)

    value = block.value_from_datadict({"list": typed}, {}, "list")

    source = value.source.replace("\n", "")
    assert source.startswith(f"<{tag}><li")
    assert source.count("<li") == 2
    assert "<p" not in source


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_a_migration_holds_only_the_kind_of_a_list(tag: str) -> None:
    assert ListBlock(tag).deconstruct() == ("blog.lists.ListBlock", [], {"list_tag": tag})


def test_a_migration_makes_the_block_again() -> None:
    path, arguments, keywords = ListBlock("ol").deconstruct()

    again = ListBlock(*arguments, **keywords)

    assert (path, again.features) == ("blog.lists.ListBlock", ListBlock("ol").features)
    assert issubclass(BodyBlock, StreamBlock)
