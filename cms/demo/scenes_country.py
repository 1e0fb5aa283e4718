"""Pictures of the river, the fields and the parks."""

from cms.demo.drawing import (
    AMBER,
    BARK,
    BRICK,
    CORAL,
    CREAM,
    DEEP,
    FOREST,
    GOLD,
    INK,
    LIME,
    MIST,
    MOSS,
    NIGHT,
    PLUM,
    ROSE,
    SAGE,
    SAND,
    SLATE,
    TEAL,
    WATER,
    Scene,
    arc,
    curve,
    mix,
    strip,
)


def river_bridge(s: Scene) -> None:
    s.sky("#84bdbf", CREAM, 430)
    s.sun(420, 270, 62)
    s.cloud(1180, 130, 58, "#fffaf0")
    s.cloud(800, 210, 34, "#fffaf0")
    s.hills(370, 70, 300, 0.4, "#a9c9ba")
    s.hills(420, 45, 220, 2.2, SAGE)
    s.poly([(1062, 330), (1085, 160), (1108, 330)], PLUM)
    s.rect(1060, 325, 50, 130, SAND)
    for i, x in enumerate((850, 930, 1000, 1115, 1190, 1265)):
        s.house(x, 470, 82, 84, ((CREAM, SAND)[i % 2], (BRICK, CORAL, PLUM)[i % 3], SLATE))
    s.rect(-800, 560, 3200, 900, WATER)
    s.rect(-800, 556, 3200, 10, MIST)
    s.disc(420, 700, 110, "#e5e2bd", 20)
    deck = curve((-40, 510), (400, 390), (1200, 390), (1640, 510))
    s.poly([*deck, (1640, 652), (-40, 652)], "#e0bd8c")
    s.rect(-40, 652, 1680, 60, "#6ba6a6")
    for x, r in ((470, 122), (800, 146), (1130, 122)):
        s.poly(arc(x, 652, r + 18, r + 28, 180, 360), "#b98d63")
        s.poly(arc(x, 652, r, r + 8, 180, 360), "#c9dcc0")
        s.poly([(x - r, 652), (x - r * 0.93, 605), (x + r * 0.93, 605), (x + r, 652)], WATER)
        s.poly(
            [(x - r * 0.97, 620), (x - r * 0.9, 580), (x + r * 0.9, 580), (x + r * 0.97, 620)], SAGE
        )
        s.poly(arc(x, 652, r, 60, 0, 180), WATER)
    for x in (633, 967):
        s.poly([(x - 30, 655), (x, 550), (x + 30, 655), (x + 20, 680), (x - 20, 680)], "#caa274")
        s.poly([(x, 550), (x + 30, 655), (x + 20, 680), (x, 680)], "#b98d63")
    s.line(deck, 24, "#c79f70")
    s.line([(x, y - 14) for x, y in deck], 9, SAND)
    s.ripples(700, 890, "#e4efe2", 44)
    s.poly([(-800, 560), (190, 640), (120, 940), (-800, 940)], MOSS)
    s.poly([(2400, 560), (1400, 640), (1520, 940), (2400, 940)], FOREST)
    s.tree(95, 740, 480, SAGE)
    s.tree(1520, 750, 520, MOSS)
    s.person(800, 412, 76, CORAL)
    s.person(850, 413, 58, GOLD)
    for i, x in enumerate(range(10, 230, 22)):
        s.line([(x, 910), (x + 14, 800 + i * 29 % 50)], 6, LIME)


def flood_gauge(s: Scene) -> None:
    s.sky("#33486a", "#efa884", 600)
    s.glow(1330, 520, 700, AMBER, 0.85)
    for x, y, size in ((240, 120, 100), (700, 70, 80), (1420, 110, 110)):
        s.cloud(x, y, size, "#2d4063")
    s.hills(500, 40, 260, 1.3, "#7c6a80")
    s.hills(560, 26, 180, 3.1, "#5c5670")
    for i, x in enumerate(range(-60, 860, 180)):
        lit = (GOLD, GOLD, NIGHT)[i % 3]
        s.house(x, 610, 180, 230, ((SLATE, "#5b7089")[i % 2], (INK, NIGHT)[i % 2], lit))
    s.tree(1440, 640, 360, DEEP)
    s.rect(-800, 530, 1700, 130, "#8f3d30")
    for row, y in enumerate(range(536, 650, 26)):
        for x in range(-790 + row % 2 * 35, 860, 70):
            s.rect(x, y, 64, 20, mix(BRICK, CORAL, s.random.uniform(0, 0.5)))
    s.rect(850, 505, 76, 150, BRICK)
    s.rect(838, 488, 100, 24, SAND, 6)
    s.rect(-800, 514, 1640, 20, "#d9a489")
    s.rect(-800, 636, 3200, 900, "#80675c")
    s.glow(1330, 660, 600, AMBER, 0.6)
    s.ripples(650, 890, "#d9a781", 60)
    s.ripples(650, 890, "#66524f", 44)
    for y in range(716, 890, 26):
        s.rect(1010 + y % 4 * 7, y, 152, 16, "#c9b397", 8)
    s.rect(1010, 80, 160, 640, CREAM, 8)
    for i, y in enumerate(range(100, 715, 30)):
        s.rect(1010, y, 130 if i % 5 == 0 else 78, 15, INK if y < 370 else CORAL)
    s.rect(1158, 80, 12, 640, "#cdb893")
    s.rect(992, 52, 196, 36, INK, 10)
    s.line(curve((960, 722), (1020, 702), (1160, 702), (1220, 722)), 9, "#f0c9a0")
    s.rain(70, "#fdf3de66")


def footbridge(s: Scene) -> None:
    s.sky("#e8805c", "#fbdca0", 520)
    s.sun(960, 430, 105, "#fff4d6")
    s.hills(470, 60, 280, 1.9, "#d98c74")
    s.hills(520, 36, 190, 0.2, "#a56a6d")
    for x, height in ((60, 130), (150, 170), (260, 120), (1380, 150), (1480, 190), (1560, 130)):
        s.tree(x, 560, height, PLUM, INK)
    s.rect(-800, 552, 3200, 900, "#d98f6c")
    s.glow(960, 640, 620, "#ffe9b8", 0.9)
    s.ripples(565, 890, "#fbdca0", 70)
    s.ripples(600, 890, "#b66d60", 50)
    for y, half in ((580, 96), (612, 84), (644, 66), (676, 52), (710, 34)):
        s.rect(960 - half, y, 2 * half, 14, "#fff4d6", 7)
    deck = curve((-60, 560), (500, 470), (1100, 470), (1660, 560))
    bow = curve((120, 600), (480, 150), (1120, 150), (1480, 600))
    s.line(bow, 26, INK)
    for hanger in bow[4:29:2]:
        bottom = 560 - 68 * (1 - ((hanger[0] - 800) / 860) ** 2)
        s.line([hanger, (hanger[0], bottom)], 4, INK)
    s.line(deck, 24, INK)
    s.line([(x, y - 46) for x, y in deck], 6, INK)
    for post in deck[1:-1]:
        s.line([post, (post[0], post[1] - 46)], 3, INK)
    s.person(620, 488, 84, CREAM)
    s.person(672, 486, 62, GOLD)
    s.rect(90, 560, 70, 90, INK, 8)
    s.rect(1440, 560, 70, 90, INK, 8)
    s.poly([(-800, 740), (120, 760), (360, 860), (420, 1000), (-800, 1000)], DEEP)
    s.poly([(2400, 700), (1500, 760), (1300, 850), (1220, 1000), (2400, 1000)], INK)
    for i, x in enumerate(range(-10, 330, 26)):
        s.line(curve((x, 910), (x, 830), (x + 10, 780), (x + 24, 690 + i * 47 % 110)), 6, INK)
        s.disc(x + 24, 700 + i * 47 % 110, 8, BARK, 26)
    _heron(s, 1290, 960)


def _heron(s: Scene, x: float, y: float) -> None:
    """Stand a heron, facing left, with its feet on y."""
    for leg in (0, 24):
        s.line([(x + leg, y), (x + leg, y - 170)], 6, NIGHT)
    back = curve((x - 44, y - 270), (x - 10, y - 290), (x + 84, y - 220), (x + 108, y - 126))
    s.poly([*back, (x + 24, y - 140), (x - 34, y - 190)], MIST)
    s.poly([*back, (x + 30, y - 180)], SLATE)
    s.line(
        curve((x - 22, y - 232), (x - 76, y - 290), (x + 8, y - 330), (x - 38, y - 380)), 18, MIST
    )
    s.poly([(x - 56, y - 398), (x - 140, y - 374), (x - 54, y - 376)], GOLD)
    s.disc(x - 44, y - 385, 25, MIST, 17)
    s.line(curve((x - 56, y - 398), (x - 20, y - 408), (x, y - 396), (x + 22, y - 380)), 6, INK)
    s.disc(x - 52, y - 387, 4, INK)


def allotments(s: Scene) -> None:
    s.sky("#9fcfc8", "#fdeecb", 420)
    s.sun(1240, 240, 70)
    s.cloud(330, 120, 60, "#fffaf0")
    s.cloud(820, 180, 40, "#fffaf0")
    s.hills(380, 50, 270, 2.6, "#a7c7a6")
    s.hills(430, 34, 200, 0.6, SAGE)
    s.rect(-800, 470, 3200, 900, "#7a9a5b")
    for x, height in ((60, 210), (170, 170), (1400, 180), (1530, 240)):
        s.tree(x, 490, height, MOSS)
    for i in range(9):
        far, near = 250 + i * 140, -900 + i * 430
        soil = (BARK, "#7d5541")[i % 2]
        s.poly([(far, 500), (far + 86, 500), (near + 270, 960), (near, 960)], soil)
        for step in range(7):
            t = (step / 6) ** 1.5
            x, y = far + 43 + (near + 135 - far - 43) * t, 512 + 400 * t
            _crop(s, i, x, y, 14 + 44 * t)
    s.rect(1010, 350, 210, 190, CORAL)
    for x in range(1040, 1220, 30):
        s.rect(x, 350, 4, 190, BRICK)
    s.poly([(985, 360), (1020, 270), (1210, 270), (1245, 360)], DEEP)
    s.rect(1045, 410, 62, 130, "#7d3327")
    s.rect(1135, 400, 58, 52, MIST)
    s.line([(1164, 400), (1164, 452)], 4, CREAM)
    for x in (560, 650, 740, 830):
        s.poly([(x - 46, 640), (x, 380), (x + 46, 640)], FOREST)
        for _ in range(34):
            share = s.random.random() ** 0.7
            leaf = (x + s.random.uniform(-46, 46) * share, 384 + 250 * share)
            s.disc(*leaf, 15, mix(MOSS, LIME, s.random.uniform(0, 0.6)), 11)
        for _ in range(7):
            share = s.random.random() ** 0.7
            s.disc(x + s.random.uniform(-44, 44) * share, 390 + 240 * share, 6, CORAL)
        s.line([(x, 390), (x - 6, 350)], 6, SAND)
        s.line([(x, 390), (x + 8, 352)], 6, SAND)
    s.line([(545, 372), (850, 372)], 7, SAND)
    s.line([(300, 760), (300, 420)], 13, BARK)
    s.line([(180, 520), (420, 520)], 12, BARK)
    s.poly(
        [
            (205, 500),
            (395, 500),
            (400, 546),
            (350, 546),
            (360, 680),
            (240, 680),
            (250, 546),
            (200, 546),
        ],
        TEAL,
    )
    s.rect(266, 600, 34, 36, GOLD)
    s.disc(300, 452, 46, SAND)
    s.rect(226, 412, 148, 16, PLUM, 8)
    s.poly([(256, 414), (270, 356), (330, 356), (344, 414)], PLUM)
    s.disc(284, 450, 5, INK)
    s.disc(316, 450, 5, INK)
    s.line(arc(300, 456, 20, 16, 20, 160), 4, BRICK)
    s.disc(404, 496, 26, INK, 16)
    s.disc(424, 482, 13, INK)
    s.poly([(434, 478), (458, 486), (434, 490)], AMBER)


def _crop(s: Scene, row: int, x: float, y: float, size: float) -> None:
    """Plant one cabbage, lettuce, flower or pumpkin, depending on the row."""
    if row % 4 == 3:
        s.disc(x, y, size * 0.9, AMBER, size * 0.66)
        s.disc(x, y, size * 0.35, CORAL, size * 0.66)
        return
    outer, inner = ((MOSS, LIME), (SAGE, MIST), (FOREST, SAGE))[row % 3]
    s.disc(x, y, size, outer, size * 0.72)
    s.disc(x, y - size * 0.1, size * 0.62, inner, size * 0.46)
    s.disc(x, y - size * 0.15, size * 0.3, mix(inner, CREAM, 0.4), size * 0.22)


def park_trees(s: Scene) -> None:
    s.sky("#f2b98a", CREAM, 460)
    s.sun(620, 270, 76)
    s.hills(400, 60, 290, 3.4, "#d9a58c")
    s.hills(450, 40, 210, 1.0, "#b98f7e")
    for i, x in enumerate(range(-30, 1700, 95)):
        s.tree(x, 520, 130 + i * 53 % 80, (AMBER, "#c96a4b", SAGE, GOLD)[i % 4])
    s.hills(540, 18, 340, 0.4, "#a8b16a")
    s.hills(600, 24, 420, 2.4, "#8fa35e")
    path = curve((700, 545), (1000, 600), (420, 690), (820, 960))
    s.poly(strip(path, 26, 420), SAND)
    for x, y, height, colour in (
        (1080, 640, 330, AMBER),
        (400, 640, 340, "#d9603f"),
        (1290, 720, 500, CORAL),
        (170, 760, 620, GOLD),
        (1520, 800, 600, MOSS),
    ):
        s.disc(x + height * 0.22, y + 6, height * 0.34, "#7d9152", height * 0.04)
        s.tree(x, y, height, colour)
        for _ in range(16):
            dx, dy = s.random.uniform(-0.4, 0.4) * height, s.random.uniform(-0.02, 0.09) * height
            s.disc(x + dx, y + dy, 7, mix(colour, BRICK, s.random.uniform(0, 0.5)), 4)
    for y in (700, 722, 744):
        s.rect(960, y, 210, 13, BRICK, 6)
    for x in (975, 1142):
        s.line([(x, 700), (x, 800)], 9, INK)
    s.rect(945, 764, 240, 14, CORAL, 7)
    s.person(690, 720, 150, TEAL)
    s.line(curve((712, 640), (740, 690), (770, 680), (786, 690)), 3, INK)
    s.rect(780, 690, 62, 26, CREAM, 13)
    s.disc(846, 686, 16, CREAM)
    s.line([(786, 694), (770, 672)], 7, CREAM)
    for x in (790, 802, 824, 836):
        s.line([(x, 710), (x, 732)], 6, CREAM)
    for _ in range(26):
        leaf = (s.random.uniform(0, 1600), s.random.uniform(300, 880))
        s.disc(*leaf, 8, (CORAL, GOLD, AMBER)[int(leaf[0]) % 3], 5)


def playground(s: Scene) -> None:
    s.sky("#8cc6c6", "#fdf0cf", 520)
    s.sun(200, 210, 64)
    s.cloud(560, 130, 52, "#fffaf0")
    s.cloud(1330, 200, 62, "#fffaf0")
    s.hills(470, 55, 300, 0.2, "#a9cdb4")
    s.hills(530, 36, 210, 2.0, SAGE)
    for i, x in enumerate(range(20, 1640, 120)):
        s.tree(x, 570, 130 + i * 41 % 60, (MOSS, FOREST, SAGE)[i % 3])
    s.hills(580, 14, 380, 1.0, "#9dbb6d")
    s.disc(800, 800, 980, SAND, 150)
    s.disc(800, 800, 900, "#e8c88e", 128)
    for x in (170, 620):
        s.line([(x - 70, 790), (x, 330)], 18, TEAL)
        s.line([(x + 70, 790), (x, 330)], 18, DEEP)
    s.line([(150, 330), (640, 330)], 20, TEAL)
    for x in (270, 310):
        s.line([(x, 330), (x, 660)], 5, INK)
    s.rect(252, 656, 76, 14, BRICK, 5)
    s.line([(450, 330), (560, 610)], 5, INK)
    s.line([(490, 330), (600, 590)], 5, INK)
    s.poly([(540, 622), (612, 590), (618, 604), (546, 636)], BRICK)
    s.poly([(548, 520), (596, 500), (612, 594), (562, 614)], CORAL)
    s.line([(580, 605), (650, 590), (676, 640)], 17, NIGHT)
    s.line([(560, 540), (532, 536)], 12, CORAL)
    s.disc(562, 478, 31, "#c68a5e")
    s.poly(arc(562, 472, 33, 31, 150, 340), INK)
    s.line(curve((1010, 440), (1180, 470), (1180, 740), (1400, 770)), 74, GOLD)
    s.line(curve((1010, 440), (1180, 470), (1180, 740), (1400, 770)), 46, AMBER)
    for x in (850, 1000):
        s.line([(x, 800), (x, 300)], 18, BRICK)
    for y in range(500, 800, 56):
        s.line([(850, y), (1000, y)], 11, BRICK)
    s.rect(830, 432, 195, 22, BRICK, 8)
    s.poly([(810, 316), (925, 200), (1040, 316)], CORAL)
    s.poly([(925, 200), (1040, 316), (925, 316)], BRICK)
    s.person(930, 436, 112, TEAL, "#7c4f36")
    s.line(curve((1462, 752), (1400, 600), (1470, 440), (1430, 280)), 3, CREAM)
    s.line([(1480, 748), (1462, 752)], 12, PLUM)
    s.poly([(1430, 120), (1490, 190), (1430, 280), (1376, 190)], CORAL)
    s.poly([(1430, 120), (1490, 190), (1430, 280)], GOLD)
    s.line(curve((1430, 280), (1400, 330), (1460, 350), (1424, 400)), 4, PLUM)
    s.person(1480, 850, 150, PLUM, "#d9a07a")
    s.person(1560, 862, 112, ROSE, "#9a6444")
