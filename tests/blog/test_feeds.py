"""The blog as a feed: valid Atom and RSS, whole posts, and nothing that not everybody may read."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from lxml import etree
from wagtail.blocks import StreamValue

from blog.feeds import ENTRIES
from blog.models import BlogPostPage
from tests.factories.comments import published_comment
from tests.factories.pages import (
    author,
    blog_index,
    draft_post,
    live_post,
    many_live_posts,
    private_post,
    restrict,
)
from tests.factories.pictures import picture
from tests.forms import soup
from tests.measures import queries_of
from tests.settings import ROOT

pytestmark = pytest.mark.django_db
ATOM, RSS = "/blog/feed/", "/blog/feed/rss/"
SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "fixtures" / "atom.rng"))
MOMENT = datetime(2020, 5, 4, 9, 30, tzinfo=UTC)


def answer(address: str, **headers: str) -> HttpResponse:
    """What a program gets that nobody signed in."""
    return Client().get(address, headers=headers)


def feed(address: str) -> Any:
    """The feed at an address, valid by the rules of its kind, as a feed reader understands it."""
    response = answer(address)
    assert response.status_code == 200
    assert not response.cookies
    document = etree.fromstring(response.content)
    if address.endswith("rss/"):
        assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
        assert wrong_with_rss(document) == []
    else:
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert SCHEMA.validate(document), SCHEMA.error_log
    understood = feedparser.parse(response.content)
    assert understood.bozo == 0, understood.get("bozo_exception")
    return understood


def wrong_with_rss(document: Any) -> list[str]:
    """What the RSS 2.0 specification and the RSS Advisory Board's profile would object to."""
    objections = []
    channel = document.find("channel")
    if document.tag != "rss" or document.get("version") != "2.0" or len(document) != 1:
        objections.append("not one channel in RSS 2.0")
    needed = ("title", "link", "description", "lastBuildDate")
    objections += [f"channel without {name}" for name in needed if not channel.findtext(name)]
    itself = channel.find("{http://www.w3.org/2005/Atom}link[@rel='self']")
    if itself is None or not itself.get("href").startswith("http"):
        objections.append("no address of its own")
    names = [item.findtext("guid") for item in channel.iter("item")]
    if len(set(names)) != len(names) or not all(names):
        objections.append("two items with one guid, or one without")
    for item in channel.iter("item"):
        if not (item.findtext("title") and item.findtext("description")):
            objections.append("item without title or description")
        if not item.findtext("link").startswith("http"):
            objections.append("item without an address")
        if parsedate_to_datetime(item.findtext("pubDate")).tzinfo is None:
            objections.append("date without a zone")
        if item.findtext("author") and "@" not in item.findtext("author"):
            objections.append("an author who is no e-mail address")
        if item.find("guid").get("isPermaLink") != "false":
            objections.append("a guid that is taken for an address")
    return objections


def titles(address: str) -> list[str]:
    """The posts in a feed, from top to bottom."""
    return [entry.title for entry in feed(address).entries]


def full_post(**fields: Any) -> BlogPostPage:
    """A post with all that an entry can hold."""
    return live_post(
        "Fish & <chips>",
        published_at=MOMENT,
        authors=[author("Jane Poole"), author("Henry")],
        tags=["Roads", "Bridges"],
        hero_image=picture(),
        hero_alt_text="A heron",
        **fields,
    )


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_an_entry_says_what_its_page_says(address: str) -> None:
    post = full_post()

    found = feed(address)
    entry = found.entries[0]

    assert found.feed.title
    assert found.feed.language == "en-gb"
    assert entry.title == "Fish & <chips>"
    assert entry.link == f"http://testserver{post.url}"
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == MOMENT
    assert {tag.term for tag in entry.tags} >= {"roads" if address == ATOM else "Roads"}
    assert entry.summary == post.introduction
    assert "<p>Text.</p>" in entry.content[0].value
    assert [signed.name for signed in entry.authors] == ["Jane Poole", "Henry"]


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_the_newest_posts_stand_first_and_no_more_than_twenty(address: str) -> None:
    oldest = live_post("Newest")
    many_live_posts(ENTRIES + 5, like=oldest)

    found = titles(address)

    assert len(found) == ENTRIES
    assert found[0] == "Newest"
    assert found[1] == "Copy 0"


def test_a_feed_of_a_tag_or_an_author_holds_their_posts_alone() -> None:
    jane = author("Jane")
    live_post("By Jane", authors=[jane], tags=["roads"])
    live_post("Roads", tags=["roads"])
    live_post("Else", tags=["else"])

    for ending in ("", "rss/"):
        assert titles(f"/blog/tags/roads/feed/{ending}") == ["Roads", "By Jane"]
        assert titles(f"/blog/authors/{jane.slug}/feed/{ending}") == ["By Jane"]
    assert answer("/blog/tags/nothing/feed/").status_code == 404
    assert answer("/blog/authors/nobody/feed/").status_code == 404


def test_nothing_that_not_everybody_may_read_stands_in_a_feed() -> None:
    jane = author()
    fields = {"authors": [jane], "tags": ["a"]}
    draft_post("Draft", **fields)
    private_post("Private", **fields)
    gone = live_post("Gone", **fields)
    gone.unpublish()
    live_post("Public", **fields)

    addresses = [ATOM, RSS, "/blog/tags/a/feed/", f"/blog/authors/{jane.slug}/feed/"]

    assert [titles(address) for address in addresses] == [["Public"]] * 4


def test_a_tag_without_a_public_post_has_no_feed() -> None:
    private_post(tags=["secret"])

    assert answer("/blog/tags/secret/feed/").status_code == 404


def test_a_restricted_blog_gives_no_feed_away() -> None:
    live_post("Secret")
    restrict(blog_index())

    assert "Secret" not in answer(ATOM).text


def test_a_text_stands_on_its_own() -> None:
    still = picture()
    post = live_post(
        body=[
            ("paragraph", '<p><a href="/about/">About</a> <a href="#x">below</a></p>'),
            ("heading", {"text": "Part <one>", "level": "h2"}),
            ("image", {"image": still, "caption": "A heron"}),
            ("embed", {"url": "https://vimeo.com/76979871", "title": "A walk", "picture": None}),
            ("code", {"code": "if a < b: <script>", "language": "text"}),
        ]
    )

    text = feed(ATOM).entries[0].content[0].value
    html = BeautifulSoup(text, "html.parser")

    assert [link["href"] for link in html.select("a")] == [
        "http://testserver/about/",
        f"http://testserver{post.url}#x",
        "https://vimeo.com/76979871",
    ]
    assert html.img["src"].startswith("http://testserver/media/images/")
    assert html.img["width"]
    assert html.h2.text == "Part <one>"
    assert html.pre.text == "if a < b: <script>"
    assert "A walk" in html.select("a")[2].text
    assert html.select("script, style, svg, iframe, form, [style], [class], [onclick]") == []


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_a_text_that_cannot_be_shown_costs_its_own_entry_the_text_and_nothing_else(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fine, broken = live_post("Fine"), live_post("Broken")
    render = StreamValue.render_as_block

    def fail(body: StreamValue, *args: Any, **kwargs: Any) -> str:
        if "no way" in str(body.raw_data):
            raise ValueError("no way")
        return render(body, *args, **kwargs)

    broken.body = [("paragraph", "<p>There is no way.</p>")]
    broken.save_revision().publish()
    monkeypatch.setattr(StreamValue, "render_as_block", fail)

    entries = {entry.title: entry for entry in feed(address).entries}

    assert "<p>Text.</p>" in entries["Fine"].content[0].value
    assert entries["Broken"].content[0].value == f"<p>{broken.introduction}</p>"
    assert "no way" not in answer(address).text
    assert f"post {broken.pk}" in caplog.text
    assert fine.title in entries


def test_a_note_at_the_foot_is_a_part_of_the_text() -> None:
    live_post(body=[("paragraph", "<p>Flat<footnote>By our survey.</footnote> land.</p>")])

    text = feed(ATOM).entries[0].content[0].value

    assert "By our survey." in BeautifulSoup(text, "html.parser").li.text


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_what_xml_has_no_room_for_is_left_out(address: str) -> None:
    live_post(
        "A\x0bc\ufffe",
        introduction="\x1bWhat",
        body=[("paragraph", "<p>e\x08f\uffff]]&gt;</p>")],
        authors=[author("J\x01ane")],
        tags=["ro\x02ads"],
    )

    entry = feed(address).entries[0]

    assert entry.title == "A c"  # a title is one line wherever it stands
    assert entry.summary == "What"
    assert entry.authors[0].name == "Jane"
    assert "ef]]" in entry.content[0].value


def test_an_entry_keeps_its_name_when_its_address_and_title_change() -> None:
    post = live_post()
    before = [feed(address).entries[0].id for address in (ATOM, RSS)]

    post.title, post.slug = "Another", "another"
    post.save_revision().publish()

    assert [feed(address).entries[0].id for address in (ATOM, RSS)] == before
    assert before[0] == before[1]


def test_an_entry_says_when_it_was_changed_last() -> None:
    post = live_post(published_at=MOMENT)
    post.title = "Changed"
    post.save_revision().publish()

    entry = feed(ATOM).entries[0]

    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == MOMENT
    assert datetime.now(UTC) - datetime(*entry.updated_parsed[:6], tzinfo=UTC) < timedelta(hours=1)


@pytest.mark.parametrize("address", [ATOM, RSS])
def test_what_has_not_changed_is_not_sent_again(address: str) -> None:
    post = live_post()
    first = answer(address)

    assert answer(address, if_none_match=first["ETag"]).status_code == 304
    assert answer(address, if_modified_since=first["Last-Modified"]).status_code == 304
    post.title = "Changed"
    post.save_revision().publish()
    again = answer(address, if_none_match=first["ETag"])
    assert again.status_code == 200
    assert "Changed" in again.text


def test_a_feed_costs_the_same_with_one_post_and_with_twenty() -> None:
    first = full_post()
    answer(ATOM)
    with_one = len(queries_of(Client(), ATOM))
    for _ in range(4):
        full_post()
    many_live_posts(ENTRIES, like=first)
    answer(ATOM)

    assert len(queries_of(Client(), ATOM)) == with_one


def test_pages_name_the_feeds_that_belong_to_them(as_nobody: Client) -> None:
    jane = author("Jane")
    post = live_post(authors=[jane], tags=["roads"])
    published_comment(post)

    def named(address: str) -> list[str]:
        links = soup(as_nobody.get(address).text).select("head link[rel=alternate]")
        return [link["href"] for link in links]

    assert named("/") == [ATOM, RSS]
    assert named("/blog/") == [ATOM, RSS]
    assert set(named(post.url)) == {ATOM, RSS, f"{post.url}comments/feed/"}
    assert named("/blog/tags/roads/")[0] == "/blog/tags/roads/feed/"
    assert named(f"/blog/authors/{jane.slug}/")[0] == f"/blog/authors/{jane.slug}/feed/"
    for address in named("/blog/tags/roads/") + named(f"/blog/authors/{jane.slug}/"):
        assert feed(address).entries
