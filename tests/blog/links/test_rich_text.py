"""Links of rich text without a sound number: they lead nowhere, and break nothing."""

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ReferenceIndex

from blog.models import BlogPostPage
from tests.editing import PUBLISH, compose, open_editor
from tests.factories.pages import live_post
from tests.factories.people import editor
from tests.factories.pictures import document
from tests.forms import soup

pytestmark = pytest.mark.django_db
WRONG = ["1x", "", "-1", "²", "9" * 30, None]


def attributes(kind: str, number: str | None) -> str:
    """Of a link as it is stored."""
    return f'linktype="{kind}"' + ("" if number is None else f' id="{number}"')


def sent(kind: str, data: dict[str, Any]) -> str:
    """A paragraph that is one link, as the editor's field sends it."""
    block = {
        "key": "aaaaa",
        "text": "Words",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
    }
    entity = {"type": kind, "mutability": "MUTABLE", "data": data}
    return json.dumps({"blocks": [block], "entityMap": {"0": entity}})


@pytest.mark.parametrize("kind", ["page", "document"])
def test_a_stored_link_without_a_number_keeps_its_words_on_the_page_and_in_the_editor(
    as_nobody: Client, kind: str
) -> None:
    fine, paper = live_post(), document()
    number, address = (fine.pk, fine.url) if kind == "page" else (paper.pk, paper.url)
    links = [*(attributes(kind, wrong) for wrong in WRONG), attributes(kind, str(number))]
    post = live_post(body=[("paragraph", f"<p>{''.join(f'<a {a}>words</a>' for a in links)}</p>")])
    ReferenceIndex.create_or_update_for_object(post)
    client = Client()
    client.force_login(editor())

    page = soup(as_nobody.get(post.url).text)
    shown = [link.get("href") for link in page.select("a") if link.text == "words"]

    assert shown == [*([None] * len(WRONG)), address]
    open_editor(client, f"/admin/pages/{post.pk}/edit/")


def stored(*paragraphs: str) -> list[str]:
    """What is stored of paragraphs that somebody publishes."""
    client = Client()
    client.force_login(editor())
    body = [("paragraph", paragraph) for paragraph in paragraphs]
    compose(client, PUBLISH, title="T", slug="t", introduction="I", body=body)
    return [block.value.source for block in BlogPostPage.objects.live().get(slug="t").body]


@pytest.mark.parametrize("kind", ["LINK", "DOCUMENT"])
def test_no_link_without_a_number_is_stored(kind: str) -> None:
    wrong = [*WRONG, [1], True]

    sources = stored(*(sent(kind, {"id": number}) for number in wrong))

    assert len(sources) == len(wrong)
    assert all("<a>Words</a>" in source for source in sources)


def test_links_with_a_number_and_to_addresses_are_stored_as_they_were_sent() -> None:
    page, paper = live_post(), document()

    sources = stored(
        sent("LINK", {"id": page.pk}),
        sent("LINK", {"url": "https://example.org/"}),
        sent("DOCUMENT", {"id": paper.pk}),
    )

    assert [soup(source).a.attrs for source in sources] == [
        {"linktype": "page", "id": str(page.pk)},
        {"href": "https://example.org/"},
        {"linktype": "document", "id": str(paper.pk)},
    ]
