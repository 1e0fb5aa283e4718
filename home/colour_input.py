"""The field for a colour in the admin: what it will look like is shown beside it."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from home import colours


def described(text: str) -> dict[str, Any]:
    """What is said about a colour: `palette`, and `words` of its contrast; {} for no colour."""
    try:
        palette = colours.palette(colours.normalised(text))
    except ValueError:
        return {}
    return {"palette": palette, "words": words(palette)}


def words(palette: colours.Palette) -> str:
    """Whether the colour can be read as it is, and if not, which shades stand in for it."""
    own = min(colours.contrast(palette.colour, ground) for ground in colours.LIGHT_GROUNDS)
    values = {
        "colour": palette.colour,
        "own": f"{own:.1f}",
        "light": palette.light.accent,
        "light_contrast": f"{palette.light.contrast(colours.LIGHT_GROUNDS):.1f}",
        "dark": palette.dark.accent,
        "dark_contrast": f"{palette.dark.contrast(colours.DARK_GROUNDS):.1f}",
    }
    if palette.light.accent == palette.colour:
        sentences = _(
            "%(colour)s reads well on light paper (contrast %(light_contrast)s to 1; 4.5 is the"
            " least). On dark screens its lighter shade %(dark)s is used, at %(dark_contrast)s"
            " to 1."
        )
    else:
        sentences = _(
            "%(colour)s is too light to be read as text on light paper (contrast %(own)s to 1; 4.5"
            " is the least). It is kept for lines and areas; links and buttons use its darker"
            " shade %(light)s, at %(light_contrast)s to 1, and on dark screens %(dark)s, at"
            " %(dark_contrast)s to 1."
        )
    return sentences % values


class ColourInput(forms.TextInput):
    """A text field with the browser's own picker beside it, and the shades below."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> Any:
        """The field, as `home/admin/colour_input.html` has it."""
        context = self.get_context(name, value, attrs)
        return render_to_string("home/admin/colour_input.html", context | described(value or ""))

    class Media:
        js = [Script("branding/colour-input.js", type="module")]
        css = {"all": ["branding/colour-input.css"]}
