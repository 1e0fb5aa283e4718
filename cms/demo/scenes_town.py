"""Pictures of the streets and the market place."""

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


def town_hall(s: Scene) -> None:
    s.sky("#ee9b62", CREAM, 640)
    s.sun(1130, 380, 84)
    s.cloud(330, 150, 54, "#fbdcb0")
    s.cloud(1400, 210, 40, "#fbe3bd")
    s.hills(540, 60, 260, 1, "#dda086")
    for i, x in enumerate((-50, 105, 260, 1190, 1345, 1500)):
        wall, roof = (ROSE, SAND, "#d98e6c")[i % 3], (BRICK, PLUM)[i % 2]
        s.house(x, 720, 150, 200 + i * 37 % 60, (wall, roof, CREAM))
    s.rect(-800, 715, 3200, 900, "#e6c492")
    s.poly([(420, 722), (1180, 722), (960, 960), (-60, 960)], "#d2a678")
    s.rect(725, 150, 150, 320, "#f6e0b4")
    s.rect(815, 150, 60, 320, "#e6c48d")
    s.rect(708, 300, 184, 16, CREAM)
    s.rect(708, 138, 184, 18, CREAM)
    s.poly([(712, 140), (888, 140), (800, 26)], TEAL)
    s.poly([(800, 26), (888, 140), (815, 140)], DEEP)
    s.line([(800, 40), (800, -10)], 5, INK)
    s.poly([(802, -8), (856, 6), (802, 22)], CORAL)
    s.disc(800, 228, 62, INK)
    s.disc(800, 228, 51, CREAM)
    s.line([(800, 228), (800, 190)], 8, INK)
    s.line([(800, 228), (824, 242)], 8, INK)
    s.rect(410, 480, 780, 242, "#f6e0b4")
    s.rect(1000, 480, 190, 242, "#ecd09c")
    s.rect(392, 462, 816, 24, CREAM)
    s.poly([(575, 463), (1025, 463), (800, 338)], CREAM)
    s.poly([(632, 453), (968, 453), (800, 360)], TEAL)
    s.disc(800, 420, 25, GOLD)
    for x in (450, 530, 1016, 1096):
        s.arch(x - 6, 676, 64, 154, CREAM)
        s.arch(x, 670, 52, 142, DEEP)
        s.arch(x + 6, 670, 40, 130, GOLD)
        s.rect(x + 23, 545, 6, 125, DEEP)
    for x in (652, 734, 816, 898):
        s.arch(x - 2, 720, 54, 190, BARK)
        s.arch(x + 8, 720, 34, 168, "#4c2f27")
    for x in (614, 696, 778, 860, 942):
        s.rect(x, 486, 30, 234, CREAM)
        s.rect(x + 21, 486, 9, 234, SAND)
    s.rect(590, 712, 430, 12, CREAM)
    s.rect(570, 724, 470, 12, SAND)
    for x, height in ((250, 270), (1370, 290), (1510, 230)):
        s.tree(x, 770, height, MOSS)
    for x, coat in ((330, CORAL), (376, TEAL), (1110, PLUM), (1240, DEEP), (560, GOLD)):
        s.poly([(x, 830), (x + 10, 830), (x - 60, 850), (x - 80, 850)], "#b98d63")
        s.person(x, 832, 112, coat)


def street_night(s: Scene) -> None:
    s.sky("#141c36", "#4a4f78", 620)
    for _ in range(90):
        s.disc(
            s.random.uniform(0, 1600), s.random.uniform(0, 420), s.random.choice((1.5, 2, 3)), CREAM
        )
    s.glow(1270, 170, 330, "#fbe7b8", 0.55)
    s.disc(1270, 170, 62, CREAM)
    s.disc(1250, 155, 12, SAND)
    s.disc(1292, 190, 9, SAND)
    s.hills(560, 70, 300, 2.0, "#2c3559")
    s.hills(600, 40, 200, 0.3, "#232b4c")
    for x, y in ((1010, 590), (1090, 605), (1180, 590), (1290, 610), (1420, 596), (1500, 612)):
        s.rect(x, y, 9, 9, GOLD)
    s.poly([(-800, 470), (100, 480), (1700, 820), (1700, 1200), (-800, 1200)], "#39406a")
    walls = ("#7b5f7c", "#8d6b77", "#5d6189", "#a07a72", "#6f5b83", "#847089", "#5d6189")
    for i, wall in enumerate(walls):
        x, y = -70 + 196 * i, 512 + 41 * i
        lit = (GOLD, "#f3b45c", NIGHT, GOLD)[i * 3 % 4]
        s.house(x, y + 30, 194, 270, (wall, (INK, "#3b2a45")[i % 2], lit))
    s.poly([(-800, 520), (-60, 530), (1640, 870), (1640, 1200), (-800, 1200)], "#4d4a6b")
    s.poly([(-800, 600), (-60, 610), (1400, 940), (-800, 1200)], "#403e60")
    for row in range(9):
        for i in range(12):
            x, y = -40 + 150 * i - 40 * row, 640 + 31 * i + 34 * row
            s.rect(x + row % 2 * 60, y, 70, 10, "#4b4970", 5)
    for x in (150, 560, 1000, 1450):
        foot = 640 + (x + 60) * 0.17
        s.disc(x, foot, 190, "#f6c76626", 34)
        s.lamp(x, foot, 330)
    s.person(770, 830, 130, CORAL)
    s.poly(curve((1190, 894), (1180, 830), (1236, 820), (1240, 894)), INK)
    s.disc(1206, 838, 19, INK)
    s.poly([(1189, 832), (1190, 808), (1204, 822)], INK)
    s.poly([(1208, 822), (1222, 808), (1223, 834)], INK)
    s.line(curve((1236, 888), (1280, 890), (1280, 850), (1264, 838)), 8, INK)


def market(s: Scene) -> None:
    s.sky("#9bd0cd", "#fdeecb", 520)
    s.sun(1300, 180, 66)
    s.cloud(420, 110, 48, "#fffaf0")
    for i, x in enumerate(range(-60, 1700, 180)):
        wall = ("#e9c9a4", "#f1dcb0", "#dba98c", "#e8d9bd")[i % 4]
        s.house(x, 600, 180, 250 + i * 53 % 70, (wall, ("#b8614c", "#7c6380")[i % 2], "#7f97a6"))
    s.rect(-800, 600, 3200, 900, "#e3c08e")
    for y in range(612, 900, 30):
        s.rect(-800, y, 3200, 3, "#d6b07c")
    s.bunting((-40, 120), (800, 130), 130, 36)
    s.bunting((800, 130), (1640, 110), 130, 36)
    for x, coat in ((200, PLUM), (760, DEEP), (890, BRICK), (1390, TEAL)):
        s.person(x, 690, 190, coat)
    for x, stripes in ((-60, CORAL), (530, TEAL), (1120, "#d99a2e")):
        _stall(s, x, stripes)
    s.person(505, 880, 250, GOLD, "#7c4f36")
    s.person(590, 880, 170, CORAL, "#7c4f36")
    s.person(1046, 884, 255, DEEP)
    s.poly([(1090, 780), (1160, 780), (1150, 830), (1100, 830)], BARK)
    s.line(arc(1125, 782, 30, 36, 180, 360), 6, BARK)
    s.disc(1112, 776, 14, LIME)
    s.disc(1138, 774, 16, CORAL)


def _stall(s: Scene, x: float, stripes: str) -> None:
    """Set up a stall 480 wide with a striped awning and three trays of produce."""
    for post in (20, 448):
        s.rect(x + post, 360, 14, 520, BARK)
    s.rect(x, 700, 484, 190, "#8d5b42")
    for board in range(4):
        s.rect(x, 742 + board * 40, 484, 4, BARK)
    for tray in range(3):
        left = x + 14 + 155 * tray
        colours = ((CORAL, BRICK), (LIME, MOSS), (AMBER, GOLD), (SAGE, FOREST), (ROSE, PLUM))
        pair = colours[(tray + int(x) // 250) % 5]
        for row in range(3):
            for i in range(6 - row):
                s.disc(left + 16 + row * 12 + i * 24, 680 - row * 20, 15, pair[(i + row) % 2])
        s.poly([(left - 6, 682), (left + 152, 682), (left + 142, 726), (left + 4, 726)], SAND)
        s.rect(left - 6, 698, 156, 4, "#d6b07c")
    for i in range(8):
        colour, far, near = (stripes, CREAM)[i % 2], x + 40 + i * 50.5, x - 34 + i * 69
        s.poly([(far, 350), (far + 50.5, 350), (near + 69, 470), (near, 470)], colour)
        s.poly(arc(near + 34.5, 470, 34.5, 30, 0, 180), mix(colour, INK, 0.12))
    s.rect(x + 36, 340, 412, 16, mix(stripes, INK, 0.25), 8)


def bus_stop(s: Scene) -> None:
    s.sky("#4b6a80", "#c3ccc0", 560)
    s.glow(420, 520, 520, "#f6dca6", 0.55)
    for x, y, size in ((200, 90, 90), (760, 60, 110), (1340, 110, 100)):
        s.cloud(x, y, size, "#44607a")
    s.hills(470, 60, 270, 0.9, "#87a0a3")
    s.hills(530, 34, 190, 2.7, "#66878b")
    for i, x in enumerate((560, 660, 760, 1500)):
        s.tree(x, 600, 150 + i * 37 % 60, DEEP)
    s.rect(-800, 590, 3200, 50, "#7d9a80")
    s.rect(-800, 636, 3200, 300, "#4a5568")
    s.rect(-800, 636, 3200, 10, "#8a94a0")
    for x in range(-60, 1600, 220):
        s.rect(x, 740, 120, 9, "#d9cfae", 4)
    s.rect(-800, 800, 3200, 300, "#8a8f98")
    s.rect(-800, 796, 3200, 12, "#b6bac0")
    s.glow(660, 650, 330, GOLD, 0.6)
    _bus(s)
    s.disc(330, 782, 250, "#5a6273", 12)
    s.rect(1000, 410, 420, 380, "#bcd6d680", 6)
    for x in (992, 1206, 1410):
        s.rect(x, 400, 16, 410, DEEP)
    s.rect(1040, 700, 340, 18, BARK, 6)
    for x in (1070, 1340):
        s.rect(x, 716, 12, 84, DEEP)
    s.poly([(950, 404), (970, 360), (1450, 360), (1470, 404)], TEAL)
    s.rect(820, 330, 14, 500, INK)
    s.disc(827, 330, 58, CREAM)
    s.disc(827, 330, 46, TEAL)
    s.rect(796, 308, 62, 42, CREAM, 8)
    s.rect(803, 315, 48, 16, TEAL)
    s.disc(810, 352, 8, CREAM)
    s.disc(844, 352, 8, CREAM)
    s.person(1290, 836, 250, PLUM)
    s.person(900, 868, 260, GOLD, "#8a5a3c")
    s.line([(926, 720), (926, 560)], 7, INK)
    s.poly(arc(926, 580, 138, 100, 180, 360), CORAL)
    for x in (834, 926, 1018):
        s.poly(arc(x, 582, 46, 22, 180, 360), "#a5483a" if x == 926 else "#c45c42")
    for x, y, r in ((420, 866, 130), (1180, 872, 150), (740, 780, 100)):
        s.disc(x, y, r, "#b9cbd0", r * 0.13)
        s.disc(x + 14, y, r * 0.6, "#d7e2e0", r * 0.06)
    s.rain(110, "#f0f5f277")


def _bus(s: Scene) -> None:
    """Bring on the number 14, facing right."""
    s.rect(50, 330, 590, 380, CORAL, 34)
    s.rect(50, 600, 590, 110, BRICK, 30)
    s.rect(50, 585, 590, 46, CREAM)
    s.rect(330, 348, 200, 40, INK, 8)
    for i in range(7):
        s.rect(346 + i * 25, 360, 14, 15, GOLD, 3)
    for x in (84, 206, 328, 450):
        s.rect(x, 404, 106, 138, "#ffe2a0", 12)
    for x, coat in ((140, PLUM), (262, TEAL), (506, NIGHT)):
        s.disc(x, 478, 25, "#b07a55")
        s.poly(arc(x, 544, 42, 48, 180, 360), coat)
        s.poly(arc(x, 473, 27, 25, 180, 360), INK)
    s.rect(572, 404, 60, 256, "#ffe2a0", 10)
    s.line([(602, 404), (602, 660)], 5, BRICK)
    for x in (170, 500):
        s.disc(x, 706, 56, INK)
        s.disc(x, 706, 25, MIST)
    s.disc(628, 676, 15, CREAM)


def bicycles(s: Scene) -> None:
    s.sky("#f0a06a", "#fdeac2", 480)
    s.sun(800, 330, 92)
    s.cloud(270, 130, 52, "#fbd6a6")
    s.cloud(1330, 180, 46, "#fbdfb4")
    s.hills(420, 60, 280, 0.5, "#e0a488")
    s.hills(470, 36, 200, 2.4, "#c48c80")
    for i, x in enumerate(range(60, 500, 72)):
        s.house(x, 520, 74, 70, (("#e9c9a4", ROSE, SAND)[i % 3], (BRICK, PLUM)[i % 2], GOLD))
    s.poly([(1180, 420), (1203, 250), (1226, 420)], PLUM)
    s.rect(1178, 415, 50, 110, "#e9c9a4")
    for i, x in enumerate((1050, 1235, 1310, 1385)):
        s.house(x, 520, 76, 70, ((SAND, ROSE)[i % 2], (PLUM, BRICK)[i % 2], GOLD))
    s.rect(-800, 516, 3200, 900, "#8fb3ac")
    s.glow(800, 540, 420, "#fff0c8", 0.85)
    s.ripples(524, 650, "#fdf0cf", 60)
    s.rect(-800, 650, 3200, 900, "#d9b183")
    s.rect(-800, 650, 3200, 18, "#efd3a6")
    for y in (726, 796):
        s.rect(-800, y, 3200, 4, "#c79c6e")
    for x in range(-20, 1640, 180):
        s.rect(x, 440, 14, 226, DEEP)
        s.disc(x + 7, 436, 15, DEEP)
    for y in (470, 540, 610):
        s.rect(-800, y, 3200, 11, DEEP)
    _bicycle(s, 250, CORAL, basket=True)
    _bicycle(s, 900, TEAL, basket=False)


def _bicycle(s: Scene, x: float, colour: str, *, basket: bool) -> None:
    """Park a bicycle 500 wide, facing right, with its left end at x."""
    back, front, hub = (x + 110, 730), (x + 440, 730), (x + 255, 735)
    saddle, head = (x + 205, 540), (x + 390, 530)
    s.disc(x + 275, 852, 300, "#b98d63", 14)
    for wheel in (back, front):
        s.wheel(*wheel, 116, INK)
    for a, b in ((back, saddle), (back, hub), (hub, saddle), (hub, head), (head, front)):
        s.line([a, b], 15, colour)
    s.line([(x + 215, 568), (x + 388, 556)], 15, colour)
    s.line([(x + 390, 534), (x + 380, 474)], 13, INK)
    s.line(curve((x + 380, 474), (x + 420, 460), (x + 440, 476), (x + 410, 506)), 13, INK)
    s.line([saddle, (x + 197, 508)], 12, INK)
    s.poly([(x + 150, 492), (x + 256, 500), (x + 240, 518), (x + 168, 516)], BARK)
    s.ring(*hub, 28, 9, INK)
    s.line([(x + 235, 700), (x + 275, 770)], 9, INK)
    s.rect(x + 255, 768, 44, 12, INK, 5)
    s.line(arc(*back, 132, 132, 190, 330), 9, mix(colour, INK, 0.2))
    s.line(arc(*front, 132, 132, 210, 350), 9, mix(colour, INK, 0.2))
    if basket:
        for i, bloom in enumerate((GOLD, CREAM, ROSE, GOLD, CREAM)):
            s.line([(x + 440 + i * 17, 500), (x + 436 + i * 20, 450)], 5, MOSS)
            s.disc(x + 436 + i * 20, 446 - i % 2 * 16, 16, bloom)
        s.poly([(x + 412, 492), (x + 540, 492), (x + 522, 580), (x + 430, 580)], SAND)
        for y in (512, 534, 556):
            s.line([(x + 418 + (y - 492) * 0.2, y), (x + 534 - (y - 492) * 0.2, y)], 4, BARK)


def snow(s: Scene) -> None:
    s.sky("#5f7fa3", "#fbdcc0", 520)
    s.sun(1180, 300, 64, "#fff4dc")
    s.hills(400, 90, 300, 2.1, "#b9c8da")
    s.hills(460, 60, 210, 0.4, "#cfdae6")
    for i, x in enumerate(range(-20, 1660, 64)):
        s.fir(x, 500 + i * 31 % 30, 110 + i * 47 % 60, "#6f8ba0", "#dbe5ee")
    s.hills(520, 22, 330, 1.0, "#e3ebf2")
    for i, x in enumerate((430, 560, 690, 905, 1035, 1165)):
        wall, foot, tall = (CORAL, SAND, "#b9798a", BRICK, ROSE, SLATE)[i], 620 + i * 23 % 40, 130
        s.house(x, foot, 124, tall, (wall, CREAM, GOLD))
        peak = foot - tall - 52
        s.poly([(x - 12, foot - tall + 4), (x + 62, peak), (x + 62, foot - tall + 4)], "#dfe8f0")
    s.poly([(815, 400), (843, 200), (871, 400)], SLATE)
    s.poly([(826, 322), (843, 200), (860, 322), (843, 300)], CREAM)
    s.rect(812, 396, 62, 234, "#e4c9a6")
    s.disc(843, 440, 18, INK)
    s.disc(843, 440, 13, CREAM)
    s.arch(826, 628, 34, 70, GOLD)
    s.hills(640, 20, 260, 3.0, "#f2f5f6")
    s.poly(strip(curve((800, 640), (940, 700), (560, 740), (820, 960)), 22, 300), "#d3dfea")
    s.hills(1010, 120, 420, 1.5, "#fdfaf3")
    for x, y, height in ((90, 800, 420), (260, 760, 280), (1370, 770, 330), (1520, 830, 480)):
        s.disc(x, y, height * 0.3, "#d3dfea", height * 0.04)
        s.fir(x, y, height, FOREST, "#fdfaf3")
    s.rect(1090, 730, 130, 84, GOLD, 8)
    s.poly([(1078, 734), (1096, 696), (1214, 696), (1232, 734)], AMBER)
    s.poly([(1086, 706), (1100, 684), (1212, 684), (1226, 706)], "#fdfaf3")
    s.person(560, 800, 150, CORAL)
    s.person(640, 812, 110, TEAL)
    s.line(curve((540, 826), (600, 850), (470, 850), (430, 820)), 7, BARK)
    s.line([(430, 812), (520, 812)], 13, BRICK)
    s.line([(548, 740), (520, 812)], 3, INK)
    for _ in range(130):
        r = s.random.choice((3, 4, 5, 7))
        s.disc(s.random.uniform(0, 1600), s.random.uniform(0, 880), r, "#ffffffcc")


def recycling(s: Scene) -> None:
    s.sky("#a5d3cd", "#fdeecb", 520)
    s.sun(260, 170, 62)
    s.cloud(760, 100, 46, "#fffaf0")
    s.cloud(1360, 160, 56, "#fffaf0")
    for i, x in enumerate(range(-40, 1700, 150)):
        s.tree(x, 560, 230 + i * 61 % 90, (SAGE, MOSS, "#a3b96e")[i % 3])
    s.rect(-800, 460, 3200, 280, "#b8674e")
    for row, y in enumerate(range(466, 740, 34)):
        for x in range(-800 + row % 2 * 50, 2400, 100):
            s.rect(x, y, 93, 27, mix("#c9775a", ROSE, s.random.uniform(0, 0.45)))
    s.rect(-800, 440, 3200, 26, SAND)
    s.rect(-800, 740, 3200, 900, "#dcb98c")
    s.rect(-800, 740, 3200, 12, "#b98d63")
    _bottles(s, 270)
    for x, y, w, h, fill in (
        (545, 330, 110, 110, SAND),
        (640, 290, 120, 150, "#dcb58a"),
        (570, 270, 70, 70, CREAM),
    ):
        s.rect(x, y, w, h + 60, fill, 4)
        s.rect(x + w * 0.42, y, w * 0.16, h, mix(fill, BARK, 0.35))
    for i, fill in enumerate((MIST, SLATE, CORAL)):
        s.rect(908 + i * 72, 320 - i % 2 * 26, 62, 150, fill, 12)
        s.rect(908 + i * 72, 340 - i % 2 * 26, 62, 10, CREAM)
        s.disc(939 + i * 72, 322 - i % 2 * 26, 31, mix(fill, CREAM, 0.5), 8)
    for dx, dy, fill in ((0, 30, MOSS), (60, 0, LIME), (120, 26, SAGE), (170, 40, MOSS)):
        s.disc(1270 + dx, 370 + dy, 56, fill)
    s.disc(1330, 360, 30, CORAL)
    s.poly(curve((1390, 360), (1420, 300), (1460, 330), (1450, 400)), GOLD)
    for x, fill in ((230, TEAL), (550, "#3f6fa0"), (870, BRICK), (1190, MOSS)):
        _bin(s, x, fill)


def _bin(s: Scene, x: float, fill: str) -> None:
    """Stand an open wheeled bin 260 wide, with the three chasing arrows, on the pavement."""
    dark = mix(fill, INK, 0.3)
    s.disc(x + 130, 848, 170, "#b98d63", 16)
    for side in (56, 204):
        s.disc(x + side, 836, 24, INK)
    s.poly([(x + 4, 430), (x + 256, 430), (x + 228, 838), (x + 32, 838)], fill)
    s.poly([(x + 200, 430), (x + 256, 430), (x + 228, 838), (x + 184, 838)], dark)
    s.rect(x - 12, 408, 284, 40, dark, 12)
    s.disc(x + 116, 640, 84, CREAM)
    for turn in (-90, 30, 150):
        s.line(arc(x + 116, 640, 46, 46, turn, turn + 72), 17, fill)
        (tip, left, right) = (
            arc(x + 116, 640, radius, radius, turn + angle, turn + angle)[0]
            for radius, angle in ((46, 112), (72, 74), (20, 74))
        )
        s.poly([tip, left, right], fill)


def _bottles(s: Scene, x: float) -> None:
    for i, (fill, rise) in enumerate(((FOREST, 0), (AMBER, 30), (WATER, 8))):
        left = x + i * 66
        s.rect(left, 330 - rise, 54, 200, fill, 14)
        s.rect(left + 17, 250 - rise, 20, 100, fill, 6)
        s.rect(left + 14, 246 - rise, 26, 16, CREAM, 4)
        s.rect(left, 372 - rise, 54, 44, CREAM)
