"""Words that mean the same, as the organisation says."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search import process_cache
from search.synonyms import Synonyms, expand
from tests.factories.pages import live_post
from tests.factories.people import editor
from tests.forms import read_form

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/search/synonyms/add/"


def line(words: str) -> Synonyms:
    """A line as it is once it has been saved in the admin."""
    synonyms = Synonyms(words=words)
    synonyms.full_clean()
    synonyms.save()
    return synonyms


def test_each_word_of_a_line_leads_to_the_others() -> None:
    line("bin, rubbish, household waste")

    assert expand(["rubbish"]) == {"rubbish": ["bin", "household waste"]}
    assert expand(["a", "bin"]) == {"bin": ["rubbish", "household waste"]}
    assert expand(["bridge"]) == {}
    assert expand([]) == {}


def test_a_term_of_several_words_counts_where_they_stand_side_by_side() -> None:
    line("council tax, rates")

    assert expand(["pay", "Council", "Tax"]) == {"Council Tax": ["rates"]}
    assert expand(["council", "pay", "tax"]) == {}
    assert expand(["rates"]) == {"rates": ["council tax"]}


def test_small_letters_and_accents_make_no_difference_and_keys_are_as_they_were_typed() -> None:
    line("Café, Tea room")

    assert expand(["CAFE"]) == {"CAFE": ["tea room"]}
    assert expand(["café"]) == {"café": ["tea room"]}


def test_a_word_may_stand_in_several_lines() -> None:
    line("bin, rubbish")
    line("bin, bunker, rubbish")

    assert expand(["bin"]) == {"bin": ["rubbish", "bunker"]}


def test_whoever_asks_says_which_words_are_the_same() -> None:
    line("bin, rubbish")

    def without_s(word: str) -> str:
        return word.removesuffix("s")

    assert expand(["bins"]) == {}
    assert expand(["bins"], form=without_s) == {"bins": ["rubbish"]}


def test_lines_are_asked_for_once_and_anew_when_one_was_changed(
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = line("bin, rubbish")
    expand(["bin"])
    with CaptureQueriesContext(connection) as captured:
        assert expand(["bin"]) == {"bin": ["rubbish"]}
    assert len(captured) == 0

    with django_capture_on_commit_callbacks(execute=True):
        line("bin, waste")
    assert expand(["bin"]) == {"bin": ["rubbish", "waste"]}
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()
    assert expand(["bin"]) == {"bin": ["waste"]}


def test_a_change_in_another_process_is_seen_in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_cache, "SECONDS", 0)
    assert expand(["bin"]) == {}

    Synonyms.objects.bulk_create([Synonyms(words="bin, rubbish")])

    assert expand(["bin"]) == {"bin": ["rubbish"]}


def test_what_was_cleared_while_it_was_asked_for_is_not_kept() -> None:
    answers = iter(["old", "new"])

    def ask() -> str:
        answer = next(answers)
        if answer == "old":
            kept.clear()
        return answer

    kept = process_cache.ProcessCache(ask)

    assert [kept.get(), kept.get(), kept.get()] == ["old", "new", "new"]


def test_whoever_types_one_word_finds_posts_with_the_others(as_nobody: Client) -> None:
    live_post("What becomes of household waste")
    assert "What becomes of" not in as_nobody.get("/search/?q=rubbish").text
    process_cache.forget()

    line("Rubbish, household waste")

    assert "What becomes of" in as_nobody.get("/search/?q=rubbish").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("bin", "at least two"),
        ("bin, Bin, BIN", "at least two"),
        (", ?", "at least two"),
        (", ".join(f"word{n}" for n in range(21)), "more than 20"),
        ("bin, what we put out on a Monday", "Is a comma missing?"),
    ],
)
def test_a_line_that_would_do_nothing_is_refused_with_a_sentence(words: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("?", r"\?")):
        line(words)


def test_an_editor_writes_a_line_beginning_with_what_was_searched_for() -> None:
    client = Client()
    client.force_login(editor())
    address = f"{ADD}?words=dustbin"
    form = read_form(client.get(address).text, address, "main form[method=POST]")

    assert ("words", "dustbin") in form.fields
    sent = form.fill(words="dustbin ;  Rubbish,").press()
    assert client.post(form.action, sent).status_code == 302
    assert [each.words for each in Synonyms.objects.all()] == ["dustbin, Rubbish"]
