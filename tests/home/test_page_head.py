"""What a page tells programs is what it tells readers: JSON-LD, Open Graph and microformats."""

import json
from datetime import UTC, datetime
from typing import Any

import mf2py
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.dateparse import parse_datetime

from blog.models import BlogPostPage
from blog.titles import on_one_line
from home.models import SiteIdentity
from tests.browser import Visit
from tests.factories.comments import published_comment, take_away
from tests.factories.pages import author, draft_post, live_post, series, site_tree
from tests.factories.people import editor
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
MOMENT = datetime(2020, 5, 4, 9, 30, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script><!-- & \u2028 ]]>"


def page_at(address: str) -> BeautifulSoup:
    """A page as anybody gets it."""
    return soup(Client().get(address).text)


def graph(page: BeautifulSoup) -> dict[str, Any]:
    """The JSON-LD of a page, by kind of thing."""
    blocks = page.select("script[type='application/ld+json']")
    assert len(blocks) == 1
    data = json.loads(blocks[0].string)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def properties(page: BeautifulSoup) -> dict[str, str]:
    """The Open Graph properties of a page."""
    return {tag["property"]: tag["content"] for tag in page.select("meta[property]")}


def words(text: str) -> str:
    """A text without the spaces that only markup makes."""
    return "".join(text.split())


def full_post() -> BlogPostPage:
    """A post with everything, and a discussion with a reply and a tombstone."""
    post = live_post(
        "The bridge & <us>",
        published_at=MOMENT,
        authors=[author("Jane Poole", role="Town clerk"), author("Henry")],
        tags=["Roads", "Bridges"],
        hero_image=picture(),
        hero_alt_text="A heron",
        body=[
            ("paragraph", "<p>One two three.</p>"),
            ("heading", {"text": "Four", "level": "h2"}),
            ("image", {"image": picture(description="Not a word of it"), "caption": "Five"}),
            ("gallery", {"pictures": [{"image": picture(), "caption": "Six seven"}] * 2}),
            ("numbered_list", "<ol><li>Eight</li><li>Nine</li></ol>"),
        ],
        introduction="Ten eleven.",
    )
    first = published_comment(post, comment="**Yes** & <no>\n\n- a\n- b", user_name="Nora")
    published_comment(post, first, comment="Why?", edited_at=datetime.now(UTC))
    gone = published_comment(post)
    published_comment(post, gone)
    take_away(gone)
    return post


def test_the_data_of_a_post_say_what_readers_see() -> None:
    post = full_post()

    page_at(post.url)  # makes the picture
    page = page_at(post.url)
    data = graph(page)["BlogPosting"]
    entry = page.select_one("article.h-entry")

    assert data["headline"] == entry.select_one("h1.p-name").get_text(strip=True)
    assert data["description"] == "Ten eleven."
    published = parse_datetime(entry.select_one(".dt-published")["datetime"])
    assert parse_datetime(data["datePublished"]) == published == MOMENT
    assert parse_datetime(data["dateModified"]) >= published
    assert [who["name"] for who in data["author"]] == ["Jane Poole", "Henry"]
    links = [link["href"] for link in entry.select(".p-author.h-card[href]")]
    assert [who["url"] for who in data["author"]] == links
    assert data["author"][0]["jobTitle"] == "Town clerk"
    assert set(data["keywords"]) == {tag.get_text() for tag in entry.select(".p-category")}
    assert data["mainEntityOfPage"] == page.select_one("link[rel=canonical]")["href"]
    assert data["wordCount"] == 13  # one to eleven, and what is said under two pictures twice
    assert data["inLanguage"] == page.html["lang"]
    assert data["image"] == [f"{SITE}{img['src']}" for img in entry.select("img.u-photo")]


def test_the_data_hold_the_comments_of_the_page_and_no_others() -> None:
    post = full_post()

    page = page_at(post.url)
    data = graph(page)["BlogPosting"]
    seen = page.select("article.p-comment")

    assert data["commentCount"] == len(data["comment"]) == len(seen) == 3
    for comment, article in zip(data["comment"], seen, strict=True):
        assert comment["@id"] == f"{SITE}{post.url}#{article['id']}"
        assert comment["url"] == f"{SITE}{article.select_one('.u-url')['href']}"
        assert comment["author"]["name"] == article.select_one(".p-author").get_text(strip=True)
        assert words(comment["text"]) == words(article.select_one(".p-content").get_text())
        moment = article.select_one(".dt-published")["datetime"]
        assert comment["datePublished"] == parse_datetime(moment).isoformat(timespec="seconds")
    replies = [comment for comment in data["comment"] if "parentItem" in comment]
    assert replies[0]["parentItem"]["@id"] == data["comment"][0]["@id"]
    assert "dateModified" in replies[0]


def test_microformats_and_data_agree() -> None:
    post = full_post()

    page = Client().get(post.url).text
    data = graph(soup(page))["BlogPosting"]
    found = mf2py.parse(doc=page, url=f"{SITE}{post.url}")["items"]
    entry = next(item for item in found if "h-entry" in item["type"])["properties"]

    assert entry["name"] == [data["headline"]]
    assert entry["url"] == entry["uid"] == [data["url"]]
    assert parse_datetime(entry["published"][0]) == parse_datetime(data["datePublished"])
    assert parse_datetime(entry["updated"][0]).replace(microsecond=0) == parse_datetime(
        data["dateModified"]
    )
    assert [who["properties"]["name"][0] for who in entry["author"]] == ["Jane Poole", "Henry"]
    assert set(entry["category"]) == set(data["keywords"])
    assert "One two three." in entry["content"][0]["value"]
    assert entry["photo"]
    comments = [comment["properties"]["url"][0] for comment in entry["comment"]]
    assert comments == [comment["url"] for comment in data["comment"]]


def test_no_text_can_break_out_of_the_data() -> None:
    post = live_post(HOSTILE, introduction=HOSTILE)
    published_comment(post, comment="`</script>`", user_name="</script>")

    page = page_at(post.url)
    data = graph(page)["BlogPosting"]

    assert data["headline"] == on_one_line(HOSTILE)
    assert data["description"] == HOSTILE
    assert data["comment"][0]["text"] == "</script>"
    assert data["comment"][0]["author"]["name"] == "</script>"
    assert not [tag for tag in page.select("script") if "alert" in (tag.string or "")[:20]]
    raw = Client().get(post.url).text.split('application/ld+json">')[1].split("</script>")[0]
    assert not set("<>&") & set(raw)


def test_the_way_here_is_told_as_readers_see_it() -> None:
    parts = [live_post(tags=["roads"], series=series("The bridge"))]
    parts.append(live_post(series=parts[0].series))

    for address in (parts[0].url, "/blog/tags/roads/", f"/blog/series/{parts[0].series.slug}/"):
        page = page_at(address)
        steps = graph(page)["BreadcrumbList"]["itemListElement"]
        seen = [
            (link.get_text(strip=True), link["href"].removeprefix(SITE))
            for link in page.select(".breadcrumbs a")
        ]
        told = [(step["name"], step["item"].removeprefix(SITE)) for step in steps]
        assert told[:-1] == seen
        assert told[-1][1] == address
        assert [step["position"] for step in steps] == list(range(1, len(seen) + 2))


def test_a_part_of_a_series_says_so() -> None:
    whole = series("The bridge")
    post, _other = live_post(series=whole), live_post(series=whole)

    part_of = graph(page_at(post.url))["BlogPosting"]["isPartOf"]

    assert part_of["name"] == "The bridge"
    assert part_of["url"] == f"{SITE}/blog/series/{whole.slug}/"


def test_the_front_page_says_who_speaks_and_how_to_search() -> None:
    identity = SiteIdentity.for_site(site_tree().site)
    identity.name, identity.tagline = "Milltown", "What we decide"
    identity.logo = picture(size=(300, 300))
    identity.social_links = [("link", {"name": "M", "address": "https://social.example/@us"})]
    identity.save()
    live_post("Found by searching")

    page = page_at("/")
    found = graph(page)

    assert found["Organization"]["name"] == found["WebSite"]["name"] == "Milltown"
    assert found["Organization"]["sameAs"] == ["https://social.example/@us"]
    assert found["WebSite"]["publisher"] == {"@id": found["Organization"]["@id"]}
    logo = found["Organization"]["logo"]
    assert Client().get(logo["url"].removeprefix(SITE)).status_code == 200
    search = found["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    address = search.removeprefix(SITE).replace("{search_term_string}", "searching")
    assert "Found by searching" in Client().get(address).text
    assert properties(page)["og:title"] == "Milltown"


def test_a_shared_link_is_shown_with_the_words_of_the_page() -> None:
    post = full_post()

    found = properties(page_at(post.url))

    assert found["og:type"] == "article"
    assert found["og:title"] == "The bridge & <us>"
    assert found["og:description"] == "Ten eleven."
    assert found["og:url"] == f"{SITE}{post.url}"
    assert found["og:locale"] == "en_GB"
    assert parse_datetime(found["article:published_time"]) == MOMENT
    assert properties(page_at("/blog/tags/roads/"))["og:title"] == "Roads"
    author_page = page_at(f"/blog/authors/{post.authors[0].slug}/")
    assert properties(author_page)["og:type"] == "profile"
    assert graph(author_page)["ProfilePage"]["mainEntity"]["name"] == "Jane Poole"


def test_a_page_that_is_no_post_is_shown_with_the_sites_own_picture() -> None:
    identity = SiteIdentity.for_site(site_tree().site)
    identity.card_picture = picture(size=(1200, 630))
    identity.save()

    found = properties(page_at("/blog/"))

    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert Client().get(found["og:image"].removeprefix(SITE))["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("address", ["/search/?q=a", "/nowhere/", "/comments/my-data/"])
def test_what_is_not_to_be_found_says_so_and_nothing_else(address: str) -> None:
    page = page_at(address)

    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert properties(page) == {}
    assert page.select("script[type='application/ld+json']") == []


def test_the_form_of_a_post_does_not_pass_for_the_post() -> None:
    post = full_post()

    page = page_at(f"/comments/form/{post.pk}/")

    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select("script[type='application/ld+json'], meta[property]") == []


def test_a_draft_says_nothing_to_programs(as_nobody: Client) -> None:
    as_nobody.force_login(editor())

    page = soup(as_nobody.get(f"/admin/pages/{draft_post().pk}/view_draft/").text)

    assert page.select("script[type='application/ld+json'], meta[property^=og]") == []


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_browser_takes_the_data_for_no_script(visit: Visit) -> None:
    site_tree()
    identity = SiteIdentity.for_site(site_tree().site)
    identity.brand_colour, identity.logo = "#aa3300", picture(size=(300, 100))
    identity.save()
    post = live_post(HOSTILE)
    published_comment(post, comment="</script>")
    window = visit()
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text))

    for address in ("/", post.url):
        window.goto(address)
        window.wait_for_load_state("networkidle")
        accent = window.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
        )
        assert accent == "#aa3300"

    assert complaints == []
    assert window.locator("script[type='application/ld+json']").count() == 1
