"""Name, logo, colour and the foot of every page: all from one form, in plain words."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from home.models import SiteIdentity, StandardPage
from tests.factories.pages import live_post, restrict, site_tree
from tests.factories.people import administrator
from tests.factories.pictures import picture
from tests.forms import soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
EVERYWHERE = ("/", "/blog/", "/search/", "/nowhere/", "/comments/house-rules/")


def identity(**fields: Any) -> SiteIdentity:
    """The site's identity with some of its fields set, as the form would leave it."""
    found = SiteIdentity.for_site(site_tree().site)
    for name, value in fields.items():
        setattr(found, name, value)
    found.full_clean()
    found.save()
    return found


def standard_page(title: str) -> StandardPage:
    """A published page that is no post, in no menu."""
    page = StandardPage(title=title, slug=title.lower().replace(" ", "-"))
    return site_tree().home.add_child(instance=page)


def page_at(address: str) -> BeautifulSoup:
    """A page as anybody gets it."""
    return soup(Client().get(address).text)


def foot(address: str) -> dict[str, str]:
    """The links at the foot of a page: their words and addresses."""
    return {link.get_text(strip=True): link["href"] for link in page_at(address).select("footer a")}


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_page_wears_the_logo_without_a_jump(address: str) -> None:
    identity(logo=picture(size=(300, 100)), logo_dark=picture(size=(300, 100)))

    logo = page_at(address).select_one("header a picture")

    assert logo.img["alt"] == ""  # the name stands beside it
    assert logo.img["width"] == "288"
    assert logo.img["height"] == "96"
    assert logo.source["media"] == "(prefers-color-scheme: dark)"
    assert logo.source["width"] == "288"


def test_a_logo_that_says_the_name_stands_alone_and_is_read_out() -> None:
    identity(name="Milltown", logo=picture(size=(300, 100)), name_beside_logo=False)

    link = page_at("/").select_one("header a[href='/']")

    assert link.img["alt"] == "Milltown"
    assert link.get_text(strip=True) == ""


def test_without_a_logo_the_name_is_always_there() -> None:
    identity(name="Milltown", name_beside_logo=False)

    assert page_at("/").select_one("header a[href='/']").get_text(strip=True) == "Milltown"


def test_the_icon_is_made_of_a_square_logo_and_of_no_other() -> None:
    def icons() -> list[str]:
        return [link["href"] for link in page_at("/").select("link[rel~=icon], link[rel$=icon]")]

    identity(logo=picture(size=(200, 190)))
    assert len(icons()) == 2
    assert "fill-64x64" in icons()[0]
    assert "fill-180x180" in icons()[1]
    identity(logo=picture(size=(300, 100)))
    assert [address.endswith("images/icon.svg") for address in icons()] == [True]
    identity(icon=picture(size=(200, 200)))
    assert len(icons()) == 2


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_page_wears_the_colour(address: str) -> None:
    palette = identity(brand_colour="#aa3300").palette

    sheets = [link["href"] for link in page_at(address).select("link[rel=stylesheet]")]

    assert palette
    assert palette.address in sheets


def test_without_a_colour_no_style_sheet_is_asked_for() -> None:
    sheets = [link["href"] for link in page_at("/").select("link[rel=stylesheet]")]

    assert not [sheet for sheet in sheets if "brand" in sheet]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_page_leads_to_what_the_law_asks_for(address: str) -> None:
    identity(
        accessibility_page=standard_page("Accessibility statement"),
        privacy_page=standard_page("Privacy"),
        legal_links=[
            ("page", standard_page("Imprint")),
            ("link", {"name": "Complaints", "address": "https://example.org/complain/"}),
        ],
        social_links=[("link", {"name": "Mastodon", "address": "https://social.example/@us"})],
    )

    links = foot(address)

    assert links["Accessibility statement"] == "/accessibility-statement/"
    assert links["Privacy"] == "/privacy/"
    assert links["Imprint"] == "/imprint/"
    assert links["Complaints"] == "https://example.org/complain/"
    assert links["Mastodon"] == "https://social.example/@us"


def test_no_page_leads_to_what_nobody_may_read() -> None:
    draft, private = standard_page("Draft"), standard_page("Private")
    identity(accessibility_page=draft, legal_links=[("page", private)])
    draft.unpublish()
    restrict(private)

    assert not {"Draft", "Private"} & set(foot("/"))


def test_a_page_that_is_chosen_twice_is_in_the_menu_and_at_the_foot() -> None:
    page = standard_page("About")
    page.show_in_menus = True
    page.save()
    identity(legal_links=[("page", page)])

    assert [link["href"] for link in page_at("/").select("footer a[href='/about/']")] == [
        "/about/",
        "/about/",
    ]


def test_the_looks_of_the_site_cost_no_query() -> None:
    post = live_post()
    for address in ("/", "/blog/", post.url):
        Client().get(address)
    plain = [len(queries_of(Client(), address)) for address in ("/", "/blog/", post.url)]
    identity(
        logo=picture(size=(300, 290)),
        logo_dark=picture(size=(300, 290)),
        card_picture=picture(),
        brand_colour="#aa3300",
        accessibility_page=standard_page("Accessibility"),
        legal_links=[("page", standard_page("Imprint"))],
        social_links=[("link", {"name": "Mastodon", "address": "https://social.example/@us"})],
    )
    for address in ("/", "/blog/", post.url):
        Client().get(address)

    assert [len(queries_of(Client(), address)) for address in ("/", "/blog/", post.url)] == plain


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand_colour", "green"),
        ("security_contact", "the caretaker"),
        ("security_contact", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_meant_is_named_in_a_sentence(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        identity(**{field: value})

    assert "should look like" in refusal.value.message_dict[field][0]


def test_the_form_says_what_became_of_the_colour_and_loses_nothing(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())
    pk = site_tree().site.pk
    address = reverse("wagtailsettings:edit", args=["home", "siteidentity", pk])
    fields = {"name": "Milltown", "name_beside_logo": "on"}
    for stream in ("social_links", "legal_links"):
        fields |= {f"{stream}-count": "0"}

    wrong = as_nobody.post(address, fields | {"brand_colour": "yellow", "tagline": "Ours"})
    right = as_nobody.post(address, fields | {"brand_colour": "FFCC00"}, follow=True)

    assert "This is not a colour." in wrong.text
    assert 'value="yellow"' in wrong.text
    assert 'value="Ours"' in wrong.text
    assert "too light to be read as text" in soup(right.text).select_one(".messages").get_text()
    assert SiteIdentity.objects.get(site_id=pk).brand_colour == "#ffcc00"


def test_a_colour_is_described_to_editors_alone(as_nobody: Client) -> None:
    address = reverse("describe_colour")

    assert as_nobody.get(address, {"colour": "#ffcc00"}).status_code == 302
    as_nobody.force_login(administrator())
    assert "too light" in as_nobody.get(address, {"colour": "#ffcc00"}).text
    assert as_nobody.get(address, {"colour": '"><script>'}).text.strip() == ""
