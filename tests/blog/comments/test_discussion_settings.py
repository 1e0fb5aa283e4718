"""The discussion's settings, and a post's own, as an officer meets them in the admin."""

from typing import Any

import pytest
from django.test import Client

from blog.comments.models import DiscussionSettings
from blog.models import BlogPostPage
from tests.blog.comments.desk import at_the_desk
from tests.editing import PUBLISH, edit
from tests.factories.people import editor, group_administrator
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
SETTINGS = "/admin/settings/comments/discussionsettings/"


@pytest.fixture
def desk(db: None) -> Client:
    """A browser in which an administrator has signed in."""
    return at_the_desk(group_administrator())


def save(desk: Client, **fields: str) -> str:
    """Fill in the settings and save them; gives the next page."""
    page = desk.get(SETTINGS, follow=True)
    address = page.request["PATH_INFO"]
    form = read_form(page.text, address, "form[method=POST]")
    return desk.post(form.action, form.fill(**fields).press(), follow=True).text


def test_the_end_comes_after_the_beginning(desk: Client) -> None:
    page = save(desk, closed_from="2026-05-06 10:00", closed_until="2026-05-06 10:00")

    assert "This is not after the moment from which comments are closed." in page
    assert DiscussionSettings.current().closed_from is None


def test_moments_are_in_the_sites_time_zone(desk: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"

    page = save(desk, closed_from="2026-07-01 10:00")

    start = DiscussionSettings.current().closed_from
    assert start is not None
    assert start.isoformat() == "2026-07-01T09:00:00+00:00"
    assert "Europe/London" in page


@pytest.mark.parametrize(
    ("is_delivered", "words"),
    [(True, "This site can send e-mail"), (False, "This site cannot send e-mail.")],
)
def test_the_page_says_whether_mail_is_delivered(
    desk: Client, settings: Any, is_delivered: bool, words: str
) -> None:
    settings.MAIL_IS_DELIVERED = is_delivered

    assert words in desk.get(SETTINGS, follow=True).text


def test_an_editor_sets_the_last_day_of_a_post(post: BlogPostPage) -> None:
    client = at_the_desk(editor())

    edit(client, post, PUBLISH, comments_close_on="2020-01-01")

    post.refresh_from_db()
    assert post.comments_close_on is not None
    shown = soup(client.get(f"/admin/pages/{post.pk}/edit/").text)
    assert "A day that has passed closes the discussion at once." in shown.get_text()
