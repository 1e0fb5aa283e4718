"""Pictures and documents that an editor might have uploaded."""

from io import BytesIO
from itertools import count

from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.models import SiteImage
from tests.factories.pages import site_tree

number = count(1)


def _collection_for_uploads() -> None:
    if not Collection.objects.exists():
        site_tree()


def picture(title: str = "", *, size: tuple[int, int] = (64, 36), **fields: object) -> SiteImage:
    """An uploaded picture; small, because each size of it is made anew for each test."""
    _collection_for_uploads()
    n = next(number)
    content = BytesIO()
    Pillow.new("RGB", size, "steelblue").save(content, "PNG")
    return get_image_model().objects.create(
        title=title or f"Picture {n}",
        file=ContentFile(content.getvalue(), f"picture-{n}.png"),
        width=size[0],
        height=size[1],
        **fields,
    )


def document(
    title: str = "Minutes of the council", *, content: bytes = b"Agreed."
) -> AbstractDocument:
    """An uploaded text document."""
    _collection_for_uploads()
    return get_document_model().objects.create(
        title=title, file=ContentFile(content, f"document-{next(number)}.txt")
    )
