"""Watched ranges: which milliseconds of a lesson were played, as a union of intervals.

A union cannot be counted twice: merging is commutative, associative and idempotent, so reports that
come late, doubled, out of order or from two phones all end in the same state. Integer milliseconds
keep that exact, where sums of floating seconds would drift with the order of arrival.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum

Ranges = tuple[tuple[int, int], ...]
"""Half-open [start_ms, end_ms), sorted and disjoint; ranges that touch are one range."""

EMPTY: Ranges = ()

MAX_RANGES = 500
"""Most pairs in one report. A lesson of ten minutes has no honest use for more."""

END_TOLERANCE_MS = 500
"""Players report up to half a second past the end, because sound and picture differ in length."""


class RangeFault(StrEnum):
    """Why a list of ranges was refused."""

    OUTSIDE_LESSON = "outside_lesson"
    NOT_NUMBERS = "not_numbers"
    REVERSED = "reversed"
    EMPTY = "empty"
    TOO_MANY = "too_many"


class RangeError(ValueError):
    """Reported ranges that no player could have produced; sending them again does not help."""

    def __init__(self, code: RangeFault) -> None:
        super().__init__(code.value)
        self.code = code


def normalise(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """The union of any pairs of milliseconds; pairs without length are dropped."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pair for pair in pairs if pair[0] < pair[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def union(a: Ranges, b: Ranges) -> Ranges:
    """Everything that is in one or the other."""
    return normalise(a + b)


def clip(ranges: Ranges, length_ms: int) -> Ranges:
    """The part of the ranges that lies in [0, length_ms)."""
    return normalise((max(start, 0), min(end, length_ms)) for start, end in ranges)


def total_ms(ranges: Ranges) -> int:
    """How many milliseconds are in the ranges."""
    return sum(end - start for start, end in ranges)


def covered_share(ranges: Ranges, length_ms: int) -> float:
    """Share of the lesson that was watched, 0.0 to 1.0; nothing can be covered of a lesson without length."""
    if length_ms <= 0:
        return 0.0
    return total_ms(clip(ranges, length_ms)) / length_ms


def parse(pairs: object, length_ms: int) -> Ranges:
    """Read decoded JSON of the form [[start_s, end_s], ...] as ranges of a lesson.

    Seconds may be fractions. The last half second past the end is cut off, more is refused.
    Raises RangeError with the code of the first fault found.
    """
    if not isinstance(pairs, list):
        raise RangeError(RangeFault.NOT_NUMBERS)
    if len(pairs) > MAX_RANGES:
        raise RangeError(RangeFault.TOO_MANY)
    ranges = clip(normalise(_parse_pair(pair, length_ms) for pair in pairs), length_ms)
    if not ranges:
        raise RangeError(RangeFault.EMPTY)
    return ranges


def _parse_pair(pair: object, length_ms: int) -> tuple[int, int]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise RangeError(RangeFault.NOT_NUMBERS)
    start, end = (_parse_ms(value, length_ms) for value in pair)
    if end < start:
        raise RangeError(RangeFault.REVERSED)
    return start, end


def _parse_ms(seconds: object, length_ms: int) -> int:
    # bool is an int in Python, and a player that says "true" is not saying one second.
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise RangeError(RangeFault.NOT_NUMBERS)
    if isinstance(seconds, float) and not math.isfinite(seconds):
        raise RangeError(RangeFault.NOT_NUMBERS)
    if not 0 <= seconds * 1000 <= length_ms + END_TOLERANCE_MS:
        raise RangeError(RangeFault.OUTSIDE_LESSON)
    return round(seconds * 1000)
