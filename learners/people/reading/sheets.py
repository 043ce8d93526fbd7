"""Opens xlsx and CSV files as sheets of rows, with the row numbers that Excel shows."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.limits import MAX_ROWS, check_size, check_workbook

Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_LONGEST_FIELD = 10_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; column 0 of each row is A. `rows` come once, numbered from 1 as in Excel."""

    name: str
    rows: Iterator[tuple[int, Sequence[Value]]]


def open_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of an xlsx, or the one table of a CSV. Raises UnreadableFile for anything else."""
    check_size(path)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        check_workbook(path)
        return _workbook(path)
    if head.startswith(_OLE):
        # An .xls of before 2007 and a workbook under a password begin alike.
        raise UnreadableFile(FileFault.OLD_OR_LOCKED)
    if not head.strip() or b"\x00" in head:
        raise UnreadableFile(FileFault.NOT_A_TABLE)
    return _csv(path)


def _workbook(path: Path) -> Iterator[Sheet]:
    try:
        workbook = python_calamine.load_workbook(str(path))
        for number, meta in enumerate(workbook.sheets_metadata):
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_index(number)
                yield Sheet(name=meta.name, rows=_numbered(sheet))
    except python_calamine.CalamineError as error:
        raise UnreadableFile(FileFault.BROKEN) from error


def _numbered(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, Sequence[Value]]]:
    # Empty columns on the left are left out by the reader, empty rows at the top are not.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, before + row if before else row


def _csv(path: Path) -> Iterator[Sheet]:
    text = _decoded(path.read_bytes())
    first_line = text.partition("\n")[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    yield Sheet(name="CSV", rows=_csv_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, Sequence[Value]]]:
    try:
        for number, row in enumerate(reader, start=1):
            if number > MAX_ROWS:
                raise UnreadableFile(FileFault.TOO_MANY_ROWS, rows=MAX_ROWS)
            if any(len(value) > _LONGEST_FIELD for value in row):
                raise UnreadableFile(FileFault.BROKEN)
            yield number, row
    except csv.Error as error:
        raise UnreadableFile(FileFault.BROKEN) from error


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, or else what Chinese Excel saves."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UnreadableFile(FileFault.NOT_A_TABLE) from error
