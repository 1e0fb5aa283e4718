"""What responses say to the browser about what it may do."""

import pytest
from django.test import Client

from tests.factories.pages import live_post
from tests.factories.people import administrator

pytestmark = pytest.mark.django_db


def policy_at(client: Client, address: str) -> dict[str, list[str]]:
    """The Content Security Policy at an address: directives and their sources."""
    header = client.get(address).headers["Content-Security-Policy"]
    directives = [directive.split() for directive in header.split(";")]
    return {name: sources for name, *sources in directives}


def test_public_pages_run_no_script_but_our_own_files(as_nobody: Client) -> None:
    assert policy_at(as_nobody, live_post().url)["script-src"] == ["'self'"]


def test_public_pages_apply_no_style_but_our_own_files(as_nobody: Client) -> None:
    assert policy_at(as_nobody, live_post().url)["style-src"] == ["'self'"]


def test_public_pages_load_nothing_that_is_not_named(as_nobody: Client) -> None:
    assert policy_at(as_nobody, live_post().url)["default-src"] == ["'none'"]


def test_public_pages_show_frames_only_of_the_film_players(as_nobody: Client) -> None:
    assert policy_at(as_nobody, live_post().url)["frame-src"] == [
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
    ]


def test_an_address_that_does_not_exist_has_the_strict_policy(as_nobody: Client) -> None:
    assert policy_at(as_nobody, "/nowhere/")["script-src"] == ["'self'"]


def test_an_address_that_only_begins_like_the_admin_has_the_strict_policy(
    as_nobody: Client,
) -> None:
    assert policy_at(as_nobody, "/administration/")["script-src"] == ["'self'"]


def test_the_admin_may_use_the_inline_scripts_that_it_needs(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())

    assert "'unsafe-inline'" in policy_at(as_nobody, "/admin/")["script-src"]


def test_the_admin_loads_no_script_from_elsewhere(as_nobody: Client) -> None:
    as_nobody.force_login(administrator())

    sources = policy_at(as_nobody, "/admin/")["script-src"]
    assert not [source for source in sources if not source.startswith("'")]


@pytest.mark.parametrize("address", ["/", "/admin/login/", "/nowhere/"])
@pytest.mark.parametrize(
    "header",
    [
        "Permissions-Policy",
        "Cross-Origin-Resource-Policy",
        "Cross-Origin-Opener-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    ],
)
def test_every_response_carries_the_protective_headers(
    as_nobody: Client, address: str, header: str
) -> None:
    assert header in as_nobody.get(address).headers
