"""The search index follows what happens, as soon as it is committed; `update_index` heals the rest.

What readers may not see shows in no result, suggestion, choice, extract or correction.
"""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from taggit.models import Tag
from wagtail.models import PageViewRestriction

from blog.comments import actions
from blog.comments.models import Comment, Status
from blog.models import BlogIndexPage, BlogPostPage
from search import indexing
from search.models import CommentEntry, Kind, PostEntry, Statistics, Term, Word
from search.queries import Filters, find
from search.suggestions import suggestions
from tests.factories.comments import comment, held_comment, published_comment, rule
from tests.factories.pages import author, draft_post, live_post, private_post, restrict, site_tree
from tests.factories.people import moderator

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    """Of the posts that a search finds."""
    return [hit.post.title for hit in find(text).page]


def comments(text: str) -> int:
    """How many comments a search finds."""
    return find(text, where="comments").total


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[..., object]:
    """A block at whose end a transaction is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def publish(post: BlogPostPage) -> None:
    """As the editor does."""
    post.save_revision().publish()


def test_a_post_is_found_once_it_is_published() -> None:
    post = draft_post("The heron")
    assert titles("heron") == []

    publish(post)

    assert titles("heron") == ["The heron"]


def test_a_post_is_found_by_its_new_words_and_no_longer_by_its_old_ones() -> None:
    post = live_post("The heron")
    post.title = "The kingfisher"
    post.tags.add("Riverbank")

    publish(post)

    assert titles("kingfisher") == titles("riverbank") == ["The kingfisher"]
    assert titles("heron") == []


def test_a_draft_of_a_live_post_changes_nothing() -> None:
    post = live_post("The heron")
    post.title = "The kingfisher"

    post.save_revision()

    assert (titles("heron"), titles("kingfisher")) == (["The heron"], [])


def test_a_post_that_is_withdrawn_or_deleted_leaves_the_index() -> None:
    withdrawn, deleted = live_post("The heron"), live_post("The heron again")

    withdrawn.unpublish()
    deleted.delete()

    assert titles("heron") == []
    assert not PostEntry.objects.exists()


def test_a_post_is_hidden_and_shown_with_its_restriction() -> None:
    post = live_post("The heron")

    restrict(post)
    assert titles("heron") == []

    PageViewRestriction.objects.all().delete()
    assert titles("heron") == ["The heron"]


def test_a_post_that_moves_below_a_restriction_is_hidden() -> None:
    post = live_post("The heron")
    tree = site_tree()
    private = tree.home.add_child(instance=BlogIndexPage(title="Members", slug="members"))
    restrict(private)

    post.move(private, pos="last-child")

    assert titles("heron") == []


def test_a_renamed_tag_or_author_is_found_by_the_new_name() -> None:
    writer = author("Ada Heron")
    live_post("Something", tags=["Oldword"], authors=[writer])
    tag = Tag.objects.get()

    tag.name, writer.name = "Newword", "Ada Kingfisher"
    tag.save()
    writer.save()

    assert titles("newword") == titles("kingfisher") == ["Something"]
    assert titles("oldword") == titles("heron") == []


def test_comments_come_and_go_with_decisions(committed: Callable[..., object]) -> None:
    entry = held_comment(live_post(), comment="A heron!")
    assert comments("heron") == 0

    with committed():
        actions.approve(comment=entry, by=moderator())
    assert comments("heron") == 1

    with committed():
        actions.remove(comment=Comment.objects.get(), by=moderator(), rule=rule())
    assert comments("heron") == 0


@pytest.fixture
def hidden() -> None:
    """One of everything that readers may not see, each in the index as if it were a mistake."""
    seen = live_post("Seen by all", tags=["Open"])
    held = comment(seen, Status.HELD, comment="heronword")
    published_comment(private_post("Private heronword", tags=["Heronword"]), comment="heronword")
    draft = draft_post("Draft heronword", tags=["Heronword"], authors=[author("Heronword")])
    withdrawn = live_post("Withdrawn heronword", tags=["Heronword"])
    withdrawn.unpublish()
    indexing.add_posts(BlogPostPage.objects.all())
    indexing.add_comments(Comment.objects.all())
    assert PostEntry.objects.count() == 4
    assert {held.pk} < set(CommentEntry.objects.values_list("pk", flat=True))
    assert draft.pk in set(PostEntry.objects.values_list("pk", flat=True))


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("text", ["heronword", "heronwrd", "heron word", "seen heronword"])
@pytest.mark.parametrize("where", ["posts", "comments"])
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_what_is_not_public_shows_nowhere_however_the_index_stands(
    as_nobody: Client, text: str, where: str, sort: str
) -> None:
    results = find(text, where=where, sort=sort)
    assert {hit.post.title for hit in results.page} <= {"Seen by all"}
    assert not results.facets["author"]
    assert {facet.value for facet in results.facets["tag"]} <= {"open"}
    assert "heronword" not in (results.corrected, results.did_you_mean)

    page = as_nobody.get("/search/", {"q": text, "in": where, "sort": sort}).text
    for title in ("Private", "Draft", "Withdrawn"):
        assert f"{title} heronword" not in page


@pytest.mark.parametrize("where", ["posts", "comments"])
def test_a_word_of_a_private_post_is_neither_offered_nor_stands_in_the_way(where: str) -> None:
    for title in ("The heron", "The bridge"):
        published_comment(live_post(title), comment=title)
    private_post("Quixby and the briqge")

    for text in ("heronn quixbi", "heron quixbi"):
        results = find(text, where=where)
        assert "quixby" not in results.corrected + results.did_you_mean
    assert find("briqge", where=where).corrected == "bridge"


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("chosen", [{"tag": "heronword"}, {"author": "heronword"}])
def test_a_filter_finds_nothing_that_is_not_public(chosen: dict[str, str]) -> None:
    for where in ("posts", "comments"):
        assert find("", where=where, filters=Filters(**chosen)).total == 0
        assert find("heronword", where=where, filters=Filters(**chosen)).total == 0


@pytest.mark.usefixtures("hidden")
def test_nothing_is_suggested_that_is_not_public() -> None:
    request = Client().get("/").wsgi_request

    assert suggestions("heronw", request) == []


def test_update_index_heals_what_went_wrong() -> None:
    missing, changed = live_post("The heron"), live_post("The kingfisher")
    gone = draft_post("The bittern")
    published_comment(changed, comment="A wagtail!")
    PostEntry.objects.filter(pk=missing.pk).delete()
    PostEntry.objects.filter(pk=changed.pk).update(terms="wrong", impacts={"wrong": 50})
    indexing.add_posts([gone])
    CommentEntry.objects.all().delete()
    Statistics.objects.update(entries=99, words=1)
    Word.objects.create(text="nowhere", stem="nowher")

    call_command("update_index", verbosity=0)

    assert (titles("heron"), titles("kingfisher")) == (["The heron"], ["The kingfisher"])
    assert titles("wrong") == titles("bittern") == []
    assert comments("wagtail") == 1
    assert Statistics.objects.get(kind=Kind.POST).entries == 2
    assert not Word.objects.filter(text="nowhere").exists()


def test_counts_stay_what_the_index_holds() -> None:
    """On PostgreSQL, where they are kept; SQLite has them at hand."""
    first, second = live_post("The heron"), live_post("A heron and a bittern")
    publish(second)
    first.title = "The kingfisher"
    publish(first)
    live_post("Gone with a heron").delete()
    kept = dict(Term.objects.filter(entries__gt=0).values_list("text", "entries"))
    statistics = Statistics.objects.filter(kind=Kind.POST).values("entries", "words").get()

    indexing.count(Kind.POST)

    assert kept == dict(Term.objects.values_list("text", "entries"))
    assert statistics == Statistics.objects.filter(kind=Kind.POST).values("entries", "words").get()
