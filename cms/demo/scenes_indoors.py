"""Pictures of rooms, and of what lies on their tables."""

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
    PLUM,
    ROSE,
    SAGE,
    SAND,
    SLATE,
    TEAL,
    WATER,
    Point,
    Scene,
    arc,
    curve,
    mix,
)


def library(s: Scene) -> None:
    s.sky("#e9cfa0", "#f6e3bd", 800)
    s.rect(-800, 770, 3200, 400, "#a8694a")
    for x in range(-800, 2400, 130):
        s.poly([(x, 770), (x + 4, 770), (x * 1.4 - 300, 960), (x * 1.4 - 308, 960)], "#935a3f")
    for x, width in ((-40, 620), (1040, 620)):
        s.rect(x, 40, width, 740, "#5a3a30")
        for shelf in range(5):
            _books(s, x + 22, 178 + shelf * 142, width - 44)
        s.rect(x - 14, 28, width + 28, 26, BARK)
        s.rect(x, 764, width, 26, BARK)
    s.arch(636, 640, 348, 560, "#fff7e2")
    s.arch(656, 624, 308, 528, "#a9d3cd")
    s.disc(870, 270, 46, CREAM)
    s.poly([*curve((656, 470), (740, 400), (860, 400), (964, 480)), (964, 624), (656, 624)], SAGE)
    s.poly([*curve((656, 540), (760, 500), (860, 560), (964, 520)), (964, 624), (656, 624)], MOSS)
    s.poly([*curve((800, 624), (820, 580), (770, 560), (800, 530)), (850, 624)], MIST)
    s.rect(804, 96, 12, 530, "#fff7e2")
    for y in (260, 430):
        s.rect(656, y, 308, 12, "#fff7e2")
    s.rect(614, 620, 392, 28, BARK)
    s.poly([(670, 648), (950, 648), (1180, 900), (480, 900)], "#fff0c833")
    for x in (0, 92):
        s.line([(470 + x, 60), (560 + x, 830)], 15, AMBER)
    for step in range(9):
        s.line([(476 + step * 10, 130 + step * 80), (568 + step * 10, 130 + step * 80)], 12, AMBER)
    s.disc(840, 838, 330, BRICK, 46)
    s.disc(840, 838, 280, CORAL, 36)
    s.line([(1010, 830), (1010, 430)], 11, INK)
    s.disc(1010, 834, 52, INK, 12)
    s.glow(1010, 430, 330, "#ffe9b0", 0.75)
    s.poly([(966, 350), (1054, 350), (1090, 440), (930, 440)], GOLD)
    s.rect(740, 520, 210, 270, TEAL, 56)
    s.rect(716, 650, 60, 150, DEEP, 26)
    s.rect(914, 650, 60, 150, DEEP, 26)
    s.rect(764, 690, 162, 84, "#3d8a8a", 22)
    for x in (742, 930):
        s.rect(x, 792, 16, 44, BARK)
    s.poly([(800, 690), (846, 672), (892, 690), (892, 704), (846, 688), (800, 704)], CREAM)
    for i, fill in enumerate((GOLD, CORAL, PLUM, SAGE)):
        s.rect(660 - i % 2 * 8, 820 - i * 17, 92 - i * 6, 16, fill, 3)


def _books(s: Scene, left: float, foot: float, width: float) -> None:
    """Fill one shelf with books of many sizes, with a lean and a gap here and there."""
    s.rect(left - 8, foot, width + 16, 16, BARK)
    s.rect(left - 8, foot - 124, width + 16, 124, "#45291f")
    colours = (CORAL, TEAL, GOLD, PLUM, SAGE, CREAM, BRICK, SLATE, AMBER, MOSS, ROSE, DEEP)
    x = left
    while x < left + width - 40:
        thick, tall = s.random.uniform(17, 38), s.random.uniform(78, 114)
        fill = s.random.choice(colours)
        if s.random.random() < 0.08:
            lean = [
                (x, foot),
                (x + thick, foot),
                (x + thick + 22, foot - tall),
                (x + 22, foot - tall),
            ]
            s.poly(lean, fill)
            x += thick + 28
            continue
        s.rect(x, foot - tall, thick, tall, fill, 3)
        s.rect(x, foot - tall * 0.82, thick, 7, mix(fill, CREAM, 0.55))
        s.rect(x, foot - tall * 0.2, thick, 5, mix(fill, INK, 0.35))
        x += thick + 2


def ballot_box(s: Scene) -> None:
    s.sky("#f4b777", "#fbe3b4", 700)
    for ray in range(0, 360, 20):
        s.poly([(800, 480), *arc(800, 480, 1300, 1300, ray, ray + 10)[::40]], "#fdf3de55")
    s.bunting((-40, 40), (800, 30), 130, 44)
    s.bunting((800, 30), (1640, 40), 130, 44)
    for x in (-30, 1330):
        s.rect(x, 250, 300, 560, SAND)
        s.rect(x + 14, 264, 272, 532, BARK)
        for fold in range(6):
            fill = mix(TEAL, INK, 0.28 if fold % 2 else 0.05)
            s.rect(x + 14 + fold * 45.4, 264, 45.4, 430 - fold * 21 % 40, fill)
        s.rect(x - 10, 240, 320, 26, SAND, 6)
    s.rect(-800, 770, 3200, 400, "#c98a5e")
    s.rect(-800, 770, 3200, 16, "#e0ab7c")
    s.disc(800, 846, 480, "#a86d49", 24)
    s.poly([(450, 430), (1150, 430), (1190, 520), (410, 520)], "#8a5841")
    s.rect(640, 462, 320, 26, INK, 10)
    s.poly([(410, 520), (1190, 520), (1150, 850), (450, 850)], "#a96b4c")
    s.poly([(1060, 520), (1190, 520), (1150, 850), (1040, 850)], "#955b41")
    s.rect(396, 506, 808, 30, "#7a4a38", 8)
    s.rect(690, 590, 220, 170, CREAM, 10)
    s.line([(740, 630), (860, 720)], 24, CORAL)
    s.line([(860, 630), (740, 720)], 24, CORAL)
    for x in (470, 1130):
        s.disc(x, 800, 12, GOLD)
        s.disc(x, 566, 12, GOLD)
    s.rect(740, 530, 120, 34, GOLD, 6)
    paper = [(688, 478), (652, 214), (872, 184), (916, 478)]
    s.poly([(x + 14, y) for x, y in paper], "#8a58414d")
    s.poly(paper, "#fffaf0")
    s.poly([(766, 199), (872, 184), (916, 478), (802, 478)], "#efe3cd")
    for i, y in enumerate((262, 314, 366)):
        s.line([(690 + i * 7, y), (744 + i * 7, y - 7)], 10, MIST)
        s.rect(786 + i * 7, y - 30, 36, 36, "#fffaf0", 4)
    s.line([(796, 296), (826, 318)], 7, CORAL)
    s.line([(826, 292), (798, 320)], 7, CORAL)
    s.poly([(1010, -60), (1240, -60), (1010, 150), (900, 110)], TEAL)
    s.poly([(900, 112), (1012, 152), (984, 176), (872, 138)], CREAM)
    s.poly(
        [*curve((880, 138), (800, 150), (790, 230), (826, 262)), (900, 250), (980, 170)], "#c68a5e"
    )
    s.line([(880, 200), (846, 268)], 32, "#c68a5e")
    s.line([(918, 200), (892, 272)], 32, "#b97d53")
    s.line([(826, 190), (806, 244)], 30, "#d29a70")


def desk(s: Scene) -> None:
    s.sky("#3b3a5c", "#55466a", 800)
    s.rect(430, 60, 740, 540, BARK, 8)
    s.rect(452, 82, 696, 496, "#f0a873")
    for i in range(12):
        s.rect(452, 82 + i * 30, 696, 31, mix("#5b6f9c", "#f6b987", i / 11))
    s.disc(930, 330, 58, "#fff0cf")
    s.poly(
        [*curve((452, 400), (650, 300), (850, 420), (1148, 350)), (1148, 578), (452, 578)],
        "#9b7590",
    )
    s.poly([*curve((452, 470), (700, 400), (900, 500), (1148, 430)), (1148, 578), (452, 578)], PLUM)
    for i, x in enumerate((480, 560, 640, 760, 850, 1010, 1080)):
        s.house(x, 578, 72, 62 + i * 17 % 30, (("#6a5272", "#7b5f7c")[i % 2], INK, GOLD))
    s.poly([(722, 470), (740, 360), (758, 470)], INK)
    s.rect(720, 466, 40, 112, "#6a5272")
    s.rect(790, 82, 20, 496, BARK)
    s.rect(452, 300, 696, 16, BARK)
    s.rect(400, 590, 800, 30, "#8a5c45")
    for x, flip in ((300, 1), (1300, -1)):
        s.poly(
            [
                (x - 170 * flip, -20),
                (x + 200 * flip, -20),
                (x + 60 * flip, 470),
                (x + 100 * flip, 660),
                (x - 170 * flip, 660),
            ],
            BRICK,
        )
        for fold in (-90, -20, 50):
            s.line([(x + fold * flip, 0), (x + fold * 0.5 * flip, 650)], 7, "#9b3e2f")
    s.glow(1200, 560, 560, "#ffd98f", 0.8)
    s.rect(-800, 690, 3200, 500, "#9a6547")
    s.rect(-800, 690, 3200, 18, "#b97f5b")
    s.glow(1170, 740, 460, "#ffd98f", 0.6)
    s.disc(1290, 752, 100, INK, 20)
    s.line([(1290, 740), (1340, 570), (1230, 420)], 15, INK)
    s.disc(1340, 570, 15, GOLD)
    s.poly([(1250, 380), (1150, 440), (1110, 540), (1270, 500)], TEAL)
    s.disc(1190, 520, 76, "#fff3cf", 24)
    s.poly([(560, 800), (800, 776), (800, 690), (590, 706)], CREAM)
    s.poly([(1040, 800), (800, 776), (800, 690), (1010, 706)], "#f7e8c9")
    s.poly([(550, 806), (800, 784), (1050, 806), (1050, 820), (800, 800), (550, 820)], PLUM)
    for i in range(4):
        s.line([(622 - i * 5, 724 + i * 18), (776, 712 + i * 18)], 5, WATER)
        s.line([(824, 712 + i * 18), (980 + i * 5, 724 + i * 18)], 5, ROSE if i == 2 else WATER)
    s.line([(900, 830), (1060, 690)], 12, GOLD)
    s.poly([(900, 830), (912, 808), (922, 818)], INK)
    s.rect(330, 650, 120, 140, CORAL, 18)
    s.rect(330, 690, 120, 24, CREAM)
    s.ring(460, 716, 40, 15, CORAL)
    s.disc(390, 652, 60, "#8d3f2e", 13)
    for x, shift in ((366, 0), (412, 24)):
        s.line(curve((x, 628), (x - 34, 590), (x + 34, 560), (x, 510 + shift)), 6, "#fdf3de55")
    s.poly([(90, 660), (250, 660), (230, 800), (110, 800)], "#c9775a")
    for tip in ((40, 470), (110, 400), (180, 380), (250, 420), (300, 500)):
        x, y = tip
        s.poly(
            [
                *curve((164, 662), (120, 560), (x - 24, y + 50), tip),
                *curve(tip, (x + 40, y + 50), (180, 580), (176, 662)),
            ],
            mix(MOSS, LIME, x / 600),
        )
    s.rect(78, 644, 184, 32, CORAL, 6)


def parcels(s: Scene) -> None:
    s.sky("#f3dfb6", "#f8ead0", 700)
    for x in (130, 640, 1150):
        s.arch(x - 16, 486, 352, 400, "#fffaf0")
        s.arch(x, 476, 320, 376, "#a9d3cd")
        s.poly(
            [
                *curve((x, 400), (x + 100, 330), (x + 220, 430), (x + 320, 360)),
                (x + 320, 476),
                (x, 476),
            ],
            SAGE,
        )
        s.rect(x + 153, 100, 14, 376, "#fffaf0")
        s.rect(x, 280, 320, 14, "#fffaf0")
        s.rect(x - 30, 480, 380, 22, SAND)
    s.bunting((-40, 30), (800, 40), 110, 40)
    s.bunting((800, 40), (1640, 30), 110, 40)
    s.rect(-800, 700, 3200, 400, "#b97f5b")
    for x in (250, 1290):
        s.line([(x, 720), (x - 60, 920)], 20, "#7a4a38")
        s.line([(x, 720), (x + 60, 920)], 20, "#7a4a38")
    s.rect(-40, 690, 1680, 44, CREAM)
    s.poly([(-40, 734), (1640, 734), (1640, 800), (-40, 800)], MIST)
    for i, x in enumerate(range(-40, 1640, 80)):
        if i % 2:
            s.rect(x, 734, 80, 66, WATER)
    for i, x in enumerate((70, 590, 1110)):
        _groceries(s, x, i)
        s.rect(x, 500, 420, 194, "#d39b66", 6)
        s.rect(x + 340, 500, 80, 194, "#c08855", 6)
        s.rect(x, 500, 420, 18, "#e6b782")
        s.poly([(x, 506), (x - 50, 560), (x - 34, 580), (x, 540)], "#e6b782")
        s.poly([(x + 420, 506), (x + 470, 560), (x + 454, 580), (x + 420, 540)], "#e6b782")
        heart = [*arc(x + 178, 590, 32, 32, 170, 360), *arc(x + 242, 590, 32, 32, 180, 370)]
        s.poly([*heart, (x + 210, 664)], CORAL)


def _groceries(s: Scene, x: float, kind: int) -> None:
    """Let good things stick out of a box whose top left corner is at (x, 500)."""
    s.rect(x + 30, 360, 76, 170, (SLATE, CORAL, MOSS)[kind], 10)
    s.rect(x + 30, 404, 76, 70, CREAM)
    s.disc(x + 68, 438, 22, (GOLD, BRICK, AMBER)[kind])
    s.poly(
        [(x + 124, 400), (x + 160, 340), (x + 196, 400), (x + 196, 540), (x + 124, 540)], "#fffaf0"
    )
    s.rect(x + 124, 430, 72, 46, (TEAL, PLUM, CORAL)[kind])
    for i in range(3):
        left = x + 214 + i * 34
        for lean in (-22, 0, 22):
            s.line(
                [(left + 12, 430), (left + 12 + lean, 350 + abs(lean))], 8, (MOSS, SAGE, FOREST)[i]
            )
        s.poly([(left - 6, 426), (left + 32, 426), (left + 18, 540), (left + 8, 540)], AMBER)
    if kind == 1:
        s.line([(x + 340, 520), (x + 390, 330)], 56, "#c98a4b")
        for step in range(4):
            y = 500 - step * 45
            s.line([(x + 334 + step * 12, y), (x + 372 + step * 12, y - 18)], 7, SAND)
    else:
        for dx, dy, r in ((352, 470, 38), (392, 490, 34), (360, 510, 30)):
            s.disc(x + dx, dy, r, (BRICK, CORAL, "#8aa655")[kind])
            s.disc(x + dx - 10, dy - 12, 9, "#fdf3de88")
            s.line([(x + dx, dy - r + 6), (x + dx + 8, dy - r - 12)], 5, BARK)


def plan_map(s: Scene) -> None:
    s.sky("#2a5c66", "#1f4a56", 900)
    for y in range(40, 900, 120):
        s.rect(-800, y, 3200, 5, "#27555f")
    s.rect(172, 82, 1300, 770, "#16363f")
    s.rect(150, 60, 1300, 770, CREAM)
    s.rect(172, 82, 1256, 726, "#f4e6c6")
    river = curve((172, 600), (520, 380), (760, 760), (1428, 300))
    for x, y, rx, ry in ((330, 240, 120, 84), (1180, 640, 170, 110), (760, 720, 120, 60)):
        _wood(s, x, y, rx, ry)
    for half, fill in ((46, "#d5e3cf"), (32, WATER)):
        banks = [(x, y - half) for x, y in river], [(x, y + half) for x, y in reversed(river)]
        s.poly([*banks[0], *banks[1]], fill)
    s.line([(x, y - 8) for x, y in river], 4, MIST)
    roads: tuple[list[Point], ...] = (
        curve((172, 430), (500, 220), (800, 260), (1428, 180)),
        curve((640, 82), (700, 300), (660, 500), (560, 808)),
        curve((1010, 82), (960, 300), (1040, 560), (1000, 808)),
        curve((560, 808), (800, 640), (1000, 640), (1428, 520)),
    )
    for road in roads:
        s.line(road, 24, "#e0b27a")
    for road in roads:
        s.line(road, 17, "#fffaf0")
    for x, width in ((150, 22), (1428, 22)):
        s.rect(x, 60, width, 770, CREAM)
    for y in (60, 808):
        s.rect(150, y, 1300, 22, CREAM)
    _blocks(s)
    for x, y, w, h in ((1060, 290, 140, 92), (380, 610, 150, 120), (1244, 214, 130, 70)):
        _site(s, x, y, w, h)
    _map_tools(s)


def _site(s: Scene, x: float, y: float, w: int, h: int) -> None:
    """Mark a piece of land with a dashed outline and a pin."""
    s.rect(x, y, w, h, "#e2714f55", 14)
    for step in range(0, w - 8, 26):
        s.rect(x + step, y - 3, 16, 6, BRICK)
        s.rect(x + step, y + h - 3, 16, 6, BRICK)
    for step in range(0, h - 8, 26):
        s.rect(x - 3, y + step, 6, 16, BRICK)
        s.rect(x + w - 3, y + step, 6, 16, BRICK)
    px, py = x + w / 2, y + h / 2
    s.disc(px, py + 6, 24, "#6b463655", 8)
    s.poly([(px - 33, py - 74), (px + 33, py - 74), (px, py + 4)], CORAL)
    s.disc(px, py - 84, 37, CORAL)
    s.disc(px, py - 84, 15, CREAM)


def _wood(s: Scene, x: float, y: float, rx: float, ry: float) -> None:
    """Plant a green space with trees, seen from above."""
    s.disc(x, y, rx, "#b7cc95", ry)
    for _ in range(22):
        dx, dy = s.random.uniform(-0.75, 0.75) * rx, s.random.uniform(-0.6, 0.6) * ry
        s.disc(x + dx, y + dy, 13, MOSS)
        s.disc(x + dx - 3, y + dy - 4, 8, SAGE)


def _blocks(s: Scene) -> None:
    """Draw the roofs of the old town, seen from above."""
    blocks = ((720, 170), (770, 330), (850, 120), (880, 350), (470, 190), (560, 380), (700, 390))
    for x, y in blocks:
        for i in range(6):
            fill = (BRICK, CORAL, PLUM)[(i + x) % 3]
            s.rect(x + i % 3 * 28, y + i // 3 * 30, 21, 22, fill, 2)


def _map_tools(s: Scene) -> None:
    """Add the compass and the scale, and lay a pencil and a mug on the plan."""
    s.ring(262, 718, 58, 5, SLATE)
    s.poly([(262, 640), (280, 718), (244, 718)], CORAL)
    s.poly([(262, 796), (280, 718), (244, 718)], SLATE)
    for i in range(4):
        s.rect(1180 + i * 50, 776, 50, 13, (INK, "#fffaf0")[i % 2])
    s.line([(1260, 880), (1560, 560)], 30, GOLD)
    s.line([(1266, 886), (1566, 566)], 8, AMBER)
    s.poly([(1244, 870), (1272, 896), (1226, 914)], SAND)
    s.poly([(1234, 892), (1248, 904), (1226, 914)], INK)
    s.line([(1550, 570), (1570, 549)], 32, ROSE)
    s.disc(84, 150, 130, "#16363f")
    s.disc(76, 138, 124, CREAM)
    s.disc(76, 138, 102, "#8d5b42")
    s.disc(66, 128, 84, "#a4704f")
