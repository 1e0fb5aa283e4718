"""Pictures in the sizes and formats that our layouts need, made before the first reader asks.

What a page shows in which layout is said once here; templates ask by the layout's name
(`blog.templatetags.pictures`), and after publication the same list is worked off by a task.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

# In the order in which browsers are offered them: AVIF is the smallest, and every browser of
# this decade that does not know it knows WebP. JPEG is for all others, in one size.
FORMATS = ("avif", "webp")
FALLBACK_FORMAT = "jpeg"


@dataclass(frozen=True)
class Layout:
    """A place for a picture: Wagtail's operations from small to large, and how wide it stands.

    `sizes` is HTML's: how wide the picture is shown in which window. `fallback_at`: which of the
    operations gives what every browser can show.
    """

    operations: tuple[str, ...]
    sizes: str
    fallback_at: int = 1

    def specs(self, image_format: str) -> list[str]:
        """The renditions of one format, from small to large."""
        return [f"{operation}|format-{image_format}" for operation in self.operations]

    @property
    def fallback(self) -> str:
        """The one rendition that every browser can show."""
        return f"{self.operations[self.fallback_at]}|format-{FALLBACK_FORMAT}"

    @property
    def all_specs(self) -> list[str]:
        """Every rendition that the layout can use, those that are quickly made first."""
        return [self.fallback, *self.specs("webp"), *self.specs("avif")]


CARD = ("fill-480x300", "fill-960x600")
# Few widths, and the same for all: a picture is used in several places.
WIDTHS = ("width-480", "width-960", "width-1600")
LAYOUTS = {
    "card": Layout(CARD, "(min-width: 60rem) 22rem, (min-width: 40rem) 45vw, 6rem"),
    "row": Layout(CARD, "(min-width: 40rem) 15rem, 6rem"),
    "lead": Layout(
        (*CARD, "fill-1440x900"), "(min-width: 75rem) 43rem, (min-width: 52rem) 57vw, 94vw"
    ),
    # Its fallback is what programs are shown, too: search engines ask for 1,200 pixels and more.
    "hero": Layout(WIDTHS, "(min-width: 60rem) 56rem, 100vw", fallback_at=2),
    "text": Layout(WIDTHS, "(min-width: 40rem) 38rem, 94vw"),
    "gallery": Layout(WIDTHS[:2], "(min-width: 60rem) 28rem, (min-width: 36rem) 47vw, 94vw"),
    "portrait": Layout(("fill-160x160", "fill-320x320"), "8rem"),
}
ALL_SPECS = sorted({spec for layout in LAYOUTS.values() for spec in layout.all_specs})
Use = tuple[Any, str]  # an image and the name of a layout


def in_body(body: Iterable[Any]) -> Iterator[Use]:
    """The pictures of a text, with where they stand."""
    for child in body:
        match child.block_type:
            case "image":
                yield child.value.get("image"), "text"
            case "embed":
                yield child.value.get("picture"), "text"
            case "gallery":
                for picture in child.value.get("pictures") or []:
                    yield picture.get("image"), "gallery"


def uses_of(page: Any) -> list[Use]:
    """All pictures that readers meet on a page or in lists of it."""
    uses: list[Use] = [(getattr(page, "hero_image", None), name) for name in ("hero", "lead")]
    uses += [(author.picture, "portrait") for author in getattr(page, "authors", [])]
    uses += in_body(getattr(page, "body", []))
    return [(image, layout) for image, layout in uses if image]


def ready() -> QuerySet[Any]:
    """The renditions that were made for our layouts."""
    renditions: QuerySet[Any] = get_image_model().get_rendition_model().objects.all()
    return renditions.filter(filter_spec__in=ALL_SPECS)


def fetch_ready(images: Iterable[Any]) -> None:
    """Let images know which renditions they have: one query for all that do not know yet."""
    unknown = [image for image in images if image and not hasattr(image, "prefetched_renditions")]
    to_attr = "prefetched_renditions"  # where Wagtail looks
    prefetch_related_objects(unknown, Prefetch("renditions", queryset=ready(), to_attr=to_attr))


def prepare(uses: Sequence[Use]) -> int:
    """Make what is missing of the pictures, what is quickly made first; gives how many were made.

    Not inside a transaction: making one can take a second. A picture whose file is gone is left
    out, because there is nothing to make it from.
    """
    each = ((image.pk, spec) for image, name in uses for spec in LAYOUTS[name].all_specs)
    wanted = list(dict.fromkeys(each))
    images = get_image_model().objects.in_bulk({pk for pk, _spec in wanted})
    fetch_ready(images.values())
    made = 0
    for image_format in (FALLBACK_FORMAT, *reversed(FORMATS)):
        for pk, spec in wanted:
            image = images.get(pk)
            if image is None or not spec.endswith(image_format):
                continue
            before = len(image.prefetched_renditions)
            try:
                image.get_rendition(spec)
            except SourceImageIOError:
                del images[pk]
            else:
                made += len(image.prefetched_renditions) - before
    return made
