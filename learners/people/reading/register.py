"""Finds the registers in a file: headings below the title rows, every person under them, and what is no person."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from learners.people.reading.cells import Row, Sheet, Value, is_blank
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import (
    HEADER_WORDS,
    REQUIRED,
    Column,
    Field,
    Header,
    read_double_header,
    read_header,
)
from learners.people.reading.lines import is_no_person
from learners.people.reading.sheets import open_sheets

# Titles, the reporting office and notes stand above the header; more than this and it is another kind of sheet.
_SEARCHED_ROWS = 30
# Fewer known words than this in a row are a coincidence.
_FEWEST_WORDS = 3
# So many words of headings in a row below the header are the header again.
_WORDS_OF_A_REPEATED_HEADER = 4
_LONGEST_LINE_SHOWN = 60
_ID_LIKE = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
# `As above`, written out or as a mark; names and numbers of persons are never the same as above.
_DITTO = frozenset({"同上", "同前", "仝上", "〃", "″", '"', "''", "＂", "”", "“"})
_NEVER_AS_ABOVE = (Field.NAME, Field.ID_NUMBER, Field.RELATION)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file. `taken_down` are household fields that stand only in a row above."""

    sheet: str
    number: int
    header: Header
    values: Sequence[Value]
    taken_down: Mapping[Field, Value] = field(default_factory=dict)

    def value(self, field: Field) -> Value | None:
        """What the cell holds; empty text for an empty cell, None when the sheet has no such column."""
        if field in self.taken_down:
            return self.taken_down[field]
        column = self.header.columns.get(field)
        if column is None:
            return None
        return self.values[column.index] if column.index < len(self.values) else ""

    def column(self, field: Field) -> Column:
        """Where the value stands; for a field without a column, the one to look at instead."""
        return self.header.columns.get(field) or self.header.columns[Field.NAME]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A line below the headings that is no person: a total, a signature, the headings again."""

    sheet: str
    number: int
    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """A sheet of a file: its rows come once; `header` is None when it holds no register.

    `title` is what stands above the headings. `lacking` are usual names of required columns of a sheet that looks like
    a register and is none without them; then `row` is that of its headings, 1 where there are none.
    """

    name: str
    header: Header | None
    rows: Iterator[RawRow | PassedOver]
    title: str = ""
    lacking: tuple[str, ...] = ()
    row: int = 1


def read_register(path: Path) -> Iterator[RegisterSheet]:
    """All sheets of the file, those that hold no register too, so that nothing is dropped unseen.

    Raises UnreadableFile when the file is no table, or two columns of a register mean the same.
    """
    for sheet in open_sheets(path):
        yield _register_sheet(sheet)


def _register_sheet(sheet: Sheet) -> RegisterSheet:
    head = list(itertools.islice(sheet.rows, _SEARCHED_ROWS))
    header = _find_header(head)
    if header is None:
        lacking = _required() if any(_may_be_person(row) for _number, row in head) else ()
        return RegisterSheet(sheet.name, None, iter(()), lacking=lacking)
    if missing := header.missing():
        return RegisterSheet(sheet.name, None, iter(()), lacking=missing, row=header.row)
    _check(header, sheet.name)
    _check_above(header, head, sheet.name)
    below = (numbered for numbered in head if numbered[0] > header.row)
    above = (str(value) for number, row in head if number < header.rows[0] for value in row if not is_blank(value))
    rows = _rows(sheet.name, header, itertools.chain(below, sheet.rows))
    return RegisterSheet(sheet.name, header, rows, " ".join(dict.fromkeys(above)))


def _check(header: Header, sheet: str) -> None:
    if header.twice:
        first, second = header.twice
        raise UnreadableFile(
            FileFault.COLUMN_TWICE,
            sheet=sheet,
            first=f"{first.letters} {first.header}",
            second=f"{second.letters} {second.header}",
        )


def _required() -> tuple[str, ...]:
    return tuple(HEADER_WORDS[field][0] for field in REQUIRED)


def _may_be_person(values: Sequence[Value]) -> bool:
    return any(isinstance(value, str) and _ID_LIKE.fullmatch(value.strip()) for value in values)


def _find_header(head: Sequence[Row]) -> Header | None:
    """The first row, or two rows, with all that a register needs; else those with the most known words, to name what
    they lack. A list further down may know more columns: it has its turn."""
    single = [read_header(number, row) for number, row in head]
    double = [read_double_header(number, head[at][1], row) for at, (number, row) in enumerate(head[1:])]
    some = [*single, *double]
    complete = [header for header in some if not header.missing()]
    if complete:
        first = min(complete, key=lambda header: header.row)
        some = [header for header in complete if first.row in header.rows]
    best = max(some, key=lambda header: (header.words, len(header.columns)), default=None)
    return best if best is not None and best.words >= _FEWEST_WORDS else None


def _check_above(header: Header, head: Sequence[Row], sheet: str) -> None:
    """People above the headings stand in a list that lacks a column: they would be lost."""
    above = [row for row in head if row[0] < header.rows[0]]
    if any(_may_be_person(values) for _number, values in above):
        lacking = max((read_header(*row) for row in above), key=lambda header: header.words)
        columns = "、".join(lacking.missing() if lacking.words >= _FEWEST_WORDS else _required())
        raise UnreadableFile(FileFault.MISSING_COLUMNS, sheet=sheet, row=lacking.row, columns=columns)


def _rows(sheet: str, header: Header, rows: Iterator[Row]) -> Iterator[RawRow | PassedOver]:
    lists = _Lists(sheet, header)
    above: RawRow | None = None
    for number, values in rows:
        if all(is_blank(value) for value in values):
            continue
        if lists.take_heading(number, values):
            yield PassedOver(sheet, number, _line(values), is_heading=True)
            continue
        if lists.begin(values):
            above = None
        raw = RawRow(sheet, number, lists.header, _as_above(values, lists.header, above))
        if lists.is_other_table or is_no_person(raw):
            yield PassedOver(sheet, number, _line(values))
            continue
        raw = _completed(raw, above)
        above = raw
        yield raw


class _Lists:
    """The lists that stand below each other in a sheet: the same headings on every page, or a list of another order."""

    def __init__(self, sheet: str, header: Header) -> None:
        self.sheet, self.header = sheet, header
        self.is_other_table = False
        self._next: Header | None = None
        self._heading: Sequence[Value] | None = None

    def take_heading(self, number: int, values: Sequence[Value]) -> bool:
        """Whether the row is one of headings, or the lower half of some."""
        if not _may_be_header(values):
            return False
        found = read_header(number, values)
        if self._heading is not None and self._next:
            double = read_double_header(number, self._heading, values)
            found = max(found, double, key=lambda header: header.words)
            is_heading = found.words > self._next.words or found.words >= _WORDS_OF_A_REPEATED_HEADER
        else:
            is_heading = found.words >= _WORDS_OF_A_REPEATED_HEADER
        if is_heading:
            self._next, self._heading = found, values
        return is_heading

    def begin(self, values: Sequence[Value]) -> bool:
        """Whether the row belongs to another list than the ones above it.

        Raises UnreadableFile for a list of people that lacks a column: by the headings above it would be misread.
        """
        new, self._next, self._heading = self._next, None, None
        if new and self._differs(new):
            self.is_other_table = bool(new.missing())
            if not self.is_other_table:
                _check(new, self.sheet)
            self.header = new
        elif new:
            new, self.is_other_table = None, False
        if self.is_other_table and _may_be_person(values):
            columns = "、".join(self.header.missing())
            raise UnreadableFile(FileFault.MISSING_COLUMNS, sheet=self.sheet, row=self.header.row, columns=columns)
        return new is not None

    def _differs(self, new: Header) -> bool:
        now = self.header.columns
        return any(field not in now or now[field].index != column.index for field, column in new.columns.items())


def _as_above(values: Sequence[Value], header: Header, above: RawRow | None) -> Sequence[Value]:
    """What a ditto mark stands for."""
    if (
        above is None
        or above.header is not header
        or not any(isinstance(v, str) and v.strip() in _DITTO for v in values)
    ):
        return values
    own = {header.columns[field].index for field in _NEVER_AS_ABOVE if field in header.columns}
    return [
        above.values[at]
        if at not in own and at < len(above.values) and isinstance(value, str) and value.strip() in _DITTO
        else value
        for at, value in enumerate(values)
    ]


def _may_be_header(values: Sequence[Value]) -> bool:
    """Quick: a person's row has a long number somewhere, headings have none."""
    return not any(isinstance(value, str) and len(value) >= 15 and value[:6].isdecimal() for value in values)


def _line(values: Sequence[Value]) -> str:
    texts = (str(value).strip() for value in values if not is_blank(value))
    return " ".join(dict.fromkeys(texts))[:_LONGEST_LINE_SHOWN]


# What is often written for the first member of a household only.
_OF_HOUSEHOLD = (
    *(Field.COUNTY, Field.TOWNSHIP, Field.VILLAGE, Field.GROUP, Field.HOUSEHOLD, Field.KIND, Field.MONITORED),
    *(Field.CAUSE, Field.CAUSE_2, Field.CAUSE_3, Field.HELPER, Field.HELPER_PHONE),
)
_HEAD_WORDS = frozenset({"户主", "本人或户主", "本人", "户主本人", "戶主"})


# Somebody typed over one of the merged cells; this many others say that they were merged.
_FEWEST_LEFT_OUT = 3
_NUMBER = re.compile(r"[0-9A-Za-z０-９-]{6,}")


def _continues(raw: RawRow, above: RawRow) -> bool:
    """Whether the row is one more of the household above: it says nothing else, and leaves out what is said there."""
    number, village = raw.value(Field.HOUSEHOLD), raw.value(Field.VILLAGE)
    left_out = [
        name
        for name in _OF_HOUSEHOLD
        if (value := raw.value(name)) is not None and is_blank(value) and not is_blank(above.value(name) or "")
    ]
    if number is None or is_blank(number):
        return village is None or is_blank(village) or len(left_out) > _FEWEST_LEFT_OUT
    before = above.value(Field.HOUSEHOLD)
    same = number == before or not (isinstance(before, str) and _NUMBER.fullmatch(before.strip()))
    return same and len(left_out) >= _FEWEST_LEFT_OUT


def _completed(raw: RawRow, above: RawRow | None) -> RawRow:
    """Merged cells that a program has taken apart: number and village are empty for all but the first member.

    A row whose number alone is missing is another matter, and so is a head without a number.
    """
    relation = raw.value(Field.RELATION)
    if above is None or not isinstance(relation, str) or relation.strip() in {"", *_HEAD_WORDS}:
        return raw
    if not _continues(raw, above):
        return raw
    taken = {}
    for name in _OF_HOUSEHOLD:
        value, before = raw.value(name), above.value(name)
        if value is not None and is_blank(value) and before is not None:
            taken[name] = before
    return RawRow(raw.sheet, raw.number, raw.header, raw.values, taken)
