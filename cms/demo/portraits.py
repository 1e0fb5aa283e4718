"""Portraits of the three officers: the middle of the board, so that a square shows all of it."""

from cms.demo.drawing import (
    BRICK,
    CORAL,
    CREAM,
    DEEP,
    FOREST,
    GOLD,
    INK,
    MOSS,
    PLUM,
    ROSE,
    SAGE,
    TEAL,
    Scene,
    arc,
    curve,
    mix,
)


def hester(s: Scene) -> None:
    s.sky("#8fc4c0", "#fdeac0", 760)
    s.sun(1080, 250, 74)
    s.hills(600, 50, 230, 0.4, "#a9c9ba")
    s.hills(690, 40, 190, 2.0, SAGE)
    skin, hair = "#eebf98", "#b9bcc2"
    s.disc(800, 390, 214, hair)
    s.rect(586, 390, 428, 200, hair, 70)
    _bust(s, skin, TEAL, DEEP)
    s.poly([(690, 650), (910, 650), (936, 736), (664, 736)], CORAL)
    s.line([(676, 700), (924, 700)], 60, CORAL)
    s.line([(690, 684), (910, 716)], 6, BRICK)
    s.poly([(830, 720), (906, 720), (930, 880), (840, 880)], CORAL)
    s.poly([(906, 720), (930, 880), (896, 880)], BRICK)
    _face(s, skin, INK)
    s.poly(
        [
            *arc(800, 392, 176, 190, 180, 360),
            *curve((976, 392), (950, 300), (840, 290), (730, 262)),
            *curve((730, 262), (700, 330), (640, 340), (624, 400)),
        ],
        hair,
    )
    s.line(curve((740, 262), (820, 290), (900, 300), (950, 350)), 6, "#d5d8dc")
    for x in (733, 867):
        s.ring(x, 432, 54, 9, PLUM)
    s.line(arc(800, 430, 14, 12, 190, 350), 8, PLUM)
    for x in (626, 974):
        s.disc(x, 500, 13, GOLD)


def tobias(s: Scene) -> None:
    s.sky("#f2b07a", "#fdeac0", 700)
    s.sun(530, 270, 76)
    s.hills(560, 60, 240, 2.2, "#d9a58c")
    for x, height in ((430, 360), (560, 260), (1060, 300), (1190, 400)):
        s.tree(x, 800, height, (MOSS, SAGE)[x % 20 // 10])
    s.hills(720, 30, 210, 0.5, "#8fa35e")
    skin = "#a86f47"
    _bust(s, skin, MOSS, FOREST)
    s.poly([(716, 676), (800, 760), (884, 676), (930, 720), (800, 830), (670, 720)], FOREST)
    s.line([(800, 780), (800, 900)], 8, GOLD)
    _face(s, skin, INK)
    beard = arc(800, 440, 172, 206, 0, 180)
    s.poly(
        [
            *beard,
            *curve((628, 440), (690, 500), (720, 490), (800, 486)),
            *curve((800, 486), (880, 490), (910, 500), (972, 440)),
        ],
        "#3a2a2a",
    )
    s.line(arc(800, 520, 52, 36, 15, 165), 15, CREAM)
    s.poly(arc(800, 350, 190, 204, 180, 360), CORAL)
    for x in (-110, -55, 0, 55, 110):
        s.line([(800 + x, 340), (800 + x * 0.72, 200 + abs(x) * 0.5)], 6, BRICK)
    s.rect(598, 318, 404, 70, BRICK, 30)
    s.disc(800, 142, 44, CREAM)


def morwenna(s: Scene) -> None:
    s.sky("#5a6f9a", "#f7c79a", 720)
    s.glow(800, 420, 620, GOLD, 0.6)
    s.hills(640, 60, 250, 1.4, "#8b7a94")
    s.hills(720, 34, 180, 3.0, PLUM)
    skin, hair = "#7b4b35", "#2b1f2c"
    for angle in range(0, 360, 24):
        ((x, y),) = arc(800, 370, 190, 176, angle, angle)[:1]
        s.disc(x, y, 84, hair)
    s.disc(800, 390, 230, hair)
    _bust(s, skin, "#e0a436", "#bd8426")
    s.rect(706, 650, 188, 54, "#e0a436", 26)
    for y in (664, 682):
        s.line([(720, y), (880, y)], 4, "#bd8426")
    _face(s, skin, INK)
    s.poly(
        [
            *arc(800, 400, 176, 190, 185, 355),
            *curve((975, 384), (900, 290), (700, 290), (625, 384)),
        ],
        hair,
    )
    for angle in range(195, 350, 26):
        ((x, y),) = arc(800, 320, 196, 170, angle, angle)[:1]
        s.disc(x, y, 66, hair)
    s.line(curve((606, 330), (690, 220), (910, 220), (994, 330)), 46, CORAL)
    s.line(curve((612, 318), (694, 212), (906, 212), (988, 318)), 7, ROSE)
    for x in (624, 976):
        s.ring(x, 536, 30, 9, GOLD)


def _bust(s: Scene, skin: str, coat: str, shade: str) -> None:
    """Draw shoulders, neck and the outline of a head centred at (800, 430)."""
    shoulders = curve((420, 930), (430, 730), (560, 720), (700, 690))
    mirrored = [(1600 - x, y) for x, y in reversed(shoulders)]
    s.poly([*shoulders, *mirrored], coat)
    s.poly([*mirrored[6:], (1010, 930)], shade)
    s.rect(730, 560, 140, 150, mix(skin, INK, 0.16), 60)
    for x in (628, 972):
        s.disc(x, 452, 30, skin, 42)
    s.disc(800, 430, 172, skin, 206)


def _face(s: Scene, skin: str, eyes: str) -> None:
    """Give the head a friendly look."""
    for x in (733, 867):
        s.disc(x, 434, 14, eyes, 17)
        s.disc(x + 5, 428, 5, CREAM)
        s.line(
            curve((x - 34, 382), (x - 12, 364), (x + 12, 364), (x + 34, 380)),
            9,
            mix(skin, INK, 0.6),
        )
    for x in (700, 900):
        s.disc(x, 500, 32, mix(skin, CORAL, 0.4), 24)
    s.line(curve((800, 440), (812, 470), (822, 486), (796, 490)), 8, mix(skin, INK, 0.28))
    s.poly(arc(800, 532, 52, 40, 8, 172), "#fffaf0")
    s.line(arc(800, 532, 54, 40, 5, 175), 8, mix(skin, BRICK, 0.65))
