"""Chapters as a trainer types them: a line each, the place first: `1:30 给羊打针`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from media.pipeline.timecodes import TextProblem, format_timecode, parse_timecode

MAX_CHAPTERS: Final = 60
MAX_TITLE: Final = 80


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


def write_chapters(places: tuple[NamedPlace, ...]) -> str:
    """The lines that `read_chapters` reads back."""
    return "\n".join(f"{format_timecode(place.at_s)} {place.title}" for place in places)
