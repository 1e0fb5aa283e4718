"""What counts as the same word, what narrows a search, and what comes first."""

from datetime import UTC, datetime

import pytest

from blog.models import BlogPostPage
from search import analysis, corrections
from search.highlighting import extract
from search.matching import MODELS
from search.models import Kind, Word
from search.parsing import parse
from search.queries import find
from search.synonyms import Synonyms
from tests.factories.comments import published_comment
from tests.factories.pages import author, live_post

pytestmark = pytest.mark.django_db


def text(words: str) -> list[tuple[str, str]]:
    """The body of a post."""
    return [("paragraph", f"<p>{words}</p>")]


def titles(query: str, **choices: str) -> list[str]:
    """Of the posts that a search finds, in order."""
    return [hit.post.title for hit in find(query, **choices).page]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Bridges are repaired", "bridge"),
        ("A bridge", "bridges"),
        ("Repairing the weir", "repaired"),
        ("The café on the quay", "cafe"),
        ("The cafe on the quay", "CAFÉ"),
        ("Straße", "strasse"),
        ("The council’s plan", "council"),
        ("The council plan", "council's"),
        ("Our well-being strategy", "wellbeing"),
        ("Our wellbeing strategy", "well-being"),
        ("Our well being strategy", "well-being"),
        ("Our well-being strategy", "well"),
        ("Budget 2027", "2027"),
        ("It cost £9,310", "9310"),
        ("It cost £9310", "9,310"),
        ("The coun\u00adcillors", "councillors"),
        ("ความสุข", "ความสุข"),
        ("Ελληνική γλώσσα", "ελληνικη"),
        ("הָעִיר", "העיר"),
        ("हिन्दी भाषा", "हिन्दी"),
    ],
)
def test_forms_of_a_word_are_one_word(written: str, asked: str) -> None:
    post = live_post(written)
    live_post("Something else")

    assert titles(asked) == [post.title]


def test_parts_of_words_are_no_words() -> None:
    live_post("The councillor")

    assert titles("cil") == []


def test_a_word_can_be_kept_out() -> None:
    wanted = live_post("A lamp in the garden")
    live_post("A lamp in the street")

    assert titles("lamp -street") == [wanted.title]
    assert titles("-street") == []


def test_a_phrase_can_be_kept_out_and_what_is_kept_out_of_filters_too() -> None:
    wanted = live_post("A lamp in the street, dark", tags=["Light"])
    live_post("A lamp in the dark street", tags=["Light"])

    assert titles('lamp -"dark street"') == titles('tag:light -"dark street"') == [wanted.title]
    assert titles("tag:light -lamp") == []


def test_words_of_the_editor_are_no_words_of_the_post() -> None:
    live_post(body=[("heading", {"text": "A heron", "level": "h2"})])

    assert titles("section") == []


def test_numbers_are_not_guessed() -> None:
    live_post("Room 31012")

    assert find("31013").corrected == ""


def test_filters_can_be_typed() -> None:
    old = datetime(2023, 5, 1, tzinfo=UTC)
    tagged = live_post("A heron", tags=["Night life"], published_at=old)
    signed = live_post("Another heron", authors=[author("Jane Poole")])

    assert titles('heron tag:"night life"') == [tagged.title]
    assert titles("heron tag:night-life") == [tagged.title]
    assert titles("heron author:poole") == titles('author:"jane poole"') == [signed.title]
    assert titles("year:2023") == titles("heron YEAR:2023") == [tagged.title]
    assert titles("heron tag:nothing") == []


def test_what_only_looks_like_a_filter_is_text() -> None:
    query = parse('http://example.org year:soon subject:heron tag: "a" ')

    expected = "http example org year soon subject heron tag a"
    assert query.words == tuple(expected.split())
    assert not query.has_filters


def test_a_rare_word_counts_more_than_one_that_many_have() -> None:
    for n in range(12):
        live_post(f"Notes {n}", body=text("The meeting of the committee. " * 3))
    rare = live_post("Notes of a day", body=text("A bittern was seen. The meeting was long."))

    assert titles("meeting about a bittern")[0] == rare.title


def test_a_long_text_is_no_better_for_being_long() -> None:
    short = live_post("First", body=text("A heron by the river."))
    live_post("Second", body=text("A heron by the river." + " And much about other things." * 60))

    assert titles("heron")[0] == short.title


def test_the_newest_first_where_they_are_asked_for() -> None:
    dates = {
        year: live_post(published_at=datetime(year, 1, 1, tzinfo=UTC), title="Heron " * n)
        for n, year in enumerate((2024, 2026, 2025), start=1)
    }

    assert titles("heron", sort="newest") == [dates[year].title for year in (2026, 2025, 2024)]


def test_words_that_mean_the_same_find_each_other() -> None:
    Synonyms.objects.create(words="rubbish, household waste")
    waste = live_post("Household waste is collected on Monday")
    rubbish = live_post("Where your rubbish goes")

    assert set(titles("rubbish")) == set(titles("household waste")) == {waste.title, rubbish.title}


def test_what_is_found_in_comments_stands_under_its_post_once() -> None:
    first, second = live_post("First"), live_post("Second")
    for words in ("A heron!", "The heron again", "No bird"):
        published_comment(first, comment=words)
    published_comment(second, comment="Heron")

    results = find("heron", where="comments")

    assert results.total == 3
    assert {hit.post.title: len(hit.comments) for hit in results.page} == {"First": 2, "Second": 1}


@pytest.mark.parametrize("typed", ["herno", "hern", "heronn", "haron", "ehron"])
def test_one_slip_of_a_finger_is_taken_back(typed: str) -> None:
    post = live_post("The heron")

    results = find(typed)

    assert results.corrected == "heron"
    assert [hit.post.title for hit in results.page] == [post.title]


def test_a_word_that_is_written_somewhere_is_not_corrected() -> None:
    live_post("The heron")
    live_post("A hern")

    assert corrections.corrections(["hern", "heron"], lambda _word: True) == {}


def test_of_two_likely_words_the_one_that_is_written_more_is_meant() -> None:
    for n in range(5):
        live_post(f"Roads {n}")
    live_post("Toads")

    assert corrections.corrections(["loads"], lambda _word: True) == {"loads": "roads"}


def test_an_extract_is_the_passage_with_most_of_what_was_asked() -> None:
    words = "Much about other things. " * 40 + "A heron on the old bridge. " + "The end. " * 40

    pieces = extract(words, {analysis.stem("heron"): 2.0, analysis.stem("bridges"): 1.0})

    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_marked] == ["heron", "bridge"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 240


def test_an_extract_of_a_text_without_the_words_is_its_beginning() -> None:
    pieces = extract("Long ago. " * 100, {"heron": 1.0})

    assert pieces[0].text.startswith("Long ago.")
    assert not any(piece.is_marked for piece in pieces)


def test_more_than_a_thousand_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.queries.MOST", 3)
    for n in range(5):
        live_post(f"Heron {n}")

    results = find("heron")

    assert (results.total, results.is_cut) == (3, True)


def test_of_many_texts_those_that_are_most_about_a_word_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The oldest post is most about it; if the newest few were compared, it would be missed."""
    for module in ("queries", "needs"):
        monkeypatch.setattr(f"search.{module}.MOST", 5)
        monkeypatch.setattr(f"search.{module}.ENOUGH", 0)
    best = live_post("Heron, heron", body=text("Heron after heron after heron. " * 5))
    for n in range(30):
        live_post(f"Day {n}", body=text("One heron, and very much about other things. " * 3))

    assert titles("heron")[0] == best.title


def test_a_title_s_words_are_kept_for_suggestions_and_no_word_twice() -> None:
    live_post("The Heron’s café")
    live_post("Herons")

    entry = MODELS[Kind.POST]._default_manager.order_by("pk").first()
    assert entry.title == "the heron cafe"
    assert Word.objects.get(text="herons").stem == Word.objects.get(text="heron").stem


def test_every_language_of_the_list_is_known_to_snowball(settings: object) -> None:
    for language in analysis.LANGUAGES.values():
        assert analysis._stemmer(language).stemWord("a")


def test_a_language_without_rules_is_searched_word_by_word(settings: object) -> None:
    settings.LANGUAGE_CODE = "cy"
    analysis.stem.cache_clear()
    post = live_post("Afonydd Cymru")

    assert titles("afonydd") == [post.title]
    assert BlogPostPage.objects.count() == 1
    analysis.stem.cache_clear()
