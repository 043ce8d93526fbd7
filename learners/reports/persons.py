"""The persons behind the figures as a file that is written while it is read, however many they are."""

import csv
import datetime
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from learners.people.codes import Labour, Sex, WorkStatus
from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery, code_range
from learners.reports.definitions import Status
from learners.reports.excel import plain
from learners.reports.members import current_members, former_members

ROWS_AT_ONCE = 2000
OF_A_MEMBER = ("name", "relation", "sex", "born_on", "labour", "work")
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8

Row = tuple[Any, ...]


class _Echo:
    """What csv writes to, and what it wrote."""

    def write(self, text: str) -> str:
        return text


def persons_csv(query: CoverageQuery) -> Iterator[str]:
    """Pieces of a CSV file: one line for each member of the period, with the status of the household."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header())
    rows = member_rows(query)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield "".join(writer.writerow(row) for row in some)


def member_rows(query: CoverageQuery, figure: str = "households") -> Iterator[list[str]]:
    """Members of the period, of the households behind a figure, in words."""
    written = _writer_of_rows(query)
    several = (rows.iterator(chunk_size=ROWS_AT_ONCE) for rows in _members(query, figure))
    return (written(row) for row in merge(*several, key=itemgetter(0, 1)))


def count_members(query: CoverageQuery, figure: str) -> int:
    """How many `member_rows` gives."""
    return sum(rows.count() for rows in _members(query, figure))


def _members(query: CoverageQuery, figure: str) -> "list[QuerySet[Any, Row]]":
    """Who is there still or left after the period; and who belongs to another household since."""
    households: QuerySet[Any] = query.households_with_status(figure)
    there = Q(members__left_on=None) | Q(members__left_on__gt=query.period.last)
    current = households.filter(there, members__in=current_members(query.period))
    former = households.filter(former_members__in=former_members(query.period))
    return [_in_order(current, "members"), _in_order(former, "former_members__person")]


def _in_order(households: "QuerySet[Any]", member: str) -> "QuerySet[Any, Row]":
    columns = (f"{member}__{name}" for name in OF_A_MEMBER)
    return households.order_by("place", "number", member).values_list("place", "number", "group", *columns, "status")


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
