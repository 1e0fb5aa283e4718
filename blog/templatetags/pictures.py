"""How templates show a picture: `{% responsive_picture image "card" %}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_rendition_or_not_found

from blog.pictures import FORMATS, LAYOUTS

register = template.Library()


@dataclass(frozen=True)
class Source:
    """A `<source>` of a picture."""

    media_type: str
    srcset: str


@register.inclusion_tag("components/picture.html")
def responsive_picture(
    image: Any, layout: str, *, alt: str | None = None, css_class: str = "", eager: bool = False
) -> dict[str, Any]:
    """A picture in a layout, in the formats and sizes that have been made for it.

    Nothing is made here but the one rendition that every browser can show, if there is not even
    that: a reader never waits for the others. `alt` is what the picture shows; if none is given,
    the picture's own words for this place. `eager`: it is what the page begins with.
    """
    place = LAYOUTS[layout]
    filters = {spec: Filter(spec=spec) for spec in place.all_specs}
    found = image.find_existing_renditions(*filters.values())
    sources = []
    for image_format in FORMATS:
        made = [found.get(filters[spec]) for spec in place.specs(image_format)]
        # A picture is not blown up: of one that is small, several sizes are the same.
        addresses = {rendition.width: rendition.url for rendition in made if rendition}
        if addresses:
            srcset = ", ".join(f"{url} {width}w" for width, url in addresses.items())
            sources.append(Source(f"image/{image_format}", srcset))
    fallback = found.get(filters[place.fallback])
    return {
        "sources": sources,
        "sizes": place.sizes,
        "fallback": fallback or get_rendition_or_not_found(image, place.fallback),
        "alt": alt if alt is not None else _words_of(image),
        "css_class": css_class,
        "eager": eager,
    }


def _words_of(image: Any) -> str:
    if image.decorative:
        return ""
    return image.contextual_alt_text or image.default_alt_text
