"""Decides of each box of a flat page whether it was ticked; what is not plain is left to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from learners.classes.sheets.finding import SCALE, Grey, Page
from learners.classes.sheets.layout import BLANK, BOX, box_at

SMOOTHED = 1.0
"""Pixels: takes more of a camera's noise than of a stroke."""

STROKE = 13
"""Pixels: thicker than a pen's stroke, thinner than a shadow (2 mm)."""

MARGIN = 9
"""Pixels that a box may lie off its place: paper is not flat, and no lens is straight."""

INSET = 5
"""Pixels inside the printed border that are left out."""

FAINT = 0.13
"""Of the contrast between paper and ink: what is fainter is no stroke."""

NOISES = 5.0
LEAST_TICK = 0.05
LEAST_REACH = 0.5
"""Of the box's side: what is shorter is a dot where a pen rested."""

MOST_EMPTY = 0.008
MOST_AROUND = 0.10
MOST_FILLED = 0.8
DARK = 0.45
"""Of the contrast: what is darker is the middle of a stroke and not its blurred edge."""

DARKENED = 0.72
BLURRED = 0.5
"""A stroke must be darker than this of the contrast to be told from the noise: nothing is plain then."""

LEAST_BORDERS = 0.8
BORDER_SEEN = 0.12


class Verdict(StrEnum):
    TICKED = "ticked"
    EMPTY = "empty"
    DOUBTFUL = "doubtful"


class BadPhoto(ValueError):
    """The boxes are not where they should be: the sheet was bent, or the photo is blurred."""


@dataclass(frozen=True, slots=True)
class Box:
    """How one box was read; `ink` is the share of its inside that strokes cover, `x` and `y` its corner in pixels of
    the flat page."""

    row: int
    column: int
    verdict: Verdict
    ink: float
    x: int
    y: int


@dataclass(slots=True)
class _Look:
    row: int
    column: int
    x: int
    y: int
    border: float
    inside: NDArray[np.int16]
    paper: NDArray[np.uint8]
    around: NDArray[np.int16]


def read_boxes(page: Page, rows: int, columns: int) -> list[Box]:
    """The boxes of the first `rows` and `columns`, row by row. Raises BadPhoto."""
    flat = np.asarray(Image.fromarray(page.flat).filter(ImageFilter.GaussianBlur(SMOOTHED)))
    paper = _closed(flat)
    strokes = paper.astype(np.int16) - flat
    looks = [_look(strokes, paper, row, column) for row in range(rows) for column in range(columns)]
    contrasts = [float(np.median(look.paper)) * (1 - page.black) for look in looks]
    seen = [look.border > BORDER_SEEN * contrast for look, contrast in zip(looks, contrasts, strict=True)]
    if sum(seen) < LEAST_BORDERS * len(looks):
        raise BadPhoto
    noise = _noise(strokes)
    light = float(np.percentile([np.median(look.paper) for look in looks], 80))
    return [
        _judge(look, contrast, noise, plain=border)
        if float(np.median(look.paper)) > DARKENED * _light_near(looks, look, light)
        else _box(look, Verdict.DOUBTFUL, 1.0)
        for look, contrast, border in zip(looks, contrasts, seen, strict=True)
    ]


def _judge(look: _Look, contrast: float, noise: tuple[float, float], *, plain: bool) -> Box:
    base, spread = noise
    least = max(FAINT * contrast, NOISES * spread)
    ink = float((look.inside > base + least).mean())
    filled = float((look.inside > base + DARK * contrast).mean())
    around = float((look.around > base + least).mean())
    if not plain or least > BLURRED * contrast or filled > MOST_FILLED:
        return _box(look, Verdict.DOUBTFUL, ink)
    if ink >= LEAST_TICK and _reach(look.inside > base + least) >= LEAST_REACH:
        return _box(look, Verdict.TICKED, ink)
    if ink <= MOST_EMPTY and around <= MOST_AROUND:
        return _box(look, Verdict.EMPTY, ink)
    return _box(look, Verdict.DOUBTFUL, ink)


def _reach(ink: NDArray[np.bool_]) -> float:
    """How far the ink goes across or down, as a share of the side."""
    across, down = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    return float(max(np.ptp(across), np.ptp(down)) + 1) / len(ink)


def _box(look: _Look, verdict: Verdict, ink: float) -> Box:
    return Box(look.row, look.column, verdict, ink, look.x, look.y)


def _light_near(looks: Sequence[_Look], look: _Look, light: float) -> float:
    """How light the paper is around: the median of the boxes nearby, since a shadow covers more than one."""
    near = [
        float(np.median(other.paper))
        for other in looks
        if abs(other.row - look.row) <= 1 and abs(other.column - look.column) <= 1
    ]
    return float(np.median(near)) if len(near) > 3 else light


def _noise(strokes: NDArray[np.int16]) -> tuple[float, float]:
    """Of blank paper: the usual value and its spread."""
    x, y = int(BLANK.x * SCALE), int(BLANK.y * SCALE)
    blank = strokes[y : y + int(BLANK.height * SCALE), x : x + int(BLANK.width * SCALE)]
    low, middle, high = np.percentile(blank, [16, 50, 84])
    return float(middle), float(high - low) / 2


def _look(strokes: NDArray[np.int16], paper: Grey, row: int, column: int) -> _Look:
    rect, side = box_at(row, column), round(BOX * SCALE)
    x, y = round(rect.x * SCALE), round(rect.y * SCALE)
    near = strokes[y - MARGIN : y + side + MARGIN + 1, x - MARGIN : x + side + MARGIN + 1]
    dx, border_x = _shift(near[MARGIN + INSET : MARGIN + side - INSET].mean(axis=0), side)
    dy, border_y = _shift(near[:, MARGIN + INSET : MARGIN + side - INSET].mean(axis=1), side)
    x, y = x + dx, y + dy
    inside = (slice(y + INSET, y + side - INSET + 1), slice(x + INSET, x + side - INSET + 1))
    return _Look(row, column, x, y, min(border_x, border_y), strokes[inside], paper[inside], _ring(strokes, x, y, side))


def _shift(profile: NDArray[np.float64], side: int) -> tuple[int, float]:
    """By how much the two lines of the border are off, and how dark the fainter of them is."""
    smooth = np.convolve(profile, [0.5, 1, 0.5], mode="same")
    shifts = range(-MARGIN + 1, MARGIN)
    both = [min(smooth[MARGIN + by], smooth[MARGIN + side + by]) - 0.02 * abs(by) for by in shifts]
    best = int(np.argmax(both))
    return shifts[best], float(both[best]) / 2


def _ring(strokes: NDArray[np.int16], x: int, y: int, side: int) -> NDArray[np.int16]:
    """The white just outside the border, where a circle around the box would run."""
    gap, reach = 3, 7
    low, high = -reach, side + reach + 1
    block = strokes[y + low : y + high, x + low : x + high]
    outside = np.ones(block.shape, dtype=bool)
    outside[reach - gap : -(reach - gap), reach - gap : -(reach - gap)] = False
    return block[outside]


def _closed(flat: Grey) -> Grey:
    """The paper without what is thinner than a stroke: the lightest nearby, and of that the darkest."""
    return _slide(_slide(flat, np.maximum), np.minimum)


def _slide(grey: Grey, choose: np.ufunc) -> Grey:
    half = STROKE // 2
    for axis in (0, 1):
        wide = np.pad(grey, [(half, half) if one == axis else (0, 0) for one in (0, 1)], mode="edge")
        length = grey.shape[axis]
        parts = [np.take(wide, range(by, by + length), axis=axis) for by in range(STROKE)]
        grey = choose.reduce(parts)
    return grey
