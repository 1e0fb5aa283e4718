"""A comment form whose cookie or token is gone: it comes back, with the text, ready to be sent."""

from typing import Any

import pytest
from django.test import Client

from blog.comments.models import Comment
from blog.comments.signed_links import address_token
from blog.models import BlogPostPage
from tests.factories.comments import published_comment, removed_comment
from tests.factories.pages import draft_post
from tests.forms import Form, read_form, soup

pytestmark = pytest.mark.django_db
WORDS = {"name": "Nora", "comment": "A bridge is not enough, and nobody has asked us yet."}


def load(client: Client, address: str) -> Form:
    """The form at an address, filled in by guest Nora."""
    return read_form(client.get(address).text, address, "form[method=post]").fill(**WORDS)


def send_without_cookie(post: BlogPostPage, query: str = "") -> tuple[Client, Any]:
    """Send a form from a browser that has lost its cookies meanwhile."""
    client = Client(enforce_csrf_checks=True)
    form = load(client, f"/comments/form/{post.pk}/")
    client.cookies.clear()
    return client, client.post(form.action + query, form.press())


@pytest.mark.parametrize("query", ["", "?fragment=1"])
def test_a_form_without_its_cookie_comes_back_with_the_text(post: BlogPostPage, query: str) -> None:
    _client, response = send_without_cookie(post, query)

    fields = dict(read_form(response.text, "/", "form[method=post]").fields)
    assert (response.status_code, Comment.objects.count()) == (403, 0)
    assert (fields["name"], fields["comment"]) == (WORDS["name"], WORDS["comment"])
    assert "Your text is still here" in response.text
    assert ("<html" in response.text) == (not query)


def test_a_form_that_came_back_can_be_sent(post: BlogPostPage) -> None:
    client, response = send_without_cookie(post)
    form = read_form(response.text, "/", "form[method=post]")

    client.post(form.action, form.press())

    assert Comment.objects.get().comment == WORDS["comment"]


def test_a_token_that_has_changed_brings_the_form_back(post: BlogPostPage) -> None:
    client = Client(enforce_csrf_checks=True)
    form = load(client, f"/comments/form/{post.pk}/").fill(csrfmiddlewaretoken="x" * 64)

    response = client.post(form.action, form.press())

    assert response.status_code == 403
    assert soup(response.text).select_one("form[data-writing] textarea")


def test_a_reply_comes_back_too(post: BlogPostPage) -> None:
    parent = published_comment(post, comment="Who will pay for it?")
    response = Client(enforce_csrf_checks=True).post(f"/comments/reply/{parent.pk}/", WORDS)

    form = read_form(response.text, "/", "form[data-writing]")
    assert form.action == f"/comments/reply/{parent.pk}/"


def test_a_browser_without_cookies_gets_a_kind_sentence_and_the_text_and_no_circle(
    post: BlogPostPage,
) -> None:
    client, response = send_without_cookie(post)
    form = read_form(response.text, "/", "form[method=post]")
    client.cookies.clear()

    response = client.post(form.action, form.press())

    page = soup(response.text)
    assert response.status_code == 403
    assert "Allow cookies for this site" in response.text
    assert [area.get_text().strip() for area in page.select("textarea")] == [WORDS["comment"]]
    assert not page.select("form[data-writing]")


def test_what_another_site_sends_does_not_come_back_as_a_form(post: BlogPostPage) -> None:
    client = Client(enforce_csrf_checks=True)
    form = load(client, f"/comments/form/{post.pk}/")

    headers = {"origin": "https://evil.example"}
    response = client.post(form.action, form.press(), headers=headers)

    assert response.status_code == 403
    assert not soup(response.text).select("form[data-writing]")
    assert WORDS["comment"] not in response.text


def test_what_another_site_sends_is_not_shown_on_a_page_of_ours(post: BlogPostPage) -> None:
    text = "Your account is locked. Call this number: " + "1" * 40
    client = Client(enforce_csrf_checks=True)

    for address in (f"/comments/form/{post.pk}/", "/comments/my-data/", "/admin/login/"):
        response = client.post(address, {"x": text}, headers={"origin": "https://evil.example"})

        assert response.status_code == 403
        assert text not in response.text


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/comments/form/{0}/", "/comments/reply/{1}/"])
def test_a_method_that_no_form_uses_is_refused(
    post: BlogPostPage, method: str, address: str
) -> None:
    address = address.format(post.pk, published_comment(post).pk)

    assert getattr(Client(enforce_csrf_checks=True), method)(address).status_code == 403
    assert getattr(Client(), method)(address).status_code == 405


@pytest.mark.parametrize("has_token", [True, False])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nno such thing"),
        ("application/x-www-form-urlencoded", b"a=1&" * 20_000),
        ("application/x-www-form-urlencoded", b"a=%ff"),
    ],
)
@pytest.mark.parametrize(
    "address",
    [
        "/comments/unsubscribe/a/",
        "/comments/unsubscribe/{1}/",
        "/comments/my-data/",
        "/comments/form/{0}/",
    ],
)
def test_a_body_that_cannot_be_read_is_no_error_of_ours(
    post: BlogPostPage, address: str, kind: str, body: bytes, has_token: bool
) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    form = f"/comments/form/{post.pk}/"
    token = dict(read_form(client.get(form).text, form, "form[method=post]").fields)
    headers = {"x-csrftoken": token["csrfmiddlewaretoken"]} if has_token else {}

    address = address.format(post.pk, address_token("nora@example.org"))
    response = client.post(address, body, kind, headers=headers)

    assert response.status_code < 500


def test_what_cannot_be_read_is_not_there_without_a_token_either(post: BlogPostPage) -> None:
    client = Client(enforce_csrf_checks=True)
    removed = removed_comment(post, comment="Something awful.")

    draft = client.post(f"/comments/form/{draft_post().pk}/", WORDS)
    answer = client.post(f"/comments/reply/{removed.pk}/", WORDS)

    assert draft.status_code == 404
    assert "Something awful." not in answer.text
