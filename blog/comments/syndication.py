"""What all feeds of this site have in common: whole texts, valid XML, and 304 where nothing is new.

The same for everybody, without cookies: what stands in a feed is what anybody may read.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator

MAX_AGE = 60  # seconds for which a cache may give the feed again without asking
# What XML 1.0 has no room for (section 2.2), and a text from elsewhere may hold.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CONTENT = "http://purl.org/rss/1.0/modules/content/"


def clean(value: Any) -> Any:
    """The text, or a list of texts, without what would make the whole feed unreadable."""
    if isinstance(value, str):
        return NOT_IN_XML.sub("", value)
    return [clean(part) for part in value] if isinstance(value, list) else value


class SoundFeed(SyndicationFeed):
    """A feed that any text can stand in, and that is as old as the last change in it."""

    content_type: str

    def __init__(self, **fields: Any) -> None:
        super().__init__(**{name: clean(value) for name, value in fields.items()})

    def add_item(self, *args: Any, **fields: Any) -> None:
        """Django's, with every text made fit for XML."""
        sound = {name: clean(value) for name, value in fields.items()}
        super().add_item(*map(clean, args), **sound)

    def latest_post_date(self) -> datetime:
        """When something in it last changed; without entries, the beginning of time."""
        return max(
            (item["updateddate"] for item in self.items), default=datetime(1970, 1, 1, tzinfo=UTC)
        )


class FullAtom(SoundFeed, Atom1Feed):
    """Atom (RFC 4287) with the whole text of each entry, given as `content`."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """An entry, as Django writes it, with the text; `description` is a plain summary."""
        super().add_item_elements(handler, item | {"description": None})
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})


class FullRss(SoundFeed, Rss201rev2Feed):
    """RSS 2.0 with the whole text of each entry beside its description."""

    def rss_attributes(self) -> dict[str, str]:
        """The names of the vocabularies."""
        return super().rss_attributes() | {"xmlns:content": CONTENT}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """An entry, as Django writes it, with the text."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


def answer(request: HttpRequest, feed: SoundFeed) -> HttpResponse:
    """The feed, or 304 where the reader has it. What was taken away since changes the ETag."""
    content = feed.writeString("utf-8").encode()
    last_modified = int(feed.latest_post_date().timestamp())
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(last_modified),
        "Cache-Control": f"public, max-age={MAX_AGE}",
    }
    response = HttpResponse(content, headers=headers | {"Content-Type": feed.content_type})
    return get_conditional_response(request, etag, last_modified, response) or response
