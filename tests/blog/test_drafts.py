"""A draft is never held up; publishing names each mistake in words."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from blog.forms import RESERVED_SLUGS
from blog.models import BlogPostPage
from tests.editing import PUBLISH, SAVE, complaints, compose, edit, open_editor, prose
from tests.factories.pages import live_post, site_tree
from tests.factories.people import editor
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Client:
    """A browser in which an editor has signed in."""
    client = Client()
    client.force_login(editor())
    return client


def image(number: Any, alt_text: str = "", decorative: str = "") -> dict[str, Any]:
    """What the editor sends for a picture."""
    return {"image": number, "alt_text": alt_text, "decorative": decorative}


def film(url: str, title: str = "A walk") -> tuple[str, dict[str, Any]]:
    """A film block."""
    return ("embed", {"url": url, "title": title, "picture": image(""), "caption": ""})


def quote(text: str, source_url: str = "") -> tuple[str, dict[str, str]]:
    """A quotation block."""
    return ("quote", {"text": prose(text), "attribution": "Nora", "source_url": source_url})


def everything_wrong() -> dict[str, Any]:
    """A post in which nothing is as it must be before readers see it."""
    return {
        "title": "Half a thought",
        "slug": "half-a-thought",
        "introduction": "",
        "hero_image": str(picture().pk),
        "body": [
            quote("", "not an address"),
            ("image", {"image": image(picture().pk), "caption": ""}),
            ("image", {"image": image(""), "caption": "No picture yet"}),
            film("https://example.org/film", ""),
            ("heading", {"text": "", "level": "h2"}),
            ("paragraph", prose("")),
            ("callout", {"kind": "note", "title": "", "text": prose("")}),
            ("code", {"code": "", "language": "text", "caption": ""}),
            ("document", {"document": "", "label": ""}),
        ],
    }


def test_a_draft_with_everything_wrong_is_saved(desk: Client) -> None:
    response = compose(desk, SAVE, **everything_wrong())

    assert response.status_code == 302
    assert BlogPostPage.objects.get().live is False


def test_a_draft_keeps_what_is_wrong(desk: Client) -> None:
    compose(desk, SAVE, **everything_wrong())

    body = BlogPostPage.objects.get().get_latest_revision_as_object().body
    assert len(body) == 9
    assert body[0].value["source_url"] == "not an address"
    assert body[3].value["url"] == "https://example.org/film"


def test_a_draft_with_everything_wrong_is_opened_again(desk: Client) -> None:
    compose(desk, SAVE, **everything_wrong())
    post = BlogPostPage.objects.get()

    assert desk.get(f"/admin/pages/{post.pk}/edit/").status_code == 200


def test_a_draft_with_everything_wrong_is_previewed(desk: Client) -> None:
    compose(desk, SAVE, **everything_wrong())
    post = BlogPostPage.objects.get().get_latest_revision_as_object()

    assert post.make_preview_request().status_code == 200


def test_a_post_is_previewed_before_it_is_saved_for_the_first_time(desk: Client) -> None:
    address = f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/"
    form = open_editor(desk, address)
    body = nested_form_data({"body": streamfield([("paragraph", prose("<p>First words.</p>"))])})

    desk.post(f"{address}preview/", form.fill(**good(tags="a")).press() | body)
    response = desk.get(f"{address}preview/")

    assert "First words." in response.text


def test_a_draft_with_everything_wrong_is_saved_again(desk: Client) -> None:
    compose(desk, SAVE, **everything_wrong())
    post = BlogPostPage.objects.get()

    assert edit(desk, post, SAVE, **everything_wrong()).status_code == 302


def test_a_draft_without_anything_is_saved(desk: Client) -> None:
    response = compose(desk, SAVE)

    assert response.status_code == 302, complaints(response)


def test_a_draft_gets_a_free_address_where_its_own_is_taken(desk: Client) -> None:
    live_post(slug="bridge")

    compose(desk, SAVE, title="Bridge", slug="bridge")

    assert BlogPostPage.objects.not_live().get().slug == "bridge-2"


def test_a_live_post_takes_changes_that_are_not_finished(desk: Client) -> None:
    post = live_post()

    response = edit(desk, post, SAVE, **everything_wrong())

    assert response.status_code == 302
    assert BlogPostPage.objects.get(pk=post.pk).title == post.title


def test_nothing_wrong_is_published(desk: Client) -> None:
    response = compose(desk, PUBLISH, **everything_wrong())

    assert response.status_code == 200
    assert not BlogPostPage.objects.live().exists()


ALONE: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "This field is required."),
    ({"introduction": ""}, "This field is required."),
    ({"body": [quote("<p>Words</p>", "not an address")]}, "is not a web address"),
    ({"body": [quote("<p>Words</p>", "javascript:alert(1)")]}, "is not a web address"),
    ({"body": [quote("")]}, "This field is required."),
    ({"body": [film("https://example.org/film")]}, "not the address of a film on YouTube or Vimeo"),
    ({"body": [film("nonsense")]}, "is not a web address"),
    ({"body": [film("https://vimeo.com/76979871", "")]}, "This field is required."),
    ({"body": [("image", {"image": image(""), "caption": ""})]}, "This field is required."),
    ({"body": [("document", {"document": "", "label": ""})]}, "This field is required."),
    ({"body": [("heading", {"text": "", "level": "h2"})]}, "This field is required."),
    ({"first_published_at": "2999-01-01 10:00"}, "This date is still to come."),
    *(({"slug": slug}, f"“{slug}” is an address of the blog itself.") for slug in RESERVED_SLUGS),
]


def good(**changes: Any) -> dict[str, Any]:
    """A post that can be published, but for what a test changes."""
    return {"title": "Bridge", "slug": "bridge", "introduction": "Open at last."} | changes


@pytest.mark.parametrize(("wrong", "sentence"), ALONE)
def test_publishing_names_the_mistake(desk: Client, wrong: dict[str, Any], sentence: str) -> None:
    response = compose(desk, PUBLISH, **good(**wrong))

    assert response.status_code == 200
    assert sentence in complaints(response)


@pytest.mark.parametrize(("wrong", "sentence"), ALONE)
def test_a_draft_is_not_held_up_by_the_mistake(
    desk: Client, wrong: dict[str, Any], sentence: str
) -> None:
    assert compose(desk, SAVE, **good(**wrong)).status_code == 302


def test_publishing_asks_for_the_description_of_a_picture(desk: Client) -> None:
    body = [("image", {"image": image(picture().pk), "caption": ""})]

    response = compose(desk, PUBLISH, **good(body=body))

    assert "alt text" in complaints(response).lower()


def test_publishing_asks_for_the_description_of_the_picture_at_the_top(desk: Client) -> None:
    response = compose(desk, PUBLISH, **good(hero_image=str(picture().pk)))

    assert "Please say what the picture shows" in complaints(response)


def test_a_picture_that_was_described_when_uploaded_need_not_be_described_again(
    desk: Client,
) -> None:
    described = picture(description="A heron")

    response = compose(desk, PUBLISH, **good(hero_image=str(described.pk)))

    assert response.status_code == 302


def test_a_decorative_picture_needs_no_description(desk: Client) -> None:
    body = [("image", {"image": image(picture().pk, decorative="on"), "caption": ""})]

    assert compose(desk, PUBLISH, **good(body=body)).status_code == 302


def test_an_empty_text_at_the_end_does_not_hold_up_a_post(desk: Client) -> None:
    body = [("paragraph", prose("<p>Words.</p>")), ("paragraph", prose(""))]

    assert compose(desk, PUBLISH, **good(body=body)).status_code == 302


def test_publishing_asks_for_two_pictures_in_a_gallery(desk: Client) -> None:
    one = {"value": {"image": image(picture().pk, "A heron"), "caption": ""}, "deleted": ""}
    pictures = {"count": "1", "0": one | {"order": "0"}}

    response = compose(desk, PUBLISH, **good(body=[("gallery", {"pictures": pictures})]))

    assert "at least 2" in complaints(response) or "minimum" in complaints(response).lower()


def test_publishing_does_not_take_the_address_of_another_post(desk: Client) -> None:
    live_post(slug="bridge")

    response = compose(desk, PUBLISH, **good())

    assert response.status_code == 200
    assert "already in use" in complaints(response)


def test_an_address_without_its_beginning_is_completed(desk: Client) -> None:
    compose(desk, PUBLISH, **good(body=[quote("<p>Words</p>", "www.example.org/minutes")]))

    assert BlogPostPage.objects.get().body[0].value["source_url"] == (
        "https://www.example.org/minutes"
    )


def test_what_was_typed_is_still_there_after_a_mistake(desk: Client) -> None:
    words = quote("<p>Ask us early.</p>", "not an address")

    response = compose(desk, PUBLISH, **good(title="", body=[words]))

    assert "Ask us early." in response.text
    assert "not an address" in response.text


def test_a_mistake_put_right_is_published(desk: Client) -> None:
    compose(desk, SAVE, **good(introduction=""))
    post = BlogPostPage.objects.get()

    response = edit(desk, post, PUBLISH, introduction="Open at last.")

    assert response.status_code == 302
    assert Page.objects.get(pk=post.pk).live
