"""Pictures of the fields and the parks."""

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
    Scene,
    arc,
    curve,
    mix,
    strip,
)


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


def noticeboard(s: Scene) -> None:
    s.sky("#8fc4c2", "#fdeecb", 560)
    s.sun(1370, 230, 70)
    s.cloud(180, 150, 50, "#fffaf0")
    s.hills(520, 60, 300, 0.6, "#a9c9ba")
    s.hills(590, 40, 210, 2.4, SAGE)
    for x, height in ((60, 420), (190, 300), (1400, 330), (1540, 440)):
        s.tree(x, 760, height, MOSS)
    s.hills(730, 16, 380, 1.0, "#7a9a5b")
    s.disc(800, 850, 620, "#668a50", 26)
    for x in (330, 1220):
        s.rect(x, 170, 50, 680, BARK, 8)
        s.rect(x + 34, 170, 16, 680, "#553629")
    s.rect(300, 200, 1000, 510, BARK, 12)
    s.rect(330, 228, 940, 454, "#d6a56f")
    for _ in range(160):
        speck = (s.random.uniform(338, 1262), s.random.uniform(236, 674))
        s.disc(*speck, 4, mix("#d6a56f", BARK, s.random.uniform(0.1, 0.4)))
    s.poly([(240, 200), (330, 96), (1270, 96), (1360, 200)], CORAL)
    s.poly([(240, 200), (1360, 200), (1352, 222), (248, 222)], BRICK)
    for x, y, w, h, paper in (
        (360, 256, 210, 250, CREAM),
        (600, 270, 170, 130, GOLD),
        (800, 250, 220, 170, MIST),
        (1050, 262, 190, 240, CREAM),
        (390, 530, 190, 120, ROSE),
        (610, 430, 180, 220, CREAM),
        (830, 450, 190, 130, LIME),
        (1050, 530, 180, 120, GOLD),
    ):
        s.poly(
            [(x + 8, y + 10), (x + w + 8, y + 6), (x + w + 8, y + h + 8), (x + 8, y + h + 12)],
            "#a97b4d",
        )
        s.poly([(x, y + 4), (x + w, y), (x + w, y + h), (x, y + h + 4)], paper)
        for line in range(int(h - 60) // 30):
            short = 60 if line % 3 == 2 else 0
            s.rect(x + 24, y + 52 + line * 30, w - 48 - short, 10, mix(paper, SLATE, 0.35), 5)
        s.disc(x + w / 2, y + 20, 13, (CORAL, TEAL, PLUM)[int(x + y) % 3])
    s.rect(384, 300, 162, 108, "#f0a873")
    s.disc(465, 368, 30, CREAM)
    s.poly([(384, 408), (430, 350), (490, 390), (546, 360), (546, 408)], TEAL)
    s.rect(634, 480, 132, 100, MIST)
    s.disc(700, 546, 36, INK, 26)
    s.disc(670, 528, 19, INK)
    s.poly([(654, 522), (656, 500), (672, 514)], INK)
    s.poly([(670, 512), (686, 500), (687, 524)], INK)
    s.rect(1074, 306, 142, 90, ROSE)
    s.line([(1145, 330), (1145, 384)], 9, CREAM)
    s.poly(
        [*arc(1126, 338, 20, 20, 170, 360), *arc(1164, 338, 20, 20, 180, 370), (1145, 386)], CORAL
    )
    s.line([(1010, 96), (1010, 70)], 4, INK)
    s.line([(1026, 96), (1026, 70)], 4, INK)
    s.poly([(1050, 60), (1110, 78), (1104, 90), (1046, 76)], BARK)
    s.disc(1018, 48, 38, "#8d6a4d", 34)
    s.disc(1002, 50, 26, CORAL, 28)
    s.poly([(978, 34), (958, 42), (980, 46)], AMBER)
    s.disc(994, 30, 5, INK)
