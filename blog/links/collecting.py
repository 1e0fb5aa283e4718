"""Which links a page has: read from what is stored, whatever blocks it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from blog.links.models import LONGEST_ADDRESS, Address, Link

LONGEST_WORDS = 255


@dataclass(frozen=True)
class Found:
    """One link: the number of what it leads to, or an address, and the words that are pressed."""

    kind: Link.Kind
    target_id: int | None = None
    url: str = ""
    words: str = ""


@transaction.atomic
def collect(page: Page) -> None:
    """Remember the links of a page as readers have it now, and forget those that it had before."""
    found = set(links_of(page.specific))
    urls = {link.url for link in found if link.url}
    keys = {url: Address.key_of(url) for url in urls}
    Address.objects.bulk_create(
        [Address(url=url, key=key) for url, key in sorted(keys.items())], ignore_conflicts=True
    )
    addresses = dict(Address.objects.filter(key__in=keys.values()).values_list("key", "pk"))
    Link.objects.filter(page_id=page.pk).delete()
    Link.objects.bulk_create(
        Link(
            page_id=page.pk,
            kind=link.kind,
            target_id=link.target_id,
            address_id=addresses[keys[link.url]] if link.url else None,
            words=link.words[:LONGEST_WORDS],
        )
        for link in sorted(found, key=lambda link: (link.kind, link.url, link.target_id or 0))
    )


def links_of(page: Page) -> Iterator[Found]:
    """Every link in the page's rich text and blocks."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = field.value_from_object(page)
            yield from _within(value.get_prep_value() if value else [])
        elif isinstance(field, RichTextField):
            yield from _within(field.value_from_object(page))


def _within(stored: Any) -> Iterator[Found]:
    if isinstance(stored, dict):
        for value in stored.values():
            yield from _within(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from _within(value)
    elif isinstance(stored, str) and "<a " in stored:
        for anchor in BeautifulSoup(stored, "html.parser").find_all("a"):
            yield from _of_anchor(anchor)
    elif isinstance(stored, str) and stored.startswith(("http://", "https://")):
        yield from _of_address(stored, words="")  # a block's own field for an address


def _of_anchor(anchor: Any) -> Iterator[Found]:
    words = " ".join(anchor.get_text(" ").split())
    kind, number = anchor.get("linktype"), str(anchor.get("id", ""))
    if kind in {Link.Kind.PAGE, Link.Kind.DOCUMENT}:
        if number.isascii() and number.isdigit() and len(number) < 19:
            yield Found(Link.Kind(kind), target_id=int(number), words=words)
    else:
        yield from _of_address(str(anchor.get("href", "")), words=words)


def _of_address(text: str, *, words: str) -> Iterator[Found]:
    """A link to an address of the web, if it is one that can be followed."""
    if text.startswith("/") and not text.startswith("//"):
        text = urljoin(settings.SITE_URL, text)
    try:
        url = urldefrag(text.strip()).url
        parts = urlsplit(url)
        _port = parts.port  # raises for one that is none
    except ValueError:
        return
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    if is_web and len(url) <= LONGEST_ADDRESS and "\x00" not in url:
        yield Found(Link.Kind.WEB, url=url, words=words)
