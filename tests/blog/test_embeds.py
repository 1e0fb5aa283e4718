"""Films on other people's machines: which are known, and what is asked of those machines."""

import pytest

from blog.embeds import PROVIDERS, find_film, provider_names

YOUTUBE = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1"
VIMEO = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"
KNOWN = [
    ("https://www.youtube.com/watch?v=aqz-KE-bpKQ", YOUTUBE),
    ("https://youtube.com/watch?v=aqz-KE-bpKQ", YOUTUBE),
    ("https://m.youtube.com/watch?v=aqz-KE-bpKQ", YOUTUBE),
    ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=42s", YOUTUBE),
    ("https://www.youtube.com/watch?list=PL1&v=aqz-KE-bpKQ", YOUTUBE),
    ("https://www.youtube.com/watch?v=aqz-KE-bpKQ#t=42", YOUTUBE),
    ("https://youtu.be/aqz-KE-bpKQ", YOUTUBE),
    ("https://youtu.be/aqz-KE-bpKQ?si=tracking", YOUTUBE),
    ("https://www.youtube.com/embed/aqz-KE-bpKQ", YOUTUBE),
    ("https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ", YOUTUBE),
    ("https://www.youtube.com/shorts/aqz-KE-bpKQ", YOUTUBE),
    ("https://www.youtube.com/live/aqz-KE-bpKQ?feature=share", YOUTUBE),
    ("https://vimeo.com/76979871", VIMEO),
    ("https://www.vimeo.com/76979871", VIMEO),
    ("https://player.vimeo.com/video/76979871", VIMEO),
]
UNKNOWN = [
    "",
    "x",
    "https://example.org/film.mp4",
    "https://www.youtube.com/",
    "https://www.youtube.com/@channel",
    "https://www.youtube.com/playlist?list=PL1",
    "https://www.youtube.com/watch?list=PL1",
    "https://www.youtube.com/watch#v=aqz-KE-bpKQ",
    "https://vimeo.com/about",
    "https://vimeo.com/123",
    "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
    "https://evil.example/https://youtu.be/aqz-KE-bpKQ",
    "https://evilyoutube.com/watch?v=aqz-KE-bpKQ",
    "https://user@evil.example/youtube.com/watch?v=aqz-KE-bpKQ",
    "https://www.youtube.com@evil.example/watch?v=aqz-KE-bpKQ",
    "javascript:alert('https://youtu.be/aqz-KE-bpKQ')",
    " https://youtu.be/aqz-KE-bpKQ",
    'https://youtu.be/"><script>',
    "//youtu.be/aqz-KE-bpKQ",
]


@pytest.mark.parametrize(("address", "player"), KNOWN)
def test_a_film_is_known_by_its_address(address: str, player: str) -> None:
    film = find_film(address)

    assert film
    assert film.player_url == player


@pytest.mark.parametrize("address", UNKNOWN)
def test_another_address_is_no_film(address: str) -> None:
    assert find_film(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://youtu.be/aqz-KE-bpKQ-and-much-more-behind-it",
        "https://vimeo.com/76979871abc",
        "https://vimeo.com/76979871/../about",
    ],
)
def test_an_address_that_only_begins_like_a_film_is_none(address: str) -> None:
    assert find_film(address) is None


def test_the_providers_are_named_in_a_sentence() -> None:
    assert provider_names() == "YouTube or Vimeo"


def test_players_are_those_that_set_no_tracking_cookies() -> None:
    assert [provider.player.split("/")[2] for provider in PROVIDERS] == [
        "www.youtube-nocookie.com",
        "player.vimeo.com",
    ]


def test_every_player_may_be_shown_by_the_content_security_policy(settings: object) -> None:
    for provider in PROVIDERS:
        origin = "/".join(provider.player.split("/")[:3])
        assert origin in settings.PUBLIC_CSP["frame-src"]
