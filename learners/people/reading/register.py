"""Finds the register in a file: the header below the title rows, and every row under it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import Column, Field, Header, read_header
from learners.people.reading.sheets import Sheet, Value, open_sheets

# Titles, the reporting office and notes stand above the header; more than this and it is another kind of sheet.
_SEARCHED_ROWS = 20
# Fewer known words than this in a row are a coincidence.
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file."""

    sheet: str
    number: int
    header: Header
    values: Sequence[Value]

    def value(self, field: Field) -> Value | None:
        """What the cell holds; empty text for an empty cell, None when the sheet has no such column."""
        column = self.header.columns.get(field)
        if column is None:
            return None
        return self.values[column.index] if column.index < len(self.values) else ""

    def column(self, field: Field) -> Column:
        """Where the value stands; the sheet must have the column."""
        return self.header.columns[field]


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """A sheet of a file: its rows come once; `header` is None when it holds no register."""

    name: str
    header: Header | None
    rows: Iterator[RawRow]


def read_register(path: Path) -> Iterator[RegisterSheet]:
    """All sheets of the file, those that hold no register too, so that nothing is dropped unseen.

    Raises UnreadableFile when the file is no table, or a register in it lacks a required column.
    """
    for sheet in open_sheets(path):
        yield _register_sheet(sheet)


def _register_sheet(sheet: Sheet) -> RegisterSheet:
    head = list(itertools.islice(sheet.rows, _SEARCHED_ROWS))
    header = _find_header(head)
    if header is None:
        return RegisterSheet(sheet.name, None, iter(()))
    _check(header, sheet.name)
    below = (numbered for numbered in head if numbered[0] > header.row)
    return RegisterSheet(sheet.name, header, _rows(sheet.name, header, itertools.chain(below, sheet.rows)))


def _check(header: Header, sheet: str) -> None:
    if missing := header.missing():
        raise UnreadableFile(FileFault.MISSING_COLUMNS, sheet=sheet, row=header.row, columns="、".join(missing))
    if header.twice:
        first, second = header.twice
        raise UnreadableFile(
            FileFault.COLUMN_TWICE,
            sheet=sheet,
            first=f"{first.letters} {first.header}",
            second=f"{second.letters} {second.header}",
        )


def _find_header(head: Sequence[tuple[int, Sequence[Value]]]) -> Header | None:
    """The row with the most known words; the upper one of equals."""
    headers = [read_header(number, row) for number, row in head]
    best = max(headers, key=lambda header: len(header.columns), default=None)
    return best if best is not None and len(best.columns) >= _FEWEST_WORDS else None


def _rows(sheet: str, header: Header, rows: Iterator[tuple[int, Sequence[Value]]]) -> Iterator[RawRow]:
    for number, values in rows:
        if any(value.strip() if isinstance(value, str) else True for value in values):
            yield RawRow(sheet, number, header, values)
