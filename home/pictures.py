"""The site's own pictures, in the sizes in which they are shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.images.models import SourceImageIOError

if TYPE_CHECKING:
    from home.identity import SiteIdentity

# Twice the 48 pixels that the style sheet gives it, for fine screens; not wider than the header.
LOGO_SPEC = "max-640x96|format-webp-lossless"
LARGE_LOGO_SPEC = "max-600x600|format-png"  # for search engines
TAB_ICON_SPEC = "fill-64x64|format-png"
TOUCH_ICON_SPEC = "fill-180x180|format-png"
CARD_SPEC = "fill-1200x630|format-jpeg"
NEARLY_SQUARE = (0.8, 1.25)  # width by height: what can be cut to a square without harm


@dataclass(frozen=True)
class SitePictures:
    """The pictures of a `SiteIdentity`; None for what it has not, or whose file is gone."""

    identity: "SiteIdentity"

    @cached_property
    def logo(self) -> Any:
        """The logo at the head of every page."""
        return _rendition(self.identity.logo, LOGO_SPEC)

    @cached_property
    def logo_dark(self) -> Any:
        """The same for dark screens."""
        return _rendition(self.identity.logo_dark, LOGO_SPEC)

    @cached_property
    def large_logo(self) -> Any:
        """The logo for programs."""
        return _rendition(self.identity.logo or self._square, LARGE_LOGO_SPEC)

    @cached_property
    def tab_icon(self) -> Any:
        """The icon in the tab of a browser."""
        return _rendition(self._square, TAB_ICON_SPEC)

    @cached_property
    def touch_icon(self) -> Any:
        """The icon on a telephone."""
        return _rendition(self._square, TOUCH_ICON_SPEC)

    @cached_property
    def card(self) -> Any:
        """The picture beside a shared link to a page that has none of its own."""
        return _rendition(self.identity.card_picture, CARD_SPEC)

    @property
    def _square(self) -> Any:
        logo = self.identity.logo
        if self.identity.icon or not logo:
            return self.identity.icon
        least, most = NEARLY_SQUARE
        return logo if least <= logo.width / logo.height <= most else None

    def make(self) -> None:
        """Make all that are missing, so that no reader waits for one."""
        for name in ("logo", "logo_dark", "large_logo", "tab_icon", "touch_icon", "card"):
            getattr(self, name)


def _rendition(image: Any, spec: str) -> Any:
    if image is None:
        return None
    try:
        return image.get_rendition(spec)
    except SourceImageIOError:
        return None
