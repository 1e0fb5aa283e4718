"""The demo council's emblem: the bridge over the Ennick, in two colours on a clear background."""

from PIL import Image, ImageDraw

SIZE = 512  # pixels, square
OVERSAMPLING = 4


def emblem(ground: str, figure: str) -> Image.Image:
    """The emblem as an RGBA picture: a round badge of one colour, drawn on in the other."""
    unit = SIZE * OVERSAMPLING / 100  # the badge is 100 units wide
    image = Image.new("RGBA", (SIZE * OVERSAMPLING,) * 2)
    pen = ImageDraw.Draw(image)

    def box(x: float, y: float, width: float, height: float) -> tuple[float, ...]:
        return (x * unit, y * unit, (x + width) * unit, (y + height) * unit)

    pen.ellipse(box(1, 1, 98, 98), fill=ground)
    pen.arc(box(14, 30, 72, 72), 180, 360, fill=figure, width=round(7 * unit))  # the arch
    pen.rectangle(box(13, 57, 74, 6), fill=figure)  # the deck
    for x in (31, 43.25, 55.5, 67.75):
        pen.rectangle(box(x, 36, 2, 22), fill=figure)  # the hangers
    for row, (left, right) in enumerate(((20, 80), (28, 72), (38, 62))):
        y = 70 + row * 8
        pen.rounded_rectangle(
            box(left, y, right - left, 3.5), radius=1.75 * unit, fill=figure
        )  # the river
    # The sun over the arch.
    pen.ellipse(box(45, 12, 10, 10), fill=figure)
    return image.reduce(OVERSAMPLING)
