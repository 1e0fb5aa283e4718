"""Draws the picture that social networks show beside a link: 1200 by 630 pixels, with the title.

A title in letters that the font has not (it has Latin, Greek and Cyrillic) is left out rather than
drawn as a row of boxes; then the post's own picture, or the organisation's name, stands alone.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

WIDTH, HEIGHT = 1200, 630  # what https://ogp.me/ consumers crop least
MARGIN = 72
PICTURE_WIDTH = 500  # of a post's own picture, at the right
BAR = 20  # the line in the brand's colour
LARGEST, SMALLEST = 88, 40  # pixels of the title's letters
SIZES_TRIED = 4  # that fit, until one leaves no short word alone on the last line
SIGN_HEIGHT = 64  # of the logo
NAME_SIZE = 32
PAPER, INK = "#fdfdfb", "#17201f"
LEADING = 1.16
FONT = Path(__file__).parent / "fonts" / "hustings-serif-semibold.ttf"
NOBODYS = "\U0010ffff"  # a character that no font has
# What may be left out of a title without changing it (Unicode's general categories): what nobody
# sees, and pictures in the text that the font has not.
INVISIBLE = {"Cc", "Cf"}
DISPENSABLE = {"So", "Sk", "Cs", "Co"}


@dataclass(frozen=True)
class Card:
    """What stands on a card. `accent` is for the title, `brand` for the line; pictures are open."""

    title: str
    name: str
    accent: str
    brand: str
    picture: Image.Image | None = None
    logo: Image.Image | None = None
    show_name: bool = True  # beside the logo


def draw(card: Card) -> Image.Image:
    """The card as an RGB picture."""
    title, name = drawable(card.title), drawable(card.name)
    board = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    if card.picture and not title:
        board.paste(_filled(card.picture, (WIDTH, HEIGHT)))
        return board
    width = WIDTH
    if card.picture:
        width -= PICTURE_WIDTH
        board.paste(_filled(card.picture, (PICTURE_WIDTH, HEIGHT)), (width, 0))
    pen = ImageDraw.Draw(board)
    pen.rectangle((0, 0, width - 1, BAR - 1), fill=card.brand)
    foot = HEIGHT - MARGIN
    room = width - 2 * MARGIN
    if not title:
        title, name = name, ""
    sign_top = _sign(board, pen, card, name, foot=foot, room=room)
    if title:
        top = MARGIN + BAR
        lines, size = _fitted(title, room, sign_top - MARGIN // 2 - top)
        for row, line in enumerate(lines):
            y = top + row * size * LEADING
            pen.text((MARGIN, y), line, fill=card.accent, font=font(size), anchor="la")
    return board


def drawable(text: str) -> str:
    """The text in one line, as far as it can be drawn; "" where a letter of it cannot be."""
    letters = (
        letter
        for letter in " ".join(unicodedata.normalize("NFC", text).split())
        if (kind := unicodedata.category(letter)) not in INVISIBLE
        and (kind not in DISPENSABLE or _has(letter))
    )
    text = " ".join("".join(letters).split())
    return text if all(_has(letter) for letter in set(text)) else ""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in a size."""
    return ImageFont.truetype(FONT, size)


@cache
def _has(letter: str) -> bool:
    if letter.isspace():
        return True
    missing, found = (font(SMALLEST).getmask(each) for each in (NOBODYS, letter))
    return (found.size, bytes(found)) != (missing.size, bytes(missing))


def _fitted(title: str, room: int, height: int) -> tuple[list[str], int]:
    """The title in lines, as large as it fits; cut short only where the smallest is too large."""
    fitting = []
    for size in range(LARGEST, SMALLEST - 1, -4):
        lines = wrapped(title, size, room)
        if len(lines) * size * LEADING <= height:
            fitting.append((_balanced(title, size, room, len(lines)), size))
        if len(fitting) == SIZES_TRIED:
            break
    if fitting:
        return next((each for each in fitting if not _is_widowed(each[0])), fitting[0])
    most = int(height / (SMALLEST * LEADING))
    kept = wrapped(title, SMALLEST, room)[:most]
    while kept[-1] and font(SMALLEST).getlength(f"{kept[-1]}…") > room:
        kept[-1] = kept[-1][:-1].rstrip()
    return [*kept[:-1], f"{kept[-1].rstrip(' ,.;:–-')}…"], SMALLEST


def _is_widowed(lines: list[str]) -> bool:
    """Whether one short word is left alone on the last line."""
    return len(lines) > 1 and " " not in lines[-1] and 2 * len(lines[-1]) < len(lines[-2])


def wrapped(text: str, size: int, room: int) -> list[str]:
    """The text in lines that are no wider than `room`; a word that is too wide is broken."""
    lines = [""]
    for word in text.split():
        if font(size).getlength(f"{lines[-1]} {word}".strip()) <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and font(size).getlength(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def _balanced(text: str, size: int, room: int, total: int) -> list[str]:
    """As many lines, about equally long."""
    lines = wrapped(text, size, room)
    for narrower in range(room - 12, room // 2, -12):
        tried = wrapped(text, size, narrower)
        widest_word = max(font(size).getlength(word) for word in text.split())
        if len(tried) > total or widest_word > narrower:
            break
        lines = tried
    return lines


def _sign(
    board: Image.Image, pen: ImageDraw.ImageDraw, card: Card, name: str, *, foot: int, room: int
) -> int:
    """The logo and the name at the foot. Gives where their upper edge is."""
    left = MARGIN
    if card.logo:
        logo = ImageOps.contain(card.logo.convert("RGBA"), (room, SIGN_HEIGHT))
        board.paste(logo, (left, foot - (SIGN_HEIGHT + logo.height) // 2), logo)
        left += logo.width + 20
        if not card.show_name:
            return foot - SIGN_HEIGHT
    space = MARGIN + room - left
    lines = wrapped(name, NAME_SIZE, space)[:2] if name and space > room // 3 else []
    middle = foot - SIGN_HEIGHT // 2
    top = middle - round((len(lines) - 1) * NAME_SIZE * LEADING / 2)
    for row, line in enumerate(lines):
        y = top + row * NAME_SIZE * LEADING
        pen.text((left, y), line, fill=INK, font=font(NAME_SIZE), anchor="lm")
    return foot - SIGN_HEIGHT


def _filled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS)
