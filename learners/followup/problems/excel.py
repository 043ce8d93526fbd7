"""The problem ledger as an Excel file, as townships keep it."""

import datetime
import io
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from learners.followup.problems.queries import COLUMNS, Cell, ProblemLine

HEADER_ROW = 3
THIN = Side(style="thin")


def workbook_of(lines: Sequence[ProblemLine], *, unit: str, day: datetime.date) -> bytes:
    """An .xlsx file: title, unit, header, a row for each problem, a line to sign."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Problem ledger")
    _head(sheet, unit, day)
    for number, line in enumerate(lines, HEADER_ROW + 1):
        for column, value in enumerate(line.cells, 1):
            _fill(sheet, number, column, value)
    last = HEADER_ROW + len(lines) + 2
    for label, column in ((_("Head of the unit:"), 2), (_("Checked by:"), 5), (_("Filled in by:"), 8)):
        sheet.cell(last, column, label)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def file_name(unit: str, day: datetime.date) -> str:
    return f"{unit}-{_('Problem ledger')}-{day:%Y%m%d}.xlsx"


def _head(sheet: Worksheet, unit: str, day: datetime.date) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    sheet.cell(1, 1, _("Ledger of problems to be put right")).font = Font(size=16, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    _fill(sheet, 2, 1, _("Reporting unit: %(unit)s") % {"unit": unit}, framed=False)
    sheet.cell(2, len(COLUMNS) - 2, _("As of %(day)s") % {"day": date_format(day)})
    for column, (label, width) in enumerate(COLUMNS, 1):
        _fill(sheet, HEADER_ROW, column, str(label))
        sheet.cell(HEADER_ROW, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 1)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _fill(sheet: Worksheet, row: int, column: int, value: Cell, *, framed: bool = True) -> None:
    """Text stays text: what somebody wrote with an equals sign before it must not be a formula."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime.date):
        cell.number_format = "yyyy-mm-dd"
    if framed:
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = Border(THIN, THIN, THIN, THIN)
