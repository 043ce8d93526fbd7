"""The coverage form as an Excel file: sums and rates are formulas, so that whoever gets it can add it up."""

import io
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from learners.reports.definitions import DEFINITIONS
from learners.reports.forms import FIGURES, REACHABLE_FIGURES, CoverageForm

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
FIRST_COLUMN = 2  # after the names of the places
RATE_COLUMN = FIRST_COLUMN + len(FIGURES)
THIN = Side(style="thin")
LEADS_TO_FORMULA = ("=", "+", "-", "@")


def letter(figure: str) -> str:
    return str(get_column_letter(FIRST_COLUMN + FIGURES.index(figure)))


def workbook_of(form: CoverageForm) -> bytes:
    """An .xlsx file of two sheets: the form, and the rules it was counted by."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Coverage")
    _head(sheet, form)
    for number, row in enumerate(form.rows, FIRST_ROW):
        _line(sheet, number, row.name, [*row.values])
    last = FIRST_ROW + len(form.rows) - 1
    sums = [f"=SUM({letter(figure)}{FIRST_ROW}:{letter(figure)}{last})" for figure in FIGURES]
    _line(sheet, last + 1, form.total.name, sums if form.rows else [*form.total.values])
    _foot(sheet, last + 3)
    _rules(book.create_sheet(_("How it is counted")))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain(text: str) -> str:
    """Names come from registers: none may be taken for a formula."""
    return f"'{text}" if text.startswith(LEADS_TO_FORMULA) else text


def _head(sheet: Worksheet, form: CoverageForm) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=RATE_COLUMN)
    sheet.cell(1, 1, form.title).font = Font(size=16, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.cell(2, 1, plain(_("Reporting unit: %(unit)s") % {"unit": form.unit}))
    sheet.cell(3, 1, _("Period: %(period)s") % {"period": form.period})
    sheet.cell(3, RATE_COLUMN - 1, _("Unit: households"))
    for column, label in enumerate([_("Place"), *form.columns, _("Coverage rate")], 1):
        cell = sheet.cell(HEADER_ROW, column, str(label))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = 22 if column == 1 else 12
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_COLUMN)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _for_paper(sheet)


def _for_paper(sheet: Worksheet) -> None:
    """All columns on one page across."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _line(sheet: Worksheet, number: int, name: str, values: Sequence[int | str]) -> None:
    """One place. What is made up of other columns is a formula."""
    sheet.cell(number, 1, plain(name))
    for column, value in enumerate(values, FIRST_COLUMN):
        sheet.cell(number, column, value)
    first, last = letter(REACHABLE_FIGURES[0]), letter(REACHABLE_FIGURES[-1])
    of = f"SUM({first}{number}:{last}{number})"
    sheet.cell(number, FIRST_COLUMN + FIGURES.index("skill_lacking"), f"={letter('not_applicable')}{number}+{of}")
    rate = sheet.cell(number, RATE_COLUMN, f'=IF({of}=0,"—",{letter("covered")}{number}/{of})')
    rate.number_format, rate.alignment = "0.0%", Alignment(horizontal="right")
    for column in range(1, RATE_COLUMN + 1):
        sheet.cell(number, column).border = Border(THIN, THIN, THIN, THIN)


def _foot(sheet: Worksheet, number: int) -> None:
    labels = (_("Head of the unit:"), _("Checked by:"), _("Filled in by:"), _("Date:"))
    for label, column in zip(labels, (1, 3, 5, 7), strict=True):
        sheet.cell(number, column, label)


def _rules(sheet: Worksheet) -> None:
    for number, (term, words) in enumerate(_definitions(), 1):
        sheet.cell(number, 1, term).font = Font(bold=True)
        sheet.cell(number, 2, words).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    _for_paper(sheet)


def _definitions() -> Iterable[tuple[str, str]]:
    """Each rule once."""
    seen = {definition: None for definitions in DEFINITIONS.values() for definition in definitions}
    return ((str(one.term), " ".join(str(text) for text in (one.words, one.note) if text)) for one in seen)


def file_name(form: CoverageForm) -> str:
    return f"{form.unit}-{form.title}-{form.period}-{date_format(form.made_on, 'Ymd')}.xlsx"
