"""The blog's lists: all posts, and those of a tag, an author, a year or a month."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from tests.factories.pages import author, draft_post, live_post, private_post
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db


def at(*moment: int) -> datetime:
    """A moment in UTC."""
    return datetime(*moment, tzinfo=UTC)


def titles(client: Client, address: str) -> list[str]:
    """The posts in the list at an address."""
    response = client.get(address)
    assert response.status_code == 200
    return [tag.get_text(strip=True) for tag in soup(response.text).select(".card__title")]


def test_the_newest_post_stands_first(as_nobody: Client) -> None:
    early, late = live_post(published_at=at(2020, 1, 1)), live_post(published_at=at(2021, 1, 1))

    assert titles(as_nobody, "/blog/") == [late.title, early.title]


def test_what_nobody_may_read_is_not_listed(as_nobody: Client) -> None:
    draft_post()
    private_post()

    assert titles(as_nobody, "/blog/") == []


def test_a_long_list_has_pages(as_nobody: Client) -> None:
    for n in range(settings.POSTS_PER_PAGE + 1):
        live_post(f"Post {n}", published_at=at(2020, 1, n + 1))

    assert len(titles(as_nobody, "/blog/")) == settings.POSTS_PER_PAGE
    assert titles(as_nobody, "/blog/?page=2") == ["Post 0"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "999", "99999999999999999999", "%00"])
def test_a_page_that_does_not_exist_is_the_nearest(as_nobody: Client, number: str) -> None:
    post = live_post()

    assert titles(as_nobody, f"/blog/?page={number}") == [post.title]


@pytest.mark.parametrize(
    ("query", "canonical"), [("", ""), ("?page=1", ""), ("?page=2", "?page=2")]
)
def test_each_page_names_its_own_address(as_nobody: Client, query: str, canonical: str) -> None:
    for _ in range(settings.POSTS_PER_PAGE + 1):
        live_post()

    page = soup(as_nobody.get(f"/blog/{query}").text)
    assert page.select_one("link[rel=canonical]")["href"] == f"http://testserver/blog/{canonical}"


def test_the_posts_of_a_tag_are_listed(as_nobody: Client) -> None:
    post = live_post(tags=["New bridges"])
    live_post(tags=["Money"])

    assert titles(as_nobody, "/blog/tags/new-bridges/") == [post.title]


def test_a_tag_is_linked_from_its_posts(as_nobody: Client) -> None:
    post = live_post(tags=["New bridges"])

    link = soup(as_nobody.get(post.url).text).select_one("a.p-category")
    assert titles(as_nobody, link["href"]) == [post.title]


def test_a_tag_in_any_script_has_its_list(as_nobody: Client) -> None:
    post = live_post(tags=["Brücken", "橋"])

    links = soup(as_nobody.get(post.url).text).select("a.p-category")
    assert [titles(as_nobody, link["href"]) for link in links] == [[post.title]] * 2


def test_the_posts_of_an_author_are_listed(as_nobody: Client) -> None:
    jane = author("Jane Poole")
    post = live_post(authors=[jane])
    live_post(authors=[author()])

    assert titles(as_nobody, f"/blog/authors/{jane.slug}/") == [post.title]


def test_an_author_is_introduced(as_nobody: Client) -> None:
    jane = author(
        "Jane Poole", role="Town clerk", biography="<p>Since 1999.</p>", picture=picture()
    )
    live_post(authors=[jane])

    page = as_nobody.get(f"/blog/authors/{jane.slug}/").text
    for words in ("Jane Poole", "Town clerk", "Since 1999."):
        assert words in page


def test_an_author_without_posts_has_a_page(as_nobody: Client) -> None:
    assert titles(as_nobody, f"/blog/authors/{author().slug}/") == []


def test_the_posts_of_a_year_and_of_a_month_are_listed(as_nobody: Client) -> None:
    march, may = live_post(published_at=at(2020, 3, 1)), live_post(published_at=at(2020, 5, 1))
    live_post(published_at=at(2021, 3, 1))

    assert titles(as_nobody, "/blog/archive/2020/") == [may.title, march.title]
    assert titles(as_nobody, "/blog/archive/2020/3/") == [march.title]


def test_a_month_leads_to_the_months_with_posts_before_and_after_it(as_nobody: Client) -> None:
    for moment in (at(2019, 12, 31), at(2020, 3, 1), at(2020, 3, 9), at(2020, 8, 1)):
        live_post(published_at=moment)
    private_post(published_at=at(2020, 5, 1))

    def ways(month: str) -> list[str]:
        page = soup(as_nobody.get(f"/blog/archive/{month}/").text)
        return [str(link["href"]) for link in page.select("a[rel=prev], a[rel=next]")]

    blog = "/blog/archive/"
    assert ways("2020/3") == [f"{blog}2019/12/", f"{blog}2020/8/"]
    assert ways("2019/12") == [f"{blog}2020/3/"]
    assert ways("2020/8") == [f"{blog}2020/3/"]
    assert ways("2020") == []


def test_every_link_of_the_archive_leads_to_posts(as_nobody: Client) -> None:
    for moment in (at(2020, 3, 1), at(2020, 3, 9), at(2021, 1, 1)):
        live_post(published_at=moment)

    links = soup(as_nobody.get("/blog/archive/").text).select(".archive a")
    assert len(links) == 4
    assert all(titles(as_nobody, link["href"]) for link in links)


@pytest.mark.parametrize(
    "path",
    [
        "tags/nothing/",
        "tags/nothing",
        "tags/%00/",
        "authors/nobody/",
        "archive/1999/",
        "archive/0/",
        "archive/1/",
        "archive/9999/",
        "archive/10000/",
        "archive/99999999999999999999/",
        "archive/-1/",
        "archive/2020/0/",
        "archive/2020/13/",
        "archive/2020/99999999999999999999/",
        "archive/x/",
        "nothing/",
        "%00/",
        f"{'x' * 3000}/",
    ],
)
@pytest.mark.parametrize("time_zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_what_does_not_exist_is_not_found(as_nobody: Client, path: str, time_zone: str) -> None:
    live_post(published_at=at(2020, 3, 1), tags=["Money"])

    with override_settings(TIME_ZONE=time_zone):
        response = as_nobody.get(f"/blog/{path}", follow=True)

    assert response.status_code == 404


def test_a_tag_of_drafts_only_is_not_found(as_nobody: Client) -> None:
    draft_post(tags=["Secret"])

    assert as_nobody.get("/blog/tags/secret/").status_code == 404


def test_a_card_shows_picture_authors_and_introduction(as_nobody: Client) -> None:
    live_post(
        introduction="Open at last.",
        authors=[author("Jane Poole")],
        hero_image=picture(),
        hero_alt_text="The bridge",
    )

    card = soup(as_nobody.get("/blog/").text).select_one("article.card")
    assert card.select_one("img")["alt"] == ""
    assert "Jane Poole" in card.get_text()
    assert "Open at last." in card.get_text()


def test_a_list_sets_no_cookie_and_does_not_vary_by_it(as_nobody: Client) -> None:
    live_post()

    response = as_nobody.get("/blog/")

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_current_year_has_its_list(as_nobody: Client) -> None:
    post = live_post()

    assert titles(as_nobody, f"/blog/archive/{timezone.now().year}/") == [post.title]
