"""robots.txt, security.txt, the icon and the style sheet of the brand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime

from home.models import SiteIdentity
from tests.factories.comments import published_comment
from tests.factories.pages import live_post, site_tree
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db


def identity(**fields: Any) -> SiteIdentity:
    """The site's identity with some of its fields set, as the form would leave it."""
    found = SiteIdentity.for_site(site_tree().site)
    for name, value in fields.items():
        setattr(found, name, value)
    found.full_clean()
    found.save()
    return found


def robots(client: Client) -> RobotFileParser:
    """robots.txt as a robot reads it."""
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.text.splitlines())
    return parser


def test_robots_may_read_what_is_meant_for_readers(as_nobody: Client) -> None:
    post = live_post()
    entry = published_comment(post)

    rules = robots(as_nobody)

    for address in (
        *("/", "/blog/", post.url, "/blog/feed/", "/comments/house-rules/", "/comments/log/"),
        *(f"/comments/{entry.pk}/", "/static/css/main.css", "/media/images/a.webp"),
    ):
        assert rules.can_fetch("Anybot", address), address
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]


def test_robots_stay_out_of_forms_searches_and_the_admin(as_nobody: Client) -> None:
    post = live_post()

    rules = robots(as_nobody)

    for address in (
        *("/admin/", "/admin/pages/3/edit/", "/search/?q=a", f"/comments/form/{post.pk}/"),
        *("/comments/reply/3/", "/comments/status/x/", "/comments/my-data/"),
    ):
        assert not rules.can_fetch("Anybot", address), address


def test_robots_stay_away_from_what_is_being_developed(as_nobody: Client, settings: Any) -> None:
    settings.DEBUG = True

    assert not robots(as_nobody).can_fetch("Anybot", "/")


@pytest.mark.parametrize(
    ("contact", "uri"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("www.example.org/report", "https://www.example.org/report"),
        ("https://example.org/@us", "https://example.org/@us"),
    ],
)
def test_whoever_finds_a_hole_is_told_whom_to_tell(
    as_nobody: Client, contact: str, uri: str
) -> None:
    identity(security_contact=contact)

    response = as_nobody.get("/.well-known/security.txt")
    lines = response.text.splitlines()
    fields = dict(line.split(": ", 1) for line in lines)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert len(lines) == len(fields) == 4
    assert fields["Contact"] == uri
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "en"
    ahead = parse_datetime(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < ahead < timedelta(days=365)


def test_without_a_contact_there_is_no_security_txt(as_nobody: Client) -> None:
    assert as_nobody.get("/.well-known/security.txt").status_code == 404


def test_the_style_sheet_of_a_colour_may_be_kept_for_ever(as_nobody: Client) -> None:
    palette = identity(brand_colour="#17566B").palette

    assert palette
    response = as_nobody.get(palette.address)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response.text == palette.css
    assert "immutable" in response["Cache-Control"]
    assert "--accent: #17566b;" in response.text
    assert as_nobody.get("/brand-nothex.css").status_code == 404


def test_there_is_always_an_icon(as_nobody: Client) -> None:
    assert as_nobody.get("/favicon.ico")["Location"].endswith("images/icon.svg")

    identity(logo=picture(size=(200, 200)))

    icon = as_nobody.get("/favicon.ico")["Location"]
    assert as_nobody.get(icon)["Content-Type"] == "image/png"
