"""The persons behind the figures as a file that is written while it is read, however many they are."""

import csv
import datetime
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from learners.people.codes import Labour, Sex, WorkStatus
from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery, code_range
from learners.reports.definitions import Status
from learners.reports.excel import plain

ROWS_AT_ONCE = 2000
COLUMNS = (
    "place",
    "number",
    "group",
    *(f"members__{name}" for name in ("name", "relation", "sex", "born_on", "labour", "work")),
    "status",
)
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8

Row = tuple[Any, ...]


class _Echo:
    """What csv writes to, and what it wrote."""

    def write(self, text: str) -> str:
        return text


def persons_csv(query: CoverageQuery) -> Iterator[str]:
    """Pieces of a CSV file: one line for each member who has not left, with the status of the household."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header())
    rows = member_rows(query)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield "".join(writer.writerow(row) for row in some)


def member_rows(query: CoverageQuery, figure: str = "households") -> Iterator[list[str]]:
    """Members who have not left, of the households behind a figure, in words."""
    written = _writer_of_rows(query)
    return (written(row) for row in _rows(query, figure).iterator(chunk_size=ROWS_AT_ONCE))


def _rows(query: CoverageQuery, figure: str) -> "QuerySet[Any, Row]":
    households: QuerySet[Any] = query.households_with_status(figure)
    there = households.filter(members__isnull=False, members__left_on=None)
    return there.order_by("place", "number", "members").values_list(*COLUMNS)


def header() -> list[str]:
    """Above what `member_rows` gives."""
    labels = [_("Village"), _("Household"), _("Group"), _("Name"), _("Relation to head"), _("Sex"), _("Born on")]
    return [*labels, _("Labour"), _("Work"), _("Status of the household")]


def _writer_of_rows(query: CoverageQuery) -> Callable[[Row], list[str]]:
    """Makes words of a row; a village of another area than asked for cannot occur in it."""
    first, last = code_range(query.region) if query.region else ("", "9" * 12)
    villages = dict(Region.objects.filter(code__gte=first, code__lte=last).values_list("pk", "short_name"))
    sexes, labours, works, statuses = (
        {str(value): str(label) for value, label in choices.choices} for choices in (Sex, Labour, WorkStatus, Status)
    )

    def words(row: Row) -> list[str]:
        place, number, group, name, relation, sex, born_on, labour, work, status = row
        assert isinstance(born_on, datetime.date)
        texts = [villages.get(place, place), number, group, name, relation]
        codes = [sexes.get(sex, ""), born_on.isoformat(), labours.get(labour, ""), works.get(work, "")]
        return [*map(plain, texts), *codes, statuses.get(status, "")]

    return words
