"""The same four journeys over plain HTTP: what the pages' own links and forms make possible."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from blog.comments import actions
from blog.comments.models import Comment
from tests.editing import PUBLISH, open_editor, prose, send
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import live_post, site_tree
from tests.factories.people import editor, moderator
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db(transaction=True)
Knock = Callable[..., Client]


def read(client: Client, address: str) -> tuple[str, BeautifulSoup]:
    """The page at an address, and where it was found in the end."""
    response = client.get(address, follow=True)
    assert response.status_code == 200
    redirects = response.redirect_chain
    return (redirects[-1][0] if redirects else address), soup(response.text)


def link(page: BeautifulSoup, words: str) -> str:
    """The address behind the link with these words."""
    links = [tag for tag in page.select("a[href]") if words in tag.get_text(" ", strip=True)]
    assert links, f"no link “{words}”"
    return str(links[0]["href"])


def text_of(page: BeautifulSoup, selector: str) -> list[str]:
    """The words of all elements at a selector."""
    return [tag.get_text(" ", strip=True) for tag in page.select(selector)]


def test_an_editor_writes_a_post_and_publishes_it(knock: Knock) -> None:
    desk = knock(editor())
    address = f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/"
    response = send(
        desk,
        open_editor(desk, address),
        PUBLISH,
        title="The heron bridge is open",
        slug="heron-bridge",
        introduction="After nine years, we can cross the river again.",
        body=[
            ("paragraph", prose("<p>On Monday the first of us walked across.</p>")),
            (
                "quote",
                {
                    "text": prose("<p>Ask us early.</p>"),
                    "attribution": "A resident of Mill Lane",
                    "source_url": "",
                },
            ),
            ("bullet_list", prose("<p>Bring a friend</p><p>Mind the step</p>")),
        ],
    )
    assert response.status_code == 302

    reader = knock()
    _address, blog = read(reader, "/blog/")
    _address, post = read(reader, link(blog, "The heron bridge is open"))
    assert text_of(post, "h1") == ["The heron bridge is open"]
    assert "After nine years" in post.main.get_text()
    assert text_of(post, ".e-content p")[0] == "On Monday the first of us walked across."
    assert text_of(post, "blockquote") == ["Ask us early."]
    assert "A resident of Mill Lane" in text_of(post, "figcaption")[0]
    assert text_of(post, ".e-content ul > li") == ["Bring a friend", "Mind the step"]


def write(client: Client, address: str, name: str, text: str) -> tuple[str, BeautifulSoup]:
    """Fill in the comment form at an address and send it; gives the page that it leads to."""
    form = read_form(client.get(address).text, address)
    response = client.post(form.action, form.fill(name=name, comment=text).press())
    assert response.status_code == 302
    return read(client, response.url)


def test_a_guest_comments_and_another_answers(knock: Knock) -> None:
    post, who = live_post("The heron bridge is open"), moderator()
    nora, nina = knock(), knock()

    _address, page = read(nora, post.url)
    status_address, page = write(
        nora, link(page, "Write a comment"), "Nora", "A bridge is not enough."
    )
    assert "A moderator will read" in text_of(page, "h1")[0]
    assert "A bridge is not enough." in page.main.get_text()

    _address, page = read(nina, post.url)
    assert "A bridge is not enough." not in page.get_text()

    actions.approve(comment=Comment.objects.get(user_name="Nora"), by=who)
    _address, page = read(nina, post.url)
    _address, page = write(nina, link(page, "to Nora"), "Nina", "What else do we need?")
    assert "A moderator will read" in text_of(page, "h1")[0]

    actions.approve(comment=Comment.objects.get(user_name="Nina"), by=who)
    _address, page = read(nora, status_address)
    assert text_of(page, "h1") == ["Your comment is published"]
    address, page = read(nora, link(page, "See it in the discussion"))
    assert address.startswith(f"{post.url}#c")
    assert text_of(page, "#discussion .p-author") == ["Nora", "Nina"]


def test_a_moderator_decides_on_one_and_on_many(knock: Knock) -> None:
    post = live_post("The heron bridge is open")
    waiting = {
        name: str(held_comment(post, user_name=name).pk)
        for name in ("Ada", "Bert", "Cleo", "Dora", "Emil")
    }
    desk = knock(moderator())

    def decide(name: str, value: str, *ticked: str) -> str:
        address, page = read(desk, "/admin/comments/comment/")
        form = read_form(str(page), address, "form.queue").tick("ids", *ticked)
        response = desk.post(form.action, form.press(name, value), follow=True)
        return " ".join(text_of(soup(response.text), ".messages"))

    assert "1 comment is now published." in decide("one", f"approve:{waiting['Ada']}")
    assert "1 comment is refused." in decide("one", f"refuse:{waiting['Bert']}:1")
    assert "2 comments are now published." in decide(
        "action", "approve", waiting["Cleo"], waiting["Dora"]
    )

    _address, page = read(desk, "/admin/comments/comment/")
    assert text_of(page, ".queue__by") == ["Emil"]
    _address, page = read(knock(), post.url)
    assert text_of(page, "#discussion .p-author") == ["Ada", "Cleo", "Dora"]


def search(client: Client, page: BeautifulSoup, words: str) -> BeautifulSoup:
    """Send the search form of a page."""
    form = read_form(str(page), "/", "form[action='/search/']").fill(q=words)
    assert form.method == "get"
    response = client.get(form.action, form.press())
    assert response.status_code == 200
    return soup(response.text)


def test_a_reader_finds_a_post_and_a_comment(knock: Knock) -> None:
    post = live_post("The heron bridge is open")
    comment = published_comment(post, comment="I saw a heron there, early in the morning.")
    live_post("Something else")
    reader = knock()

    found = search(reader, read(reader, "/")[1], '"heron bridge"')
    assert text_of(found, "main .card__title") == ["The heron bridge is open"]

    found = search(reader, found, "heron morning")
    assert "I saw a heron there" in found.main.get_text()
    address, page = read(reader, str(found.select_one(".found-comment a")["href"]))
    assert address == f"{post.url}#c{comment.pk}"
    assert page.select(f"#c{comment.pk}")
