"""What is suggested to somebody who is still typing, and what never is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from taggit.models import Tag

from search.suggestions import MOST_NAMES, MOST_POSTS
from tests.accessibility import axe, axe_in_every_look
from tests.browser import Visit
from tests.factories.pages import (
    author,
    draft_post,
    live_post,
    private_post,
    restrict,
    scheduled_post,
    site_tree,
)
from tests.factories.people import administrator
from tests.looks import sticking_out
from tests.measures import queries_of
from tests.search.test_hostile_input import HOSTILE

ADDRESS = "/search/suggest/"


def suggested(client: Client, text: str) -> list[tuple[str, str, str]]:
    """Kind, label and address of each suggestion, in order."""
    response = client.get(ADDRESS, {"q": text})
    assert response.status_code == 200
    return [(one["kind"], one["label"], one["url"]) for one in response.json()]


def labels(client: Client, text: str) -> list[str]:
    """The labels alone."""
    return [label for _kind, label, _url in suggested(client, text)]


@pytest.mark.django_db
def test_posts_tags_and_authors_are_suggested_in_this_order(as_nobody: Client) -> None:
    writer = author("Henry Heron")
    post = live_post("The heron is back", tags=["Herons of the river"], authors=[writer])

    assert suggested(as_nobody, "hero") == [
        ("post", "The heron is back", post.url),
        ("tag", "Herons of the river", "/blog/tags/herons-of-the-river/"),
        ("author", "Henry Heron", f"/blog/authors/{writer.slug}/"),
    ]


@pytest.mark.django_db
def test_every_suggestion_leads_to_a_page(as_nobody: Client) -> None:
    live_post("Zoë", tags=["Zoë & Söhne", "動物園 zoë"], authors=[author("Zoë Poole")])

    addresses = [url for _kind, _label, url in suggested(as_nobody, "zoë")]

    assert len(addresses) == 4
    assert {as_nobody.get(url).status_code for url in addresses} == {200}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["CAFÉ", "cafe", " Café ", "caf", "riverside caf", "cafe rivers"])
def test_case_accents_and_order_do_not_matter_in_names(as_nobody: Client, text: str) -> None:
    live_post(tags=["Riverside Café"], authors=[author("Café Riverside")])

    assert labels(as_nobody, text) == ["Riverside Café", "Café Riverside"]


@pytest.mark.django_db
def test_the_newest_posts_come_first(as_nobody: Client) -> None:
    now = timezone.now()
    for n in (2, 1, 3):
        live_post(f"Heron {n}", published_at=now - timedelta(days=n))

    assert labels(as_nobody, "heron") == ["Heron 1", "Heron 2", "Heron 3"]


@pytest.mark.django_db
def test_names_that_begin_with_the_text_come_first(as_nobody: Client) -> None:
    live_post(tags=["A heron", "Heron", "Brown herons"])

    assert labels(as_nobody, "her") == ["Heron", "A heron", "Brown herons"]


@pytest.mark.django_db
def test_only_so_many_are_suggested(as_nobody: Client) -> None:
    names = [f"Heron {n}" for n in range(9)]
    for name in names:
        live_post(name, tags=names, authors=[author(name)])

    kinds = [kind for kind, _label, _url in suggested(as_nobody, "heron")]

    assert kinds == ["post"] * MOST_POSTS + ["tag"] * MOST_NAMES + ["author"] * MOST_NAMES


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "h", "   ", "-", '""', "\x00", "zeppelin"])
def test_too_little_or_nothing_like_it_gives_an_empty_list(as_nobody: Client, text: str) -> None:
    live_post("Heron", tags=["heron"])

    assert suggested(as_nobody, text) == []


@pytest.mark.django_db
def test_a_renamed_tag_is_suggested_by_its_new_name_only(as_nobody: Client) -> None:
    live_post(tags=["Birds"])
    assert labels(as_nobody, "bird") == ["Birds"]

    tag = Tag.objects.get(name="Birds")
    tag.name = "Herons"
    tag.save()

    assert labels(as_nobody, "bird") == []
    assert labels(as_nobody, "hero") == ["Herons"]


SECRET: dict[str, Any] = {"title": "The heron", "tags": ["Heron"]}
HIDDEN: dict[str, Callable[[], object]] = {
    "a draft": lambda: draft_post(**SECRET, authors=[author("Heron")]),
    "a private post": lambda: private_post(**SECRET, authors=[author("Heron")]),
    "a post that is to come": lambda: scheduled_post(
        **SECRET, authors=[author("Heron")], go_live_at=timezone.now() + timedelta(days=1)
    ),
    "a post that was taken back": lambda: live_post(
        **SECRET, authors=[author("Heron")]
    ).unpublish(),
    "a deleted post": lambda: live_post(**SECRET, authors=[author("Heron")]).delete(),
    "below a private blog": lambda: (
        live_post(**SECRET, authors=[author("Heron")]),
        restrict(site_tree().blog),
    ),
    "names without posts": lambda: (author("Heron"), Tag.objects.create(name="Heron")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_public_is_suggested_to_nobody(
    as_nobody: Client, hide: Callable[[], object]
) -> None:
    live_post("Something else")
    hide()

    assert suggested(as_nobody, "heron") == []
    as_nobody.force_login(administrator())
    assert suggested(as_nobody, "heron") == []


@pytest.mark.django_db
def test_words_of_a_later_draft_are_not_suggested(as_nobody: Client) -> None:
    post = live_post("Something", tags=["Birds"])

    post.title = "The heron"
    post.tags.add("Heron")
    post.save_revision()

    assert suggested(as_nobody, "heron") == []


@pytest.mark.django_db
def test_a_name_is_suggested_as_long_as_one_published_post_carries_it(as_nobody: Client) -> None:
    draft_post(tags=["Heron"])
    private_post(tags=["Heron"])
    live_post(tags=["Heron"])

    assert labels(as_nobody, "heron") == ["Heron"]


@pytest.mark.django_db
def test_no_text_gives_an_error(as_nobody: Client, settings: Any) -> None:
    settings.RATES = settings.RATES | {"suggest": "1000/minute"}
    live_post("The heron on the bridge", tags=["Heron"], authors=[author("Heron")])

    statuses = {text: as_nobody.get(ADDRESS, {"q": text}).status_code for text in HOSTILE}

    assert {text: status for text, status in statuses.items() if status != 200} == {}


@pytest.mark.django_db
def test_what_a_title_says_is_only_ever_data(as_nobody: Client) -> None:
    live_post("<script>heron</script>")

    response = as_nobody.get(ADDRESS, {"q": "heron"})

    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_the_answer_is_the_same_for_everybody_and_may_be_kept_a_minute(as_nobody: Client) -> None:
    live_post("The heron")
    nobody = as_nobody.get(ADDRESS, {"q": "heron"})
    as_nobody.force_login(administrator())
    somebody = as_nobody.get(ADDRESS, {"q": "heron"})

    for answer in (nobody, somebody):
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in answer
        assert "Cookie" not in answer.get("Vary", "")
    assert nobody.content == somebody.content


@pytest.mark.django_db
def test_a_household_is_told_to_wait_and_no_other_is(as_nobody: Client, settings: Any) -> None:
    settings.RATES = settings.RATES | {"suggest": "3/minute"}

    answers = [as_nobody.get(ADDRESS, {"q": "heron"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Cache-Control"] == "no-store"
    assert as_nobody.get(ADDRESS, {"q": "heron"}, REMOTE_ADDR="192.0.2.9").status_code == 200


@pytest.mark.django_db
def test_suggestions_are_only_asked_for(as_nobody: Client) -> None:
    assert as_nobody.post(ADDRESS, {"q": "heron"}).status_code == 405


@pytest.mark.django_db
def test_suggestions_cost_the_same_with_one_and_with_many(as_nobody: Client) -> None:
    live_post("Heron 0", tags=["Heron 0"], authors=[author("Heron 0")])
    as_nobody.get(f"{ADDRESS}?q=heron")
    with_one = len(queries_of(as_nobody, f"{ADDRESS}?q=heron"))

    for n in range(1, 9):
        live_post(f"Heron {n}", tags=[f"Heron {n}"], authors=[author(f"Heron {n}")])

    assert len(queries_of(as_nobody, f"{ADDRESS}?q=heron")) == with_one


def typed(reader: Page, text: str) -> tuple[Any, Any]:
    """Type into the box of the search page; gives the box and its list."""
    box = reader.locator("main").get_by_role("combobox")
    box.press_sequentially(text)
    return box, reader.locator("main").get_by_role("listbox")


def expect_active(reader: Page, box: Any, label: str | None) -> None:
    """The box has the focus, and says that this option is reached, or that none is."""
    expect(box).to_be_focused()
    if label is None:
        assert box.get_attribute("aria-activedescendant") is None
        expect(reader.locator("[role=option][aria-selected=true]")).to_have_count(0)
        return
    reached = reader.locator("[role=option][aria-selected=true]")
    expect(reached).to_have_text(label)
    expect(box).to_have_attribute("aria-activedescendant", str(reached.get_attribute("id")))


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_list_is_worked_by_keyboard_and_announced(visit: Visit) -> None:
    post = live_post("The heron is back", tags=["Herons"], authors=[author("Henry Heron")])
    reader = visit(viewport={"width": 360, "height": 800})
    reader.goto("/search/")

    box, options = typed(reader, "her")
    expect(options).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    said = reader.locator("[role=status].visually-hidden")
    expect(said).to_have_text("Suggestions: 3")
    groups = [options.get_by_role("group", name=name) for name in ("Posts", "Tags", "Authors")]
    for group in groups:
        expect(group.get_by_role("option")).to_have_count(1)
    assert axe_in_every_look(reader) == []
    assert sticking_out(reader, (320, 360, 1280)) == []

    expect_active(reader, box, None)
    for key, label in (
        ("ArrowDown", "The heron is back"),
        ("ArrowDown", "Herons"),
        ("End", "Henry Heron"),
        ("ArrowDown", None),
        ("ArrowUp", "Henry Heron"),
        ("Home", "The heron is back"),
        ("ArrowUp", None),
        ("ArrowDown", "The heron is back"),
    ):
        box.press(key)
        expect_active(reader, box, label)
    assert axe(reader) == []

    box.press("Escape")
    expect(options).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("her")
    box.press("ArrowDown")
    expect(options).to_be_visible()
    box.press_sequentially("z")
    expect(options).to_be_hidden()
    expect(said).to_have_text("No suggestions")

    box.press("Backspace")
    expect(options).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    reader.wait_for_url(f"**{post.url}")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_enter_searches_unless_an_option_is_reached_and_a_click_follows_one(visit: Visit) -> None:
    live_post("The heron is back", tags=["Herons"])
    reader = visit()
    reader.goto("/")
    box = reader.get_by_role("search", name="This site").get_by_role("combobox")
    box.press_sequentially("hero")
    expect(reader.get_by_role("option")).to_have_count(2)
    assert axe(reader) == []
    reader.get_by_role("option", name="Herons").click()
    reader.wait_for_url("**/blog/tags/herons/")

    box.press_sequentially("hero")
    expect(reader.get_by_role("option")).to_have_count(2)
    box.press("Tab")
    expect(reader.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    reader.wait_for_url("**/search/?q=hero")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_where_suggestions_fail_the_box_is_a_form_like_any(visit: Visit) -> None:
    live_post("The heron is back")
    reader = visit()
    reader.route("**/search/suggest/**", lambda route: route.abort())
    reader.goto("/search/")

    with reader.expect_request("**/search/suggest/**"):
        box, options = typed(reader, "heron")
    expect(options).to_be_hidden()
    box.press("Enter")
    reader.wait_for_url("**/search/?q=heron")
