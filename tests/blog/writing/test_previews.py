"""A post is previewed as it will be met: on its page, in lists, in a search, as a shared link."""

import pytest
from django.test import Client

from blog.models import BlogPostPage
from tests.factories.pages import author, draft_post
from tests.factories.people import editor
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db


def preview(post: BlogPostPage, mode: str) -> str:
    """What the editor's preview shows."""
    client = Client()
    client.force_login(editor())
    response = client.get(f"/admin/pages/{post.pk}/view_draft/?mode={mode}")
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    return response.text


def test_a_card_shows_what_lists_show() -> None:
    post = draft_post(
        "Bridge", introduction="It opens.", tags=["Roads"], authors=[author("Jane Poole")]
    )

    page = preview(post, "card")

    for words in ("Bridge", "It opens.", "Roads", "Jane Poole"):
        assert words in page


def test_a_search_result_shows_the_words_for_search_engines_cut_to_their_length() -> None:
    post = draft_post("Bridge", search_description="So it is. " * 30, seo_title="A bridge at last")

    page = preview(post, "result")

    assert "A bridge at last" in page
    assert "http://testserver/blog/" in page
    shown = soup(page).select_one(".result__words")
    assert shown is not None
    assert shown.get_text().startswith("So it is.")
    assert len(shown.get_text()) == 160


def test_a_shared_link_shows_the_picture_and_the_introduction() -> None:
    post = draft_post(
        "Bridge",
        introduction="It opens.",
        hero_image=picture(size=(1300, 700)),
        hero_alt_text="A heron",
    )

    page = preview(post, "link")

    assert 'alt="A heron"' in page
    assert "It opens." in page


@pytest.mark.parametrize("mode", ["card", "result", "link", "", "nonsense"])
def test_an_unfinished_draft_is_previewed_in_every_way(mode: str) -> None:
    post = draft_post(body=[])
    post.introduction = ""
    post.save_revision(clean=False)

    assert post.title in preview(post, mode)


def test_the_live_preview_has_a_telephone_a_tablet_and_a_desk() -> None:
    post, client = draft_post(), Client()
    client.force_login(editor())

    page = client.get(f"/admin/pages/{post.pk}/edit/").text

    for words in ("On a telephone", "On a tablet", "On a desk", "Card in lists", "Shared link"):
        assert words in page
    assert [size["device_width"] for size in post.preview_sizes] == [360, 768, 1280]
