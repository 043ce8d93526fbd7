"""The few shapes that every picture is made of, each good for Pillow and for SVG.

All coordinates live in a square of 100 x 100 units with y pointing down. A shape knows its outline as
polylines (for Pillow) and its own SVG element, so one description serves both.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from courses.drawing.palette import INK

OUTLINE_WIDTH = 4.0
CURVE_STEPS = 14
ROUND_STEPS = 48

Point = tuple[float, float]


class Polyline(NamedTuple):
    """A run of points; a closed one returns to its first point."""

    points: list[Point]
    closed: bool


@dataclass(frozen=True)
class Style:
    """Colours as `#rgb`, `None` for nothing; the width is in units of the 100 x 100 square."""

    fill: str | None = None
    stroke: str | None = INK
    width: float = OUTLINE_WIDTH

    def svg(self) -> str:
        """Only what differs from the root element that `to_svg` writes."""
        parts = []
        if self.fill:
            parts.append(f' fill="{self.fill}"')
        if self.stroke is None:
            parts.append(' stroke="none"')
            return "".join(parts)
        if self.stroke != INK:
            parts.append(f' stroke="{self.stroke}"')
        if self.width != OUTLINE_WIDTH:
            parts.append(f' stroke-width="{number(self.width)}"')
        return "".join(parts)


class Shape(Protocol):
    """What both backends need of a shape."""

    def polylines(self) -> Iterator[tuple[Polyline, Style]]: ...

    def svg(self) -> str: ...


Picture = list[Shape]


def number(value: float) -> str:
    """The shortest text of a coordinate, kept to a tenth of a unit."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Ellipse:
    """An ellipse by centre and radii."""

    cx: float
    cy: float
    rx: float
    ry: float
    style: Style

    def polylines(self) -> Iterator[tuple[Polyline, Style]]:
        turns = [2 * math.pi * step / ROUND_STEPS for step in range(ROUND_STEPS)]
        points = [(self.cx + self.rx * math.cos(turn), self.cy + self.ry * math.sin(turn)) for turn in turns]
        yield Polyline(points, closed=True), self.style

    def svg(self) -> str:
        centre = f'cx="{number(self.cx)}" cy="{number(self.cy)}"'
        if self.rx == self.ry:
            return f'<circle {centre} r="{number(self.rx)}"{self.style.svg()}/>'
        return f'<ellipse {centre} rx="{number(self.rx)}" ry="{number(self.ry)}"{self.style.svg()}/>'


@dataclass(frozen=True)
class Rect:
    """An upright rectangle with corners rounded by `r` units."""

    x: float
    y: float
    w: float
    h: float
    r: float
    style: Style

    def polylines(self) -> Iterator[tuple[Polyline, Style]]:
        points: list[Point] = []
        corners = ((1, 1, 0.0), (0, 1, 0.5), (0, 0, 1.0), (1, 0, 1.5))
        for right, low, start in corners:
            cx = self.x + self.r + right * (self.w - 2 * self.r)
            cy = self.y + self.r + low * (self.h - 2 * self.r)
            steps = 8 if self.r else 0
            for step in range(steps + 1):
                turn = math.pi * (start + 0.5 * step / (steps or 1))
                points.append((cx + self.r * math.cos(turn), cy + self.r * math.sin(turn)))
        yield Polyline(points, closed=True), self.style

    def svg(self) -> str:
        size = f'x="{number(self.x)}" y="{number(self.y)}" width="{number(self.w)}" height="{number(self.h)}"'
        corner = f' rx="{number(self.r)}"' if self.r else ""
        return f"<rect {size}{corner}{self.style.svg()}/>"


@dataclass(frozen=True)
class Path:
    """SVG path data of the commands M L H V C Q Z in both cases; every subpath is filled by itself."""

    d: str
    style: Style

    def polylines(self) -> Iterator[tuple[Polyline, Style]]:
        for polyline in flatten(self.d):
            yield polyline, self.style

    def svg(self) -> str:
        return f'<path d="{self.d}"{self.style.svg()}/>'


@dataclass(frozen=True)
class Group:
    """Shapes moved by (dx, dy) after being turned clockwise by `turn` degrees and scaled around the origin."""

    shapes: tuple[Shape, ...]
    dx: float = 0
    dy: float = 0
    scale: float = 1
    turn: float = 0
    mirror: bool = False

    def polylines(self) -> Iterator[tuple[Polyline, Style]]:
        for shape in self.shapes:
            for polyline, style in shape.polylines():
                points = [self._moved(point) for point in polyline.points]
                yield Polyline(points, polyline.closed), Style(style.fill, style.stroke, style.width * self.scale)

    def _moved(self, point: Point) -> Point:
        x = point[0] * self.scale * (-1 if self.mirror else 1)
        y = point[1] * self.scale
        cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        return x * cos - y * sin + self.dx, x * sin + y * cos + self.dy

    def svg(self) -> str:
        steps = [f"translate({number(self.dx)} {number(self.dy)})"] if self.dx or self.dy else []
        if self.turn:
            steps.append(f"rotate({number(self.turn)})")
        if self.mirror:
            steps.append(f"scale({-self.scale:g} {self.scale:g})")
        elif self.scale != 1:
            steps.append(f"scale({self.scale:g})")
        inner = "".join(shape.svg() for shape in self.shapes)
        return f'<g transform="{"".join(steps)}">{inner}</g>' if steps else inner


@dataclass
class _Pen:
    """Follows path commands and collects the points passed."""

    done: list[Polyline] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    closed: bool = False

    def lift(self) -> None:
        if len(self.points) > 1:
            self.done.append(Polyline(self.points, self.closed))
        self.points, self.closed = [], False

    def obey(self, command: str, numbers: list[float]) -> None:
        x, y = self.points[-1] if self.points else (0.0, 0.0)
        shift_x, shift_y = (x, y) if command.islower() else (0.0, 0.0)
        kind = command.upper()
        if kind == "H":
            self.points.append((numbers[0] + shift_x, y))
            return
        if kind == "V":
            self.points.append((x, numbers[0] + shift_y))
            return
        pairs = [(numbers[i] + shift_x, numbers[i + 1] + shift_y) for i in range(0, len(numbers), 2)]
        if kind == "M":
            self.lift()
        self.points.extend(pairs if kind in "ML" else _curve([(x, y), *pairs]))


ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6}
TOKENS = re.compile(r"([MLHVQCZmlhvqcz])|(-?\d*\.?\d+)")


def flatten(d: str) -> list[Polyline]:
    """The polylines of SVG path data; `ValueError` for a command outside M L H V C Q Z."""
    if TOKENS.sub("", d).strip(" ,"):
        raise ValueError(f"Path data with an unknown command: {d}")
    pen = _Pen()
    for command, numbers in _commands(d):
        if command in "Zz":
            start = pen.points[0]
            pen.closed = True
            pen.lift()
            pen.points = [start]
        else:
            pen.obey(command, numbers)
    pen.lift()
    return pen.done


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; a repeated `M` draws lines, as SVG has it."""
    command, numbers = "", list[float]()
    for letter, digits in TOKENS.findall(d):
        if letter:
            command = letter
            if letter in "Zz":
                yield letter, []
            continue
        numbers.append(float(digits))
        if len(numbers) == ARGUMENTS[command.upper()]:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)


def _curve(control: list[Point]) -> Iterable[Point]:
    """Points of a Bezier curve of any degree, without its start."""
    degree = len(control) - 1
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        weights = [math.comb(degree, k) * t**k * (1 - t) ** (degree - k) for k in range(degree + 1)]
        yield (
            sum(weight * point[0] for weight, point in zip(weights, control, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, control, strict=True)),
        )


def path(d: str, fill: str | None = None, stroke: str | None = INK, width: float = OUTLINE_WIDTH) -> Path:
    """A filled or open path with the dark outline."""
    return Path(d, Style(fill, stroke, width))


def line(d: str, stroke: str = INK, width: float = OUTLINE_WIDTH) -> Path:
    """An open stroke."""
    return Path(d, Style(None, stroke, width))


def flat(d: str, fill: str) -> Path:
    """A filled path without outline: shades, spots, grounds."""
    return Path(d, Style(fill, None))


def circle(
    cx: float, cy: float, r: float, fill: str | None = None, stroke: str | None = INK, width: float = OUTLINE_WIDTH
) -> Ellipse:
    return Ellipse(cx, cy, r, r, Style(fill, stroke, width))


def ellipse(
    cx: float,
    cy: float,
    rx: float,
    ry: float,
    fill: str | None = None,
    stroke: str | None = INK,
    width: float = OUTLINE_WIDTH,
) -> Ellipse:
    return Ellipse(cx, cy, rx, ry, Style(fill, stroke, width))


def dot(cx: float, cy: float, r: float, fill: str = INK) -> Ellipse:
    """A filled circle without outline: eyes, grains, buttons."""
    return Ellipse(cx, cy, r, r, Style(fill, None))


def dots(places: Iterable[Point], r: float, fill: str = INK) -> Path:
    """Many equal dots as one element: strokes of no length with round ends."""
    return Path("".join(f"M{number(x)} {number(y)}h0" for x, y in places), Style(None, fill, 2 * r))


def berries(places: Iterable[Point], r: float, fill: str, rim: float = 3) -> Picture:
    """Many equal outlined circles as two elements; neighbours grow into one outline."""
    spots = list(places)
    return [dots(spots, r + rim / 2), dots(spots, r - rim / 2, fill)]


def rod(d: str, fill: str, width: float, rim: float = 3) -> Picture:
    """A stroke with an outline: handles, legs, poles."""
    return [line(d, INK, width + 2 * rim), line(d, fill, width)]


def rect(
    x: float,
    y: float,
    w: float,
    h: float,
    fill: str | None = None,
    r: float = 0,
    stroke: str | None = INK,
    width: float = OUTLINE_WIDTH,
) -> Rect:
    return Rect(x, y, w, h, r, Style(fill, stroke, width))


def place(
    shapes: Iterable[Shape], dx: float = 0, dy: float = 0, scale: float = 1, turn: float = 0, mirror: bool = False
) -> Group:
    """Shapes drawn around another origin: scaled and turned around (0, 0), then moved by (dx, dy)."""
    return Group(tuple(shapes), dx, dy, scale, turn, mirror)
