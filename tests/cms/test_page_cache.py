"""Kept pages: quick, right within a second wherever they are kept, and never private."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.comments import actions, likes
from blog.comments.models import Comment, DiscussionSettings
from blog.models import BlogPostPage
from cms.page_cache import MOST_BYTES
from home.models import SiteIdentity
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.pages import author, draft_post, live_post, restrict, site_tree
from tests.factories.people import moderator, reader
from tests.nodes import Node

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = PageViewRestriction.PASSWORD


@pytest.fixture
def node() -> Node:
    return Node()


def test_a_kept_page_asks_neither_the_site_nor_the_database(node: Node) -> None:
    url = live_post("We moved the market").url
    first = node.get(url)
    asked = node.asked

    with CaptureQueriesContext(connection) as queries:
        second = node.get(url)

    assert (second.status, second.text) == (200, first.text)
    assert "We moved the market" in second.text
    assert (node.asked, len(queries)) == (asked, 0)


def test_readers_get_what_their_browsers_take_and_caches_know_that_it_differs(node: Node) -> None:
    url = live_post().url
    plain = node.get(url)

    for accepted, encoding in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0", None)]:
        answer = node.get(url, HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.text == plain.text
        assert answer.headers["Content-Length"] == str(len(answer.sent))
        assert answer.headers["Vary"] == "Accept-Encoding, Cookie"


def test_who_has_the_page_is_told_that_it_is_the_same(node: Node) -> None:
    url = live_post().url
    first = node.get(url, HTTP_ACCEPT_ENCODING="gzip")

    again = node.get(url, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    other = node.get(url, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH='"another"')

    assert (again.status, again.sent) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (other.status, other.text) == (200, first.text)


def test_head_gets_the_headers_alone(node: Node) -> None:
    url = live_post().url
    whole = node.get(url)

    head = node.get(url, method="HEAD")

    assert (head.status, head.sent) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def said(post: BlogPostPage, name: str) -> Comment:
    """What somebody of that name wrote below a post."""
    return Comment.objects.get(page_id=post.pk, user_name=name)


def _publish_another(post: BlogPostPage) -> None:
    live_post("Another post")


def _edit(post: BlogPostPage) -> None:
    post.title = "Changed"
    post.save_revision().publish()


def _unpublish(post: BlogPostPage) -> None:
    post.unpublish()


def _delete(post: BlogPostPage) -> None:
    post.delete()


def _restrict(post: BlogPostPage) -> None:
    restrict(post)


def _rename_author(post: BlogPostPage) -> None:
    signed = post.authors[0]
    signed.name = "Nora Newname"
    signed.save()


def _rename_tag(post: BlogPostPage) -> None:
    tag = post.tags.first()
    tag.name = "renamed"
    tag.save()


def _name_site(post: BlogPostPage) -> None:
    SiteIdentity.objects.update(name="Another Council")


def _close(post: BlogPostPage) -> None:
    rules = DiscussionSettings.current()
    rules.closed_from = timezone.now()
    rules.save()


def _write(post: BlogPostPage) -> None:
    published_comment(post)


def _approve(post: BlogPostPage) -> None:
    actions.approve(comment=said(post, "Held"), by=moderator())


def _remove(post: BlogPostPage) -> None:
    actions.remove(comment=said(post, "Public"), by=moderator(), rule=rule())


def _like(post: BlogPostPage) -> None:
    liked = said(post, "Public")
    likes.like(comment=liked, writer=reader(), ip_address="192.0.2.1")


def _sql(post: BlogPostPage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = %s WHERE id = %s", ["By hand", post.pk])


CHANGES = [
    _edit, _unpublish, _delete, _restrict, _rename_author, _rename_tag, _name_site, _close,
    _write, _approve, _remove, _like, _sql,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changes_is_seen_on_every_node(change: Callable[[BlogPostPage], None]) -> None:
    here, there = Node(), Node()
    post = live_post("We moved the market", tags=["roads"], authors=[author()])
    held_comment(post, user_name="Held")
    published_comment(post, user_name="Public")
    url = post.url
    before = [node.get(url).text for node in (here, there)]
    assert before[0] == before[1]

    change(post)

    site = Node().get(url)
    for node in (here, there):
        after = node.get(url, later=True)
        assert (after.status, after.text) == (site.status, site.text)
        assert after.text != before[0]


@pytest.mark.parametrize("change", [_publish_another, _edit, _unpublish, _write, _approve])
def test_what_changes_on_a_post_is_seen_in_the_lists(
    node: Node, change: Callable[[BlogPostPage], None]
) -> None:
    post = live_post("We moved the market")
    held_comment(post, user_name="Held")
    before = {url: node.get(url).text for url in ("/", "/blog/", "/blog/feed/")}

    change(post)

    lists = {url: node.get(url, later=True).text for url in before}
    assert lists == {url: Node().get(url).text for url in before}
    assert lists["/blog/"] != before["/blog/"]


def test_what_is_said_below_one_post_leaves_the_others_kept(node: Node) -> None:
    post, other = live_post(tags=["roads"]), live_post(tags=["roads"])  # each is below the other
    urls = [post.url, other.url]
    for url in urls:
        node.get(url)
    asked = node.asked

    published_comment(post)
    texts = [node.get(url, later=True).text for url in urls]

    assert node.asked == asked + 1
    assert texts == [Node().get(url).text for url in urls]


def test_a_page_that_is_made_anew_after_a_comment_asks_for_what_was_said_and_no_more(
    node: Node,
) -> None:
    post, other = live_post(tags=["roads"], authors=[author()]), live_post(tags=["roads"])
    published_comment(post)
    urls = [post.url, other.url]
    for url in urls:
        node.get(url)

    published_comment(post)
    with CaptureQueriesContext(connection) as queries:
        answer = node.get(urls[0], later=True)

    assert len(queries) == 4  # what changed; counts; threads; comments
    assert answer.text == Node().get(urls[0]).text


@pytest.mark.parametrize("what", ["a draft is saved", "somebody signs in", "a comment waits"])
def test_what_no_reader_sees_leaves_all_kept(node: Node, what: str) -> None:
    post, other, somebody = live_post(), live_post(), moderator()
    url = other.url
    node.get(url)
    asked = node.asked

    if what == "a draft is saved":
        post.title = "Not yet"
        post.save_revision()
    elif what == "somebody signs in":
        Client().force_login(somebody)
    else:
        held_comment(post)
    node.get(url, later=True)

    assert node.asked == asked


def test_it_takes_less_than_a_second(node: Node) -> None:
    post = live_post("We moved the market")
    url = post.url
    node.get(url)
    _edit(post)
    began = time.monotonic()

    while "Changed" not in node.get(url).text:
        assert time.monotonic() - began < 1
        time.sleep(0.02)


# --- Never private ------------------------------------------------------------------------------
def test_who_brings_a_session_is_answered_by_the_site(node: Node, settings: Any) -> None:
    url = live_post().url
    node.get(url)
    client = Client()
    client.force_login(moderator())
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    assert client.session[SESSION_KEY]
    asked = node.asked

    own = node.get(url, HTTP_COOKIE=cookie)

    assert node.asked == asked + 1
    assert "ETag" not in own.headers
    assert node.get(url).text == Node().get(url).text != own.text


def test_what_only_some_may_read_is_not_kept(node: Node) -> None:
    site_tree()
    secret, draft = live_post("Secret"), draft_post("Draft")
    restrict(secret)
    locked = live_post("Locked")
    PageViewRestriction.objects.create(page=locked, restriction_type=PASSWORD, password="open")

    for page in (secret, draft, locked):
        answers = {node.get(page.url or f"/blog/{page.slug}/").status for _ in range(2)}
        assert answers <= {200, 302, 404}
        assert page.title not in "".join(
            str(entry.gzipped) for entry in node.cache.entries.values()
        )

    assert node.cache.entries == {}


@pytest.mark.parametrize(
    "url",
    ["/search/?q=market", "/comments/form/{pk}/", "/admin/login/", "/nothing-here/", "/healthz"],
)
def test_nothing_but_public_pages_is_kept(node: Node, url: str) -> None:
    post = live_post("We moved the market")

    node.get(url.format(pk=post.pk))

    assert node.cache.entries == {}


def test_a_page_under_many_addresses_is_kept_once(node: Node) -> None:
    url = live_post().url
    node.get(url)
    asked = node.asked

    node.get(f"{url}?fbclid=abc&utm_source=mail")
    assert node.asked == asked  # what follows readers about makes no difference

    for number in range(5):
        node.get(f"{url}?x={number}")
        node.get(f"{url}?{'page=1&' * 50}")
    assert len(node.cache.entries) == 1


def test_another_host_or_scheme_is_another_page(node: Node, settings: Any) -> None:
    url = live_post().url
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    node.get(url)
    asked = node.asked

    node.get(url, HTTP_HOST="other.example")
    node.get(url, **{"wsgi.url_scheme": "https"})

    assert node.asked == asked + 2
    assert node.get(url, HTTP_HOST="evil.example").status == 400


def test_many_who_ask_at_once_have_a_page_made_anew_once(node: Node) -> None:
    post = live_post()
    url = post.url
    node.get(url)
    _write(post)
    node.get("/blog/", later=True)

    def ask(_number: int) -> str:
        try:
            return node.get(url).text
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(ask, range(16)))

    assert len(texts) == 1
    assert node.asked == 3


def test_where_the_site_fails_readers_get_what_is_kept(node: Node) -> None:
    url = live_post("We moved the market").url
    node.get(url)
    node.fails = True
    _name_site(live_post())

    assert node.get(url, later=True).status == 200
    assert node.get("/blog/").status == 503


@pytest.mark.parametrize("change", [_unpublish, _restrict, _remove])
def test_what_was_taken_away_is_not_shown_even_then(
    node: Node, change: Callable[[BlogPostPage], None]
) -> None:
    post = live_post("We moved the market")
    published_comment(post, user_name="Public")
    url = post.url
    node.get(url)

    change(post)
    node.fails = True

    assert node.get(url, later=True).status == 503


def test_a_database_that_is_away_leaves_kept_pages_where_they_are(
    node: Node, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url = live_post().url
    node.get(url)

    def away(_self: Any) -> Iterator[Any]:
        raise OperationalError("the server went away")

    monkeypatch.setattr("django.db.models.query.QuerySet.__iter__", away)
    answer = node.get(url, later=True)

    assert answer.status == 200
    assert "kept pages go on" in caplog.text


def test_memory_has_an_end(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [live_post().url for _ in range(6)]
    node.get(urls[0])
    monkeypatch.setattr("cms.page_cache.MOST_BYTES", 4 * node.cache.size)

    for url in urls[1:]:
        node.get(urls[0])  # asked for all the time
        node.get(url)

    assert node.cache.size <= 4 * MOST_BYTES
    assert node.cache.size == sum(entry.size for entry in node.cache.entries.values())
    assert 1 < len(node.cache.entries) < 6
    assert any(key[2] == urls[0] for key in node.cache.entries)
