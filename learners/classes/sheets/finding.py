"""Finds the page in a photo: its four position marks, which way up it lies, and the number on its strip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from learners.classes.sheets.layout import CELLS, HEIGHT, MARKS, WIDTH, Rect, cell_at, token_of
from learners.classes.sheets.plane import Point, coefficients, homography

Grey = NDArray[np.uint8]
SEARCHED = 1300
"""Pixels of the longer side in which marks are looked for."""

SCALE = 6
"""Pixels per millimetre of the page once it lies flat."""

MOST_MARKS = 9
LEAST_SIGHTINGS = 3
MOST_SIGHTINGS = 4000
"""A picture with more of them is no sheet of paper."""

PALEST = 0.7
MODULES = np.array([1, 1, 3, 1, 1])
TOLERANCE = np.array([0.65, 0.65, 1.2, 0.65, 0.65])


class NoPage(ValueError):
    """The photo shows no sheet with all four marks, or its strip cannot be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet as it lies flat and upright: `SCALE` pixels per millimetre. `black` is the share of light that ink
    throws back, 0 to 1."""

    token: int
    flat: Grey
    black: float


@dataclass(slots=True)
class _Mark:
    x: float
    y: float
    module: float
    sightings: int


def find_page(photo: Image.Image) -> Page:
    """`photo` is grey. Raises NoPage."""
    marks = _marks(photo)
    for corners in _quads(marks):
        page = _try(photo, corners)
        if page:
            return page
    raise NoPage


def _try(photo: Image.Image, corners: Sequence[Point]) -> Page | None:
    """The four corners in the order in which they lie around the page; which is the first is tried out."""
    for turn in range(4):
        a, b, c, d = (*corners[turn:], *corners[:turn])
        try:
            matrix = homography([(x * SCALE, y * SCALE) for x, y in MARKS], [a, b, d, c])
        except ValueError:
            return None
        token, black = _read_strip(np.asarray(_flatten(photo, matrix, int(24 * SCALE))))
        if token is not None and black < PALEST:
            return Page(token, np.asarray(_flatten(photo, matrix, int(HEIGHT * SCALE))), black)
    return None


def _flatten(photo: Image.Image, matrix: NDArray[np.float64], height: int) -> Image.Image:
    size = (int(WIDTH * SCALE), height)
    return photo.transform(
        size, Image.Transform.PERSPECTIVE, coefficients(matrix), Image.Resampling.BICUBIC, fillcolor=255
    )


def _read_strip(flat: Grey) -> tuple[int | None, float]:
    values = np.array([_mean(flat, cell_at(number), 0.3) for number in range(CELLS)])
    above, below = 2.6, 7.6
    light = np.array([max(_beside(flat, number, -above), _beside(flat, number, below)) for number in range(CELLS)])
    share = values / np.maximum(light, 1)
    black = float(share[[0, -1]].mean())
    return token_of([bool(one) for one in share < (1 + black) / 2]), black


def _beside(flat: Grey, number: int, offset: float) -> float:
    cell = cell_at(number)
    return _mean(flat, Rect(cell.x, cell.y + offset, cell.width, 1.2), 0.1)


def _mean(flat: Grey, rect: Rect, inset: float) -> float:
    x, y = rect.x + inset * rect.width, rect.y + inset * rect.height
    right, bottom = rect.x + (1 - inset) * rect.width, rect.y + (1 - inset) * rect.height
    part = flat[int(y * SCALE) : int(bottom * SCALE) + 1, int(x * SCALE) : int(right * SCALE) + 1]
    return float(part.mean())


def _marks(photo: Image.Image) -> list[_Mark]:
    """The likeliest position marks, in pixels of the photo."""
    factor = max(photo.size) / SEARCHED
    small = photo.resize((round(photo.width / factor), round(photo.height / factor)), Image.Resampling.BOX)
    grey = np.asarray(small).astype(np.int16)
    around = np.asarray(small.filter(ImageFilter.BoxBlur(SEARCHED // 26))).astype(np.int16)
    dark = grey < around - np.maximum(8, around // 8)
    across, down = _sightings(dark), _sightings(dark.T)
    down = down[:, [1, 0, 2]]
    found: list[_Mark] = []
    if max(len(across), len(down)) > MOST_SIGHTINGS:
        return found
    for x, y, module in across:
        near = down[(np.abs(down[:, 0] - x) < 1.6 * module) & (np.abs(down[:, 1] - y) < 1.6 * module)]
        near = near[(near[:, 2] > 0.55 * module) & (near[:, 2] < 1.8 * module)]
        if len(near):
            _gather(found, float(near[:, 0].mean() + x) / 2, float(near[:, 1].mean()), float(module))
    strong = sorted((mark for mark in found if mark.sightings >= LEAST_SIGHTINGS), key=lambda one: -one.module)
    return [
        _Mark((m.x + 0.5) * factor - 0.5, (m.y + 0.5) * factor - 0.5, m.module, m.sightings)
        for m in strong[:MOST_MARKS]
    ]


def _sightings(dark: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Rows of x, y, module: where a line of pixels is dark, light, dark, light, dark as 1:1:3:1:1."""
    height, width = dark.shape
    padded = np.zeros((height, width + 2), dtype=np.int8)
    padded[:, 1:-1] = dark
    steps = np.flatnonzero(np.diff(padded.ravel()))
    starts, lengths = steps[:-1], np.diff(steps)
    runs = np.lib.stride_tricks.sliding_window_view(lengths, 5)[::2].astype(float)
    begin = starts[: len(lengths) - 4 : 2][: len(runs)]
    total = runs.sum(axis=1)
    module = total / 7
    fits = (np.abs(runs / module[:, None] - MODULES) <= TOLERANCE).all(axis=1) & (module >= 1.2)
    begin, total, module = begin[fits] + 1, total[fits], module[fits]
    x = begin % (width + 2) - 1 + (total - 1) / 2
    return np.column_stack([x, begin // (width + 2), module])


def _gather(found: list[_Mark], x: float, y: float, module: float) -> None:
    for mark in found:
        if abs(mark.x - x) < 2 * mark.module and abs(mark.y - y) < 2 * mark.module:
            n = mark.sightings
            mark.x, mark.y = (mark.x * n + x) / (n + 1), (mark.y * n + y) / (n + 1)
            mark.module, mark.sightings = (mark.module * n + module) / (n + 1), n + 1
            return
    found.append(_Mark(x, y, module, 1))


def _quads(marks: Sequence[_Mark]) -> Iterator[list[Point]]:
    """Four marks of like size around a convex area, clockwise; the largest area first."""
    quads = []
    for four in combinations(marks, 4):
        sizes = [mark.module for mark in four]
        if max(sizes) > 2.2 * min(sizes):
            continue
        points = _around([(mark.x, mark.y) for mark in four])
        area = _area(points)
        if area > 0:
            quads.append((area, points))
    for _area_of, points in sorted(quads, key=lambda one: -one[0]):
        yield points


def _around(points: Sequence[Point]) -> list[Point]:
    x, y = sum(one[0] for one in points) / 4, sum(one[1] for one in points) / 4
    return sorted(points, key=lambda one: np.arctan2(one[1] - y, one[0] - x))


def _area(points: list[Point]) -> float:
    """0 where the four do not go around a convex area."""
    turns: list[float] = []
    for (ax, ay), (bx, by), (cx, cy) in zip(points, points[1:] + points[:1], points[2:] + points[:2], strict=True):
        turns.append((bx - ax) * (cy - by) - (by - ay) * (cx - bx))
    if min(turns) <= 0:
        return 0
    return float(sum(turns)) / 2
