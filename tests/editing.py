"""A post made in Wagtail's editor over HTTP: the page's own form, filled in and sent."""

from typing import Any

from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from blog.models import BlogPostPage
from tests.factories.pages import site_tree
from tests.forms import Form, read_form, soup

FORM = "form#page-edit-form"
SAVE, PUBLISH = "", "action-publish"


def open_editor(client: Client, address: str) -> Form:
    """The form of the editor at an address."""
    page = client.get(address)
    assert page.status_code == 200
    return read_form(page.text, address, FORM)


def send(client: Client, form: Form, press: str, **fields: Any) -> Any:
    """Fill in the editor and press a button; "" is saving a draft.

    `body` is a list of block names and form values; everything else is what the form takes.
    The editor builds the body's own fields with a script, so they are added here.
    """
    body = fields.pop("body", [])
    data = form.fill(**fields).press(press, press)
    data.update(nested_form_data({"body": streamfield(body)}))
    return client.post(form.action, data)


blank_forms: dict[str, Form] = {}


def compose(client: Client, press: str, **fields: Any) -> Any:
    """Write a new post in the blog; the empty form is read once, as it is the same each time."""
    address = f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/"
    form = blank_forms.get(address) or open_editor(client, address)
    blank_forms[address] = form
    return send(client, form, press, **fields)


def edit(client: Client, post: BlogPostPage, press: str, **fields: Any) -> Any:
    """Change a post."""
    form = open_editor(client, f"/admin/pages/{post.pk}/edit/")
    return send(client, form, press, **fields)


def prose(html: str, *features: str) -> str:
    """Rich text as the editor's widget sends it; an empty one is sent as null."""
    if not html:
        return "null"
    return rich_text(html, features=list(features) or None)


def complaints(response: Any) -> str:
    """Everything that the editor says is wrong, in its messages, fields and blocks."""
    page = soup(response.text)
    words = [tag.get_text(" ", strip=True) for tag in page.select(".messages, .error-message")]
    # Blocks are drawn by a script: their errors stand in the data that it draws from.
    drawn = page.select("[data-w-block-data-value]")
    return " ".join([*words, *(str(tag.get("data-w-block-arguments-value")) for tag in drawn)])
