"""One brand colour, and what follows from it: shades that can be read on both papers.

Lightness is changed in OKLCH, where equal steps look equal and a colour keeps its hue
(https://www.w3.org/TR/css-color-4/#ok-lab; the matrices are Björn Ottosson's,
https://bottosson.github.io/posts/oklab/). Contrast is WCAG 2.2's
(https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256

HEX = re.compile(r"#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
ENOUGH = 4.5  # contrast of text, WCAG 2.2 criterion 1.4.3
PLENTY = 7.0  # for readers who ask for more contrast, criterion 1.4.6
# What text stands on: --paper and --surface of css/tokens.css, which a test compares with these.
LIGHT_GROUNDS = ("#fdfdfb", "#f1f4f2")
DARK_GROUNDS = ("#121819", "#1a2223")
STEP = 0.005  # of OKLCH's lightness, which runs from 0 to 1: finer than anybody sees

type Lch = tuple[float, float, float]


@dataclass(frozen=True)
class Shades:
    """The accent on one paper, in the words of css/tokens.css."""

    accent: str
    accent_strong: str
    accent_wash: str
    on_accent: str

    def contrast(self, grounds: tuple[str, ...]) -> float:
        """The lowest contrast of the accent as text."""
        return min(contrast(self.accent, ground) for ground in (*grounds, self.accent_wash))


@dataclass(frozen=True)
class Palette:
    """A brand colour with its shades on light and on dark paper, and for higher contrast."""

    colour: str
    light: Shades
    dark: Shades
    light_high: Shades
    dark_high: Shades

    @property
    def css(self) -> str:
        """The shades as a style sheet that replaces those of css/tokens.css."""
        dark, more = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
        rules = [
            _rule(self.light, brand=self.colour),
            f"@media {dark} {{ {_rule(self.dark)} }}",
            f"@media {more} {{ {_rule(self.light_high)} }}",
            f"@media {more} and {dark} {{ {_rule(self.dark_high)} }}",
        ]
        return "@layer tokens {\n" + "\n".join(rules) + "\n}\n"

    @property
    def address(self) -> str:
        """Where that style sheet is served; another address as soon as it is another sheet."""
        version = sha256(self.css.encode()).hexdigest()[:8]
        return f"/brand-{self.colour.removeprefix('#')}.css?v={version}"


def _rule(shades: Shades, **more: str) -> str:
    values = {name.replace("_", "-"): value for name, value in (more | vars(shades)).items()}
    return ":root { " + " ".join(f"--{name}: {value};" for name, value in values.items()) + " }"


def normalised(text: str) -> str:
    """The colour as “#rrggbb”. Raises ValueError for what is no colour in hexadecimal digits."""
    if not HEX.fullmatch(text.strip()):
        raise ValueError(text)
    digits = text.strip().removeprefix("#").lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


@lru_cache(maxsize=64)
def palette(colour: str) -> Palette:
    """All that follows from a colour, which is “#rrggbb”."""
    lightness, chroma, hue = _to_lch(colour)
    wash = min(chroma * 0.2, 0.03)
    light = partial(
        _shades, wash=(0.95, wash, hue), on=LIGHT_GROUNDS[0], grounds=LIGHT_GROUNDS, direction=-1
    )
    on_dark = _to_hex((0.19, wash / 2, hue))
    dark = partial(
        _shades, wash=(0.29, wash * 1.3, hue), on=on_dark, grounds=DARK_GROUNDS, direction=1
    )
    # On dark paper a deep colour is light at once: what only just can be read there glares.
    pale = (max(lightness, 0.78), min(chroma, 0.13), hue)
    chosen = (lightness, chroma, hue)
    return Palette(
        colour=colour,
        light=light(chosen, wanted=ENOUGH),
        dark=dark(pale, wanted=ENOUGH),
        light_high=light(chosen, wanted=PLENTY),
        dark_high=dark(pale, wanted=PLENTY),
    )


def _shades(
    start: Lch, *, direction: int, wanted: float, wash: Lch, on: str, grounds: tuple[str, ...]
) -> Shades:
    """Darker or lighter from `start` until the accent can be read on everything that it may be."""
    washed = _to_hex(wash)
    lightness, chroma, hue = start
    accent = _to_hex(start)
    while 0 < lightness < 1 and (
        min(contrast(accent, ground) for ground in (*grounds, washed, on)) < wanted
    ):
        lightness += direction * STEP
        accent = _to_hex((lightness, chroma, hue))
    strong = _to_hex((min(max(lightness + direction * 0.1, 0), 1), chroma, hue))
    return Shades(accent, strong, washed, on)


def contrast(first: str, second: str) -> float:
    """From 1 for the same colour twice to 21 for black on white."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_light(colour: str) -> bool:
    """Whether black can be read on it better than white."""
    return contrast(colour, "#000000") > contrast(colour, "#ffffff")


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _unbent(red), _unbent(green), _unbent(blue)


def _unbent(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _bent(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _to_lch(colour: str) -> Lch:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_hex(lch: Lch) -> str:
    """The colour; with less chroma where a screen has no such strong one."""
    lightness, chroma, hue = lch
    rgb = _to_linear(lightness, chroma, hue)
    while chroma > 0 and not all(-0.0005 <= value <= 1.0005 for value in rgb):
        chroma = max(chroma - 0.004, 0)
        rgb = _to_linear(lightness, chroma, hue)
    return "#" + "".join(f"{round(_bent(min(max(value, 0), 1)) * 255):02x}" for value in rgb)


def _to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
