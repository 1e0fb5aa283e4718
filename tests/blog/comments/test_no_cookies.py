"""Nothing that somebody reads of a discussion sets a cookie, or varies on one."""

import pytest
from django.http import HttpResponse
from django.test import Client

from blog.models import BlogPostPage
from tests.factories.comments import many_comments, published_comment, take_away

pytestmark = pytest.mark.django_db
# What a browser may send along: the forms' own, our mark of a writer, and somebody else's.
STRAY = {"csrftoken": "x" * 32, "comment_writer": "abc:def", "visitor": "1"}
PLACES = [
    "{post}",
    "{post}?sort=newest",
    "{post}?after={early}",
    "{post}?before={late}",
    "{post}?before={late}&sort=newest",
    "{post}?thread={long}",
    "{post}?thread={long}&from={reply}",
    "{post}?thread=nonsense",
    "{post}comments/feed/",
    "/comments/feed/",
    "/comments/{early}/",
    "/comments/{reply}/",
    "/comments/{gone}/",
    "/comments/9999999999/",
    "/",
    "/blog/",
]


@pytest.fixture
def places(post: BlogPostPage) -> list[str]:
    """Every kind of address at which somebody reads of a lively discussion."""
    written = many_comments(post, [*[None] * 25, *[24] * 120])
    gone = take_away(published_comment(post))
    words = {
        "post": post.url,
        "early": written[1].pk,
        "late": written[22].pk,
        "long": written[24].pk,
        "reply": written[140].pk,
        "gone": gone.pk,
    }
    return [place.format(**words) for place in PLACES]


def cookies_of(response: HttpResponse) -> list[str]:
    """What an answer has to do with cookies."""
    varies = [name for name in response.get("Vary", "").split(",") if "cookie" in name.lower()]
    return [*response.cookies, *varies]


@pytest.mark.parametrize("sent", [{}, STRAY], ids=["no cookie", "stray cookies"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_has_nothing_to_do_with_cookies(
    places: list[str], method: str, sent: dict[str, str]
) -> None:
    found = {}
    for place in places:
        client = Client()
        client.cookies.load(sent)
        response = getattr(client, method)(place)
        assert response.status_code in {200, 302, 404}, place
        found[place] = cookies_of(response)

    assert {place: names for place, names in found.items() if names} == {}


def test_a_stray_cookie_changes_nothing_on_the_page(places: list[str]) -> None:
    with_cookies = Client()
    with_cookies.cookies.load(STRAY)

    pages = [client.get(places[0]).content for client in (Client(), with_cookies)]

    assert pages[0] == pages[1]
