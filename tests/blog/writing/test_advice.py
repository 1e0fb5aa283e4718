"""What is pointed out before publishing, and what is left in peace."""

from types import SimpleNamespace
from typing import Any

import pytest
from wagtail.rich_text import RichText

from blog.writing.advice import advise, markup, words

COUNTED = " ".join(["word"] * 31)
LONG = f"This {COUNTED}."


def block(kind: str, value: Any, key: str = "b1") -> Any:
    """A block as iterating a StreamField value gives it."""
    return SimpleNamespace(block_type=kind, value=value, id=key)


def paragraph(html: str, key: str = "b1") -> Any:
    """A block of text."""
    return block("paragraph", RichText(html), key)


def found(*blocks: Any, language: str = "en-gb", **fields: Any) -> list[tuple[str, str]]:
    """The rules that say something, and where."""
    given = {"title": "Bridge", "introduction": "It is open."} | fields
    return [(one.rule, one.place) for one in advise(body=blocks, language=language, **given)]


def image(alt: str = "", *, decorative: bool = False) -> Any:
    """The value of a picture block."""
    picture = SimpleNamespace(contextual_alt_text=alt, decorative=decorative)
    return {"image": picture, "caption": ""}


def table(*headings: str) -> Any:
    """The value of a table block."""
    return SimpleNamespace(columns=[{"heading": heading} for heading in headings])


def test_a_plain_post_is_left_in_peace() -> None:
    text = (
        "<p>On 4 March 2026 the council agreed, by nine votes to two, to mend the bridge."
        " Dr. J. R. Poole said: “We would rather be asked early.” It costs £4,200 (i.e. less than"
        ' planned), and <a linktype="page" id="3">the whole plan</a> is here to read.</p>'
        "<p>Write to SW1A 2AA, take the A14 or the M25, drink H2O, breathe CO2.</p>"
    )
    blocks = [
        paragraph(text),
        block("heading", {"text": "What happens next", "level": "h2"}),
        block("heading", {"text": "In May", "level": "h3"}),
        block("bullet_list", RichText("<ul><li>Bring a bag</li><li>Come early</li></ul>")),
        block("image", image("A heron on the new bridge")),
        block("image", image(decorative=True)),
        block("table", table("", "Cost")),
        block("code", {"code": "SELECT * FROM TABLES WHERE NOBODY", "caption": ""}),
        block("divider", None),
    ]

    assert found(*blocks) == []


def test_each_rule_names_the_block_in_which_it_found_something() -> None:
    blocks = [
        block("heading", {"text": "Too deep", "level": "h3"}, "a"),
        paragraph(f"<p>{LONG}</p>", "b"),
        paragraph('<p>To pay, <a href="https://x.org/">click here</a>.</p>', "c"),
        paragraph("<p><b>What comes next</b></p>", "d"),
        paragraph("<p>The PCCB met.</p>", "e"),
        paragraph("<p>PLEASE READ THIS FIRST</p>", "f"),
        block("image", image(), "g"),
        block("table", table("", ""), "h"),
    ]

    assert found(*blocks) == [
        ("heading", "a"),
        ("sentence", "b"),
        ("link", "c"),
        ("bold", "d"),
        ("abbreviation", "e"),
        ("capitals", "f"),
        ("alt", "g"),
        ("table", "h"),
    ]


def test_title_and_introduction_are_looked_at_too() -> None:
    assert found(title="IMPORTANT NOTICE", introduction=LONG) == [
        ("capitals", "title"),
        ("sentence", "introduction"),
    ]


def test_rules_about_english_words_hold_for_english_alone() -> None:
    blocks = [
        paragraph(f'<p>{LONG}</p><p><a href="https://x.org/">here</a> PCCB</p>'),
        block("image", image()),
    ]

    assert {rule for rule, _place in found(*blocks)} == {"sentence", "link", "abbreviation", "alt"}
    for language in ("de", "fr-ca", "cy"):
        assert {rule for rule, _place in found(*blocks, language=language)} == {"alt"}


@pytest.mark.parametrize(
    ("levels", "jumps"),
    [
        (["h2", "h3", "h3", "h2", "h3"], 0),
        (["h3"], 1),
        (["h2", "h4"], 1),
        (["h2", "h3", "h4", "h2"], 0),
        (["h4", "h4"], 1),
        ([], 0),
    ],
)
def test_headings_go_down_one_level_at_a_time(levels: list[str], jumps: int) -> None:
    blocks = [block("heading", {"text": "X", "level": level}) for level in levels]

    assert len(found(*blocks)) == jumps


@pytest.mark.parametrize(
    "text",
    [
        "National Health Trust (NHT) and NHT again",
        "NHT (National Health Trust)",
        "the Parish Planning Committee (the PPC) met; the PPC agreed",
        "The NHT, short for National Health Trust, met",
        "Royal Town Planning Institute (“RTPI”)",
        "The BBC, the NHS, the EU, a PDF, an MP and two MPs, VAT and CCTV at 8 PM",
        "Chapter IV, Henry VIII, MMXXVI, part II",
        "SW1A 2AA, A14, M25, CO2, H2O, B&Q-like, 4G, MP3, R2D2",
        "an e-mail to TEAM@example.org, #BRIDGE, AB-12, X",
        "PLEASE READ ALL THE NEWS",
        "Before the next flood, text FLOOD to 12345",
    ],
)
def test_these_need_no_explanation(text: str) -> None:
    assert list(words.undefined_abbreviations([text])) == []


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("The NPPF says so", "NPPF"),
        ("Three LGAs met", "LGA"),
        ("The LGA’s plan", "LGA"),
        ("Ask the R&DC.", "R&DC"),
        ("(see SHLAA)", "SHLAA"),
    ],
)
def test_these_do(text: str, short: str) -> None:
    assert list(words.undefined_abbreviations([text])) == [(0, short)]


def test_an_abbreviation_is_named_once_where_it_comes_first() -> None:
    texts = ["Nothing here.", "The NPPF.", "The NPPF again."]

    assert list(words.undefined_abbreviations(texts)) == [(1, "NPPF")]


def test_an_abbreviation_may_be_explained_in_another_paragraph() -> None:
    assert list(words.undefined_abbreviations(["The NPPF.", "Planning Framework (NPPF)"])) == []


def test_an_organisation_adds_what_its_readers_know() -> None:
    assert found(paragraph("<p>The NPPF.</p>"), known_abbreviations=["nppf"]) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", 4),
        ("Dr. Poole met Cllr. Smith at St. Mary’s at 5 p.m. on 4 Jan. 2026", 1),
        ("It costs £3.50. That is all.", 2),
        ("He said: “Never.” Then he left.", 2),
        ("See e.g. Smith v. Jones, No. 4, p. 12.", 1),
        ("J. R. R. Tolkien was here", 1),
        ("Wait… Now go.", 2),
        ("Visit www.example.org. It is open.", 2),
        ("", 0),
        ("   ", 0),
    ],
)
def test_a_sentence_ends_where_a_reader_thinks_so(text: str, parts: int) -> None:
    assert len(list(words.sentences(text))) == parts


@pytest.mark.parametrize(("count", "is_long"), [(30, False), (31, True)])
def test_a_sentence_is_long_from_31_words_on(count: int, is_long: bool) -> None:
    text = " ".join(["word"] * count)

    assert bool(list(words.long_sentences(text))) is is_long


def test_a_footnote_is_no_part_of_the_sentence_in_which_it_stands() -> None:
    half = " ".join(["word"] * 20)

    html = f"<p>{half}<footnote>See <b>the</b> NPPF, {half}.</footnote> end.</p>"
    assert markup.paragraphs(html) == [f"{half} end.", f"See the NPPF, {half}."]
    assert found(paragraph(html)) == [("abbreviation", "b1")]


def test_dashes_are_no_words_and_points_of_a_list_no_one_sentence() -> None:
    half = " ".join(["word"] * 15)

    assert found(paragraph(f"<p>{half} – {half}</p>")) == []
    listed = f"<ul>{f'<li>{half}</li>' * 4}<li>x<ul><li>{half}</li></ul></li></ul>"
    assert found(block("bullet_list", RichText(listed))) == []
    assert found(paragraph(f"<p>{half}<br/>{half}<br/>{half}</p>")) == []


@pytest.mark.parametrize(
    "text",
    ["STOP NOW", "NATO and UNESCO met", "BBC NEWS", "IKEA", "A NEW LINE", "ÉCOLE. PARIS", "NASA"],
)
def test_these_are_no_block_capitals(text: str) -> None:
    assert list(words.capitals(text, ["UNESCO", "NATO"])) == []


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("DO NOT PARK HERE", "DO NOT PARK HERE"),
        ("Please READ THIS FIRST, thank you", "READ THIS FIRST"),
        ("ÜBERALL GESPERRT heute", "ÜBERALL GESPERRT"),
        ("IT’S ALWAYS OPEN", "IT’S ALWAYS OPEN"),
    ],
)
def test_these_are(text: str, run: str) -> None:
    assert list(words.capitals(text)) == [run]


@pytest.mark.parametrize(
    "text", ["Click here", "here", "Read more…", "»More«", "this link", "Find out more.", "PDF"]
)
def test_these_words_of_a_link_say_nothing(text: str) -> None:
    assert markup.is_vague(text)


@pytest.mark.parametrize(
    "text", ["the parking map", "More about parking", "Here lies Nora", "Annual report (PDF)"]
)
def test_these_do_say_something(text: str) -> None:
    assert not markup.is_vague(text)


def test_an_address_as_the_words_of_a_link_is_pointed_out_and_a_short_name_is_not() -> None:
    long = '<p><a href="https://x.org/a">https://x.org/a/very/long/address?with=that</a></p>'
    assert found(paragraph(long)) == [("link", "b1")]
    assert found(paragraph('<p><a href="https://x.org">x.org</a></p>')) == []


@pytest.mark.parametrize(
    ("alt", "count"),
    [
        ("", 1),
        ("   ", 1),
        ("IMG_2034", 1),
        ("DSC 0001", 1),
        ("bridge-final.jpg", 1),
        ("Photo of a bridge", 1),
        ("A photograph of a heron", 1),
        ("A heron", 0),
        ("The photographer at work", 0),
        ("Picture framers on Mill Lane", 0),
    ],
)
def test_a_picture_is_described_by_what_it_shows(alt: str, count: int) -> None:
    assert len(found(block("image", image(alt)))) == count


def test_every_picture_of_a_gallery_is_looked_at() -> None:
    gallery = {"pictures": [image("A heron"), image(), image()]}

    assert found(block("gallery", gallery)) == [("alt", "b1")] * 2


@pytest.mark.parametrize(
    ("headings", "count"),
    [(("Item", "Cost"), 0), (("", "Cost"), 0), (("Item", ""), 1), (("", ""), 1), ((), 0)],
)
def test_a_table_has_a_heading_over_each_column(headings: tuple[str, ...], count: int) -> None:
    assert len(found(block("table", table(*headings)))) == count


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p><b>What comes next</b></p>", 1),
        ("<p><b>Never do this.</b></p>", 0),
        ("<p><b>Note:</b> it is closed</p>", 0),
        ("<p>Plain</p>", 0),
        ("<p></p>", 0),
    ],
)
def test_a_bold_line_is_no_heading(html: str, count: int) -> None:
    assert len(found(paragraph(html))) == count


def test_words_of_others_are_left_as_they_are() -> None:
    quote = {"text": RichText(f"<p>{LONG} THE NPPF SAYS NOTHING</p>"), "attribution": "X"}

    assert found(block("quote", quote)) == []


def test_unfinished_blocks_are_no_reason_to_fail() -> None:
    blocks = [
        block("heading", {"text": None, "level": None}),
        block("image", {"image": None}),
        block("gallery", {"pictures": []}),
        block("table", None),
        block("document", {"document": None, "label": None}),
        block("callout", {"title": None, "text": None}),
        block("quote", {"text": None}),
        block("paragraph", None),
        block("something_new", object()),
    ]

    assert found(*blocks) == []


def test_no_more_is_shown_than_anybody_reads() -> None:
    blocks = [block("image", image(), f"b{number}") for number in range(100)]

    assert len(found(*blocks)) == 30
