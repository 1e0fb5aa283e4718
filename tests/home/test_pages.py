"""The front page, standard pages, and what every page says of the site."""

import pytest
from django.test import Client
from wagtail.models import Site

from home.models import LATEST_POSTS, SiteIdentity, StandardPage
from tests.factories.pages import author, draft_post, live_post, private_post, restrict, site_tree
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db


def standard_page(title: str, **fields: object) -> StandardPage:
    """A published page that is no post."""
    body = [("paragraph", "<p>All about us.</p>")]
    page = StandardPage(title=title, slug=title.lower(), body=body, **fields)
    return site_tree().home.add_child(instance=page)


def titles(client: Client) -> list[str]:
    """The posts on the front page."""
    cards = soup(client.get("/").text).select(".card__title")
    return [card.get_text(strip=True) for card in cards]


def menu(client: Client) -> list[str]:
    """The links in the site's menu."""
    return [link["href"] for link in soup(client.get("/").text).select("header nav a")]


def test_a_new_site_greets_its_visitors(as_nobody: Client) -> None:
    response = as_nobody.get("/")

    assert response.status_code == 200
    assert "Nothing has been published yet." in response.text


def test_the_front_page_shows_the_latest_posts(as_nobody: Client) -> None:
    posts = [live_post().title for _ in range(LATEST_POSTS + 1)]

    assert titles(as_nobody) == posts[:0:-1]


def test_the_front_page_shows_nothing_that_nobody_may_read(as_nobody: Client) -> None:
    draft_post()
    private_post()

    assert titles(as_nobody) == []


def test_the_headline_is_the_first_thing_to_read(as_nobody: Client) -> None:
    home = site_tree().home
    home.headline = "What we decide, and why"
    home.save_revision().publish()

    assert soup(as_nobody.get("/").text).h1.get_text(strip=True) == "What we decide, and why"


def test_without_a_headline_the_title_is_read_first(as_nobody: Client) -> None:
    assert soup(as_nobody.get("/").text).h1.get_text(strip=True) == "Home"


def test_the_front_page_sets_no_cookie_and_does_not_vary_by_it(as_nobody: Client) -> None:
    live_post(authors=[author()], tags=["a"], hero_image=picture())

    response = as_nobody.get("/")

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_standard_page_can_be_read(as_nobody: Client) -> None:
    page = standard_page("About", introduction="Who we are.")

    text = as_nobody.get(page.url).text
    assert "Who we are." in text
    assert "All about us." in text


def test_the_menu_holds_what_editors_put_in_it(as_nobody: Client) -> None:
    standard_page("About", show_in_menus=True)
    standard_page("Imprint")

    assert [link for link in menu(as_nobody) if link in {"/about/", "/imprint/"}] == ["/about/"]


def test_the_menu_holds_nothing_that_nobody_may_read(as_nobody: Client) -> None:
    standard_page("Draft", show_in_menus=True, live=False)
    restrict(standard_page("Private", show_in_menus=True))

    assert not {"/draft/", "/private/"} & set(menu(as_nobody))


def test_every_page_says_whose_site_it_is(as_nobody: Client) -> None:
    identity = SiteIdentity.for_site(site_tree().site)
    identity.name, identity.tagline = "Milltown", "What the council decides"
    identity.footer = "Town hall, Mill Lane."
    identity.save()

    pages = [as_nobody.get(url).text for url in ("/", "/blog/", live_post().url, "/search/")]

    for page in pages:
        assert "Milltown" in soup(page).title.get_text()
        assert "Town hall, Mill Lane." in page


@pytest.mark.parametrize("address", ["/", "/blog/", "/search/", "/nowhere/"])
def test_every_page_can_be_searched_and_skipped_through(as_nobody: Client, address: str) -> None:
    page = soup(as_nobody.get(address).text)

    assert page.select("form[action='/search/'] input[name=q]")
    assert page.select("a[href='#main']")
    assert page.html["lang"] == "en-gb"


def test_nothing_but_a_standard_page_stands_below_a_standard_page() -> None:
    assert StandardPage.allowed_subpage_models() == [StandardPage]


def test_the_name_of_the_site_is_wagtails_too() -> None:
    identity = SiteIdentity.for_site(site_tree().site)
    identity.name = "Ashcombe Parish Council"
    identity.save()

    assert Site.objects.get(pk=identity.site_id).site_name == "Ashcombe Parish Council"
