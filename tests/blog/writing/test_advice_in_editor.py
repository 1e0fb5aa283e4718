"""Advice stands in the editor, is renewed on demand, and holds nothing up."""

from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, streamfield

from blog.models import BlogPostPage
from blog.writing.models import WritingSettings
from tests.editing import PUBLISH, complaints, compose, open_editor, prose
from tests.factories.pages import draft_post, site_tree
from tests.factories.people import editor, moderator
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db
VAGUE = '<p>To pay, <a href="https://example.org/">click here</a>.</p>'


@pytest.fixture
def desk(db: None) -> Client:
    """A browser in which an editor has signed in."""
    client = Client()
    client.force_login(editor())
    return client


def ask(desk: Client, address: str, html: str, **fields: str) -> Any:
    """Ask for advice as the editor's script does, with what is in the form of a new post."""
    form = open_editor(desk, f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/")
    data = form.fill(**({"title": "Bridge"} | fields)).press()
    data.update(nested_form_data({"body": streamfield([("paragraph", prose(html))])}))
    return desk.post(address, data)


def address_for_new() -> str:
    """Where advice on a post is given that has not been saved."""
    return f"/admin/writing/blog/blogpostpage/{site_tree().blog.pk}/advice/"


def test_the_editor_shows_advice_on_what_was_saved_and_leads_to_it(desk: Client) -> None:
    post = draft_post(body=[("paragraph", VAGUE), ("heading", {"text": "X", "level": "h3"})])

    page = soup(desk.get(f"/admin/pages/{post.pk}/edit/").text)

    items = [item.get_text(" ", strip=True) for item in page.select(".advice__item")]
    assert len(items) == 2
    assert "does not say where it leads" in items[0]
    first = page.select_one(".advice__place")
    assert first is not None
    assert first["href"] == f"#block-{post.get_latest_revision_as_object().body[0].id}-section"


def test_advice_is_given_on_what_is_being_typed_and_nothing_is_saved(desk: Client) -> None:
    answer = ask(desk, address_for_new(), VAGUE)

    assert "does not say where it leads" in answer.text
    assert "1 thing to look at" in answer.text
    assert not BlogPostPage.objects.exists()
    post = draft_post()
    assert "click here" in ask(desk, f"/admin/writing/{post.pk}/advice/", VAGUE).text
    assert "click here" not in str(BlogPostPage.objects.get().get_latest_revision().content)


def test_advice_is_given_on_a_form_that_is_still_empty(desk: Client) -> None:
    answer = ask(desk, address_for_new(), "", title="", slug="")

    assert answer.status_code == 200
    assert "Nothing to point out" in answer.text


def test_what_was_typed_is_shown_as_text(desk: Client) -> None:
    answer = ask(desk, address_for_new(), "<p>x</p>", title="<SCRIPT> ALERT WORDS </SCRIPT>")

    assert "<SCRIPT>" not in answer.text


def test_advice_is_given_to_those_alone_who_may_edit(desk: Client) -> None:
    post, others = draft_post(), Client()
    others.force_login(moderator())

    for client in (others, Client()):
        for address in (address_for_new(), f"/admin/writing/{post.pk}/advice/"):
            assert client.post(address, {"title": "x"}).status_code == 302
    assert desk.get(f"/admin/writing/{post.pk}/advice/").status_code == 405
    assert desk.post(f"/admin/writing/{site_tree().blog.pk}/advice/").status_code == 404


def test_publishing_sums_up_what_might_be_looked_at_and_is_not_held_up(desk: Client) -> None:
    response = compose(
        desk,
        PUBLISH,
        title="Bridge",
        slug="bridge",
        introduction="Open.",
        body=[("paragraph", prose(VAGUE)), ("paragraph", prose("<p>The NPPF.</p>"))],
    )

    assert BlogPostPage.objects.get().live
    said = complaints(desk.get(response.url))
    assert "What you might still look at in “Bridge”" in said
    assert "click here" in said
    assert "NPPF" in said


def test_what_must_be_there_stands_among_the_advice(desk: Client) -> None:
    post = draft_post(hero_image=picture("DSC_1"))

    assert "what the picture shows" in desk.get(f"/admin/pages/{post.pk}/edit/").text


def test_abbreviations_that_readers_know_are_set_once_for_all(desk: Client) -> None:
    WritingSettings.objects.create(known_abbreviations="PCC, NPPF\nSHLAA")

    assert "NPPF" not in ask(desk, address_for_new(), "<p>The NPPF.</p>").text
    assert "RTPI" in ask(desk, address_for_new(), "<p>The RTPI.</p>").text


def test_where_the_site_is_not_in_english_the_panel_says_what_is_not_looked_at(
    desk: Client, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "fr"

    answer = ask(desk, address_for_new(), VAGUE)

    assert "click here" not in answer.text
    assert "advice__item" not in answer.text
    assert 'class="help"' in answer.text
