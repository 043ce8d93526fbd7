"""The households and persons behind a cell of a breakdown or of the training statistics."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from eduplatform.accounts.models import User
from learners.people.access import people_for
from learners.people.models import Person
from learners.regions.models import Region
from learners.regions.queries import main_industries
from learners.reports.coverage import CoverageQuery, code_range
from learners.reports.training.breakdown import HOUSEHOLD_DIMENSIONS, PERSON_FIGURES
from learners.reports.training.deeds import ANY, BY_HOUSEHOLD, BY_PERSON, MEASURES, cut_said, cuts, figures
from learners.reports.training.deeds import Place as Lived
from learners.reports.training.models import PersonTraining
from learners.reports.training.stored import PLACE_COLUMNS, facts_kept

if TYPE_CHECKING:
    from learners.reports.definitions import CountedHousehold

COLUMNS = {"cause": "cause", "category": "kind", "monitored": "monitored"}
"""Of a household, by dimension."""
LACKING = "lacking"
"""Asked for in place of a dimension: everybody of skill-lacking households."""


@dataclass(frozen=True)
class Cell:
    """A figure of PERSON_FIGURES of one class of a dimension; of everybody where there is no dimension."""

    figure: str
    dimension: str = ""
    value: str = ""

    @property
    def only(self) -> dict[str, Any]:
        """What the cuts say (deeds.py) that are counted in it."""
        if self.dimension in (LACKING, *HOUSEHOLD_DIMENSIONS):
            column = {} if self.dimension in (LACKING, "industry") else {self.dimension: self.value}
            return {"cut": BY_HOUSEHOLD, "lacking": True, **column}
        if self.dimension in ("kind", "mode"):
            return {"cut": BY_PERSON, "kind": self.value}
        return {"cut": BY_PERSON, "kind": ANY} | ({self.dimension: self.value} if self.dimension else {})


@dataclass(frozen=True)
class PersonLine:
    person: Person
    number: int


def households_of_class(
    households: "QuerySet[CountedHousehold]", query: CoverageQuery, dimension: str, value: str
) -> "QuerySet[CountedHousehold]":
    """Those of one class of a dimension of households; all of them for anything else."""
    if dimension == "industry":
        return households.filter(place__in=villages_living_from(query, value))
    if dimension in COLUMNS:
        return households.filter(**{COLUMNS[dimension]: value})
    return households


def villages_living_from(query: CoverageQuery, industry: str) -> list[str]:
    """Of the area; the empty name stands for those of which nothing is known."""
    villages = [row.region for row in query.villages() if row.region]
    known = main_industries(villages)
    return [village.pk for village in villages if known.get(village.pk, "") == industry]


def person_lines(user: User | AnonymousUser, query: CoverageQuery, cell: Cell) -> list[PersonLine]:
    """Who is counted in the cell, and how often, by village and household; of those whom the user may see."""
    numbers = dict(_counted(query, cell))
    seen = people_for(user).filter(pk__in=numbers).select_related("household__village")
    in_order = seen.order_by("household__village", "household__number", "pk")
    return [PersonLine(person, numbers[person.pk]) for person in in_order]


def _counted(query: CoverageQuery, cell: Cell) -> Iterator[tuple[int, int]]:
    period, place_of_figure = query.period, MEASURES.index(cell.figure)
    for person, facts, place in _persons(query, cell):
        number = 0
        for kind, vector in figures(facts, period.first_month, period.last_month).items():
            said = (cut_said(cut) for cut in cuts(facts, place, kind, period.last_month))
            if any(all(one.get(name) == value for name, value in cell.only.items()) for one in said):
                number += vector[place_of_figure] if place_of_figure < len(vector) else 0
        if number:
            yield person, number


def _persons(query: CoverageQuery, cell: Cell) -> Iterator[tuple[int, Any, Lived]]:
    last = query.period.last_month
    rows = PersonTraining.objects.filter(_in_area(query), month__lte=last, until__gt=last).order_by()
    if not query.whole:
        rows = rows.filter(household__in=query.visible)
    if cell.dimension == "industry":
        rows = rows.filter(village__in=villages_living_from(query, cell.value))
    for person, *place, facts in rows.values_list("person", *PLACE_COLUMNS, "facts").iterator(chunk_size=2000):
        yield person, facts_kept(facts), Lived(*place)


def _in_area(query: CoverageQuery) -> Q:
    if query.region is None:
        return Q()
    first, last = code_range(query.region)
    return Q(village__gte=first, village__lte=last)


def are_listed(region: Region | None) -> bool:
    """Persons are looked for one by one, so that a list is of a township, a village or a helper's households."""
    return region is None or region.level in (Region.Level.TOWNSHIP, Region.Level.VILLAGE)


LISTED = (*PERSON_FIGURES, "ended", "employed_3", "employed_6", "employed_12")
