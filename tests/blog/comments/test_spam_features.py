"""What the spam score sees in a text, whatever the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.comments.spam import features
from blog.comments.spam.judging import judge
from blog.comments.spam.model import Model

ODDITIES = [
    "a" * 10_000,
    "a" + "\u0301\u0323" * 1500,
    "",
    "   \n\t ",
    "?!…",
    "مرحبا بالعالم، زوروا موقعنا",
    "😀" * 500,
    "nul\0in it",
    "\ud800",
    "<" * 5000,
    "&lt;" * 2000,
    "\ufdfa" * 3000,
]


@pytest.mark.parametrize("text", ODDITIES)
def test_any_text_gets_a_score_from_0_to_1(text: str) -> None:
    found = judge(text, around=("first",), model=Model())

    assert 0 <= found.score <= 1
    assert all(isinstance(reason, str) and reason for reason in found.reasons)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    signs = features.read(text).signs

    assert all(-1 <= value <= 3 for value in signs.values())


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Look at https://example.org/one", "links"),
        ("Look at example.com", "links"),
        ("Look at example . com", "broken_link"),
        ("Look at example (dot) com", "broken_link"),
        ("Look at bit.ly/abc", "shortened"),
        ("Write to me at jo@example.org", "mail"),
        ("Call +44 20 7946 0018 now", "phone"),
        ('<a href="x">Look</a>', "code"),
        ("[url=x]Look[/url]", "code"),
        ("Earn $500 a day", "money"),
        ("Look at this \u0441h\u0435ck", "odd"),  # Cyrillic letters in it
        ("free mo\u200bney", "odd"),
    ],
)
def test_a_sign_is_seen(text: str, sign: str) -> None:
    assert features.read(text).signs[sign] > 0


@pytest.mark.parametrize(
    "text",
    [
        "On 12.5.2026 we met at 10.30, and 3.5 per cent came. It was good.",
        "The rule of section 4.2 is clear to me.",
        "Это обычный комментарий о скамейке у мельницы.",
        "نحن نحتاج إلى مقعد عند الطاحونة",
        "Müller’s Straße ist naïve, e.g. coöperatie",
        "family 👨\u200d👩\u200d👧 time",
    ],
)
def test_ordinary_text_shows_no_signs(text: str) -> None:
    plain = {"length", "long", "short", "figures", "lines", "repeats", "capitals", "exclamation"}

    assert set(features.read(text).signs) <= plain


def test_a_word_is_the_same_however_its_letters_are_dressed_up() -> None:
    plain = features.read("free money").tokens

    assert features.read("\uff46\uff52\uff45\uff45 money").tokens == plain  # full width
    assert features.read("\U0001d41f\U0001d42b\U0001d41e\U0001d41e money").tokens == plain  # bold
    assert features.read("fr\u0435\u0435 m\u043eney").tokens == plain  # Cyrillic
    assert features.read("fr\u200bee mo\u00adney").tokens == plain  # with what cannot be seen


def test_texts_that_differ_in_links_figures_and_signs_are_twins() -> None:
    one = features.twin("Earn 500 from home today: http://one.example.com")
    other = features.twin("EARN 900 from home – today!!! www.two.example.net/x")

    assert one == other != ""


def test_a_few_words_have_no_twin() -> None:
    assert features.twin("I agree!") == features.twin("I agree.") == ""


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("Best SEO deals", True), ("www.shop.example", True), ("Jo Mill", False), ("Ana 72", False)],
)
def test_a_name_like_an_advertisement_is_seen(name: str, is_one: bool) -> None:
    assert features.is_advertising(name) == is_one
