"""The discussion as a feed: valid Atom, all that anybody may read, and nothing else."""

from datetime import timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from blog.comments.feeds import ENTRIES
from blog.comments.models import Comment, Status
from blog.models import BlogIndexPage, BlogPostPage
from tests.factories.comments import comment, many_comments, published_comment, take_away, thread
from tests.factories.pages import draft_post, live_post, private_post, restrict
from tests.factories.people import administrator, reader
from tests.forms import soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom", "thr": "http://purl.org/syndication/thread/1.0"}
SITE = "/comments/feed/"


def of(post: BlogPostPage) -> str:
    """The address of a post's feed."""
    return f"{post.url}comments/feed/"


def feed(address: str) -> Element:
    """The feed at an address, as a program reads it that nobody signed in."""
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return fromstring(response.content)


def text(found: Element, path: str) -> str:
    """The text of the one element at a path."""
    elements = found.findall(path, ATOM)
    assert len(elements) == 1, path
    return elements[0].text or ""


def ids(found: Element) -> list[str]:
    """The entries, from top to bottom."""
    return [text(entry, "a:id") for entry in found.findall("a:entry", ATOM)]


def address(entry: Comment) -> str:
    """Under what name a comment stands in a feed."""
    return f"http://testserver/comments/{entry.pk}/"


def written_one_after_the_other(post: BlogPostPage, total: int) -> list[Comment]:
    """Comments of which each was published a minute after the one before."""
    written = many_comments(post, [None] * total)
    start = timezone.now() - timedelta(days=1)
    for n, entry in enumerate(written):
        moment = start + timedelta(minutes=n)
        Comment.objects.filter(pk=entry.pk).update(published_at=moment)
    return written


@pytest.mark.parametrize("whole_site", [True, False])
def test_the_newest_comments_stand_first(post: BlogPostPage, whole_site: bool) -> None:
    written = written_one_after_the_other(post, ENTRIES + 5)

    found = feed(SITE if whole_site else of(post))

    assert ids(found) == [address(entry) for entry in written[: -ENTRIES - 1 : -1]]


@pytest.mark.parametrize("whole_site", [True, False])
def test_a_feed_has_what_atom_demands(post: BlogPostPage, whole_site: bool) -> None:
    published_comment(post)
    here = SITE if whole_site else of(post)

    found = feed(here)

    for place in (found, *found.findall("a:entry", ATOM)):
        assert text(place, "a:id").startswith("http://testserver/")
        assert text(place, "a:title")
        assert parse_datetime(text(place, "a:updated")).tzinfo
    assert text(found, "a:entry/a:author/a:name")
    assert found.find("a:link[@rel='self']", ATOM).get("href") == f"http://testserver{here}"


def test_an_entry_holds_the_whole_text_as_readers_see_it(post: BlogPostPage) -> None:
    entry = published_comment(post, comment="**Yes** & <no>", user_name="Nora")

    found = feed(of(post)).find("a:entry", ATOM)

    assert found.find("a:content", ATOM).get("type") == "html"
    assert text(found, "a:content") == Comment.objects.get(pk=entry.pk).body_html
    assert text(found, "a:author/a:name") == "Nora"
    assert found.find("a:link", ATOM).get("href") == address(entry)


def test_an_entry_says_when_it_was_changed_last(post: BlogPostPage) -> None:
    changed = timezone.now().replace(microsecond=0) + timedelta(minutes=5)
    published_comment(post, edited_at=changed)

    found = feed(of(post))

    assert parse_datetime(text(found, "a:entry/a:updated")) == changed
    assert parse_datetime(text(found, "a:updated")) == changed


def test_a_reply_says_what_it_answers(post: BlogPostPage) -> None:
    first, reply = thread(post, 0, 1)

    entries = feed(of(post)).findall("a:entry", ATOM)
    answers = {
        text(entry, "a:id"): [found.get("ref") for found in entry.findall("thr:in-reply-to", ATOM)]
        for entry in entries
    }

    assert answers == {address(first): [], address(reply): [address(first)]}


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_only_published_comments_stand_in_feeds(post: BlogPostPage, status: Status) -> None:
    comment(post, status)

    assert [ids(feed(here)) for here in (SITE, of(post))] == [[], []]


def test_a_comment_that_was_taken_away_is_gone_from_the_feeds(post: BlogPostPage) -> None:
    entry = published_comment(post)
    taken = published_comment(post)

    take_away(taken)

    assert [ids(feed(here)) for here in (SITE, of(post))] == [[address(entry)]] * 2


def test_nothing_under_a_page_that_not_everybody_may_read_stands_in_a_feed(db: None) -> None:
    secret = live_post()
    posts = [draft_post(), private_post(), secret]
    for hidden in posts:
        published_comment(hidden)
    restrict(secret)

    assert ids(feed(SITE)) == []
    for client in (Client(), Client()):
        assert [client.get(of(hidden)).status_code for hidden in posts] == [404, 404, 404]


def test_a_restricted_blog_has_no_feed_even_for_those_who_may_read_it(post: BlogPostPage) -> None:
    published_comment(post)
    restrict(BlogIndexPage.objects.get())
    client = Client()
    client.force_login(administrator())

    assert ids(feed(SITE)) == []
    assert client.get(of(post)).status_code == 404


def test_a_page_that_mirrors_a_restricted_one_is_as_restricted(post: BlogPostPage) -> None:
    mirror = post.create_alias(update_slug="mirror")
    published_comment(mirror)
    restrict(post)

    assert ids(feed(SITE)) == []
    assert Client().get(of(mirror)).status_code == 404


def test_the_feed_of_another_post_is_not_here(post: BlogPostPage) -> None:
    published_comment(live_post())

    assert ids(feed(of(post))) == []


def test_the_blog_may_have_any_address(post: BlogPostPage) -> None:
    entry = published_comment(post)
    blog = BlogIndexPage.objects.get()
    blog.slug = "news"
    blog.save()

    assert ids(feed(f"/news/{post.slug}/comments/feed/")) == [address(entry)]


@pytest.mark.parametrize("path", ["comments/", "comments/feed/x/", "feed/comments/"])
def test_nothing_else_stands_below_a_post(post: BlogPostPage, path: str) -> None:
    assert Client().get(f"{post.url}{path}").status_code == 404


def test_no_address_of_a_writer_stands_in_a_feed(post: BlogPostPage) -> None:
    user = reader()
    published_comment(post, user_email="nora@example.org", ip_address="192.0.2.7")
    published_comment(post, user=user)

    for here in (SITE, of(post)):
        body = Client().get(here).text
        assert not [word for word in ("nora@", user.email, "192.0.2.7") if word in body]


def test_what_xml_has_no_room_for_is_left_out(post: BlogPostPage) -> None:
    published_comment(
        post, comment="a\x0bb\ufffe\x00c]]>"[:9].replace("\x00", ""), user_name="N\x08"
    )

    assert text(feed(of(post)), "a:entry/a:author/a:name") == "N"


@pytest.mark.parametrize("whole_site", [True, False])
def test_what_has_not_changed_is_not_sent_again(post: BlogPostPage, whole_site: bool) -> None:
    entry = published_comment(post)
    here = SITE if whole_site else of(post)
    first = Client().get(here)

    def again(**headers: str) -> HttpResponse:
        return Client().get(here, headers=headers)

    assert again(if_none_match=first["ETag"]).status_code == 304
    assert again(if_modified_since=first["Last-Modified"]).status_code == 304
    take_away(entry)
    assert again(if_none_match=first["ETag"]).status_code == 200


def test_an_empty_feed_is_always_the_same(post: BlogPostPage) -> None:
    assert Client().get(of(post)).content == Client().get(of(post)).content


def test_a_feed_costs_the_same_with_one_comment_and_with_fifty(post: BlogPostPage) -> None:
    published_comment(post)
    before = [len(queries_of(Client(), here)) for here in (SITE, of(post))]
    for _ in range(5):
        many_comments(live_post(), [None, 0] * 5)
    many_comments(post, [None] * 20)
    for _ in range(3):
        published_comment(post, user=reader())

    after = [len(queries_of(Client(), here)) for here in (SITE, of(post))]

    assert after == before
    assert max(after) <= 15, after  # six of them count how often a household asks


def test_a_post_names_its_feed(post: BlogPostPage) -> None:
    page = soup(Client().get(post.url).text)

    assert page.head.select_one("link[rel=alternate][type='application/atom+xml']")["href"] == of(
        post
    )
    assert page.select_one(".discussion a[type='application/atom+xml']")["href"] == of(post)
