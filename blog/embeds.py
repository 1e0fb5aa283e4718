"""Films on other people's machines: which ones may be shown, and from where they are played.

No oEmbed call is made, neither by this server nor by a reader's browser: the address of the
player follows from the address of the film, and is only asked for once a reader presses play.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """A film host: how its addresses look, and where its player stands.

    `patterns` each end with a group, the film's id; `player` takes it at `{}`. Behind the id, only
    a query may follow.
    """

    name: str
    patterns: tuple[str, ...]
    player: str


PROVIDERS = (
    # The player without tracking cookies: https://support.google.com/youtube/answer/171780
    Provider(
        "YouTube",
        (
            r"https://(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]*&)?v=([\w-]{6,20})",
            r"https://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|shorts|live)/([\w-]{6,20})",
            r"https://youtu\.be/([\w-]{6,20})",
        ),
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    # dnt: https://developer.vimeo.com/player/sdk/embed
    Provider(
        "Vimeo",
        (r"https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{5,12})",),
        "https://player.vimeo.com/video/{}?autoplay=1&dnt=1",
    ),
)


@dataclass(frozen=True)
class Film:
    """A film that was recognised: who plays it, and the address of the player."""

    provider: str
    player_url: str


def find_film(url: str) -> Film | None:
    """The film at an address, or None where it is no film of a provider that we know."""
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            if match := re.fullmatch(f"(?:{pattern})/?(?:[?#&].*)?", url):
                return Film(provider.name, provider.player.format(match[1]))
    return None


def provider_names() -> str:
    """The providers for a sentence: "YouTube or Vimeo"."""
    return " or ".join(provider.name for provider in PROVIDERS)
