"""Pictures of the river, its bridges and its bad nights."""

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


def sandbags(s: Scene) -> None:
    s.sky("#6a4f6d", "#a5636a", 700)
    s.rect(-800, 0, 3200, 700, "#8c4a45")
    for row, y in enumerate(range(4, 700, 38)):
        for x in range(-800 + row % 2 * 56, 2400, 112):
            s.rect(x, y, 105, 31, mix("#96524a", ROSE, s.random.uniform(0, 0.3)))
    for x in (90, 1130):
        s.rect(x - 24, 96, 408, 424, CREAM, 6)
        s.rect(x, 120, 360, 376, "#ffdf9c")
        s.poly([(x, 120), (x + 130, 120), (x + 30, 420), (x, 440)], CORAL)
        s.poly([(x + 360, 120), (x + 230, 120), (x + 330, 420), (x + 360, 440)], CORAL)
        s.rect(x + 172, 120, 16, 376, CREAM)
        s.rect(x, 290, 360, 16, CREAM)
        s.rect(x - 40, 508, 440, 30, SAND, 4)
    s.rect(560, 40, 480, 700, CREAM, 8)
    s.rect(596, 76, 408, 664, TEAL)
    s.arch(640, 250, 320, 150, "#ffdf9c")
    for x in (744, 840):
        s.rect(x, 100, 12, 150, DEEP)
    for x in (640, 820):
        s.rect(x, 290, 140, 230, DEEP, 6)
        s.rect(x + 10, 300, 120, 210, "#3a8286", 4)
    s.ring(800, 292, 30, 8, GOLD)
    s.disc(958, 420, 15, GOLD)
    s.rect(740, 540, 120, 24, GOLD, 5)
    s.rect(-800, 700, 3200, 500, "#5c5670")
    s.rect(-800, 700, 3200, 16, "#8a8299")
    s.rect(500, 716, 600, 60, "#a89bab", 4)
    s.glow(1215, 690, 430, GOLD, 0.75)
    s.glow(800, 180, 330, GOLD, 0.3)
    for row in range(4):
        for i in range(6 - row % 2):
            x, y = 540 + i * 104 + row % 2 * 52, 800 - row * 58
            fill = mix("#d9b98a", SAND, s.random.uniform(0, 0.8))
            s.rect(x - 58, y - 32, 116, 66, mix(fill, BARK, 0.45), 30)
            s.rect(x - 58, y - 34, 116, 60, fill, 28)
            s.line(
                curve((x - 40, y - 6), (x - 14, y + 8), (x + 14, y + 8), (x + 40, y - 6)), 4, BARK
            )
            s.line([(x + 44, y - 26), (x + 60, y - 36)], 8, mix(fill, BARK, 0.45))
    for x in (300, 400):
        s.poly([(x, 600), (x + 78, 600), (x + 84, 790), (x - 4, 790)], MOSS)
        s.poly([*curve((x - 50, 838), (x - 60, 770), (x, 770), (x + 84, 780)), (x + 84, 838)], MOSS)
        s.rect(x - 54, 828, 142, 18, FOREST, 8)
        s.rect(x - 4, 600, 86, 22, LIME, 6)
    s.disc(1215, 838, 100, "#443f5c", 14)
    s.rect(1160, 800, 110, 34, INK, 8)
    s.rect(1172, 650, 86, 152, "#fff3cf", 14)
    s.poly(curve((1215, 690), (1250, 740), (1236, 784), (1215, 784)), AMBER)
    s.poly(curve((1215, 690), (1184, 740), (1194, 784), (1215, 784)), AMBER)
    for x in (1168, 1212, 1256):
        s.rect(x, 646, 7, 158, INK)
    s.poly([(1150, 652), (1186, 600), (1244, 600), (1280, 652)], INK)
    s.line(arc(1215, 604, 48, 56, 180, 360), 8, INK)
    s.rain(60, "#fdf3de55")


def footbridge_rising(s: Scene) -> None:
    s.sky("#7fb5bd", "#fdeecb", 540)
    s.sun(420, 330, 74)
    s.cloud(880, 120, 50, "#fffaf0")
    s.cloud(170, 160, 40, "#fffaf0")
    s.hills(480, 60, 280, 1.9, "#b5cfbd")
    s.hills(530, 36, 190, 0.2, SAGE)
    for i, x in enumerate(range(0, 1640, 105)):
        s.tree(x, 570, 120 + i * 43 % 70, (MOSS, SAGE, FOREST)[i % 3])
    s.rect(-800, 556, 3200, 900, WATER)
    s.ripples(570, 890, "#e4efe2", 60)
    s.rect(1290, 60, 40, 640, AMBER)
    for y in range(60, 690, 40):
        s.line([(1292, y), (1328, y + 38)], 5, BARK)
    s.rect(420, 60, 1160, 30, AMBER)
    for x in range(430, 1560, 44):
        s.line([(x, 88), (x + 22, 62), (x + 44, 88)], 5, BARK)
    s.poly([(1310, -30), (1280, 62), (1340, 62)], AMBER)
    s.line([(1310, -20), (560, 62)], 5, INK)
    s.rect(1490, 84, 90, 70, SLATE, 6)
    s.rect(1336, 90, 74, 80, CORAL, 8)
    s.rect(1352, 104, 44, 34, MIST, 4)
    s.line([(720, 90), (720, 190)], 5, INK)
    s.line([(500, 330), (720, 190), (940, 330)], 5, INK)
    s.rect(700, 170, 40, 34, GOLD, 6)
    s.line(curve((210, 560), (480, 180), (960, 180), (1230, 560)), 28, BRICK)
    s.line(curve((214, 554), (482, 176), (958, 176), (1226, 554)), 8, CORAL)
    for x in (150, 1210):
        s.rect(x, 590, 90, 130, "#b9b3a6", 8)
        s.rect(x - 14, 580, 118, 24, "#d6d0c2", 6)
    s.poly([(-800, 700), (150, 700), (330, 790), (400, 1000), (-800, 1000)], MOSS)
    s.poly([(2400, 670), (1280, 690), (1150, 780), (1060, 1000), (2400, 1000)], FOREST)
    for x, coat in ((110, GOLD), (176, AMBER), (1420, GOLD)):
        s.person(x, 830, 150, coat)
        s.poly(arc(x, 697, 20, 20, 180, 360), CREAM)
        s.rect(x - 24, 695, 48, 7, CREAM, 3)
        s.rect(x - 22, 742, 44, 9, CREAM)
    for x in range(1180, 1600, 84):
        s.poly([(x, 860), (x + 26, 860), (x + 13, 800)], CORAL)
        s.rect(x + 4, 830, 18, 8, CREAM)
    for i, x in enumerate(range(250, 400, 24)):
        s.line([(x, 910), (x + 14, 800 + i * 29 % 50)], 6, LIME)


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
