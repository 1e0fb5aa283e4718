"""What editors put on top of the results, and that only what is public ever stands there."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from home.models import StandardPage
from search.picks import EditorsPick, picks_for
from tests.factories.pages import (
    draft_post,
    live_post,
    private_post,
    restrict,
    scheduled_post,
    site_tree,
)
from tests.factories.people import editor
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/search/editorspick/"


def pick(page: Page, words: str = "heron", note: str = "") -> EditorsPick:
    """A pick as it is once it has been saved in the admin."""
    made = EditorsPick(words=words, page=page, note=note)
    made.full_clean()
    made.save()
    return made


def titles(text: str = "heron") -> list[str]:
    return [each.title for each in picks_for(text)]


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("bin day", True),
        ("Which DAY are the bins?", True),
        ("“bin day”", True),
        ("bin", False),
        ("binday", False),
        ("bin -day", False),
        ("bin tag:day", False),
        ("", False),
        ("\x00\ud800", False),
    ],
)
def test_a_pick_is_shown_where_a_search_has_all_words_of_a_line(text: str, is_shown: bool) -> None:
    pick(live_post("When bins are emptied"), "otter\nbin day")

    assert titles(text) == (["When bins are emptied"] if is_shown else [])


def test_picks_stand_above_the_results_and_are_no_html(as_nobody: Client) -> None:
    live_post("The heron")
    pick(live_post("Birds & <b>more</b>"), note="<i>All</i> of them.")

    page = soup(as_nobody.get("/search/?q=heron").text)

    above = page.select_one("section.picks")
    assert above
    assert "Birds & <b>more</b>" in above.get_text()
    assert "<i>All</i> of them." in above.get_text()
    assert not soup(as_nobody.get("/search/?q=otter").text).select("section.picks")


def test_a_pick_says_where_it_leads_and_why() -> None:
    post = live_post("Bins", search_description="All about bins.")
    about = site_tree().home.add_child(instance=StandardPage(title="About", slug="about"))
    pick(post, "bin", note="The list for this year.")
    pick(post, "dustbin")
    pick(about, "otter")

    (noted,), (described,), (silent,) = (picks_for(text) for text in ("bin", "dustbin", "otter"))

    assert (noted.title, noted.url, noted.note) == ("Bins", post.url, "The list for this year.")
    assert described.note == "All about bins."
    assert (silent.url, silent.note) == ("/about/", "")


def test_the_most_particular_come_first_each_page_once_and_three_at_most() -> None:
    pages = [live_post(f"Page {n}") for n in range(5)]
    for page in pages:
        pick(page, "bin")
    pick(pages[3], "bin day")
    pick(pages[4], "bin day men")

    assert titles("day of the bin men") == ["Page 4", "Page 3", "Page 0"]


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict above", "delete", "alias"])
def test_what_is_no_longer_public_is_no_longer_shown(hide: str) -> None:
    post = live_post("Secret")
    if hide == "alias":
        pick(post.create_alias(update_slug="other"))
    else:
        pick(post)
    assert titles() == ["Secret"]

    match hide:
        case "unpublish":
            post.unpublish()
        case "delete":
            post.delete()
        case "restrict above":
            restrict(site_tree().blog)
        case _:
            restrict(post)

    assert titles() == []


def test_what_never_was_public_is_never_shown() -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    for post in (draft_post(), private_post(), scheduled_post(go_live_at=tomorrow)):
        pick(post)
    pick(site_tree().root)

    assert titles() == []


def test_a_search_without_a_pick_costs_no_query() -> None:
    pick(live_post())
    titles()

    with CaptureQueriesContext(connection) as without:
        titles("otter")
    with CaptureQueriesContext(connection) as with_one:
        titles()

    assert len(without) == 0
    assert len(with_one) <= 3


def test_a_new_pick_is_shown_at_once_and_one_that_was_deleted_no_more(
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert titles() == []
    with django_capture_on_commit_callbacks(execute=True):
        made = pick(live_post("Heron"))
    assert titles() == ["Heron"]
    with django_capture_on_commit_callbacks(execute=True):
        made.delete()
    assert titles() == []


@pytest.mark.parametrize("words", ["?", " \n ", "\n".join(f"w{n}" for n in range(51))])
def test_a_pick_that_would_do_nothing_is_refused(words: str) -> None:
    post = live_post()
    with pytest.raises(ValidationError):
        pick(post, words)


def test_an_editor_picks_a_page_and_sees_which_picks_readers_see() -> None:
    client = Client()
    client.force_login(editor())
    post = live_post("The heron")
    address = f"{LIST}add/?words=heron"
    form = read_form(client.get(address).text, address, "main form[method=POST]")

    assert dict(form.fields)["words"].strip() == "heron"
    sent = form.fill(page=str(post.pk), words=" heron \n\n grey  bird").press()
    assert client.post(form.action, sent).status_code == 302
    assert EditorsPick.objects.get().words == "heron\ngrey bird"
    assert titles("grey bird") == ["The heron"]
    pick(draft_post("Not yet"), "otter")

    listed = soup(client.get(LIST).text).select("#listing-results tbody tr")
    rows = [[cell.get_text(" ").split() for cell in row.select("td")[2:]] for row in listed]
    assert rows == [
        [["The", "heron"], ["Shown"]],
        [["Not", "yet"], ["Not", "shown:", "not", "everybody", "may", "read", "the", "page"]],
    ]
