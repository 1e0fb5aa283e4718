"""The drawing kit behind the demo's pictures: one palette, flat shapes, soft light.

Everything is placed on a board of 1600 by 900 units and painted at twice the size wanted, so that
edges come out smooth. No fonts, files or clocks: the same seed and size give the same picture.
"""

import math
import random
from collections.abc import Iterable

from PIL import Image, ImageDraw

type Point = tuple[float, float]

WIDTH, HEIGHT = 1600, 900
OVERSAMPLING = 2

INK, NIGHT, SLATE, PLUM = "#1d2740", "#26375a", "#4a6480", "#5d4162"
DEEP, TEAL, WATER, MIST = "#1f4a56", "#2f7377", "#7fb7b5", "#c4dfd6"
FOREST, MOSS, SAGE, LIME = "#2f5544", "#4f7d52", "#8fac7c", "#bcc779"
CREAM, SAND, GOLD, AMBER = "#fdf3de", "#f1dcb0", "#f6c766", "#f0a24e"
CORAL, BRICK, ROSE, BARK = "#e2714f", "#b14a35", "#eeb097", "#6b4636"


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies `share` (0 to 1) of the way from the first to the second."""
    pairs = [(int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Return 33 points on the cubic Bézier curve from a to d."""
    points = []
    for t in (step / 32 for step in range(33)):
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        x, y = (sum(w * p[i] for w, p in zip(weights, (a, b, c, d), strict=True)) for i in (0, 1))
        points.append((x, y))
    return points


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Return points along part of an ellipse; degrees run clockwise from three o'clock."""
    angles = [math.radians(start + (end - start) * step / 40) for step in range(41)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def strip(path: list[Point], start: float, end: float) -> list[Point]:
    """Return the outline of a level path along `path` whose width grows from start to end."""
    last = len(path) - 1
    half = [(start + (end - start) * i / last) / 2 for i in range(last + 1)]
    left = [(x - h, y) for (x, y), h in zip(path, half, strict=True)]
    right = [(x + h, y) for (x, y), h in zip(path, half, strict=True)]
    return left + right[::-1]


class Scene:
    """A picture in the making. All measures are board units; later strokes cover earlier ones."""

    def __init__(self, size: tuple[int, int], seed: str) -> None:
        width, height = size[0] * OVERSAMPLING, size[1] * OVERSAMPLING
        self.scale = max(width / WIDTH, height / HEIGHT)
        self.left = (width - WIDTH * self.scale) / 2
        self.top = (height - HEIGHT * self.scale) / 2
        self.image = Image.new("RGB", (width, height), CREAM)
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.random = random.Random(seed)

    def finished(self) -> Image.Image:
        """Return the picture in the size that was asked for."""
        return self.image.reduce(OVERSAMPLING)

    # Strokes

    def place(self, points: Iterable[Point]) -> list[Point]:
        return [(self.left + x * self.scale, self.top + y * self.scale) for x, y in points]

    def poly(self, points: Iterable[Point], fill: str) -> None:
        self.pen.polygon(self.place(points), fill=fill)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        start, end = self.place([(x, y), (x + w, y + h)])
        self.pen.rounded_rectangle((*start, *end), radius * self.scale, fill=fill)

    def disc(self, x: float, y: float, rx: float, fill: str, ry: float | None = None) -> None:
        ry = rx if ry is None else ry
        start, end = self.place([(x - rx, y - ry), (x + rx, y + ry)])
        self.pen.ellipse((*start, *end), fill=fill)

    def ring(self, x: float, y: float, radius: float, thickness: float, fill: str) -> None:
        start, end = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.ellipse((*start, *end), outline=fill, width=round(thickness * self.scale))

    def line(self, points: Iterable[Point], width: float, fill: str) -> None:
        """Draw a line with round ends and joints."""
        placed, thick = self.place(points), max(1, round(width * self.scale))
        self.pen.line(placed, fill=fill, width=thick, joint="curve")
        for x, y in (placed[0], placed[-1]):
            r = thick / 2
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def arch(self, x: float, foot: float, width: float, height: float, fill: str) -> None:
        """Draw an opening with a round top; x is its left side."""
        r = width / 2
        self.poly(
            [(x, foot), *arc(x + r, foot - height + r, r, r, 180, 360), (x + width, foot)], fill
        )

    # Light

    def sky(self, top: str, bottom: str, horizon: float = HEIGHT) -> None:
        """Fill the whole picture, shading from top to bottom until the horizon."""
        ramp = Image.new("RGB", (1, HEIGHT))
        for y in range(HEIGHT):
            colour = mix(top, bottom, min(1, y / horizon))
            ramp.putpixel((0, y), (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:], 16)))
        self.image.paste(ramp.resize(self.image.size, Image.Resampling.BICUBIC))

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.7) -> None:
        """Lay soft light round a point, strongest in the middle and nothing at the radius."""
        ((px, py),) = self.place([(x, y)])
        r = radius * self.scale
        # Pillow's gradient is 0 in the centre, 255 in the corners and so about 180 at the sides.
        falloff = [round(255 * strength * max(0, 1 - i / 178) ** 1.7) for i in range(256)]
        mask = Image.radial_gradient("L").point(falloff)
        mask = mask.resize((int(2 * r), int(2 * r)), Image.Resampling.BICUBIC)
        self.image.paste(colour, (int(px - r), int(py - r)), mask)

    def sun(self, x: float, y: float, radius: float, colour: str = CREAM) -> None:
        self.glow(x, y, radius * 9, GOLD, 0.75)
        self.disc(x, y, radius, colour)

    def lamp(self, x: float, y: float, height: float) -> None:
        """Draw a lit street lamp with its foot on y."""
        self.glow(x, y - height, height * 0.9, GOLD, 0.85)
        self.line([(x, y), (x, y - height * 0.9)], height * 0.035, INK)
        w, top = height * 0.06, y - height
        self.poly(
            [(x - w * 0.6, top + w * 2), (x + w * 0.6, top + w * 2), (x + w, top), (x - w, top)],
            CREAM,
        )
        self.poly([(x - w * 1.3, top), (x + w * 1.3, top), (x, top - w * 1.2)], INK)

    # Country

    def hills(self, y: float, height: float, length: float, shift: float, fill: str) -> None:
        """Draw rolling ground from its skyline down to the bottom edge."""
        skyline = [
            (x, y - height * (math.sin(x / length + shift) + 0.4 * math.sin(x / length * 2.3)))
            for x in range(-800, 2401, 20)
        ]
        self.poly([*skyline, (2400, 1800), (-800, 1800)], fill)

    def cloud(self, x: float, y: float, size: float, fill: str) -> None:
        for dx, dy, r in ((-0.9, 0.1, 0.5), (-0.2, -0.2, 0.7), (0.6, 0, 0.55)):
            self.disc(x + dx * size, y + dy * size, r * size, fill)
        self.rect(x - 1.4 * size, y, 2.6 * size, 0.6 * size, fill, 0.3 * size)

    def tree(self, x: float, y: float, height: float, fill: str, trunk: str = BARK) -> None:
        """Draw a round tree whose foot stands at (x, y), lit from the left."""
        r = height * 0.28
        self.line([(x, y), (x, y - height * 0.6)], height * 0.055, trunk)
        self.line([(x, y - height * 0.3), (x + r * 0.6, y - height * 0.5)], height * 0.03, trunk)
        dark, light = mix(fill, INK, 0.2), mix(fill, GOLD, 0.2)
        crown = ((0.55, 1.85, 0.85, dark), (-0.5, 1.8, 0.85, dark), (0.05, 2.3, 1.05, fill))
        lit = ((-0.6, 1.95, 0.68, fill), (0.45, 2.0, 0.55, fill), (-0.3, 2.6, 0.5, light))
        for dx, dy, size, colour in crown + lit:
            self.disc(x + dx * r, y - dy * r, size * r, colour)

    def fir(self, x: float, y: float, height: float, fill: str, snow: str = "") -> None:
        """Draw a conifer with its foot at (x, y), snowed on if a colour is given for it."""
        self.line([(x, y), (x, y - height * 0.3)], height * 0.07, BARK)
        for step in range(3):
            base, half = y - height * (0.14 + 0.22 * step), height * (0.27 - 0.06 * step)
            tip = base - height * 0.42
            self.poly([(x - half, base), (x, tip), (x + half, base)], fill)
            if snow:
                low, high = base - height * 0.14, base - height * 0.24
                self.poly(
                    [(x - half * 0.67, low), (x, tip), (x + half * 0.4, high), (x, low - 4)], snow
                )

    def ripples(self, y: float, bottom: float, colour: str, count: int = 60) -> None:
        """Scatter short flat strokes of light over water, longer towards the viewer."""
        for _ in range(count):
            share = self.random.random()
            length, thick = 24 + 130 * share * self.random.random(), 3 + 4 * share
            x = self.random.uniform(-100, 1700)
            self.rect(x, y + (bottom - y) * share, length, thick, colour, thick / 2)

    def rain(self, count: int, colour: str) -> None:
        for _ in range(count):
            x, y = self.random.uniform(-50, 1650), self.random.uniform(-40, 900)
            self.line([(x, y), (x - 13, y + 46)], 2.5, colour)

    # Town

    def house(
        self, x: float, y: float, width: float, height: float, colours: tuple[str, str, str]
    ) -> None:
        """Draw a gabled house with its foot on y, `height` to the eaves.

        The colours are of the wall, the roof and the windows.
        """
        wall, roof, window = colours
        peak = y - height - width * 0.42
        self.rect(
            x + width * 0.74, peak - width * 0.08, width * 0.13, width * 0.4, mix(wall, INK, 0.3)
        )
        self.rect(x, y - height, width, height, wall)
        self.rect(x + width * 0.88, y - height, width * 0.12, height, mix(wall, INK, 0.08))
        self.poly(
            [(x - 8, y - height + 2), (x + width / 2, peak), (x + width + 8, y - height + 2)], roof
        )
        pane, tall = width * 0.2, height * 0.26
        for column, row in ((0, 0), (1, 0), (0, 1)):
            wx, wy = x + width * (0.16 + 0.46 * column), y - height * (0.86 - 0.46 * row)
            self.rect(wx - 3, wy - 3, pane + 6, tall + 6, mix(wall, CREAM, 0.55))
            self.rect(wx, wy, pane, tall, window)
        self.arch(x + width * 0.6, y, width * 0.24, height * 0.42, mix(roof, INK, 0.3))

    def person(self, x: float, y: float, height: float, coat: str, skin: str = "#c68a5e") -> None:
        """Draw somebody, standing with their feet on y."""
        h = height
        for side in (-1, 1):
            self.line([(x + side * h * 0.05, y - h * 0.4), (x + side * h * 0.07, y)], h * 0.08, INK)
        shoulders, hem = y - h * 0.76, y - h * 0.3
        left, right = x - h * 0.12, x + h * 0.12
        self.poly(
            [(left, shoulders), (right, shoulders), (x + h * 0.18, hem), (x - h * 0.18, hem)], coat
        )
        self.disc(x, shoulders + h * 0.01, h * 0.12, coat)
        self.disc(x, y - h * 0.9, h * 0.1, skin)
        self.poly(arc(x, y - h * 0.91, h * 0.11, h * 0.11, 180, 360), BARK)

    def wheel(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a bicycle wheel with spokes."""
        for angle in range(0, 180, 22):
            self.line(
                arc(x, y, radius, radius, angle, angle + 180)[::40], 1.5, mix(colour, CREAM, 0.5)
            )
        self.ring(x, y, radius, radius * 0.1, colour)
        self.disc(x, y, radius * 0.09, colour)

    def bunting(self, start: Point, end: Point, sag: float, size: float = 30) -> None:
        """Hang a string of flags between two points."""
        third = (end[0] - start[0]) / 3
        low = ((start[0] + third, start[1] + sag), (end[0] - third, end[1] + sag))
        string = curve(start, *low, end)
        self.line(string, 3, INK)
        for i, (x, y) in enumerate(string[1:-1:2]):
            flag = [(x - size / 2, y), (x + size / 2, y), (x, y + size * 1.2)]
            self.poly(flag, (CORAL, CREAM, TEAL, GOLD)[i % 4])
