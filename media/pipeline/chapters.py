"""Chapters as a trainer types them: a line each, the place first: `1:30 给羊打针`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.pipeline.timecodes import TextProblem, format_timecode, parse_timecode

MAX_CHAPTERS: Final = 60
MAX_TITLE: Final = 80
LEAST_LEFT_S: Final = 1.0


@dataclass(frozen=True)
class NamedPlace:
    """`at_s` in seconds of the original, like all that a trainer chooses."""

    at_s: float
    title: str


def read_chapters(text: str, length_s: float) -> tuple[NamedPlace, ...]:
    """In their order; empty lines are skipped. Raises `TextProblem`."""
    places: dict[float, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place, _, title = line.strip().replace("\u3000", " ").partition(" ")
        at_s = _time(place, number)
        if not title.strip():
            raise TextProblem("no_title", number)
        if len(title.strip()) > MAX_TITLE:
            raise TextProblem("long_title", number)
        if length_s and at_s >= length_s:
            raise TextProblem("after_end", number)
        if at_s in places:
            raise TextProblem("twice", number)
        places[at_s] = title.strip()
    if len(places) > MAX_CHAPTERS:
        raise TextProblem("too_many_chapters")
    return tuple(NamedPlace(at_s, places[at_s]) for at_s in sorted(places))


def _time(place: str, number: int) -> float:
    try:
        return parse_timecode(place.strip("[]()（）【】"))
    except ValueError:
        raise TextProblem("no_time", number) from None


def places_in_lesson(starts: Sequence[float], begin_s: float, length_s: float) -> list[float | None]:
    """Where chapters begin in a lesson that plays `length_s` seconds from `begin_s` on; None: nowhere in it.

    `starts` ascend. A chapter that the cut falls into begins with the lesson, unless next to nothing of it is left.
    """
    ends = [start - begin_s for start in starts[1:]]
    places: list[float | None] = []
    for start, end_s in zip(starts, [*ends, length_s], strict=False):
        at_s = round(start - begin_s, 3)
        left = at_s < length_s and (at_s >= 0 or end_s >= LEAST_LEFT_S)
        places.append(max(0.0, at_s) if left else None)
    return places


def write_chapters(places: tuple[NamedPlace, ...]) -> str:
    """The lines that `read_chapters` reads back."""
    return "\n".join(f"{format_timecode(place.at_s)} {place.title}" for place in places)
