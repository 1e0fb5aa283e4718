"""The sitemap: valid by its schema, complete, and nothing in it that not everybody may read."""

from typing import Any

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from lxml import etree

from blog import sitemaps
from blog.models import BlogPostPage
from home.models import StandardPage
from tests.factories.pages import (
    author,
    draft_post,
    live_post,
    many_live_posts,
    private_post,
    restrict,
    series,
    site_tree,
)
from tests.factories.pictures import picture
from tests.measures import queries_of
from tests.settings import ROOT

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(etree.parse(ROOT / "tests" / "fixtures" / "sitemap.xsd"))
SITE = "http://testserver"


def fetched(address: str) -> Any:
    """A file of the sitemap, which is valid."""
    response = Client().get(address.removeprefix(SITE))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    document = etree.fromstring(response.content)
    SCHEMA.assertValid(document)
    return document


def locations(document: Any) -> list[str]:
    """The addresses that a file names, without their pictures."""
    return [location.text.removeprefix(SITE) for location in document.findall("*/{*}loc")]


def test_everything_that_anybody_may_read_is_listed() -> None:
    jane = author()
    bridge = series("The bridge")
    post = live_post(tags=["roads & more"], authors=[jane], series=bridge)
    about = site_tree().home.add_child(instance=StandardPage(title="About", slug="über-uns"))

    found = locations(fetched("/sitemap.xml"))

    assert sorted(found) == sorted(
        [
            "/",
            "/blog/",
            post.url,
            about.url.replace("ü", "%C3%BC"),
            "/blog/tags/roads-more/",
            f"/blog/authors/{jane.slug}/",
            f"/blog/series/{bridge.slug}/",
        ]
    )
    assert [Client().get(address).status_code for address in found] == [200] * len(found)


def test_nothing_that_not_everybody_may_read_is_listed() -> None:
    fields: dict[str, Any] = {"tags": ["secret"], "authors": [author()], "hero_image": picture()}
    draft_post(**fields)
    hidden = private_post(**fields)
    hidden.create_alias(update_slug="mirror")
    gone = live_post(**fields)
    gone.unpublish()
    restrict(site_tree().home.add_child(instance=StandardPage(title="Us", slug="us")))

    document = fetched("/sitemap.xml")

    assert locations(document) == ["/", "/blog/"]
    assert document.findall(".//{*}image") == []


def test_an_address_says_when_it_changed_last() -> None:
    post = live_post(tags=["a"])

    document = fetched("/sitemap.xml")
    changed = {
        url.find("{*}loc").text.removeprefix(SITE): url.findtext("{*}lastmod")
        for url in document.findall("{*}url")
    }

    expected = post.last_published_at.replace(microsecond=0)
    assert parse_datetime(changed[post.url]) == expected
    assert parse_datetime(changed["/blog/tags/a/"]) == expected


def test_pictures_are_listed_with_their_page_as_readers_see_them() -> None:
    hero, inside, unseen = picture(), picture(), picture()
    body = [("image", {"image": inside, "caption": ""})]
    post = live_post(hero_image=hero, body=body)
    live_post(hero_image=unseen)
    Client().get(post.url)
    unseen.renditions.all().delete()

    document = fetched("/sitemap.xml")
    listed = document.xpath(f"*[*[text()='{SITE}{post.url}']]/*/*[local-name()='loc']/text()")
    every = document.xpath("//*[local-name()='image']/*/text()")

    assert len(listed) == len(every) == 2
    assert not [address for address in listed if "original" in address]
    assert [Client().get(url.removeprefix(SITE)).status_code for url in listed] == [200, 200]


def test_a_large_site_is_listed_in_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_IN_A_FILE", 4)
    post = live_post(tags=["a", "b", "c", "d", "e"])
    many_live_posts(5, like=post)

    index = fetched("/sitemap.xml")
    files = locations(index)
    found = [address for file in files for address in locations(fetched(file))]

    assert etree.QName(index).localname == "sitemapindex"
    assert files == [
        "/sitemap-pages-1.xml",
        "/sitemap-pages-2.xml",
        "/sitemap-lists-1.xml",
        "/sitemap-lists-2.xml",
    ]
    assert len(found) == len(set(found)) == 8 + 5
    assert Client().get("/sitemap-pages-3.xml").status_code == 404
    assert Client().get("/sitemap-lists-0.xml").status_code == 404


def test_a_sitemap_costs_the_same_with_one_and_with_many_posts() -> None:
    def full_post() -> BlogPostPage:
        return live_post(tags=["a", "b"], authors=[author()], hero_image=picture())

    post = full_post()
    with_one = len(queries_of(Client(), "/sitemap.xml"))
    for _ in range(3):
        full_post()
    many_live_posts(30, like=post)

    assert len(queries_of(Client(), "/sitemap.xml")) == with_one
    assert with_one <= 12
