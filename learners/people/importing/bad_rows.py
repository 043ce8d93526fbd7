"""The rows of a file that are doubtful, as a workbook of their own with the reasons: to be corrected and sent back."""

import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from learners.people.importing.problems import Problem
from learners.people.reading.cells import Value
from learners.people.reading.fields import Field
from learners.people.reading.register import PassedOver, RawRow, read_register

_DOUBTFUL = PatternFill("solid", fgColor="FFF2CC")
# In characters, as Excel counts; whole identity and household numbers have to be seen.
_WIDTH = 12
_WIDTHS = {Field.ID_NUMBER: 22, Field.HOUSEHOLD: 20, Field.BANK: 24, Field.PHONE: 14, Field.HELPER_PHONE: 14}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TOP = Alignment(vertical="top")
# Points of a line, and Chinese characters in one of the column of reasons: no program makes rows higher by itself.
_LINE, _A_LINE = 15, 36
_NEVER_BEGINS_A_TEXT = ("=", "+", "-", "@", "\t")


def bad_rows(path: Path, problems: Iterable[Problem], heading: str) -> bytes:
    """An xlsx with each sheet's headings, its doubtful rows, and a last column of reasons under `heading`.

    Doubtful cells are coloured. All cells are text, so that Excel spoils no number again.
    """
    by_place: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        by_place[problem.place].append(problem)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in read_register(path):
        rows = [raw for raw in sheet.rows if not isinstance(raw, PassedOver) and (raw.sheet, raw.number) in by_place]
        if rows and sheet.header:
            _write_sheet(book, rows, by_place, heading)
    if not book.worksheets:
        book.create_sheet()
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_sheet(
    book: Workbook, rows: list[RawRow], by_place: dict[tuple[str, int], list[Problem]], heading: str
) -> None:
    page = book.create_sheet(rows[0].sheet[:31])
    columns = sorted(rows[0].header.columns.items(), key=lambda item: item[1].index)
    for at, (field, column) in enumerate(columns, start=1):
        head = page.cell(1, at, column.header)
        head.font, head.alignment = Font(bold=True), _WRAPPED
        page.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(field, _WIDTH)
    page.cell(1, len(columns) + 1, heading).font = Font(bold=True)
    page.column_dimensions[get_column_letter(len(columns) + 1)].width = 2 * _A_LINE
    page.row_dimensions[1].height = 2 * _LINE
    page.freeze_panes = "A2"
    _fit_on_paper(page)
    for number, raw in enumerate(rows, start=2):
        problems = by_place[raw.sheet, raw.number]
        doubtful = {problem.field for problem in problems}
        for at, (field, _column) in enumerate(columns, start=1):
            cell = page.cell(number, at, _as_text(raw.value(field)))
            cell.number_format = "@"
            cell.data_type, cell.alignment = "s", _TOP
            if field in doubtful:
                cell.fill = _DOUBTFUL
        words = [f"{p.header}：{p.words}" for p in problems]
        page.cell(number, len(columns) + 1, "\n".join(words)).alignment = _WRAPPED
        page.row_dimensions[number].height = _LINE * sum(-(-len(text) // _A_LINE) for text in words)


def _fit_on_paper(page: Worksheet) -> None:
    """All columns on one width of A4 across, the headings on every page."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    page.print_title_rows = "1:1"


def _as_text(value: Value | None) -> str:
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return f"'{text}" if text.startswith(_NEVER_BEGINS_A_TEXT) else text
