"""The picture beside a shared link: there once a post is public, and never of what is not."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from PIL import Image, ImageChops

from blog.models import BlogIndexPage, BlogPostPage
from home import card_drawing, card_pictures
from home.card_drawing import Card, draw, drawable, font, wrapped
from home.colours import palette
from home.models import SiteIdentity
from tests.factories.pages import (
    draft_post,
    live_post,
    private_post,
    restrict,
    site_tree,
)
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "
PLAIN = {"name": "Milltown", "accent": "#17566b", "brand": "#ffcc00"}


def identity(**fields: Any) -> SiteIdentity:
    """The site's identity with some of its fields set."""
    found = SiteIdentity.for_site(site_tree().site)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    return found


def cards(post: BlogPostPage) -> list[str]:
    """The cards that are kept of a post."""
    try:
        return default_storage.listdir(f"{card_pictures.FOLDER}/{post.pk}")[1]
    except FileNotFoundError:
        return []


def title(card: Image.Image) -> Image.Image:
    """The part of a card without a picture in which its title stands."""
    return card.convert("RGB").crop((60, 80, 1140, 400))


def kept() -> bool:
    """Whether earlier tests, whose posts are gone, have left cards."""
    return default_storage.exists(card_pictures.FOLDER)


def shown(post: BlogPostPage) -> str:
    """The picture that a page names for social networks; "" for none."""
    page: BeautifulSoup = soup(Client().get(post.url).text)
    tag = page.select_one("meta[property='og:image']")
    return tag["content"].removeprefix("http://testserver") if tag else ""


def colours(image: Image.Image) -> set[str]:
    """The colours of which there is much in a picture."""
    counts = image.getcolors(image.width * image.height) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for total, colour in counts if total > 500}


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    """What waits for a commit is done when the test asks for it; no card is there before."""
    for post_id in default_storage.listdir(card_pictures.FOLDER)[0] if kept() else []:
        card_pictures.refresh(int(post_id))
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_post_has_its_card_as_soon_as_it_is_public(commits: Any) -> None:
    with commits():
        post = live_post("The bridge")

    address = shown(post)
    response = Client().get(address)

    assert cards(post) == [address.rpartition("/")[2]]
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    with Image.open(default_storage.open(address.removeprefix("/media/"))) as card:
        assert card.size == (1200, 630)


def test_no_card_is_made_for_a_reader() -> None:
    post = live_post()

    assert shown(post) == ""
    assert cards(post) == []


def test_an_upgraded_site_makes_the_cards_that_are_missing(capsys: Any) -> None:
    posts = [live_post(), live_post()]
    private_post()

    call_command("make_card_pictures")
    call_command("make_card_pictures")

    assert capsys.readouterr().out.splitlines() == [
        "Card pictures made: 2.",
        "Card pictures made: 0.",
    ]
    assert [len(cards(post)) for post in posts] == [1, 1]


def test_what_stands_on_a_card_changes_its_address_and_leaves_no_old_one(commits: Any) -> None:
    with commits():
        post = live_post()
    addresses = [shown(post)]

    def change(**fields: Any) -> None:
        with commits():
            for name, value in fields.items():
                setattr(post, name, value)
            post.save_revision().publish()
        addresses.append(shown(post))

    change(title="Another")
    change(hero_image=picture())
    for fields in ({"brand_colour": "#aa3300"}, {"name": "Milltown"}, {"logo": picture()}):
        with commits():
            identity(**fields)
        addresses.append(shown(post))

    assert "" not in addresses
    assert len(set(addresses)) == len(addresses) == 6
    assert len(cards(post)) == 1
    change(introduction="The words of the introduction stand on no card.")
    assert addresses[-1] == addresses[-2]


def test_what_nobody_may_read_has_no_card(commits: Any) -> None:
    with commits():
        draft = draft_post()
        private = private_post()
        gone, deleted, hidden = live_post(), live_post(), live_post()
    assert [len(cards(post)) for post in (draft, private)] == [0, 0]
    assert [len(cards(post)) for post in (gone, deleted, hidden)] == [1, 1, 1]

    with commits():
        gone.unpublish()
        BlogPostPage.objects.get(pk=deleted.pk).delete()
        restrict(hidden.get_parent())

    assert [cards(post) for post in (gone, deleted, hidden)] == [[], [], []]


def test_a_card_goes_and_comes_with_the_place_that_a_post_is_moved_to(commits: Any) -> None:
    tree = site_tree()
    hidden = tree.home.add_child(instance=BlogIndexPage(title="Hidden", slug="hidden"))
    restrict(hidden)
    with commits():
        post = live_post()

    with commits():
        BlogPostPage.objects.get(pk=post.pk).move(hidden, "last-child")
    assert cards(post) == []
    with commits():
        BlogPostPage.objects.get(pk=post.pk).move(tree.blog, "last-child")
    assert len(cards(post)) == 1


def test_a_picture_whose_file_is_gone_costs_the_picture_and_not_the_card(commits: Any) -> None:
    hero = picture()
    hero.file.storage.delete(hero.file.name)

    with commits():
        post = live_post(hero_image=hero)

    assert shown(post)


@pytest.mark.once
def test_a_card_is_of_the_brand() -> None:
    made = colours(draw(Card(title="The bridge is open", **PLAIN)))

    assert made >= {card_drawing.PAPER, "#17566b", "#ffcc00", card_drawing.INK}


@pytest.mark.once
@pytest.mark.parametrize(
    "title", ["Open", "We moved the market, and we are moving it back", LONG * 5]
)
@pytest.mark.parametrize("pictured", [True, False])
def test_a_title_of_any_length_stays_in_its_room(title: str, pictured: bool) -> None:
    hero = Image.new("RGB", (640, 360), "#4682b4") if pictured else None
    bare = Card(title=" ", name="", accent="#000000", brand="#000000", picture=hero)

    made = draw(Card(title=title, name="", accent="#000000", brand="#000000", picture=hero))

    paper = made if pictured else ImageChops.difference(made, draw(bare))
    room = made.width - (card_drawing.PICTURE_WIDTH if pictured else 0)
    margin = card_drawing.MARGIN - 4  # letters may lean out a little
    for x, y in ((0, 100), (room - margin, 100)):
        edge = paper.crop((x, y, x + margin, made.height))
        assert len(edge.getcolors() or [0, 0]) == 1
    below = paper.crop((0, made.height - margin, room, made.height))
    assert len(below.getcolors() or [0, 0]) == 1


@pytest.mark.once
def test_no_line_is_wider_than_its_room() -> None:
    for size in (40, 88):
        assert max(font(size).getlength(line) for line in wrapped(LONG * 2, size, 500)) <= 500


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Größe, Łódź, Việt, Αθήνα, Москва", "Größe, Łódź, Việt, Αθήνα, Москва"),
        ("A 🚲 way\u200d up", "A way up"),
        ("ברוכים הבאים", ""),
        ("橋", ""),
        ("Bridge 橋", ""),
    ],
)
def test_only_what_the_font_has_is_drawn(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


@pytest.mark.once
def test_a_title_that_cannot_be_drawn_leaves_the_picture_or_the_name() -> None:
    hero = Image.new("RGB", (1200, 630), "#4682b4")

    with_picture = draw(Card(title="橋", picture=hero, **PLAIN))
    without = draw(Card(title="橋", **PLAIN))

    assert colours(with_picture) == {"#4682b4"}
    assert PLAIN["accent"] in colours(without)


def test_the_title_can_be_read_in_every_brand(commits: Any) -> None:
    with commits():
        identity(brand_colour="#ffcc00")
        post = live_post("The bridge is open")

    with Image.open(default_storage.open(shown(post).removeprefix("/media/"))) as card:
        darkest = min(dict(map(reversed, title(card).getcolors(10**6))), key=sum)
    expected = tuple(int(palette("#ffcc00").light.accent[at : at + 2], 16) for at in (1, 3, 5))
    assert max(abs(one - other) for one, other in zip(darkest, expected, strict=True)) < 24
