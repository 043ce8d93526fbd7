"""A list of persons as Excel, written row by row."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from eduplatform.accounts.secrets import masked
from learners.assistance.queries import Summary, summaries_of
from learners.people.models import Person

PERSONS_AT_ONCE = 200
FEN = 100
A4 = 9
WRAPPED = Alignment(wrap_text=True, vertical="top")
COLUMNS: tuple[tuple[str | Promise, int], ...] = (
    (_("Village"), 12),
    (_("Group"), 8),
    (_("Household number"), 24),
    (pgettext_lazy("of a person", "Name"), 12),
    (_("Identity number"), 22),
    (_("Relation to head"), 12),
    (_("Labour"), 16),
    (_("Lessons completed"), 10),
    (_("Courses completed"), 10),
    (_("Minutes of completed lessons"), 12),
    (_("Classes completed"), 10),
    (_("Certificates"), 8),
    (_("Subsidies in yuan"), 14),
    (pgettext_lazy("number of", "Visits"), 10),
    (_("What came of it"), 40),
)


def write_list(persons: Sequence[Person]) -> bytes:
    """A workbook with one row per person; five queries for every 200 persons at most."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.freeze_panes = "A2"
    _for_paper(sheet)
    for number, (_label, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [_cell(sheet, str(label)) for label, _width in COLUMNS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in _rows(persons):
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _for_paper(sheet: Any) -> None:
    """All columns on one page across, the headings on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&P / &N"


def _rows(persons: Sequence[Person]) -> Iterator[list[str | int | float]]:
    for start in range(0, len(persons), PERSONS_AT_ONCE):
        some = persons[start : start + PERSONS_AT_ONCE]
        summaries = summaries_of(some)
        for person in some:
            yield _row(person, summaries[person.pk])


def _row(person: Person, summary: Summary) -> list[str | int | float]:
    household = person.household
    return [
        str(household.village),
        household.group,
        household.number,
        person.name,
        masked(person.id_number),
        person.relation,
        person.get_labour_display(),
        summary.lessons,
        summary.courses,
        summary.watched_minutes,
        summary.classes,
        summary.certificates,
        summary.subsidies_fen / FEN,
        summary.visits,
        summary.outcome,
    ]


def _cell(sheet: Any, value: str | int | float) -> Any:
    """Text stays text: what somebody wrote with an equals sign before it must not be a formula."""
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = WRAPPED
    return cell
