"""What the search page shows around its results: facets, extracts, hints; and what never shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from search import log
from search.log import SearchCount
from search.picks import EditorsPick
from search.queries import RESULTS_PER_PAGE
from tests.browser import Visit
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import author, draft_post, live_post, private_post, scheduled_post
from tests.forms import soup

pytestmark = pytest.mark.django_db
IN_2021, IN_2022 = datetime(2021, 6, 1, tzinfo=UTC), datetime(2022, 6, 1, tzinfo=UTC)


def read(client: Client, address: str) -> BeautifulSoup:
    """The main part of the page at an address."""
    response = client.get(address)
    assert response.status_code == 200
    return soup(response.text).main


def facets(page: BeautifulSoup) -> dict[str, dict[str, int]]:
    """What each group offers, with the counts."""
    return {
        group["aria-labelledby"].removeprefix("facet-"): {
            item.a.get_text(strip=True): int(item.span.get_text()) for item in group.select("li")
        }
        for group in page.select(".facets__group")
    }


def titles(page: BeautifulSoup) -> list[str]:
    """The posts that were found, in order."""
    return [tag.get_text(strip=True) for tag in page.select(".card__title")]


def follow(client: Client, page: BeautifulSoup, name: str) -> BeautifulSoup:
    """Follow the link of this name to another search."""
    names = {name, f"{name} ×"}
    (link,) = [tag for tag in page.select("a[href]") if tag.get_text(" ", strip=True) in names]
    return read(client, f"/search/{link['href']}")


def three_herons() -> None:
    """Three posts about herons, in two years, by two authors, under two tags."""
    jane, tom = author("Jane Poole"), author("Tom Oakshott")
    live_post("Heron one", tags=["Birds"], authors=[jane], published_at=IN_2021)
    live_post("Heron two", tags=["Birds", "River"], authors=[jane, tom], published_at=IN_2022)
    live_post("Heron three", tags=["Birds"], published_at=IN_2022 + timedelta(days=1))


def test_results_can_be_narrowed_by_tag_author_and_year_and_say_how_far(as_nobody: Client) -> None:
    three_herons()

    page = read(as_nobody, "/search/?q=heron")

    assert facets(page) == {
        "tag": {"River": 1},  # all three are about birds: that would narrow nothing
        "author": {"Jane Poole": 2, "Tom Oakshott": 1},
        "year": {"2022": 2, "2021": 1},
    }
    for group, choices in facets(page).items():
        for label, count in choices.items():
            narrowed = follow(as_nobody, page, label)
            assert len(titles(narrowed)) == count, (group, label)


def test_what_was_chosen_can_be_taken_away_one_by_one(as_nobody: Client) -> None:
    three_herons()

    page = follow(as_nobody, read(as_nobody, "/search/?q=heron"), "Jane Poole")
    page = follow(as_nobody, page, "2022")

    assert titles(page) == ["Heron two"]
    chips = [tag.get_text(" ", strip=True) for tag in page.select(".chips a")]
    assert chips == ["Take away: Jane Poole ×", "Take away: 2022 ×"]
    page = follow(as_nobody, page, "Take away: Jane Poole")
    assert sorted(titles(page)) == ["Heron three", "Heron two"]
    assert len(titles(follow(as_nobody, page, "Take away: 2022"))) == 3


def test_a_choice_that_leaves_nothing_is_named_and_can_be_taken_away(as_nobody: Client) -> None:
    live_post("Heron", tags=["Birds"])
    jane = author("Jane Poole")
    live_post("Something else", tags=["The river"], authors=[jane])

    page = read(as_nobody, f"/search/?q=heron&tag=the-river&author={jane.slug}&year=1999")

    assert titles(page) == []
    assert "Narrowed like this, nothing has “heron”." in page.get_text()
    assert [tag.get_text(" ", strip=True) for tag in page.select(".chips a")] == [
        "Take away: The river ×",
        "Take away: Jane Poole ×",
        "Take away: 1999 ×",
    ]
    assert titles(follow(as_nobody, page, "the same words in everything")) == ["Heron"]


def test_what_a_tag_of_a_draft_is_called_is_told_to_nobody(as_nobody: Client) -> None:
    draft_post(tags=["The Secret"])

    page = read(as_nobody, "/search/?q=heron&tag=the-secret")

    assert "The Secret" not in page.get_text()


def test_narrowing_begins_at_the_first_page_and_keeps_the_order(as_nobody: Client) -> None:
    for n in range(12):
        live_post(f"Heron {n}", tags=["River"] if n < 11 else [])

    page = read(as_nobody, "/search/?q=heron&sort=newest&page=2")

    (link,) = page.select(".facets a")
    assert "page=" not in link["href"]
    assert "sort=newest" in link["href"]
    assert "q=heron" in link["href"]
    assert (
        "tag=river" in read(as_nobody, f"/search/{link['href']}").select_one("a[rel=next]")["href"]
    )


def test_the_newest_can_come_first(as_nobody: Client) -> None:
    now = timezone.now()
    live_post("Heron heron heron", published_at=now - timedelta(days=9))
    live_post("A very long title in which there is also a heron", published_at=now)

    best = read(as_nobody, "/search/?q=heron")
    newest = follow(as_nobody, best, "Newest first")

    assert titles(best)[0] == "Heron heron heron"
    assert titles(newest) == titles(best)[::-1]
    assert newest.select_one(".sort [aria-current]").get_text(strip=True) == "Newest first"


HIDDEN: dict[str, Callable[..., object]] = {
    "draft": draft_post,
    "private post": private_post,
    "scheduled post": lambda title, **fields: scheduled_post(
        title, **fields, go_live_at=timezone.now() + timedelta(days=1)
    ),
    "post that was taken back": lambda title, **fields: live_post(title, **fields).unpublish(),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_public_counts_in_no_facet(
    as_nobody: Client, hide: Callable[..., object]
) -> None:
    three_herons()
    before = facets(read(as_nobody, "/search/?q=heron"))

    hide("Heron four", tags=["River", "Secret"], authors=[author("Nobody Yet")])

    assert facets(read(as_nobody, "/search/?q=heron")) == before


def test_an_extract_marks_the_words_where_they_stand(as_nobody: Client) -> None:
    filler = "<p>" + "Words about other things. " * 40 + "</p>"
    text = f"{filler}<p>At dawn a heron stood on the weir.</p>{filler}"
    live_post("Notes from the river", body=[("paragraph", text)])

    (extract,) = read(as_nobody, "/search/?q=heron").select(".card__introduction")

    assert [mark.get_text() for mark in extract.select("mark")] == ["heron"]
    assert "a heron stood on the weir" in extract.get_text()


def test_an_extract_is_only_ever_text(as_nobody: Client) -> None:
    live_post("Signs", introduction="A heron & <script>alert('heron')</script> <b>sign</b>")
    published_comment(live_post(), comment="A heron `<script>alert('heron')</script>` &amp;")

    for where in ("posts", "comments"):
        page = read(as_nobody, f"/search/?q=heron&in={where}")
        assert page.select("script, .card__introduction b, .cited-comment script") == []
        assert "<script>alert(" in page.get_text()


def test_comments_are_grouped_under_their_posts(as_nobody: Client) -> None:
    first, second = live_post("The bridge"), live_post("The weir")
    for post, words in ((first, "One heron."), (second, "A heron."), (first, "Two herons.")):
        published_comment(post, comment=words)

    page = read(as_nobody, "/search/?q=heron&in=comments")

    groups = {
        group.h2.get_text(strip=True): len(group.select(".found-comment"))
        for group in page.select(".found-thread")
    }
    assert groups == {"The bridge": 2, "The weir": 1}
    assert page.select_one(".found-thread h2 a")["href"] in {first.url, second.url}
    assert {mark.get_text() for mark in page.select(".found-comment mark")} == {"heron", "herons"}
    assert "(3)" in page.select_one(".tabs [aria-current]").get_text()


def test_comments_are_narrowed_by_their_post(as_nobody: Client) -> None:
    for title, tag in (("The bridge", "Bridges"), ("The weir", "River")):
        published_comment(live_post(title, tags=[tag]), comment=f"A heron at {title}.")

    page = read(as_nobody, "/search/?q=heron&in=comments")

    assert facets(page)["tag"] == {"Bridges": 1, "River": 1}
    narrowed = follow(as_nobody, page, "River")
    assert [tag.get_text(strip=True) for tag in narrowed.select(".found-thread h2")] == ["The weir"]


def test_a_held_comment_shows_nowhere_and_counts_nowhere(as_nobody: Client) -> None:
    held_comment(live_post("The bridge", tags=["Bridges"]), comment="A heron, held back.")
    published_comment(live_post("The weir", tags=["River"]), comment="A heron.")

    page = read(as_nobody, "/search/?q=heron&in=comments")

    assert "held back" not in page.get_text()
    assert "(1)" in page.select_one(".tabs [aria-current]").get_text()
    assert facets(page) == {}


def test_a_word_that_nothing_has_gives_what_the_likely_one_finds_and_says_so(
    as_nobody: Client,
) -> None:
    live_post("The suspension bridge")

    page = read(as_nobody, "/search/?q=suspention")

    assert titles(page) == ["The suspension bridge"]
    assert "Nothing has “suspention”" in page.select_one("[role=status]").get_text(" ", strip=True)
    assert page.select_one("input[name=q]")["value"] == "suspention"


def test_where_another_spelling_finds_more_it_is_offered(as_nobody: Client) -> None:
    live_post("A heron")
    live_post("The heron bridge")

    page = read(as_nobody, "/search/?q=heron+brigde&page=1")

    assert "Did you mean heron bridge ?" in page.get_text(" ", strip=True)
    assert titles(follow(as_nobody, page, "heron bridge"))[0] == "The heron bridge"


def test_what_editors_picked_stands_on_top_of_the_first_page_of_all(as_nobody: Client) -> None:
    for n in range(RESULTS_PER_PAGE + 1):
        live_post(f"Heron {n}", tags=["Birds"])
    EditorsPick.objects.create(words="heron", page=live_post("All birds"), note="Begin here.")

    picks = read(as_nobody, "/search/?q=heron").select_one(".picks")

    assert picks.get_text(" ", strip=True) == "We suggest All birds Begin here."
    assert picks.find_next(class_="card")
    for more in ("&page=2", "&tag=birds"):
        assert read(as_nobody, f"/search/?q=heron{more}").select(".picks") == []


def test_a_pick_shows_where_nothing_was_found(as_nobody: Client) -> None:
    EditorsPick.objects.create(words="zeppelin", page=live_post("Flying"))

    page = read(as_nobody, "/search/?q=zeppelin")

    assert "Flying" in page.select_one(".picks").get_text()
    assert "No post has “zeppelin”." in page.get_text()


def test_another_order_is_not_counted_as_another_search(as_nobody: Client) -> None:
    for address in ("?q=heron", "?q=heron&sort=newest", "?q=heron&page=2", "?q=heron&year=2021"):
        read(as_nobody, f"/search/{address}")
    log.write()

    assert list(SearchCount.objects.values_list("words", "searches")) == [("heron", 1)]


def test_an_answer_without_posts_says_what_to_try(as_nobody: Client) -> None:
    page = read(as_nobody, "/search/?q=zeppelin")

    assert "another word for the same thing" in page.get_text()
    assert page.select(".sort, .facets, .pagination") == []


def test_filters_alone_list_what_has_them(as_nobody: Client) -> None:
    three_herons()

    assert titles(read(as_nobody, "/search/?tag=river")) == ["Heron two"]


def test_what_can_be_typed_is_explained(as_nobody: Client) -> None:
    for address in ("/search/", "/search/?q=heron"):
        help_text = read(as_nobody, address).select_one(".search-help__list").get_text(" ")
        for syntax in ("“", "-street", "tag:", "author:", "year:"):
            assert syntax in help_text


@pytest.mark.parametrize("name", ["tag", "author", "year", "sort", "in", "page"])
def test_no_value_in_the_address_gives_an_error(as_nobody: Client, name: str) -> None:
    live_post("The heron", tags=["Birds"])
    hostile = ["%00", "'--", "%FF", "0000", "9999", "-1", "٢٠٢٤", "2" * 5000, "%F0%9F%A6%A9", "[]"]

    for value in hostile:
        assert as_nobody.get(f"/search/?q=heron&{name}={value}").status_code == 200, value
        assert as_nobody.get(f"/search/?{name}={value}").status_code == 200, value


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_facets_are_folded_on_a_telephone_and_beside_the_list_on_a_desk(visit: Visit) -> None:
    three_herons()
    reader = visit(viewport={"width": 360, "height": 800})
    reader.goto("/search/?q=heron")

    link = reader.get_by_role("link", name="Jane Poole")
    expect(link).to_be_hidden()
    reader.locator("summary", has_text="Narrow down").press("Enter")
    expect(link).to_be_visible()

    reader.set_viewport_size({"width": 1280, "height": 800})
    reader.reload()
    expect(link).to_be_visible()
    link.press("Enter")
    expect(reader.get_by_role("link", name="Take away: Jane Poole")).to_be_visible()
