"""Excel files, new and old: what a cell shows, with merged cells filled and simple formulas worked out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import python_calamine

from learners.people.reading.cells import Row, Sheet, Value
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.formulas import Place, references, work_out
from learners.people.reading.merges import Range, filled
from learners.people.reading.workbook_parts import formulas_without_result


def read_workbook(path: Path) -> Iterator[Sheet]:
    """Visible and hidden worksheets alike: a hidden row is a person too."""
    formulas = formulas_without_result(path)
    try:
        workbook = python_calamine.load_workbook(str(path))
        for number, meta in enumerate(workbook.sheets_metadata):
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_index(number)
                rows = _with_formulas(sheet, formulas.get(meta.name, {}))
                yield Sheet(name=meta.name, rows=filled(rows, _merges(sheet)))
    except python_calamine.PasswordError as error:
        raise UnreadableFile(FileFault.OLD_OR_LOCKED) from error
    except python_calamine.CalamineError as error:
        raise UnreadableFile(FileFault.BROKEN) from error


def _numbered(sheet: python_calamine.CalamineSheet) -> Iterator[Row]:
    # Empty columns on the left are left out by the reader, empty rows at the top are not.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, before + row if before else row


def _merges(sheet: python_calamine.CalamineSheet) -> list[Range]:
    return [Range(*first, *last) for first, last in sheet.merged_cell_ranges or ()]


def _with_formulas(sheet: python_calamine.CalamineSheet, formulas: Mapping[Place, str]) -> Iterator[Row]:
    if not formulas:
        return _numbered(sheet)
    return _worked_out(_numbered(sheet), formulas, _wanted(sheet, formulas))


def _wanted(sheet: python_calamine.CalamineSheet, formulas: Mapping[Place, str]) -> dict[Place, Value]:
    """The cells that formulas without a result speak of; a pass of its own, for they may stand below."""
    places: dict[int, set[int]] = {}
    for formula in formulas.values():
        for row, column in references(formula):
            places.setdefault(row, set()).add(column)
    values: dict[Place, Value] = {}
    for number, cells in _numbered(sheet) if places else ():
        for column in places.get(number, ()):
            values[number, column] = cells[column] if column < len(cells) else ""
    return values


def _worked_out(rows: Iterator[Row], formulas: Mapping[Place, str], known: Mapping[Place, Value]) -> Iterator[Row]:
    by_row: dict[int, list[int]] = {}
    for row, column in formulas:
        by_row.setdefault(row, []).append(column)
    for number, values in rows:
        yield number, _row_worked_out(number, values, by_row.pop(number, ()), formulas, known)
    # The reader ends with the last value; rows that hold nothing but formulas may stand below.
    for number in sorted(by_row):
        yield number, _row_worked_out(number, [], by_row[number], formulas, known)


def _row_worked_out(
    number: int,
    values: Sequence[Value],
    columns: Sequence[int],
    formulas: Mapping[Place, str],
    known: Mapping[Place, Value],
) -> Sequence[Value]:
    if not columns:
        return values
    changed = [*values, *[""] * (max(columns) + 1 - len(values))]
    for column in columns:
        changed[column] = work_out((number, column), formulas, known)
    return changed
