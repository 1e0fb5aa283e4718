"""Keeps the card picture of each public post: made when it is published, under a lasting address.

The address holds a hash of all that stands on the card, so a card that has changed has another
address, caches may keep each for ever, and no page asks the database where its card is.
"""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError
from wagtail.images.models import SourceImageIOError

from blog.models import BlogPostPage
from home import card_drawing
from home.card_drawing import HEIGHT, PICTURE_WIDTH, WIDTH, Card
from home.models import SiteIdentity

# Counts up when the design changes: then every card is another.
DESIGN = 1
FOLDER = "images/cards"  # below the folder whose files everybody may have
QUALITY = 88
# A post's own picture beside its title, and alone where the title cannot be drawn. The card is cut
# out of it once more, so that focal points count.
BESIDE_SPEC = f"fill-{PICTURE_WIDTH}x{HEIGHT}|format-png"
ALONE_SPEC = f"fill-{WIDTH}x{HEIGHT}|format-png"
# The colours of css/tokens.css, where the site has none of its own.
OWN_COLOUR = "#0b5c5e"


@dataclass(frozen=True)
class CardPicture:
    """A card as a page names it."""

    url: str
    width: int = WIDTH
    height: int = HEIGHT


def find(post: BlogPostPage, identity: SiteIdentity) -> CardPicture | None:
    """The post's card as it has to look now; None where it has not been made yet."""
    name = _name(post, identity)
    return CardPicture(default_storage.url(name)) if default_storage.exists(name) else None


def refresh(post_id: int) -> bool:
    """Make the card of a post that anybody may read, and take away whatever else it had.

    Gives whether one had to be made. Safe to repeat, and for posts that are gone.
    """
    post = BlogPostPage.objects.published().select_related("hero_image").filter(pk=post_id).first()
    if post is None:
        _clear(post_id)
        return False
    identity = SiteIdentity.for_site(post.get_site())
    name = _name(post, identity)
    is_new = not default_storage.exists(name)
    if is_new:
        default_storage.save(name, ContentFile(_drawn(post, identity)))
    _clear(post_id, keep=name)
    return is_new


def refresh_all(most: int | None = None) -> int:
    """The same for all posts, the newest first, or for so many of them; gives how many it made."""
    posts = BlogPostPage.objects.published().newest_first().values_list("pk", flat=True)
    return sum(refresh(pk) for pk in posts[:most])


def _name(post: BlogPostPage, identity: SiteIdentity) -> str:
    pictures = [_fingerprint(picture) for picture in (post.hero_image, identity.logo)]
    said = [
        DESIGN,
        post.title,
        identity.name,
        identity.brand_colour,
        identity.name_beside_logo,
        *pictures,
    ]
    digest = sha256(json.dumps(said).encode()).hexdigest()[:16]
    return f"{FOLDER}/{post.pk}/{digest}.jpg"


def _fingerprint(image: Any) -> list[Any] | None:
    if image is None:
        return None
    focus = image.get_focal_point()
    return [image.pk, image.file.name, str(focus) if focus else ""]


def _drawn(post: BlogPostPage, identity: SiteIdentity) -> bytes:
    palette = identity.palette
    is_titled = bool(card_drawing.drawable(post.title))
    with ExitStack() as files:
        card = Card(
            title=post.title,
            name=identity.name,
            accent=palette.light.accent if palette else OWN_COLOUR,
            brand=palette.colour if palette else OWN_COLOUR,
            picture=_opened(files, post.hero_image, BESIDE_SPEC if is_titled else ALONE_SPEC),
            logo=_opened(files, identity.logo, "max-1200x128|format-png"),
            show_name=identity.name_beside_logo,
        )
        content = BytesIO()
        picture = card_drawing.draw(card)
        picture.save(content, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return content.getvalue()


def _opened(files: ExitStack, image: Any, spec: str) -> Image.Image | None:
    """The picture in that size; None for none, or where its file cannot be read."""
    if image is None:
        return None
    try:
        rendition = image.get_rendition(spec)
        return Image.open(files.enter_context(rendition.file.open("rb")))
    except (SourceImageIOError, UnidentifiedImageError, OSError):
        return None


def _clear(post_id: int, keep: str = "") -> None:
    folder = f"{FOLDER}/{post_id}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if f"{folder}/{name}" != keep:
            default_storage.delete(f"{folder}/{name}")
