"""What each kind of officer may do in the admin, and what they may not."""

from collections.abc import Callable

import pytest
from django.test import Client

from cms.models import User
from tests.editing import PUBLISH, compose
from tests.factories.pages import live_post, site_tree
from tests.factories.people import administrator, editor, moderator, reader

pytestmark = pytest.mark.django_db
Person = Callable[[], User]

PLACES = {
    "/admin/": {editor, moderator, administrator},
    "/admin/pages/add/blog/blogpostpage/{blog}/": {editor, administrator},
    "/admin/pages/{post}/edit/": {editor, administrator},
    "/admin/images/": {editor, administrator},
    "/admin/documents/": {editor, administrator},
    "/admin/snippets/blog/author/": {editor, administrator},
    "/admin/comments/comment/?all=": {moderator, administrator},
    "/admin/users/": {administrator},
    "/admin/groups/": {administrator},
    "/admin/sites/": {administrator},
    "/admin/settings/home/siteidentity/": {administrator},
    "/admin/comments/ban/": {moderator, administrator},
    "/admin/settings/comments/discussionsettings/": {moderator, administrator},
    "/admin/redirects/": {administrator},
}


@pytest.mark.parametrize("person", [reader, editor, moderator, administrator])
@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_for_those_whose_work_it_is(person: Person, place: str) -> None:
    client = Client()
    client.force_login(person())
    address = place.format(blog=site_tree().blog.pk, post=live_post().pk)

    response = client.get(address, follow=True)

    # Who may not is led to the dashboard, or out of the admin to the login.
    arrived_at = response.request["PATH_INFO"]
    got_there = arrived_at.startswith(address.split("?")[0]) and "/login/" not in arrived_at
    assert got_there == (person in PLACES[place])


@pytest.mark.parametrize("place", PLACES)
def test_nobody_gets_in_without_an_account(as_nobody: Client, place: str) -> None:
    response = as_nobody.get(place.format(blog=site_tree().blog.pk, post=live_post().pk))

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_an_editor_publishes_without_asking_anybody(as_nobody: Client) -> None:
    as_nobody.force_login(editor())

    compose(as_nobody, PUBLISH, title="Bridge", slug="bridge", introduction="Open.")

    assert Client().get("/blog/bridge/").status_code == 200


def test_there_is_no_second_admin_of_django() -> None:
    assert Client().get("/django-admin/").status_code == 404
