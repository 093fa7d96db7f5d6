"""Draws the objects that stand where photographs would in the fictional memorial: ink and a quiet wash on paper.

Run `python config/memorials/draw.py [NAME…]`; the pictures are written beside the fictional memorial's data.
A space of 1000 by 750 units is drawn at four times its final size and scaled down. Chance is seeded by the name, so
the same drawing comes out each time. No picture shows a face or anyone who lived.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int]

FOLDER = Path(__file__).parent / "fictional-ferry-1987" / "files"
FINAL = (1080, 810)
OVER = 4
UNIT = FINAL[0] / 1000 * OVER

PAPER: Colour = (245, 240, 230)
INK: Colour = (52, 50, 50)
SLATE: Colour = (98, 124, 138)
BLUE: Colour = (116, 146, 166)
GREEN: Colour = (126, 146, 116)
OCHRE: Colour = (206, 174, 112)
CLAY: Colour = (184, 126, 100)
WOOD: Colour = (178, 144, 108)
DARK: Colour = (112, 92, 78)
CREAM: Colour = (250, 246, 238)
GREY: Colour = (188, 184, 176)
PLUM: Colour = (140, 104, 118)


def oval(cx: float, cy: float, rx: float, ry: float, start: float = 0, end: float = 360) -> list[Point]:
    """Points of an ellipse's arc; degrees, clockwise from the right, as the page's y axis points down."""
    steps = max(24, int(abs(end - start) / 4))
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


def box(x: float, y: float, w: float, h: float) -> list[Point]:
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def path(points: str) -> list[Point]:
    """The points of "10,20 30,40"."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


def turned(points: Sequence[Point], degrees: float, about: Point) -> list[Point]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ax, ay = about
    return [(ax + (x - ax) * c - (y - ay) * s, ay + (x - ax) * s + (y - ay) * c) for x, y in points]


def curve(points: Sequence[Point], closed: bool = False) -> list[Point]:
    """A smooth line through all points (Catmull-Rom)."""
    ring = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    line: list[Point] = []
    for p0, p1, p2, p3 in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        for i in range(16):
            t = i / 16
            line.append((_blend(p0[0], p1[0], p2[0], p3[0], t), _blend(p0[1], p1[1], p2[1], p3[1], t)))
    line.append(points[0] if closed else points[-1])
    return line


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def lathe(cx: float, top: float, profile: Sequence[Point]) -> list[Point]:
    """A turned shape from (distance down, half width) pairs: a chess piece, a spool."""
    right = [(cx + half, top + down) for down, half in profile]
    return curve([*right, *[(2 * cx - x, y) for x, y in reversed(right)]], closed=True)


class Sheet:
    """One sheet of paper that takes shadow, wash, hatching and ink, in that order of thought."""

    def __init__(self, name: str) -> None:
        self.chance = random.Random(name)  # the same wobble each time
        self.size = (round(FINAL[0] * OVER), round(FINAL[1] * OVER))
        self.image = self._textured(PAPER, 5, self.size)

    def _noise(self, size: tuple[int, int], grain: int) -> Image.Image:
        small = (max(2, size[0] // grain), max(2, size[1] // grain))
        rough = Image.frombytes("L", small, self.chance.randbytes(small[0] * small[1]))
        return rough.filter(ImageFilter.GaussianBlur(1.2)).resize(size, Image.Resampling.BICUBIC)

    def _textured(self, colour: Colour, depth: int, size: tuple[int, int]) -> Image.Image:
        noise = Image.blend(self._noise(size, 260), self._noise(size, 40), 0.35)
        darker = tuple(max(0, c - 3 * depth) for c in colour)
        lighter = tuple(min(255, c + 2 * depth) for c in colour)
        return Image.composite(Image.new("RGB", size, lighter), Image.new("RGB", size, darker), noise)

    def _mask(self, points: Sequence[Point], soft: float) -> tuple[Image.Image, tuple[int, int]]:
        scaled = [(x * UNIT, y * UNIT) for x, y in points]
        edge = int(soft * 3) + 4
        left, top = (int(min(p[i] for p in scaled)) - edge for i in (0, 1))
        right, bottom = (int(max(p[i] for p in scaled)) + edge for i in (0, 1))
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in scaled], fill=255)
        return (mask.filter(ImageFilter.GaussianBlur(soft)) if soft else mask), (left, top)

    def wash(self, points: Sequence[Point], colour: Colour, strength: float = 1.0, depth: int = 6) -> None:
        """Covers a shape with uneven colour."""
        mask, at = self._mask(points, 2)
        self.image.paste(self._textured(colour, depth, mask.size), at, mask.point(lambda v: int(v * strength)))

    def shadow(self, cx: float, cy: float, rx: float, ry: float, strength: float = 0.22) -> None:
        mask, at = self._mask(oval(cx, cy, rx, ry), 14 * OVER)
        self.image.paste(Image.new("RGB", mask.size, (92, 84, 78)), at, mask.point(lambda v: int(v * strength)))

    def hatch(self, points: Sequence[Point], angle: float = 60, gap: float = 9, strength: float = 0.35) -> None:
        """Shades a shape with thin parallel strokes."""
        mask, at = self._mask(points, 0)
        lines = Image.new("L", mask.size)
        pen = ImageDraw.Draw(lines)
        w, h = mask.size
        reach = math.hypot(w, h)
        dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for i in range(int(-reach / 2 / UNIT / gap), int(reach / 2 / UNIT / gap) + 1):
            shift = (i + self.chance.uniform(-0.18, 0.18)) * gap * UNIT
            mx, my = w / 2 - dy * shift, h / 2 + dx * shift
            ends = [(mx - dx * reach, my - dy * reach), (mx + dx * reach, my + dy * reach)]
            pen.line(ends, fill=int(255 * strength), width=round(1.3 * UNIT))
        self.image.paste(Image.new("RGB", mask.size, INK), at, ImageChops.multiply(lines, mask))

    def ink(self, points: Sequence[Point], width: float = 3.2, colour: Colour = INK, closed: bool = False) -> None:
        """Draws a line whose width breathes a little, as a pen's does."""
        pen = ImageDraw.Draw(self.image)
        line = [*points, points[0]] if closed else list(points)
        phase, travelled = self.chance.uniform(0, 6), 0.0
        for (x0, y0), (x1, y1) in pairwise(line):
            length = math.hypot(x1 - x0, y1 - y0)
            steps = max(1, int(length * UNIT / 2))
            for i in range(steps):
                t = i / steps
                s = travelled + length * t
                r = width / 2 * UNIT * (0.86 + 0.16 * math.sin(s / 37 + phase) + 0.08 * math.sin(s / 11 + 2 * phase))
                wobble = 0.7 * math.sin(s / 53 + phase)
                x, y = (x0 + (x1 - x0) * t + wobble) * UNIT, (y0 + (y1 - y0) * t + wobble) * UNIT
                pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)
            travelled += length

    def form(self, points: Sequence[Point], colour: Colour, width: float = 3.2) -> None:
        """A washed shape with an outline."""
        self.wash(points, colour)
        self.ink(points, width, closed=True)

    def words(self, text: str, at: Point, size: float, degrees: float = 0, colour: Colour = INK) -> None:
        """Printed words, centred; Pillow's own font, so that no system font decides how they look."""
        font = ImageFont.load_default(size * UNIT)
        left, top, right, bottom = font.getbbox(text)
        edge = 8 * OVER
        mask = Image.new("L", (int(right - left) + 2 * edge, int(bottom - top) + 2 * edge))
        ImageDraw.Draw(mask).text((edge - left, edge - top), text, font=font, fill=225)
        mask = mask.rotate(-degrees, expand=True, resample=Image.Resampling.BICUBIC)
        place = (int(at[0] * UNIT - mask.width / 2), int(at[1] * UNIT - mask.height / 2))
        self.image.paste(Image.new("RGB", mask.size, colour), place, mask)

    def save(self, path: Path) -> None:
        small = self.image.resize(FINAL, Image.Resampling.LANCZOS)
        if path.suffix == ".png":
            small.quantize(128, Image.Quantize.MEDIANCUT).save(path, optimize=True)
        elif path.suffix == ".webp":
            small.save(path, quality=82, method=6)
        else:
            small.save(path, quality=84, optimize=True, progressive=True)


def cup(s: Sheet) -> None:
    s.shadow(500, 560, 250, 34)
    s.ink(curve(path("646,318 742,306 764,392 704,452 622,462")), 26)
    s.ink(curve(path("646,318 742,306 764,392 704,452 622,462")), 19, BLUE)
    body = [*curve(path("340,270 348,400 384,510 430,552")), *curve(path("570,552 616,510 652,400 660,270"))]
    s.wash(body, BLUE)
    s.hatch([*curve(path("560,280 600,420 560,552")), (570, 552), *curve(path("616,510 652,400 660,280"))], 68)
    s.wash(curve(path("344,330 500,366 656,330 654,350 500,388 347,350"), closed=True), CREAM)
    s.ink(body)
    s.form(oval(500, 270, 160, 40), CREAM)
    s.wash(oval(500, 280, 134, 26), CLAY)
    s.ink(oval(500, 280, 134, 26), 2)
    chip = curve(path("404,300 414,326 436,332 450,308 430,296"), closed=True)
    s.form(chip, PAPER, 2.4)


def ticket(s: Sheet) -> None:
    about, lean = (500.0, 375.0), -7.0
    s.shadow(510, 520, 330, 30, 0.18)
    edge = [(190.0, 220.0), (810.0, 220.0)]
    edge += [(810 - (9 if i % 2 else 0), 220 + i * 12.0) for i in range(1, 26)]
    edge += [(810.0, 530.0), (190.0, 530.0)] + [(190 + (9 if i % 2 else 0), 530 - i * 12.0) for i in range(1, 26)]
    s.form(turned(edge, lean, about), (236, 216, 178), 2.8)
    s.ink(turned(box(216, 244, 568, 262), lean, about), 1.8, CLAY, closed=True)
    for x in (640,):
        for i in range(22):
            s.ink(turned([(x, 248 + i * 12), (x, 253 + i * 12)], lean, about), 2, DARK)
    for text, at, size in (
        ("SAVRENA LAKE LINE", (428, 286), 38),
        ("ANSEL - KARVEL", (428, 352), 46),
        ("Sunday 17 May 1987   adult, return", (428, 412), 23),
        ("No. 00412", (428, 456), 26),
        ("M I R A", (712, 300), 27),
        ("fictional", (712, 470), 24),
    ):
        s.words(text, turned([at], lean, about)[0], size, lean, DARK)
    s.form(turned(oval(712, 386, 26, 26), lean, about), PAPER, 2.6)


def scarf(s: Sheet) -> None:
    s.shadow(500, 600, 300, 30)
    for x in range(310, 440, 13):
        s.ink(curve([(x, 556), (x - 5 + s.chance.uniform(-4, 4), 590), (x + s.chance.uniform(-8, 8), 622)]), 3, GREEN)
    for x in range(576, 716, 13):
        s.ink(
            curve([(x, 520), (x + 8 + s.chance.uniform(-4, 4), 552), (x + 6 + s.chance.uniform(-8, 8), 586)]), 3, GREEN
        )
    back = curve(path("560,240 640,330 668,430 726,520 570,530 548,430 470,320"), closed=True)
    s.form(back, (112, 132, 104))
    s.hatch(back, 78, 11)
    front = curve(path("450,236 396,330 352,440 300,556 446,566 486,440 560,300"), closed=True)
    s.form(front, GREEN)
    for t in (0.62, 0.7, 0.9):
        y = 236 + 330 * t
        s.ink(curve([(452 - 154 * t, y), (505 - 100 * t, y + 12), (560 - 118 * t, y + 6)]), 7, CREAM)
    for a, b in (((436, 300), (356, 520)), ((470, 310), (402, 546))):
        s.ink(curve([a, ((a[0] + b[0]) / 2 - 6, (a[1] + b[1]) / 2), b]), 2)
    loop = curve(path("374,214 470,160 590,168 640,232 590,296 490,316 396,282"), closed=True)
    s.form(loop, GREEN)
    s.form(curve(path("440,222 510,198 574,214 560,250 490,262"), closed=True), (98, 116, 92), 2.6)
    s.ink(curve(path("396,250 470,292 580,276")), 2)
    s.ink(curve(path("420,200 510,174 600,200")), 2)


def chess(s: Sheet) -> None:
    def at(u: float, v: float) -> Point:
        wide = 300 + 110 * v
        return 500 - wide + 2 * wide * u, 300 + 290 * v

    s.shadow(500, 606, 420, 30)
    s.form([at(-0.05, -0.06), at(1.05, -0.06), at(1.05, 1.05), at(-0.05, 1.05)], WOOD)
    for row in range(8):
        for col in range(8):
            cell = [at((col + i) / 8, (row + j) / 8) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]
            s.wash(cell, DARK if (row + col) % 2 else (232, 214, 182), depth=4)
    s.ink([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], 2.4, closed=True)
    pawn = ((0, 16), (14, 26), (30, 16), (40, 26), (52, 13), (90, 20), (112, 38), (126, 40))
    king = ((0, 9), (16, 26), (30, 34), (52, 22), (62, 32), (74, 16), (130, 24), (160, 46), (178, 48))
    rook = ((0, 32), (34, 34), (46, 22), (54, 30), (64, 19), (112, 25), (134, 42), (150, 44))
    for profile, cx, top, colour in (
        (king, 470, 190, CREAM),
        (rook, 668, 252, DARK),
        (pawn, 318, 382, DARK),
        (pawn, 566, 420, CREAM),
    ):
        shape = lathe(cx, top, profile)
        foot = top + profile[-1][0]
        s.shadow(cx + 18, foot, 56, 10, 0.5)
        s.form(shape, colour)
        s.hatch([p for p in shape if p[0] >= cx + 4], 74, 8)
    s.form(oval(470, 182, 11, 11), CREAM)


def key(s: Sheet) -> None:
    about, lean = (480.0, 380.0), -24.0
    s.shadow(500, 560, 300, 26)

    def put(points: Sequence[Point]) -> list[Point]:
        return turned(points, lean, about)

    s.form(put(path("330,364 740,364 740,396 330,396")), OCHRE)
    s.form(put(path("650,396 650,474 672,474 672,446 690,446 690,474 726,474 726,396")), OCHRE)
    for x in (352, 380, 408):
        s.form(put(box(x, 354, 14, 52)), OCHRE, 2.6)
    s.form(put(curve(path("332,380 300,300 220,290 172,340 172,420 220,470 300,460"), closed=True)), OCHRE)
    s.form(put(curve(path("290,380 270,338 226,332 208,380 226,428 270,422"), closed=True)), PAPER)
    s.hatch(put(box(420, 382, 320, 14)), -24, 6)
    s.ink(curve(path("262,462 300,540 420,560 520,540 610,552")), 3, CLAY)
    tag = turned(path("600,520 636,496 800,496 800,600 636,600 600,576"), 8, (700, 548))
    s.form(tag, CREAM)
    s.form(oval(632, 546, 8, 8), PAPER, 2)
    s.words("14", turned([(724, 550)], 8, (700, 548))[0], 54, 8, SLATE)


def accordion(s: Sheet) -> None:
    s.shadow(500, 606, 370, 30)
    folds = 15
    for i in range(folds):
        x = 372 + i * 18.5
        lift = 26 * math.sin(math.pi * i / (folds - 1))
        pleat = [(x, 232 - lift), (x + 18.5, 222 - lift), (x + 18.5, 580 - lift / 3), (x, 590 - lift / 3)]
        s.form(pleat, CLAY if i % 2 else PLUM, 2)
    left = path("196,196 372,214 372,600 196,590")
    s.form(left, PLUM)
    s.form(path("150,214 240,206 240,582 150,572"), CREAM)
    for i in range(1, 15):
        y = 214 + i * 25
        s.ink([(150, y), (240, y)], 2)
        if i % 7 not in (0, 3):
            s.form(box(150, y - 7, 52, 14), INK, 1)
    for y in (262, 306, 350):
        s.ink([(278, y), (346, y + 4)], 5, OCHRE)
    s.hatch(path("250,420 360,424 360,590 250,584"), 60, 10)
    s.form(path("650,214 822,196 836,590 650,600"), PLUM)
    for col in range(4):
        for row in range(8):
            s.form(oval(688 + col * 34, 258 + row * 40 + col * 6, 9, 9), CREAM, 2)
    s.ink(curve(path("826,230 884,300 888,480 836,560")), 16, DARK)


def ferry(s: Sheet) -> None:
    for i, y in enumerate((470, 508, 546, 590, 634)):
        x = 90 + 34 * (i % 3)
        wave = [(x + k * 58, y + (7 if k % 2 else -5) + s.chance.uniform(-2, 2)) for k in range(14)]
        s.ink(curve(wave), 2.2, SLATE)
    s.wash(curve(path("60,440 200,350 330,388 470,330 640,380 780,344 950,440")), (214, 214, 204))
    hull = [*curve(path("196,424 470,440 806,414")), *curve(path("770,500 640,520 400,520 250,506"))]
    s.form(hull, SLATE)
    s.hatch(path("230,476 780,476 764,506 640,520 400,520 250,506"), 20, 9)
    s.ink(curve(path("206,446 470,460 796,438")), 5, CREAM)
    s.form(path("290,360 690,354 704,430 282,434"), CREAM)
    for i in range(9):
        s.form(box(312 + i * 42, 378, 26, 26), BLUE, 2.2)
    s.form(path("330,306 566,302 566,356 330,360"), CREAM)
    for i in range(5):
        s.form(box(346 + i * 44, 318, 24, 22), BLUE, 2.2)
    s.form(path("586,236 648,230 656,354 584,356"), CLAY)
    s.wash(path("586,256 650,250 651,276 586,282"), CREAM)
    s.ink(curve(path("616,226 640,196 690,190 730,164")), 5, GREY)
    s.ink([(420, 302), (420, 196)], 4)
    s.ink([(420, 204), (300, 358)], 1.6)
    s.ink([(420, 204), (584, 300)], 1.6)
    s.words("M I R A", (284, 488), 20, 4, CREAM)


def coffee(s: Sheet) -> None:
    s.shadow(460, 590, 280, 30)
    s.form(path("452,262 806,160 816,186 462,294"), DARK)
    body = curve(path("330,264 352,330 280,450 290,550 400,584 510,550 520,450 448,330 480,264"))
    s.form(body, CLAY)
    s.hatch(curve(path("440,330 512,450 502,552 420,580 470,450"), closed=True), 70, 8)
    s.form(curve(path("314,264 400,238 492,262 400,290"), closed=True), DARK)
    s.ink(curve(path("316,262 292,256 318,274")), 4)
    for y in (356, 372):
        s.ink(curve([(340, y), (400, y + 12), (462, y)]), 2)
    s.ink(curve(path("382,212 366,176 398,150 384,112")), 2.4, GREY)
    s.ink(curve(path("424,214 440,184 416,158 432,128")), 2.4, GREY)
    s.form(oval(700, 588, 120, 26), CREAM)
    s.form([*curve(path("630,490 640,556 672,584")), *curve(path("728,584 760,556 770,490"))], CREAM)
    s.form(oval(700, 490, 70, 17), DARK)
    s.ink(curve(path("768,502 812,506 802,548 756,552")), 7)
    s.ink(curve(path("642,522 700,538 760,522")), 4, SLATE)


def tea(s: Sheet) -> None:
    s.shadow(500, 612, 270, 26)
    s.form(oval(500, 590, 220, 44), CREAM)
    s.ink(oval(500, 584, 150, 27), 2, SLATE)
    glass = [*curve(path("416,210 424,300 452,380 424,470 440,560 470,580"))]
    glass += [(1000 - x, y) for x, y in reversed(glass)]
    s.wash(glass, (226, 226, 218), 0.75)
    brew = [p for p in glass if p[1] >= 262]
    s.wash(brew, (176, 100, 62), 0.9)
    s.hatch(curve(path("548,280 540,380 560,470 556,552 528,572 536,470 516,380"), closed=True), 80, 8)
    s.ink(glass, 3)
    s.ink(oval(500, 210, 84, 18), 3)
    s.ink(oval(500, 264, 79, 15), 2)
    s.ink(curve(path("444,300 466,372 446,462")), 5, CREAM)
    for x, y, lean in ((300, 556, 10), (252, 586, -6)):
        s.form(turned(box(x, y - 30, 44, 40), lean, (x, y)), CREAM, 2.6)
        s.hatch(turned(box(x + 28, y - 30, 16, 40), lean, (x, y)), 70, 6)
    s.form(oval(720, 560, 46, 20), GREY, 2.6)
    s.ink([(680, 570), (560, 604)], 8)
    s.ink([(680, 570), (560, 604)], 4, GREY)


def book(s: Sheet) -> None:
    s.shadow(500, 590, 360, 28)
    s.form(path("130,300 500,330 870,300 890,570 500,604 110,570"), PLUM)
    left = [*curve(path("150,286 300,254 430,270 500,316")), *curve(path("500,586 420,548 290,536 134,556"))]
    s.form(left, CREAM)
    s.form([(1000 - x, y) for x, y in left], CREAM)
    for side in (-1, 1):
        for i in range(9):
            y = 316 + i * 25
            ends = (200, 120) if i == 8 else (318, 180)
            line = [(500 + side * 44, y + 18), (500 + side * ends[1], y - 8), (500 + side * ends[0], y + 2)]
            s.ink(curve(line), 2, GREY if side > 0 else SLATE)
    s.hatch(path("500,322 532,300 532,560 500,584"), 84, 7)
    s.ink(curve(path("500,316 516,450 500,586")), 3)
    s.ink(curve(path("530,300 560,440 552,580 574,650")), 8, CLAY)
    pencil = turned(box(610, 604, 230, 18), -12, (700, 610))
    s.form(pencil, OCHRE, 2.6)
    s.form(turned(path("610,604 576,613 610,622"), -12, (700, 610)), WOOD, 2.4)


def sewing(s: Sheet) -> None:
    s.shadow(500, 590, 330, 26)
    s.form(oval(360, 262, 106, 28), WOOD)
    s.form(path("290,290 430,290 430,540 290,540"), CLAY)
    for i in range(24):
        s.ink(curve([(290, 296 + i * 10), (360, 308 + i * 10), (430, 300 + i * 10)]), 1.8, DARK)
    s.form([*oval(360, 556, 106, 30, 180, 0), *oval(360, 540, 106, 30, 360, 180)], WOOD)
    s.form(oval(360, 552, 106, 30, 0, 180), WOOD)
    s.form(oval(360, 262, 22, 7), DARK, 2)
    thimble = [*curve(path("596,570 612,470 630,440 676,424 722,440 740,470 756,570"))]
    s.form([*thimble, *oval(676, 572, 80, 18, 0, 180)], GREY)
    s.hatch([*curve(path("700,434 726,480 724,580")), (756, 572), *curve([(740, 470), (722, 440)])], 70, 8)
    for row in range(6):
        for col in range(7 + row % 2):
            s.ink(oval(626 + col * 16 - row * 2, 456 + row * 17, 2.4, 2.4), 1.4)
    s.ink(curve(path("430,520 500,560 520,640 600,640 700,624")), 2.6, CLAY)
    s.ink([(690, 630), (880, 566)], 6)
    s.ink([(690, 630), (880, 566)], 3, GREY)
    s.ink([(702, 626), (722, 619)], 2.4)


def shoe(s: Sheet) -> None:
    s.shadow(510, 566, 350, 26)
    s.form(curve(path("196,540 420,556 640,552 830,548 836,572 640,580 420,584 200,578"), closed=True), DARK)
    s.form(path("200,560 340,566 340,604 206,602"), DARK)
    upper = curve(
        path("206,320 198,440 196,546 420,560 640,556 826,552 818,490 730,450 600,420 500,350 430,290 320,318"),
        closed=True,
    )
    s.form(upper, WOOD)
    s.hatch(curve(path("200,470 300,500 500,520 820,520 820,552 600,556 400,558 198,544"), closed=True), 14, 9)
    s.form(curve(path("210,318 320,344 432,290 330,282"), closed=True), DARK, 2.6)
    s.ink(curve(path("690,440 664,500 690,552")), 2.4)
    s.ink(curve(path("352,360 400,450 380,556")), 2.4)
    for x, y in ((450, 336), (492, 372), (536, 404), (580, 430)):
        s.ink(curve([(x, y), (x + 34, y - 12), (x + 56, y + 16)]), 5, CREAM)
        s.ink(oval(x - 6, y + 8, 4, 4), 2)
    s.ink(curve(path("462,330 430,250 470,222 500,268 480,326")), 4, CREAM)
    s.ink(curve(path("480,326 540,260 590,270 570,316 500,340")), 4, CREAM)


def lantern(s: Sheet) -> None:
    s.shadow(500, 640, 190, 24)
    s.ink(curve(path("370,300 320,160 500,84 680,160 630,300")), 5)
    s.form(path("440,176 560,176 580,216 420,216"), SLATE)
    s.form(path("456,142 544,142 550,176 450,176"), SLATE)
    s.form(path("390,240 420,216 580,216 610,240"), SLATE)
    glass = curve(path("414,240 372,340 380,430 424,500 576,500 620,430 628,340 586,240"))
    s.form(glass, (238, 226, 196))
    s.form(curve(path("500,320 530,390 524,444 500,462 476,444 470,390"), closed=True), OCHRE, 2.2)
    s.ink([(500, 462), (500, 500)], 6)
    for x in (372, 628):
        s.ink([(x, 236), (x, 512)], 6)
    s.ink(curve(path("372,350 500,372 628,350")), 2.6)
    s.form(path("396,500 604,500 624,540 376,540"), SLATE)
    s.form(curve(path("366,540 634,540 660,600 640,636 360,636 340,600")), SLATE)
    s.hatch(path("560,540 634,540 660,600 640,636 560,636"), 66, 8)
    s.form(oval(424, 590, 22, 18), GREY, 2.6)


def spectacles(s: Sheet) -> None:
    s.shadow(400, 500, 270, 20)
    s.shadow(650, 606, 250, 22)
    about, lean = (650.0, 540.0), -5.0
    corners = path("470,500 500,474 800,474 838,500 838,580 800,610 500,610 470,580")
    s.form(turned(curve(corners, closed=True), lean, about), DARK)
    s.ink(turned([(470, 532), (838, 532)], lean, about), 2.6)
    s.hatch(turned(box(486, 540, 338, 64), lean, about), 30, 9)
    for inner, outer, tip in ((366, 196, 470), (444, 614, 330)):
        s.ink(curve([(outer, 388), (outer + (tip - outer) * 0.08, 300), ((outer + tip) / 2, 268), (tip, 280)]), 6)
        s.ink(curve([(tip, 280), (tip + (tip - outer) * 0.12, 290), (tip + (tip - outer) * 0.15, 312)]), 8)
        cx = (inner + outer) / 2
        s.wash(oval(cx, 408, 84, 74), (224, 230, 228), 0.88)
        s.ink(oval(cx, 408, 84, 74), 8)
        s.ink(curve([(cx - 48, 384), (cx - 28, 360), (cx + 6, 350)]), 5, CREAM)
    s.ink(curve(path("364,396 405,370 446,396")), 8)


def recipe(s: Sheet) -> None:
    about, lean = (500.0, 380.0), 5.0
    s.shadow(510, 640, 300, 22, 0.18)
    s.form(turned(box(232, 130, 540, 500), -3, about), (234, 226, 208), 2.4)
    s.form(turned(box(240, 120, 540, 500), lean, about), CREAM, 2.8)
    for i in range(11):
        y = 216 + i * 35
        s.ink(turned([(268, y), (752, y)], lean, about), 1.4, BLUE)
        if i in (10,):
            continue
        x = 278.0
        while x < (480 if i in (0, 5) else 700):
            long = s.chance.uniform(26, 74)
            word = [(x + long * k / 7, y - 4 - (12 if k % 2 else 0) - s.chance.uniform(0, 7)) for k in range(8)]
            s.ink(turned(curve(word), lean, about), 2, SLATE)
            x += long + 16
    s.wash(turned(oval(640, 520, 62, 56), lean, about), CLAY, 0.16)
    s.ink(turned(oval(640, 520, 62, 56), lean, about), 2.2, (206, 178, 156))
    s.ink(turned(curve(path("282,158 420,166 520,156")), lean, about), 3.4, CLAY)
    s.words("fictional", turned([(700, 152)], lean, about)[0], 24, lean, GREY)


def quinces(s: Sheet) -> None:
    s.shadow(500, 616, 300, 28)
    s.wash(oval(500, 376, 250, 52), DARK)
    for cx, cy, r, lean in ((400, 312, 92, -14), (600, 312, 96, 16), (500, 262, 98, 0)):
        fruit = turned(
            curve(
                [
                    (cx, cy - r),
                    (cx + r * 0.55, cy - r * 0.7),
                    (cx + r, cy + r * 0.1),
                    (cx + r * 0.6, cy + r * 0.9),
                    (cx, cy + r),
                    (cx - r * 0.6, cy + r * 0.9),
                    (cx - r, cy + r * 0.1),
                    (cx - r * 0.55, cy - r * 0.7),
                ],
                closed=True,
            ),
            lean,
            (cx, cy),
        )
        s.form(fruit, OCHRE)
        s.hatch([p for p in fruit if p[0] > cx + r * 0.42], 66, 9)
        s.ink(turned(curve([(cx, cy - r), (cx + 6, cy - r - 22)]), lean, (cx, cy)), 6, DARK)
    leaf = curve(path("508,146 560,104 640,112 580,156"), closed=True)
    s.form(leaf, GREEN, 2.6)
    s.ink(curve(path("508,146 570,128 638,112")), 2)
    bowl = [
        *curve(path("236,372 500,424 764,372")),
        *curve(path("730,500 620,590 580,600")),
        *curve(path("420,600 380,590 270,500 236,372")),
    ]
    s.form(bowl, SLATE)
    s.ink(curve(path("250,416 500,470 750,416")), 6, CREAM)
    s.hatch(curve(path("640,430 744,410 726,500 620,588 580,598 640,510"), closed=True), 66, 9)


def bicycle(s: Sheet) -> None:
    s.shadow(500, 612, 380, 20)
    for cx in (290, 720):
        for i in range(14):
            s.ink([(cx, 460), oval(cx, 460, 136, 136, i * 360 / 14, i * 360 / 14 + 1)[0]], 1.3, GREY)
        s.ink(oval(cx, 460, 142, 142), 8)
        s.ink(oval(cx, 460, 130, 130), 2.4, SLATE)
        s.form(oval(cx, 460, 12, 12), GREY, 2.4)
    frame = (
        ((290, 460), (410, 280)),
        ((410, 280), (640, 270)),
        ((410, 250), (480, 470)),
        ((480, 470), (648, 300)),
        ((290, 460), (480, 470)),
    )
    for a, b in (*frame, ((636, 220), (720, 460))):
        s.ink([a, b], 13)
        s.ink([a, b], 8, CLAY)
    s.form(oval(480, 470, 32, 32), GREY)
    s.ink([(480, 470), (506, 526)], 6)
    s.ink([(486, 530), (530, 524)], 8)
    s.form(curve(path("346,238 390,222 470,236 440,250 380,256"), closed=True), DARK)
    s.ink(curve(path("636,224 650,190 720,186 736,214")), 8)
    s.form(oval(664, 178, 20, 16), OCHRE, 2.6)
    s.form(path("690,238 828,238 812,330 704,330"), WOOD)
    s.hatch(path("690,238 828,238 812,330 704,330"), 45, 15, 0.5)
    s.hatch(path("690,238 828,238 812,330 704,330"), -45, 15, 0.5)


def jetty(s: Sheet) -> None:
    s.wash(curve(path("70,330 260,262 480,290 700,246 930,330")), (212, 214, 206))
    for i in range(9):
        y = 340 + i * 20
        wave = [(70 + 60 * k + s.chance.uniform(-8, 8), y + s.chance.uniform(-3, 3)) for k in range(15)]
        s.ink(curve(wave), 1.8, BLUE)
    for x in (300, 700):
        s.form(box(x, 440, 26, 210), DARK)
    for i in range(6):
        y0, y1 = 430 + i * 36, 430 + (i + 1) * 36 - 4
        wide0, wide1 = 260 + i * 22, 260 + (i + 1) * 22
        s.form([(500 - wide0, y0), (500 + wide0, y0), (500 + wide1, y1), (500 - wide1, y1)], WOOD, 2.4)
    for cx, colour, tall in ((446, SLATE, 0), (556, PLUM, 12)):
        top = 300 - tall
        s.form(
            curve(
                [
                    (cx - 20, top + 40),
                    (cx - 46, top + 70),
                    (cx - 50, 450),
                    (cx + 50, 450),
                    (cx + 46, top + 70),
                    (cx + 20, top + 40),
                ],
                closed=True,
            ),
            colour,
        )
        s.hatch([(cx + 14, top + 62), (cx + 44, top + 74), (cx + 48, 448), (cx + 22, 448)], 80, 7)
        s.form(
            curve(
                [
                    (cx - 26, top + 34),
                    (cx - 30, top),
                    (cx, top - 24),
                    (cx + 30, top),
                    (cx + 26, top + 34),
                    (cx, top + 44),
                ],
                closed=True,
            ),
            DARK,
        )
    s.form(curve(path("636,440 640,396 700,396 704,440")), OCHRE, 2.6)
    s.ink(curve(path("648,398 670,360 692,398")), 3)


def floats(s: Sheet) -> None:
    s.shadow(500, 600, 360, 26)
    for i in range(-6, 16):
        x = 120 + i * 56
        s.ink(curve([(x, 330 + 10 * math.sin(i)), (x + 150, 470), (x + 300, 590)]), 1.8, SLATE)
        s.ink(curve([(x + 300, 326 + 10 * math.cos(i)), (x + 150, 460), (x, 590)]), 1.8, SLATE)
    for points in (path("-10,300 128,300 128,700 -10,700"), path("872,300 1010,300 1010,700 872,700")):
        s.wash(points, PAPER, depth=5)
    s.ink(curve(path("110,350 260,300 420,346 600,296 760,340 900,300")), 9)
    s.ink(curve(path("110,350 260,300 420,346 600,296 760,340 900,300")), 5, WOOD)
    for cx, cy, lean, colour in (
        (210, 312, -16, CLAY),
        (400, 340, 12, OCHRE),
        (590, 300, -12, CLAY),
        (770, 338, 8, OCHRE),
    ):
        cork = turned(
            curve(
                [
                    (cx - 66, cy),
                    (cx - 50, cy - 38),
                    (cx, cy - 46),
                    (cx + 50, cy - 38),
                    (cx + 66, cy),
                    (cx + 50, cy + 38),
                    (cx, cy + 46),
                    (cx - 50, cy + 38),
                ],
                closed=True,
            ),
            lean,
            (cx, cy),
        )
        s.form(cork, colour)
        s.hatch([p for p in cork if p[1] > cy + 8], 20, 8)
        s.ink(turned(curve([(cx - 12, cy - 46), (cx - 4, cy), (cx - 12, cy + 46)]), lean, (cx, cy)), 3)
        s.ink(turned(curve([(cx + 12, cy - 46), (cx + 20, cy), (cx + 12, cy + 46)]), lean, (cx, cy)), 3)


def umbrella(s: Sheet) -> None:
    s.shadow(500, 640, 300, 22)
    top, rim = ((470.0, 130.0), path("130,404 258,372 392,392 540,388 680,364 830,386"))
    s.ink([(470, 130), (560, 590)], 11)
    s.ink([(470, 130), (560, 590)], 6, WOOD)
    s.ink(curve(path("560,586 572,640 620,644 628,600")), 13)
    s.ink(curve(path("560,586 572,640 620,644 628,600")), 8, WOOD)
    for i, (a, b) in enumerate(pairwise(rim)):
        scallop = curve([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 26), b])
        left, right = _rib(a, top), _rib(b, top)
        panel = [*reversed(left), *scallop, *right]
        s.form(panel, (SLATE, BLUE)[i % 2], 2.8)
        if i >= 3:
            s.hatch(panel, 62 - 10 * i, 10)
    s.ink([(470, 130), (464, 96)], 6)


def _rib(foot: Point, top: Point) -> list[Point]:
    bend = (foot[0] + (top[0] - foot[0]) * 0.36, top[1] + (foot[1] - top[1]) * 0.38)
    return curve([foot, bend, top])


DRAWINGS: dict[str, Callable[[Sheet], None]] = {
    "fictional-cup.jpg": cup,
    "fictional-ferry-ticket.jpg": ticket,
    "fictional-scarf.jpg": scarf,
    "fictional-chess-board.jpg": chess,
    "fictional-key.jpg": key,
    "fictional-accordion.jpg": accordion,
    "fictional-ferry.jpg": ferry,
    "fictional-coffee-pot.jpg": coffee,
    "fictional-tea-glass.png": tea,
    "fictional-book.jpg": book,
    "fictional-sewing.jpg": sewing,
    "fictional-shoe.jpg": shoe,
    "fictional-lantern.webp": lantern,
    "fictional-spectacles.jpg": spectacles,
    "fictional-recipe.jpg": recipe,
    "fictional-quinces.jpg": quinces,
    "fictional-bicycle.webp": bicycle,
    "fictional-jetty.jpg": jetty,
    "fictional-net-floats.jpg": floats,
    "fictional-umbrella.jpg": umbrella,
}


def main(wanted: Sequence[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, drawing in DRAWINGS.items():
        if wanted and not any(word in name for word in wanted):
            continue
        sheet = Sheet(name)
        drawing(sheet)
        sheet.save(FOLDER / name)


if __name__ == "__main__":
    main(sys.argv[1:])
