"""Whatever colour an organisation has, what is written in it can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.colour_input import described
from home.colours import (
    DARK_GROUNDS,
    ENOUGH,
    LIGHT_GROUNDS,
    PLENTY,
    Shades,
    contrast,
    normalised,
    palette,
)
from tests.settings import ROOT

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
TOKENS = (ROOT / "cms" / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


def least_contrast(shades: Shades, grounds: tuple[str, ...]) -> float:
    """The lowest contrast in which anything of these shades is read."""
    pairs = [(text, ground) for text in (shades.accent, shades.accent_strong) for ground in grounds]
    pairs += [(shades.accent, shades.accent_wash), (shades.accent_strong, shades.accent_wash)]
    pairs += [(shades.on_accent, shades.accent)]
    return min(contrast(first, second) for first, second in pairs)


@given(COLOURS)
def test_every_shade_of_every_colour_can_be_read(colour: str) -> None:
    made = palette(colour)

    assert least_contrast(made.light, LIGHT_GROUNDS) >= ENOUGH
    assert least_contrast(made.dark, DARK_GROUNDS) >= ENOUGH
    assert least_contrast(made.light_high, LIGHT_GROUNDS) >= PLENTY
    assert least_contrast(made.dark_high, DARK_GROUNDS) >= PLENTY


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffff00", "#0000ff", "#00ff00"])
def test_the_extremes_can_be_read_too(colour: str) -> None:
    made = palette(colour)

    assert least_contrast(made.light, LIGHT_GROUNDS) >= ENOUGH
    assert least_contrast(made.dark_high, DARK_GROUNDS) >= PLENTY


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert palette("#17566b").light.accent == "#17566b"


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_shades_are_measured_on_the_papers_of_the_style_sheets() -> None:
    found = {name: re.findall(rf"--{name}: (#\w+);", TOKENS)[:2] for name in ("paper", "surface")}

    assert list(zip(found["paper"], found["surface"], strict=True)) == [LIGHT_GROUNDS, DARK_GROUNDS]


def test_a_colour_can_be_written_in_several_ways() -> None:
    assert [normalised(text) for text in ("#FC0", "fc0", " #FfCc00 ")] == ["#ffcc00"] * 3


@pytest.mark.parametrize("text", ["", "green", "#12345", "#gggggg", "rgb(1,2,3)", "#fff;}"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        normalised(text)
    assert described(text) == {}


def test_it_is_said_in_words_which_shade_stands_in_for_a_colour() -> None:
    made = palette("#ffcc00")

    words = described("#ffcc00")["words"]

    assert "too light" in words
    assert made.light.accent in words
    assert made.dark.accent in words
    assert "reads well" in described("#17566b")["words"]
