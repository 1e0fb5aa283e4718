"""What a search server is asked and told, what becomes of its answers, and what if none comes."""

import json
import logging
import random
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from blog.comments import actions
from search import remote
from search.queries import Filters, find
from search.remote_backend import silence, stems
from search.synonyms import Synonyms
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.pages import author, draft_post, live_post, private_post
from tests.factories.people import moderator
from tests.search_server import SearchServer, backends, free_port

pytestmark = pytest.mark.django_db
KINDS = ["opensearch", "elasticsearch"]
# Where all words of a post stand, and those of its heavier fields, with what they count. A title
# counts 10; of pages of other types 2, of which there are none in the index.
FIELDS: list[tuple[str, float | None]] = [
    ("_all_text", None),
    ("_all_text_boost_10_0", 10.0),
    ("_all_text_boost_2_0", 2.0),
    ("_all_text_boost_5_0", 5.0),
]
POSTS, COMMENTS = "/hustings_wagtailcore_page", "/hustings_django_comments_comment"


@pytest.fixture(autouse=True)
def not_silent() -> Iterator[None]:
    """What one test found silent is asked again by the next."""
    silence.end()
    yield
    silence.end()


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, settings: Any) -> Iterator[SearchServer]:
    """A server of each kind, that the site asks."""
    server = SearchServer()
    url = f"{request.param}://127.0.0.1:{server.port}"
    settings.WAGTAILSEARCH_BACKENDS = backends(settings, url)
    yield server
    server.stop()


@pytest.fixture(params=KINDS)
def nobody(request: pytest.FixtureRequest, settings: Any) -> None:
    """The site asks a server, and there is none."""
    url = f"{request.param}://127.0.0.1:{free_port()}"
    settings.WAGTAILSEARCH_BACKENDS = backends(settings, url)


def titles(text: str, **options: Any) -> list[str]:
    """Of the posts that a search finds, in order."""
    return [hit.post.title for hit in find(text, **options).page]


def part(search: Any) -> Any:
    """What a search asks for, without what limits it to posts or comments."""
    return search["query"]["bool"]["must"]["bool"]["must"]


def asked(stem: str) -> dict[str, Any]:
    """A stem, looked for in all of a post: the more it counts, the heavier the field."""
    matches = [
        {"match": {name: {"query": stem, "operator": "and", **({"boost": by} if by else {})}}}
        for name, by in FIELDS
    ]
    return {"dis_max": {"queries": matches}}


def in_order(value: Any) -> Any:
    """The same JSON, with the fields that are asked in the order of their names."""
    if isinstance(value, dict):
        return {key: in_order(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((in_order(each) for each in value), key=json.dumps)
    return value


def texts_in(value: Any) -> list[str]:
    """Every text that is looked for in a search."""
    if isinstance(value, list):
        return [text for each in value for text in texts_in(each)]
    if not isinstance(value, dict):
        return []
    found = [value["query"]] if isinstance(value.get("query"), str) else []
    phrases = value.get("match_phrase", {}).values()
    found += [match for match in phrases if isinstance(match, str)]
    return found + [text for each in value.values() for text in texts_in(each)]


def test_all_words_are_asked_for_and_then_any(server: SearchServer) -> None:
    live_post("Nesting herons")

    find("nesting herons")

    both, either = server.searches
    assert in_order(part(both)) == in_order([asked("nest"), asked("heron")])
    assert in_order(part(either)) == in_order(
        [{"bool": {"should": [asked("nest"), asked("heron")]}}]
    )
    assert server.requests[-1].path == f"{POSTS}/_search"
    assert both["query"]["bool"]["filter"] == {
        "match": {"_django_content_type": "wagtailcore.Page"}
    }
    assert "sort" not in both


def test_results_come_in_the_order_of_the_server(server: SearchServer) -> None:
    first, second = live_post("Heron one"), live_post("Heron two")

    server.finds = [[first.pk, second.pk]]
    assert titles("heron") == ["Heron one", "Heron two"]
    server.finds = [[second.pk, first.pk]]
    assert titles("heron") == ["Heron two", "Heron one"]


def test_what_holds_all_words_comes_before_what_holds_some(server: SearchServer) -> None:
    some, both = live_post("A heron"), live_post("A heron nest")

    server.finds = [[both.pk], [some.pk, both.pk]]
    results = find("heron nest")

    assert [hit.post.title for hit in results.page] == ["A heron nest", "A heron"]
    assert (results.total, results.complete) == (2, 1)


def test_a_phrase_is_asked_for_by_stems_and_holds_as_it_was_typed(server: SearchServer) -> None:
    as_typed = live_post("The nesting herons")
    other = live_post("The nested heron")

    server.finds = [[other.pk, as_typed.pk]]

    assert titles('"nesting herons"') == ["The nesting herons"]
    phrases = [
        each["dis_max"]["queries"][0]["match_phrase"]["_all_text"]
        for each in part(server.searches[0])
        if "match_phrase" in str(each)
    ]
    assert phrases == ["nest heron"]


def test_what_is_excluded_may_stand_in_no_field(server: SearchServer) -> None:
    live_post("A heron")

    find("heron -well-being")

    assert in_order(part(server.searches[0])) == in_order(
        [asked("heron"), {"bool": {"must_not": asked("wellb")}}]
    )


def test_synonyms_will_do(server: SearchServer) -> None:
    Synonyms.objects.create(words="heron, egret")
    live_post("A heron")

    find("heron")

    assert in_order(part(server.searches[0])) == in_order(
        [{"bool": {"should": [asked("heron"), asked("egret")]}}]
    )


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("heron", Filters(tag="birds")),
        ("heron", Filters(year=2024)),
        ("heron author:poole tag:birds", Filters()),
        ("heron year:2024", Filters(author="author-of-birds")),
    ],
)
def test_filters_go_along_as_the_posts_that_they_leave(
    server: SearchServer, text: str, filters: Filters
) -> None:
    jane = author("Jane Poole")
    jane.slug = "author-of-birds"
    jane.save()
    when = datetime(2024, 5, 1, tzinfo=UTC)
    post = live_post("A heron", tags=["Birds"], authors=[jane], published_at=when)
    live_post("Another heron")

    find(text, filters=filters)

    limit = server.searches[0]["query"]["bool"]["filter"][1]
    assert limit == {"terms": {"id_filter": [post.pk]}}


def test_the_newest_first_is_asked_for_by_date(server: SearchServer) -> None:
    post = live_post("A heron")

    find("heron", sort="newest")
    find("heron", where="comments", sort="newest")
    published_comment(post, comment="A heron")
    find("heron", where="comments", sort="newest", filters=Filters(year=post.published_at.year))

    posts, comments = server.searches
    assert posts["sort"] == [{"first_published_at_filter": "desc"}]
    assert comments["sort"] == [{"comments_comment__published_at_filter": "desc"}]
    limit = comments["query"]["bool"]["filter"][1]
    assert limit == {"terms": {"comments_comment__page_id_filter": [post.pk]}}


def test_comments_are_found_under_their_posts(server: SearchServer) -> None:
    post = live_post("Birds")
    seen = published_comment(post, comment="I saw a heron.")
    held = held_comment(post, comment="A heron, held")

    server.finds = [[held.pk, seen.pk]]
    (hit,) = find("heron", where="comments").page

    assert hit.post == post
    assert [found.comment for found in hit.comments] == [seen]
    assert server.requests[-1].path == f"{COMMENTS}/_search"


def test_nothing_that_somebody_types_is_an_operator(server: SearchServer) -> None:
    live_post("A heron title body", body=[("paragraph", "<p>not or and all text query</p>")])
    chosen = random.Random(0)
    signs = ['"', "\\", "'", "*", "?", "~", "^2", ":", "(", ")", "{", "}", "[", "]", "-", "+", "<"]
    signs += ["heron", "title", "body", "_all_text", "or", "NOT", "AND", "/heron/", "\x00", "{{7}}"]
    for _ in range(20):
        find(" ".join(chosen.choices(signs, k=24)))
        assert not silence.is_on

    texts = [text for search in server.searches for text in texts_in(search)]
    assert len(server.searches) >= 20
    assert texts
    assert all(text.replace(" ", "").isalnum() for text in texts)


def test_what_readers_may_not_see_is_not_shown_whatever_the_server_finds(
    server: SearchServer,
) -> None:
    draft, private = draft_post("A heron draft"), private_post("A private heron")
    live_post("A heron")

    server.finds = [[draft.pk, private.pk, 999_999]]
    results = find("heron")

    assert results.total == 0
    assert results.facets == {"tag": [], "author": [], "year": []}


def test_where_the_server_finds_nothing_our_own_index_is_asked(server: SearchServer) -> None:
    live_post("A heron")

    assert titles("heron") == ["A heron"]
    assert server.searches


def test_where_nobody_answers_our_own_index_does_and_the_log_says_so_once(
    nobody: None, as_nobody: Client, caplog: pytest.LogCaptureFixture
) -> None:
    live_post("A heron")
    silence.end()
    caplog.clear()

    with caplog.at_level(logging.INFO):
        assert titles("heron") == ["A heron"]
        assert titles("heron") == ["A heron"]
    assert as_nobody.get("/search/", {"q": "heron"}).status_code == 200

    (line,) = caplog.records
    assert line.getMessage().startswith("The search server failed (Connection")
    assert "heron" not in line.getMessage()


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_does_not_answer_is_not_waited_for(
    kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_post("A heron")
    monkeypatch.setattr(remote, "PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"{kind}://127.0.0.1:{deaf.getsockname()[1]}"
        settings.WAGTAILSEARCH_BACKENDS = backends(settings, url)

        assert titles("heron") == ["A heron"]

    assert silence.is_on


def test_what_the_server_answers_leaves_no_line_in_the_log(
    server: SearchServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        post = live_post("A heron")
        server.finds = [[post.pk]]
        assert titles("heron") == ["A heron"]

    assert not caplog.records


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_where_the_server_refuses_our_own_index_answers(server: SearchServer, status: int) -> None:
    live_post("A heron")
    server.status = status

    assert titles("heron") == ["A heron"]
    assert len(server.searches) == 1


def test_a_post_is_published_where_nobody_takes_the_news(
    nobody: None, caplog: pytest.LogCaptureFixture
) -> None:
    post = live_post("A heron")

    post.unpublish()
    post.delete()

    lines = [record for record in caplog.records if record.levelno >= logging.INFO]
    assert [record.name for record in lines] == ["search.remote_backend"]


def test_the_server_gets_the_stems_of_what_is_live(server: SearchServer) -> None:
    jane = author("Jane Poole")
    body = [("paragraph", "<p>Nesting <b>herons</b> & well-being.</p>")]
    post = live_post("The Café", introduction="Seen.", body=body, tags=["Birds"], authors=[jane])

    sent = server.requests[-1]
    assert (sent.method, sent.path) == ("PUT", f"{POSTS}/_doc/{post.pk}")
    texts = {name.split("__")[-1]: value for name, value in sent.body.items()}
    assert texts["title"] == "the cafe"
    assert texts["introduction"] == "seen"
    assert texts["tag_names"] == "bird"
    assert texts["author_names"] == "jane pool"
    assert texts["body"] == "nest heron well be wellb"
    assert texts["title_edgengrams"] == ""
    assert texts["_edgengrams"] == []


def test_the_server_gets_no_draft_and_no_comment_that_readers_cannot_see(
    server: SearchServer,
) -> None:
    draft_post("A heron")
    post = live_post("Birds")
    server.requests.clear()

    held_comment(post, comment="A heron").refresh_in_search()
    shown = published_comment(post, comment="A **heron**")
    shown.refresh_in_search()
    actions.remove(comment=shown, by=moderator(), rule=rule())
    post.unpublish()

    told = [(request.method, request.path.rpartition("/")[0]) for request in server.requests]
    assert ("PUT", f"{COMMENTS}/_doc") in told
    assert told[-1] == ("DELETE", f"{POSTS}/_doc")
    written = [request.body for request in server.requests if request.method == "PUT"]
    assert {body["comment"] for body in written if body} == {"a heron"}


def test_update_index_builds_both_indexes_anew_with_what_is_live(server: SearchServer) -> None:
    post = live_post("A heron")
    draft_post("Another heron")
    published_comment(post, comment="A heron")
    server.requests.clear()

    call_command("update_index", backend_name="server", verbosity=0)

    made = [request for request in server.requests if request.method == "PUT" and request.body]
    created = [request.body for request in made if "settings" in request.body]
    assert [each["settings"]["analysis"]["analyzer"]["default"] for each in created] == [
        {"type": "whitespace"}
    ] * 2
    mappings = [request.body["properties"] for request in made if "properties" in request.body]
    copied = [fields["title"]["copy_to"] for fields in mappings if "title" in fields]
    assert (len(mappings), copied) == (2, [["_all_text", "_all_text_boost_10_0"]])
    bulks = [request.body for request in server.requests if request.path.endswith("/_bulk")]
    assert sorted(len(bulk) // 2 for bulk in bulks) == [1, 1]
    aliases = {
        request.path.rpartition("/")[-1] for request in server.requests if "_alias" in request.path
    }
    assert aliases == {POSTS[1:], COMMENTS[1:]}


def test_hyphenated_words_stand_in_order_for_phrases_and_as_one_at_the_end() -> None:
    assert stems("Well-being now") == "well be now wellb"
    assert stems("“quotes” && <b> NUL\x00") == "quot b nul"
