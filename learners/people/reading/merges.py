"""Merged cells: the value of the first cell counts for each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from learners.people.reading.cells import Row, Value, is_blank
from learners.people.reading.errors import FileFault, UnreadableFile

# Cells of one row lie in as many merged ranges as it has columns, at most.
_MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def filled(rows: Iterator[Row], ranges: Sequence[Range]) -> Iterator[Row]:
    """The rows with blank cells of merged ranges filled; whatever stands in one that is not the first stays."""
    if not ranges:
        yield from rows
        return
    waiting = sorted(ranges, reverse=True)
    held: list[tuple[Range, Value]] = []
    for number, values in rows:
        index = number - 1
        held = [(area, value) for area, value in held if area.bottom >= index]
        while waiting and waiting[-1].top <= index:
            area = waiting.pop()
            held.append((area, values[area.left] if area.left < len(values) else ""))
        if len(held) > _MOST_AT_ONCE:
            raise UnreadableFile(FileFault.BROKEN)
        yield number, _fill(values, held) if held else values


def _fill(values: Sequence[Value], held: Sequence[tuple[Range, Value]]) -> Sequence[Value]:
    changed = list(values)
    for area, value in held:
        for column in range(area.left, min(area.right + 1, len(changed))):
            if is_blank(changed[column]):
                changed[column] = value
    return changed
