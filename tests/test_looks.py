"""Whoever reads, however they read: every public page holds in each look that we promise."""

import re
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.sample_site import sample_site
from tests.factories.words import in_longest_words
from tests.forms import soup
from tests.looks import moving, sticking_out, unmarked
from tests.settings import ROOT

pytestmark = pytest.mark.once
# A small telephone; a usual one; a screen of 1280 pixels at a zoom of 200 %; a desk.
WIDTHS = (320, 360, 640, 1280)
COMMENTS = 20  # one of each kind; `make bench` asks Lighthouse, and axe in it, about a hundred
CSS = sorted((ROOT / "cms" / "static" / "css").rglob("*.css"))


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_any_page(visit: Visit) -> None:
    addresses = sample_site(comments=COMMENTS).addresses
    reader = visit()
    found = []

    for name, address in addresses.items():
        reader.goto(address)
        found += [f"{name}: {line}" for line in axe_in_every_look(reader)]

    assert not found, "\n".join(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en-gb", "he"])
def test_no_page_is_wider_than_its_window_whatever_words_stand_in_it(
    visit: Visit, settings: Any, language: str
) -> None:
    settings.LANGUAGE_CODE = language
    addresses = sample_site(in_longest_words, comments=COMMENTS).addresses
    reader = visit(device_scale_factor=2)
    found = []

    for name, address in addresses.items():
        reader.goto(address)
        assert reader.evaluate("document.dir === 'rtl'") == (language == "he")
        found += [f"{name}: {line}" for line in sticking_out(reader, WIDTHS)]

    assert not found, "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_in_forced_colours_edges_and_focus_are_seen_and_without_motion_nothing_moves(
    visit: Visit,
) -> None:
    addresses = sample_site(comments=COMMENTS).addresses
    reader = visit(forced_colors="active", reduced_motion="reduce")
    found = []

    for name, address in addresses.items():
        reader.goto(address)
        found += [f"{name}: {line}" for line in unmarked(reader) + moving(reader)]

    assert not found, "\n".join(found)


def what_is_amiss_without_styles(page: BeautifulSoup) -> list[str]:
    """What somebody would stumble over who reads a page as plain text, from top to bottom."""
    found = []
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    if levels.count(1) != 1 or levels[0] != 1:
        found.append(f"headings begin with {levels[:3]}")
    found += [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]
    first = page.select_one("a[href]")
    if not page.select_one(f"main{first['href']}"):
        found.append(f"the first link leads to {first['href']} and not to the text")
    places = [tag.name for tag in page.select("body > header, body > main, body > footer")]
    if places != ["header", "main", "footer"]:
        found.append(f"the page is made of {places}")
    for field in page.select("input:not([type=hidden]), select, textarea"):
        label = page.find("label", attrs={"for": field.get("id")}) or field.find_parent("label")
        if not (label and label.get_text(strip=True)):
            found.append(f"{field.get('name')} has no label")
    for image in page.select("img"):
        if not (image.get("width") and image.get("height") and image.has_attr("alt")):
            found.append(f"no size or no alt: {image}")
    return found


@pytest.mark.django_db
def test_every_page_reads_well_without_its_styles(as_nobody: Client) -> None:
    site = sample_site(comments=COMMENTS)
    found = {}

    for name, address in site.addresses.items():
        page = soup(as_nobody.get(address).text)
        if faults := what_is_amiss_without_styles(page):
            found[name] = faults

    assert not found, found
    page = soup(as_nobody.get(site.post.url).text)
    parts = ["h1", ".p-summary", ".dt-published", ".e-content", "#discussion", "body > footer"]
    order = page.find_all(True)
    places = [order.index(page.select_one(part)) for part in parts]
    assert places == sorted(places)


def declarations(text: str) -> list[tuple[str, str]]:
    """Property and value of each declaration, comments left out."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.findall(r"([a-z-]+)\s*:\s*([^;{}]+);", plain)


def is_one_sided(name: str, value: str) -> bool:
    """Whether a declaration would stand on the wrong side of a page from right to left."""
    if re.search(r"(^|-)(left|right)(-|$)", name):
        return True
    if name in {"float", "clear", "text-align"}:
        return value in {"left", "right"}
    four = value.split()
    if len(four) == 4 and name in {"margin", "padding", "inset", "border-width"}:
        return four[1] != four[3]
    if len(four) == 4 and name == "border-radius":
        return four[0] != four[1] or four[2] != four[3]
    return False


def test_styles_know_no_left_and_no_right() -> None:
    guilty = [
        f"{path.name}: {name}: {value}"
        for path in CSS
        for name, value in declarations(path.read_text(encoding="utf-8"))
        if is_one_sided(name, value)
    ]

    assert guilty == []


def test_no_style_keeps_its_own_colours_where_readers_force_theirs() -> None:
    assert [path for path in CSS if "forced-color-adjust" in path.read_text(encoding="utf-8")] == []
