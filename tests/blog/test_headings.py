"""Headings in a text: their addresses, and the table of contents."""

import pytest
from django.test import Client

from tests.factories.pages import live_post
from tests.forms import soup

pytestmark = pytest.mark.django_db


def heading(text: str, level: str = "h2") -> dict[str, object]:
    """A heading block as it is stored."""
    return {"type": "heading", "value": {"text": text, "level": level}}


def ids(client: Client, *texts: str) -> list[str]:
    """The ids of headings with these words."""
    post = live_post(body=[heading(text) for text in texts])
    return [tag.get("id") for tag in soup(client.get(post.url).text).select(".e-content h2")]


def test_the_address_of_a_heading_can_be_read(as_nobody: Client) -> None:
    assert ids(as_nobody, "What we heard from you", "Über die Brücke", "橋") == [
        "what-we-heard-from-you",
        "über-die-brücke",
        "橋",
    ]


def test_headings_of_the_same_words_have_addresses_of_their_own(as_nobody: Client) -> None:
    assert ids(as_nobody, "Cost", "Cost", "Cost") == ["cost", "cost-part-2", "cost-part-3"]


def test_a_heading_without_letters_has_an_address(as_nobody: Client) -> None:
    assert ids(as_nobody, "?!", "…") == ["part", "part-part-2"]


@pytest.mark.parametrize("text", ["Discussion", "Main", "C12", "Read next", "Notes", "Note 1"])
def test_no_heading_takes_the_id_of_something_else(as_nobody: Client, text: str) -> None:
    post = live_post(
        tags=["a"],
        body=[
            {"type": "paragraph", "value": "<p>One. <footnote>Two.</footnote></p>"},
            *[heading(text) for _ in range(4)],
        ],
    )
    live_post(tags=["a"])

    page = soup(as_nobody.get(post.url).text)

    found = [tag["id"] for tag in page.select("[id]")]
    assert sorted(found) == sorted(set(found))


def test_the_address_stays_when_other_headings_come_and_go(as_nobody: Client) -> None:
    assert ids(as_nobody, "Cost", "When")[1] == ids(as_nobody, "When", "Who", "Cost")[0]


def test_a_long_text_has_a_table_of_contents_that_leads_to_its_parts(as_nobody: Client) -> None:
    post = live_post(body=[heading("A"), heading("B", "h3"), heading("C"), heading("D")])

    page = soup(as_nobody.get(post.url).text)

    links = page.select("nav.contents a")
    assert [link.get_text() for link in links] == ["A", "B", "C", "D"]
    assert all(page.select_one(f".e-content [id='{link['href'][1:]}']") for link in links)


def test_a_short_text_has_none(as_nobody: Client) -> None:
    post = live_post(body=[heading("A"), heading("B"), heading("C")])

    assert not soup(as_nobody.get(post.url).text).select(".contents")


def test_a_heading_without_words_is_no_part(as_nobody: Client) -> None:
    post = live_post(body=[heading(text) for text in ("A", "", "B", " ", "C")])

    assert not soup(as_nobody.get(post.url).text).select(".contents")
