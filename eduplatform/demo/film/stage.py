"""What lesson films are painted with: the ground and sky, text in Chinese, and pictures at their places."""

import math
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from courses.drawing import draw
from eduplatform.demo.film.lettering import balance, wrap
from eduplatform.demo.film.motion import Placed
from eduplatform.fonts import Font

UNITS = 360
MASTER = 256

SKY_TOP, SKY_LOW = (168, 216, 240), (236, 247, 250)
HILLS, GROUND, GROUND_EDGE = "#a9d6a0", "#8cc67a", "#6fae5f"
TEXT, PAPER, CREAM, ALARM = "#2b2330", "#ffffff", "#fff3cf", "#ffd9d2"
ACCENT, DANGER, DONE, PANEL = "#e8590c", "#c92a2a", "#2f9e44", "#1f2430"

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Look:
    """The size of the film in pixels and its font; lengths are given for a film 360 high."""

    width: int
    height: int
    font: Font

    def px(self, units: float) -> int:
        return round(units * self.height / UNITS)


@dataclass(frozen=True)
class Lines:
    """Text that was fitted: its lines and the size to write them with."""

    lines: tuple[str, ...]
    size: int

    @property
    def height(self) -> int:
        return len(self.lines) * self.pitch

    @property
    def pitch(self) -> int:
        """From one line to the next."""
        return round(self.size * 1.2)


def fit(look: Look, text: str, *, width: int, lines: int, largest: int, smallest: int) -> Lines:
    """`text` as large as it goes into `lines` lines of `width` pixels.

    Longer than ever foreseen, it becomes smaller than `smallest` rather than leave its place.
    """
    for size in [*range(largest, smallest - 1, -1), *range(min(largest, smallest - 1), 5, -1)]:
        if fits(look, text, width=width, lines=lines, size=size):
            break
    broken = balance(text, look.font.at(size).getlength, width - 2 * _stroke(size))
    return Lines(tuple(broken[:lines]), size)


def fits(look: Look, text: str, *, width: int, lines: int, size: int) -> bool:
    """Whether `text` goes into `lines` lines of `width` pixels at `size`."""
    return len(wrap(text, look.font.at(size).getlength, width - 2 * _stroke(size))) <= lines


def write(image: Image.Image, look: Look, text: Lines, box: Box, *, fill: str, centred: bool = True) -> None:
    """Lines in the middle of `box` (left, top, right, bottom), or at its left edge."""
    draw_on = ImageDraw.Draw(image)
    left, top, right, bottom = box
    # Chinese characters sit a little below the middle of what the font says a line is.
    y = (top + bottom - text.height) / 2 + text.pitch / 2 - text.size * 0.05
    for line in text.lines:
        place = ((left + right) / 2, y) if centred else (left + _stroke(text.size), y)
        draw_on.text(
            place,
            line,
            fill=fill,
            font=look.font.at(text.size),
            anchor="mm" if centred else "lm",
            stroke_width=_stroke(text.size),
            stroke_fill=fill,
        )
        y += text.pitch


def _stroke(size: int) -> float:
    """The font is a regular one; a thin stroke of its own colour makes it bold without closing its eyes."""
    return size * 0.018


@lru_cache(maxsize=4)
def background(look: Look, ground: int) -> Image.Image:
    """Sky, hills and, from `ground` pixels down, the ground. Shared: copy it before painting."""
    image = Image.new("RGB", (look.width, look.height))
    draw_on = ImageDraw.Draw(image)
    for y in range(ground):
        part = y / ground
        colour = tuple(round(a + (b - a) * part) for a, b in zip(SKY_TOP, SKY_LOW, strict=True))
        draw_on.line((0, y, look.width, y), fill=colour)
    hills = [
        (x, ground - look.px(26 + 14 * math.sin(x / look.width * 7) + 7 * math.sin(x / look.width * 17)))
        for x in range(0, look.width + 8, 8)
    ]
    draw_on.polygon([(0, ground), *hills, (look.width, ground)], fill=HILLS)
    draw_on.rectangle((0, ground, look.width, look.height), fill=GROUND)
    draw_on.line((0, ground, look.width, ground), fill=GROUND_EDGE, width=look.px(2))
    return image


def panel(image: Image.Image, box: Box, *, fill: str, radius: int) -> None:
    """A rounded rectangle with smooth corners."""
    left, top, right, bottom = box
    large = Image.new("L", ((right - left) * 2, (bottom - top) * 2))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * 2, fill=255)
    image.paste(fill, (left, top), large.reduce(2))


def disc(image: Image.Image, x: int, y: int, radius: int, *, fill: str, rim: str = PAPER) -> None:
    """A smooth round spot with a rim, of `radius` pixels around (x, y)."""
    side = 8 * radius
    large = Image.new("RGBA", (side, side))
    ImageDraw.Draw(large).ellipse((2, 2, side - 3, side - 3), fill=rim)
    ring = max(4, side // 14)
    ImageDraw.Draw(large).ellipse((ring, ring, side - 1 - ring, side - 1 - ring), fill=fill)
    small = large.reduce(4)
    image.paste(small, (x - radius, y - radius), small)


class Sprites:
    """Pictures made ready for painting; what was painted once at a size and angle is kept."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._ready: dict[tuple[str, int, int], Image.Image] = {}

    def paint(self, image: Image.Image, placed: Placed, offset: int = 0) -> None:
        """Paint onto `image`, whose own upper edge lies `offset` pixels below that of the film."""
        sprite = self._sprite(placed.name, placed.size, placed.turn)
        top = placed.y - (placed.size + sprite.height) // 2
        if placed.top > 0 or placed.bottom < 1:
            upper, lower = round(placed.top * sprite.height), round(placed.bottom * sprite.height)
            sprite = sprite.crop((0, upper, sprite.width, lower))
            top += upper
        image.paste(sprite, (placed.x - sprite.width // 2, top - offset), sprite)

    def _sprite(self, name: str, size: int, turn: int) -> Image.Image:
        key = (name, size, turn)
        if key not in self._ready:
            if turn:
                upright = self._sprite(name, size, 0)
                self._ready[key] = upright.rotate(-turn, Image.Resampling.BICUBIC, expand=True)
            elif name.startswith("badge "):
                self._ready[key] = self._badge(name.removeprefix("badge "), size)
            else:
                self._ready[key] = _master(name).resize((size, size), Image.Resampling.LANCZOS)
        return self._ready[key]

    def _badge(self, number: str, size: int) -> Image.Image:
        side = max(size, 8)
        badge = Image.new("RGBA", (side, side))
        disc(badge, side // 2, side // 2, side // 2, fill=ACCENT)
        write(badge, self._look, Lines((number,), max(6, side * 2 // 3)), (0, 0, side, side), fill=PAPER)
        return badge


@lru_cache(maxsize=32)
def _master(name: str) -> Image.Image:
    return draw(name, MASTER)
