"""Training statistics and breakdowns as Excel files: what can be worked out of other cells is a formula."""

import datetime
import io
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from learners.reports.definitions import DEFINITIONS, TRAINING_DEFINITIONS, TRAIT_DEFINITIONS, Definition
from learners.reports.excel import plain
from learners.reports.periods import Period
from learners.reports.training.breakdown import DIMENSIONS, HOUSEHOLD_FIGURES, KINDS, Breakdown
from learners.reports.training.forms import FIGURES, GROUPS, Shown, TrainingForm, cells_of, shown_columns
from learners.reports.training.words import figure_labels

FIRST_COLUMN = 2  # after the names
THIN = Side(style="thin")
BOX = Border(THIN, THIN, THIN, THIN)
FORMATS = {"whole": "0", "yuan": "#,##0.00", "share": "0.0%"}


def training_workbook(form: TrainingForm) -> bytes:
    """Two sheets: the form, and the rules it was counted by."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Training statistics")
    names = [name for name, _label in shown_columns()]
    _head(sheet, form.title, form.unit, form.period, _("Unit: persons, person-times, hours, yuan"), len(names) + 1)
    _groups(sheet, 4)
    _labels(sheet, 5, [label for _name, label in shown_columns()])
    for number, row in enumerate(form.rows, 6):
        _line(sheet, number, row.name, cells_of(row), names)
    last = 5 + len(form.rows)
    _line(sheet, last + 1, form.total.name, cells_of(form.total), names)
    if form.adds_up and form.rows:
        _add_up(sheet, last + 1, names)
    else:
        sheet.cell(last + 2, 1, _("Persons of several months are counted once in the total."))
    _sign(sheet, last + 4)
    _rules(book, TRAINING_DEFINITIONS.values())
    return _bytes(book)


def breakdown_workbook(table: Breakdown, unit: str, period: Period) -> bytes:
    """Two sheets: the table, and the rules it was counted by."""
    book = Workbook()
    sheet = book.worksheets[0]
    title = str(DIMENSIONS[table.dimension])
    sheet.title = title
    width = 1 + len(table.figures) + table.of_households
    _head(sheet, title, unit, period, _("Unit: households, persons, person-times"), width)
    labels = [str(label) for label in figure_labels(table)]
    _labels(sheet, 5, labels)
    for number, row in enumerate((*table.rows, table.total), 6):
        sheet.cell(number, 1, plain(str(row.label))).border = BOX
        _values(sheet, number, table, row.values)
    if table.rows and table.adds_up:
        end = 5 + len(table.rows)
        for column in (column for name, column in _columns(table).items() if name != "rate"):
            letter = get_column_letter(column)
            _formula(sheet, end + 1, column, f"=SUM({letter}6:{letter}{end})")
    _sign(sheet, 9 + len(table.rows))
    rules = [*DEFINITIONS.values(), *TRAINING_DEFINITIONS.values(), *TRAIT_DEFINITIONS.values()]
    _rules(book, rules)
    return _bytes(book)


def _values(sheet: Worksheet, number: int, table: Breakdown, values: Sequence[int]) -> None:
    """Of one class; the rate stands after the figures of households."""
    at = _columns(table)
    for name, value in zip(table.figures, values, strict=True):
        sheet.cell(number, at[name], value).border = BOX
    if table.of_households:
        covered, first, last = (
            f"{get_column_letter(at[name])}{number}" for name in ("covered", "covered", "not_reached")
        )
        lacking, apart = at["skill_lacking"], get_column_letter(at["not_applicable"])
        _formula(sheet, number, lacking, f"={apart}{number}+SUM({first}:{last})")
        _formula(sheet, number, at["rate"], f'=IF(SUM({first}:{last})=0,"—",{covered}/SUM({first}:{last}))', "share")


def _columns(table: Breakdown) -> dict[str, int]:
    names = [*table.figures]
    if table.of_households:
        names.insert(len(HOUSEHOLD_FIGURES), "rate")
    return {name: column for column, name in enumerate(names, FIRST_COLUMN)}


def _head(sheet: Worksheet, title: str, unit: str, period: Period, measured: str, width: int) -> None:
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.cell(1, 1, title).font = Font(size=16, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.cell(2, 1, plain(_("Reporting unit: %(unit)s") % {"unit": unit}))
    sheet.cell(3, 1, _("Period: %(period)s") % {"period": period})
    sheet.cell(3, max(3, width - 3), measured)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:5"
    sheet.freeze_panes = sheet.cell(6, FIRST_COLUMN)


def _groups(sheet: Worksheet, number: int) -> None:
    column = FIRST_COLUMN
    for label, width, _rule in GROUPS:
        sheet.merge_cells(start_row=number, start_column=column, end_row=number, end_column=column + width - 1)
        cell = sheet.cell(number, column, str(label))
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center", wrap_text=True)
        column += width


def _labels(sheet: Worksheet, number: int, labels: Sequence[str | Promise]) -> None:
    for column, label in enumerate(["", *labels], 1):
        cell = sheet.cell(number, column, str(label))
        cell.font, cell.border = Font(bold=True), BOX
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = 22 if column == 1 else 11


def _line(sheet: Worksheet, number: int, name: str, cells: Sequence[Shown], names: Sequence[str]) -> None:
    """One place or month."""
    sheet.cell(number, 1, plain(name)).border = BOX
    at = {figure: f"{get_column_letter(column)}{number}" for column, figure in enumerate(names, FIRST_COLUMN)}
    formulas = {
        "times": f"=SUM({at[next(iter(KINDS))]}:{at[list(KINDS)[-1]]})",
        "completion": f'=IF({at["begun"]}=0,"—",{at["ended"]}/{at["begun"]})',
        "cost": f'=IF({at["persons"]}=0,"—",{at["subsidies_fen"]}/{at["persons"]})',
    }
    for column, (figure, cell) in enumerate(zip(names, cells, strict=True), FIRST_COLUMN):
        written = sheet.cell(number, column, formulas.get(figure, cell.number))
        written.border, written.number_format = BOX, FORMATS[cell.style]


def _add_up(sheet: Worksheet, number: int, names: Sequence[str]) -> None:
    for column, figure in enumerate(names, FIRST_COLUMN):
        if figure in FIGURES and figure != "times":
            letter = get_column_letter(column)
            style = "yuan" if figure == "subsidies_fen" else "whole"
            _formula(sheet, number, column, f"=SUM({letter}6:{letter}{number - 1})", style)


def _formula(sheet: Worksheet, number: int, column: int, text: str, style: str = "whole") -> None:
    cell = sheet.cell(number, column, text)
    cell.border, cell.number_format = BOX, FORMATS[style]


def _sign(sheet: Worksheet, number: int) -> None:
    labels = (_("Head of the unit:"), _("Checked by:"), _("Filled in by:"), _("Date:"))
    for label, column in zip(labels, (1, 3, 6, 9), strict=True):
        sheet.cell(number, column, label)


def _rules(book: Workbook, rules: Iterable[tuple[Definition, ...]]) -> None:
    """Each rule once."""
    sheet = book.create_sheet(_("How it is counted"))
    once = list({definition: None for definitions in rules for definition in definitions})
    for number, one in enumerate(once, 1):
        sheet.cell(number, 1, str(one.term)).font = Font(bold=True)
        words = " ".join(str(text) for text in (one.words, one.note) if text)
        sheet.cell(number, 2, words).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100


def _bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def file_name(unit: str, title: str, period: Period, day: datetime.date) -> str:
    return f"{unit}-{title}-{period}-{date_format(day, 'Ymd')}.xlsx"
