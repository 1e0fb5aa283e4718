"""Wagtail's block for a picture, in which its description is named as everywhere else."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images.blocks import ImageBlock


def described_image(**how: Any) -> ImageBlock:
    """A block of Wagtail's own class: what stands in migrations stays as it is."""
    block = ImageBlock(**how)
    block.child_blocks["alt_text"].label = _("Description of the picture")
    return block
