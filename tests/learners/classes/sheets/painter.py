"""Filled sheets as hands and phones make them: drawn, ticked, bent, lit and photographed, all from one seed."""

import io
import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from learners.classes.sheets import layout
from learners.classes.sheets.plane import coefficients, homography

PX = 10  # per millimetre of the painted page


@dataclass
class Hand:
    """A pen and whose hand holds it."""

    rng: random.Random
    ink: int
    width: float

    @classmethod
    def of(cls, rng):
        kind = rng.choice(["ballpoint", "ballpoint", "gel", "marker", "pencil"])
        ink = {"ballpoint": (40, 90), "gel": (15, 60), "marker": (10, 50), "pencil": (110, 150)}[kind]
        width = {"ballpoint": (0.35, 0.5), "gel": (0.5, 0.8), "marker": (0.9, 1.3), "pencil": (0.4, 0.7)}[kind]
        return cls(rng, rng.randint(*ink), rng.uniform(*width))

    def stroke(self, draw, points):
        """Through the points, with the tremble of a hand; lighter and darker along its way."""
        curve = _smooth(points)
        for (ax, ay), (bx, by) in pairwise(curve):
            shade = max(0, min(200, self.ink + self.rng.randint(-12, 12)))
            draw.line([ax * PX, ay * PX, bx * PX, by * PX], fill=shade, width=max(1, round(self.width * PX)))
            r = self.width * PX / 2
            draw.ellipse([bx * PX - r, by * PX - r, bx * PX + r, by * PX + r], fill=shade)


def _smooth(points, steps=8):
    """A quadratic curve through the middles of the corners."""
    if len(points) == 2:
        return points
    middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in pairwise(points)]
    curve = [points[0]]
    for start, corner, end in zip(middles, points[1:-1], middles[1:], strict=False):
        for step in range(steps + 1):
            t = step / steps
            curve.append(
                tuple(
                    (1 - t) ** 2 * s + 2 * t * (1 - t) * c + t * t * e
                    for s, c, e in zip(start, corner, end, strict=True)
                )
            )
    return [*curve, points[-1]]


def tick(hand, draw, box):
    s, u = box.width, hand.rng.uniform
    x, y = box.x + u(-0.08, 0.12) * s, box.y + u(-0.08, 0.12) * s
    low = (x + u(0.3, 0.5) * s, y + u(0.7, 0.95) * s)
    hand.stroke(draw, [(x + u(0.05, 0.25) * s, y + u(0.4, 0.65) * s), low])
    hand.stroke(draw, [low, (x + u(0.8, 1.15) * s, y + u(-0.1, 0.3) * s)])


def cross(hand, draw, box):
    s, u = box.width, hand.rng.uniform
    a, b = u(0.1, 0.25), u(0.75, 0.95)
    hand.stroke(draw, [(box.x + a * s, box.y + u(0.05, 0.25) * s), (box.x + b * s, box.y + u(0.75, 0.95) * s)])
    hand.stroke(draw, [(box.x + u(0.75, 0.95) * s, box.y + a * s), (box.x + u(0.05, 0.25) * s, box.y + b * s)])


def circle(hand, draw, box):
    u = hand.rng.uniform
    x, y, r = box.x + box.width * u(0.42, 0.58), box.y + box.width * u(0.42, 0.58), box.width * u(0.26, 0.42)
    turns = np.linspace(0, 2 * np.pi * u(0.92, 1.08), 26) + u(0, 6)
    flat = u(0.8, 1.2)
    hand.stroke(draw, [(x + r * np.cos(t), y + r * flat * np.sin(t)) for t in turns])


def line(hand, draw, box):
    s, u = box.width, hand.rng.uniform
    hand.stroke(
        draw, [(box.x + u(0.1, 0.2) * s, box.y + u(0.4, 0.7) * s), (box.x + u(0.8, 0.95) * s, box.y + u(0.2, 0.6) * s)]
    )


MARKS = (tick, tick, tick, cross, circle, line)


def speck(hand, draw, box):
    """A dot where the pen rested: neither a tick nor nothing."""
    x, y = box.x + box.width * hand.rng.uniform(0.3, 0.7), box.y + box.width * hand.rng.uniform(0.3, 0.7)
    hand.stroke(draw, [(x, y), (x + hand.rng.uniform(0.4, 0.8), y + hand.rng.uniform(-0.3, 0.3))])


def scribbled(hand, draw, box):
    """A tick that was blacked out again."""
    for row in np.linspace(0.05, 0.95, 12):
        hand.stroke(draw, [(box.x, box.y + row * box.width), (box.x + box.width, box.y + row * box.width)])


def around(hand, draw, box):
    """A circle around the whole box."""
    x, y, r = box.x + box.width / 2, box.y + box.width / 2, box.width * 0.72
    hand.stroke(draw, [(x + r * np.cos(t), y + r * np.sin(t)) for t in np.linspace(0, 6.4, 30)])


UNPLAIN = (speck, scribbled, around)


def blank_page(token, rows, columns):
    """The marks, the strip, the boxes, and grey where text would stand."""
    page = Image.new("L", (round(layout.WIDTH * PX), round(layout.HEIGHT * PX)), 255)
    draw = ImageDraw.Draw(page)
    for x, y in layout.MARKS:
        for size, shade in ((7, 0), (5, 255), (3, 0)):
            half = layout.MARK * size / 14
            draw.rectangle([(x - half) * PX, (y - half) * PX, (x + half) * PX - 1, (y + half) * PX - 1], fill=shade)
    for number, dark in enumerate(layout.bits_of(token)):
        if dark:
            cell = layout.cell_at(number)
            draw.rectangle(_pixels(cell), fill=0)
    for row in range(rows):
        y = (layout.FIRST_ROW_Y + row * layout.ROW_HEIGHT) * PX
        draw.line([20 * PX, y, 192 * PX, y], fill=150, width=2)
        for word in range(28, 84, 5):
            draw.rectangle([word * PX, y + 30, word * PX + 32, y + 62], outline=20, width=4)
        for column in range(columns):
            draw.rectangle(_pixels(layout.box_at(row, column)), outline=40, width=3)
    return page


def _pixels(rect):
    return [rect.x * PX, rect.y * PX, (rect.x + rect.width) * PX, (rect.y + rect.height) * PX]


def fill(page, rng, rows, columns, *, unplain=0.0):
    """Ticks about half of the boxes; row and column to True, False, or None where no reader could know."""
    draw, hand = ImageDraw.Draw(page), Hand.of(rng)
    truth = {}
    style = rng.choice([None, tick, cross, circle])
    for row in range(rows):
        if rng.random() < 0.2:
            hand = Hand.of(rng)
        for column in range(columns):
            box, chance = layout.box_at(row, column), rng.random()
            truth[row, column] = None if chance < unplain else rng.random() < 0.55
            if truth[row, column] is None:
                rng.choice(UNPLAIN)(hand, draw, box)
            elif truth[row, column]:
                (style or rng.choice(MARKS))(hand, draw, box)
    return truth


def photograph(page, rng, *, turn=None):
    """The page on a table, seen by a phone: turned, from aside, bent, in shadow, noisy and blurred, as JPEG."""
    width, height = rng.choice([(1500, 2000), (1800, 2400), (2250, 3000)])
    angle = np.deg2rad(rng.uniform(-14, 14) if turn is None else turn)
    fit = rng.uniform(0.72, 0.9) * min(width / page.width, height / page.height)
    if turn is None:
        fit *= 0.92
    else:
        fit = 0.9 * min(width, height) / np.hypot(page.width, page.height)
    corners = []
    for x, y in ((0, 0), (page.width, 0), (page.width, page.height), (0, page.height)):
        dx, dy = (x - page.width / 2) * fit, (y - page.height / 2) * fit
        lean = rng.uniform(-0.045, 0.045) * width, rng.uniform(-0.045, 0.045) * width
        corners.append(
            (
                width / 2 + dx * np.cos(angle) - dy * np.sin(angle) + lean[0],
                height / 2 + dx * np.sin(angle) + dy * np.cos(angle) + lean[1],
            )
        )
    bent = _bend(page, rng)
    back = homography(corners, [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)])
    lying = bent.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        coefficients(back),
        Image.Resampling.BICUBIC,
        fillcolor=rng.randint(60, 150),
    )
    seen = lying.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.3)))
    lit = np.asarray(seen).astype(np.float32) * _light(rng, width, height)
    noisy = 18 + 0.86 * lit + np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 8), lit.shape)
    photo = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    if turn is None and rng.random() < 0.3:
        photo = photo.rotate(rng.choice([90, 180, 270]), expand=True)
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=rng.randint(55, 90))
    return file.getvalue()


def _bend(page, rng):
    """Paper that does not lie flat: rows wave by up to a millimetre."""
    high = rng.uniform(0, 0.8) * PX
    wave = np.sin(np.linspace(0, np.pi * rng.uniform(1, 2), page.width) + rng.uniform(0, 3)) * high
    grey = np.asarray(page)
    rows = np.clip(np.arange(page.height)[:, None] + np.round(wave).astype(int)[None, :], 0, page.height - 1)
    return Image.fromarray(grey[rows, np.arange(page.width)[None, :]])


def _light(rng, width, height):
    """A lamp at one side, and the shadow of a hand or a phone across the sheet."""
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    light = 1 - rng.uniform(0, 0.22) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1) + 1) / 2
    if rng.random() < 0.7:
        a = rng.uniform(0, 6.3)
        edge = x * np.cos(a) + y * np.sin(a) - rng.uniform(-0.5, 0.5)
        soft = rng.uniform(0.01, 0.2)
        light *= 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(np.clip(-edge / soft, -30, 30)))
    return light
