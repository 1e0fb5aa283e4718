"""Comments are not opened before there are house rules."""

import pytest
from django.test import Client

from blog.comments.models import HouseRules
from blog.models import BlogPostPage
from tests.editing import PUBLISH, SAVE, open_editor, send
from tests.factories.pages import blog_index, live_post, site_tree
from tests.factories.people import editor
from tests.forms import soup

pytestmark = pytest.mark.django_db
WHY = "Comments can be opened once there are house rules"


@pytest.fixture
def client() -> Client:
    site_tree()
    browser = Client()
    browser.force_login(editor())
    return browser


def new_post(client: Client, press: str, **fields: str) -> BlogPostPage:
    """A post made in the editor, whose form is read anew."""
    form = open_editor(client, f"/admin/pages/add/blog/blogpostpage/{blog_index().pk}/")
    send(client, form, press, title="Bridge", slug="bridge", introduction="Open.", **fields)
    return BlogPostPage.objects.get(slug="bridge")


@pytest.mark.parametrize("press", [SAVE, PUBLISH])
def test_a_new_post_is_saved_closed_while_there_are_no_rules(client: Client, press: str) -> None:
    HouseRules.objects.all().delete()

    assert not new_post(client, press).comments_open


def test_with_rules_a_new_post_is_open(client: Client) -> None:
    assert new_post(client, PUBLISH).comments_open


def test_the_editor_says_kindly_why_and_takes_no_tick(client: Client) -> None:
    post = live_post(comments_open=False)
    HouseRules.objects.all().delete()
    address = f"/admin/pages/{post.pk}/edit/"

    page = client.get(address).text
    tick = soup(page).select_one("input[name=comments_open]")
    assert tick is not None
    assert tick.has_attr("disabled")
    assert WHY in soup(page).get_text(" ", strip=True)
    sent = open_editor(client, address).press(PUBLISH, PUBLISH)
    sent |= {"comments_open": ["on"], "body-count": ["0"]}
    client.post(address, sent)

    assert not BlogPostPage.objects.get(pk=post.pk).comments_open


def test_a_post_that_was_open_is_so_again_once_there_are_rules(client: Client) -> None:
    post = live_post()
    HouseRules.objects.all().delete()

    send(client, open_editor(client, f"/admin/pages/{post.pk}/edit/"), PUBLISH, title="Changed")

    post = BlogPostPage.objects.get(pk=post.pk)
    assert post.title == "Changed"
    assert post.comments_open


def test_with_rules_the_editor_says_nothing_of_them(client: Client) -> None:
    assert WHY not in client.get(f"/admin/pages/{live_post().pk}/edit/").text
