"""The rows of a list, read while they are written: households as on the screen, or their members."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook

from learners.reports.coverage import CoverageQuery
from learners.reports.excel import plain
from learners.reports.households import HouseholdLine, household_lines
from learners.reports.lists.models import ListOrder
from learners.reports.persons import count_members, header, member_rows

if TYPE_CHECKING:
    from learners.reports.definitions import CountedHousehold

AT_ONCE = 500
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8

Row = list[str]


def count_of(query: CoverageQuery, what: str, figure: str) -> int:
    """Rows below the header."""
    if what == ListOrder.What.PERSONS:
        return count_members(query, figure)
    return query.households_with_status(figure).count()


def rows_of(query: CoverageQuery, what: str, figure: str) -> Iterator[Row]:
    """The header first."""
    if what == ListOrder.What.PERSONS:
        yield header()
        yield from member_rows(query, figure)
        return
    yield [
        *(_("Village"), _("Household"), _("Group"), _("Head"), _("Causes"), _("Helper")),
        *(_("Labour-capable"), _("Status of the household"), _("Next step")),
    ]
    for some in _parts(query.households_with_status(figure).select_related("village")):
        yield from (_row(line) for line in household_lines(some, query.period))


def _parts(households: "QuerySet[CountedHousehold]") -> "Iterator[list[CountedHousehold]]":
    """By number after the last one: each part is a query of its own, so that nothing stays open for long."""
    last = ""
    while some := list(households.filter(number__gt=last).order_by("number")[:AT_ONCE]):
        yield some
        last = some[-1].number


def _row(line: HouseholdLine) -> Row:
    household = line.household
    texts = [str(household.village), household.number, household.group, str(line.head or "")]
    lists = [line.causes, line.helpers, [str(person) for person in line.workers]]
    return [plain(text) for text in (*texts, *("、".join(some) for some in lists), line.status, line.next_step)]


class _Echo:
    """What csv writes to, and what it wrote."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(rows: Iterator[Row]) -> Iterator[tuple[int, str]]:
    """How many rows a piece holds, and its text."""
    writer = csv.writer(_Echo())
    before = BYTE_ORDER_MARK
    while some := list(islice(rows, AT_ONCE)):
        yield len(some), before + "".join(writer.writerow(row) for row in some)
        before = ""


def write_csv(path: Path, rows: Iterator[Row]) -> Iterator[int]:
    """Yields how many rows stand in the file so far."""
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for count, text in csv_pieces(rows):
            file.write(text)
            done += count
            yield done


def write_xlsx(path: Path, rows: Iterator[Row]) -> Iterator[int]:
    """As `write_csv`; openpyxl keeps no row in memory that was written."""
    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet(_("List"))
    sheet.freeze_panes = "A2"
    done = 0
    for row in rows:
        sheet.append(row)
        done += 1
        if done % AT_ONCE == 0:
            yield done
    book.save(path)
    yield done


WRITERS = {ListOrder.Form.CSV: write_csv, ListOrder.Form.XLSX: write_xlsx}
