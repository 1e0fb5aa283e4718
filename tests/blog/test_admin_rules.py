"""What an officer can do in the admin beside the editor's own form."""

import pytest
from django.test import Client

from blog.blocks import BodyBlock, QuoteBlock
from blog.models import BlogPostPage
from tests.editing import PUBLISH, complaints, compose, prose
from tests.factories.pages import draft_post, live_post, private_post
from tests.factories.people import editor, moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    """A browser in which an editor is signed in."""
    client = Client()
    client.force_login(editor())
    return client


@pytest.mark.parametrize(
    "address",
    ["javascript://example.org/%0aalert(1)", "data:text/html,x", "//evil.example", "http://[", ""],
)
def test_only_an_address_of_the_web_is_a_link(address: str) -> None:
    block = QuoteBlock()
    value = block.to_python({"text": "<p>Yes.</p>", "attribution": "Ada", "source_url": address})

    assert "<a " not in block.render(value)
    assert "cite=" not in block.render(value)


def test_publishing_many_asks_for_the_same_as_publishing_one(desk: Client) -> None:
    quote = {"text": "<p>Yes.</p>", "attribution": "", "source_url": "javascript:alert(1)"}
    draft = draft_post(body=BodyBlock().to_python([{"type": "quote", "value": quote}]))
    draft.save_revision()

    address = f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/admin/"
    page = desk.post(address, follow=True)

    assert not BlogPostPage.objects.get(pk=draft.pk).live
    assert draft.title in page.text


def test_complete_posts_can_be_published_together(desk: Client) -> None:
    draft = draft_post()
    draft.save_revision()

    desk.post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/admin/")

    assert BlogPostPage.objects.get(pk=draft.pk).live


def test_a_date_long_before_any_blog_is_named(desk: Client) -> None:
    response = compose(
        desk,
        PUBLISH,
        title="Old",
        slug="old",
        introduction="Very old.",
        first_published_at="0001-01-02 00:00",
        body=[("paragraph", prose("<p>Hello.</p>"))],
    )

    assert "too long ago" in complaints(response)
    assert not BlogPostPage.objects.filter(slug="old", live=True).exists()


def test_a_moderator_is_not_told_of_drafts_by_the_page_chooser() -> None:
    live, draft, private = live_post("Open"), draft_post("Secret"), private_post("Closed")
    client = Client()
    client.force_login(moderator())

    listed = client.get("/admin/choose-page/search/?q=").text
    listed += client.get(f"/admin/choose-page/{live.get_parent().pk}/").text

    assert draft.title not in listed
    assert private.title not in listed


def test_an_editor_still_chooses_among_drafts(desk: Client) -> None:
    draft = draft_post("Secret")

    assert draft.title in desk.get(f"/admin/choose-page/{draft.get_parent().pk}/").text


def test_the_name_of_a_file_is_no_description() -> None:
    from tests.factories.pictures import picture

    assert picture("IMG_2034").default_alt_text == ""
