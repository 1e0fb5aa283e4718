"""Of django-comments-xtd only the tables are used: none of its handlers, none of its addresses."""

import pytest
from django.db.models.signals import post_save, pre_save
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from blog.comments.models import Comment
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.forms import read_form


def views(patterns: list[URLPattern | URLResolver]) -> list[str]:
    """The modules of all views that an address leads to."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += views(pattern.url_patterns)
        else:
            found.append(pattern.callback.__module__)
    return found


@pytest.mark.parametrize("signal", [pre_save, post_save])
def test_no_handler_of_xtd_listens_to_saved_comments(signal: object) -> None:
    receivers, _async_receivers = signal._live_receivers(Comment)

    modules = {receiver.__module__ for receiver in receivers}
    assert not [name for name in modules if name.startswith("django_comments")]


def test_no_address_leads_to_a_view_of_xtd_or_django_comments() -> None:
    modules = views(get_resolver().url_patterns)

    assert "blog.comments.views.writing" in modules
    assert not [name for name in modules if name.startswith("django_comments")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "confirm/eyJh/",
        "mute/eyJh/",
        "api/comment/",
        "api/flag/",
        "api/blog-blogpostpage/1/",
        "api/blog-blogpostpage/1/count/",
        "post/",
        "posted/",
        "sent/",
        "like/{}/",
        "liked/",
        "dislike/{}/",
        "flag/{}/",
        "delete/{}/",
        "approve/{}/",
        "cr/1/1/",
        "js-data/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_known_addresses_of_xtd_are_not_there(
    as_nobody: Client, method: str, path: str
) -> None:
    comment = published_comment(live_post())

    response = getattr(as_nobody, method)(f"/comments/{path.format(comment.pk)}")

    assert response.status_code == 404


@pytest.mark.django_db
def test_nobody_is_put_on_the_list_of_followers_that_xtd_keeps(as_nobody: Client) -> None:
    address = f"/comments/form/{live_post().pk}/"
    sent = read_form(as_nobody.get(address).text, address).fill(
        name="Nora", email="nora@example.org", comment="A bridge."
    )

    as_nobody.post(address, {**sent.press(), "followup": "on"})

    assert Comment.objects.get().followup is False
