"""Footnotes: typed in the text, read at its foot."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from blog.blocks import INLINE
from tests.factories.pages import live_post
from tests.forms import soup

pytestmark = pytest.mark.django_db


def shown(client: Client, *blocks: dict[str, object]) -> BeautifulSoup:
    """The text of a post with these blocks."""
    post = live_post(body=list(blocks))
    return soup(client.get(post.url).text).select_one(".e-content")


def paragraph(html: str) -> dict[str, object]:
    """A paragraph block as it is stored."""
    return {"type": "paragraph", "value": html}


def notes(text: BeautifulSoup) -> list[str]:
    """The notes at the foot, as they are read."""
    return [" ".join(note.get_text().replace("↩", "").split()) for note in text.select(".notes li")]


def test_a_note_stands_at_the_foot_and_a_number_in_its_place(as_nobody: Client) -> None:
    text = shown(as_nobody, paragraph("<p>It cost £4. <footnote>By March.</footnote> Cheap.</p>"))

    assert text.p.get_text() == "It cost £4.1 Cheap."
    assert notes(text) == ["By March."]


def test_mark_and_note_lead_to_each_other(as_nobody: Client) -> None:
    text = shown(
        as_nobody,
        paragraph("<p>A<footnote>One</footnote> B<footnote>Two</footnote></p>"),
    )

    for mark, note in zip(text.select(".note-mark a"), text.select(".notes li"), strict=True):
        assert mark["href"] == f"#{note['id']}"
        assert note.select_one(".notes__back")["href"] == f"#{mark['id']}"
        assert mark["aria-label"] == f"Note {mark.get_text()}"


def test_notes_are_counted_through_paragraphs_lists_and_callouts(as_nobody: Client) -> None:
    text = shown(
        as_nobody,
        paragraph("<p>A<footnote>one</footnote></p><p>B<footnote>two</footnote></p>"),
        {"type": "bullet_list", "value": "<ul><li>C<footnote>three</footnote></li></ul>"},
        {
            "type": "callout",
            "value": {"kind": "note", "title": "", "text": "<p>D<footnote>four</footnote></p>"},
        },
        paragraph("<p>E<footnote>five</footnote></p>"),
    )

    assert notes(text) == ["one", "two", "three", "four", "five"]
    assert [mark.get_text() for mark in text.select(".note-mark")] == list("12345")


def test_a_note_with_a_link_and_bold_words_is_one_note(as_nobody: Client) -> None:
    text = shown(
        as_nobody,
        paragraph(
            "<p>Yes. <footnote>See </footnote>"
            '<a href="https://example.org/"><footnote>the act</footnote></a>'
            "<b><footnote>, now</footnote></b><footnote>.</footnote> No.</p>"
        ),
    )

    assert notes(text) == ["See the act, now."]
    assert text.select_one(".notes li a")["href"] == "https://example.org/"
    assert text.select_one(".notes li b").get_text() == ", now"
    assert text.p.get_text() == "Yes.1 No."


def test_two_notes_with_words_between_are_two(as_nobody: Client) -> None:
    text = shown(
        as_nobody, paragraph("<p>A<footnote>one</footnote> b <footnote>two</footnote></p>")
    )

    assert notes(text) == ["one", "two"]


def test_a_note_that_is_a_whole_paragraph_and_an_empty_one_break_nothing(
    as_nobody: Client,
) -> None:
    text = shown(
        as_nobody,
        paragraph("<p><footnote>All of it</footnote></p><p>B<footnote> </footnote></p>"),
    )

    assert notes(text) == ["All of it"]


def test_what_a_note_says_is_escaped(as_nobody: Client) -> None:
    text = shown(as_nobody, paragraph("<p>A<footnote>1 &lt; 2 &amp; so on</footnote></p>"))

    assert notes(text) == ["1 < 2 & so on"]


def test_a_text_without_notes_has_no_list_of_them(as_nobody: Client) -> None:
    assert not shown(as_nobody, paragraph("<p>Text.</p>")).select(".notes")


def test_the_editor_keeps_what_is_marked_as_a_note() -> None:
    converter = ContentstateConverter(features=INLINE)
    html = '<p data-block-key="a">It cost £4. <footnote>By March.</footnote></p>'

    assert converter.to_database_format(converter.from_database_format(html)) == html


def test_a_note_can_be_searched_for(as_nobody: Client) -> None:
    post = live_post(body=[paragraph("<p>Text. <footnote>Zanzibar</footnote></p>")])

    assert post.title in as_nobody.get("/search/?q=zanzibar").text
