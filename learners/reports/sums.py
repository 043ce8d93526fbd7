"""Tables whose figures are sums of their rows: writers only ever add rows, so they never wait for each other.

A row holds all figures of a village in one period: vectors by cut, a cut being the class that is counted (`cause`,
`sex` and the like) in one word. So there are as many rows as villages and periods, whatever is counted in them.
Areas above the villages have such rows too, which `SumTable.merge` keeps: levels.py tells how they are read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import add, itemgetter
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Substr

from learners.regions.models import PREFIX_DIGITS, Region
from learners.reports.bulk import write_rows
from learners.reports.levels import ABOVE, EVERYWHERE, NEW, Area, area_at, area_of, in_area
from learners.reports.standing import GRAINS

AT_ONCE = 400
KEY = ("area", "grain", "period")

RowKey = tuple[str, str, int]
"""Area, grain, first month of the period."""

Part = tuple[RowKey, str, Sequence[int]]
"""What is added to one cut of one row."""


@contextmanager
def at_one_moment() -> Iterator[None]:
    """A transaction in which all is read as it was at one moment; inside another one it is as that one is."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@dataclass
class Sums:
    """Vectors by row and cut. Those of one table may differ in length: what is missing at the end is nothing."""

    by_row: dict[RowKey, dict[str, list[int]]] = field(default_factory=dict)

    def take(self, parts: Iterable[Part], times: int = 1) -> None:
        by_row = self.by_row
        last, cuts = None, dict[str, list[int]]()
        for row, cut, vector in parts:
            if row is not last:  # parts of one row mostly follow each other
                cuts = by_row.setdefault(row, {})
                last = row
            known = cuts.get(cut)
            more = vector if times == 1 else [times * value for value in vector]
            cuts[cut] = list(more) if known is None else added(known, more)

    def of_areas(self, level: str) -> "Sums":
        """Those of villages added up for the areas of a level."""
        sums = Sums()
        for (village, grain, period), cuts in self.by_row.items():
            of_area = sums.by_row.setdefault((area_at(level, village), grain, period), {})
            for cut, vector in cuts.items():
                known = of_area.get(cut)
                of_area[cut] = list(vector) if known is None else added(known, vector)
        return sums

    def found(self) -> dict[RowKey, dict[str, list[int]]]:
        """Without what adds nothing."""
        rows = {row: _something(cuts) for row, cuts in sorted(self.by_row.items())}
        return {row: cuts for row, cuts in rows.items() if cuts}


def added(known: list[int], more: Sequence[int]) -> list[int]:
    """The longer of two vectors gives the length."""
    both = list(map(add, known, more))
    if len(known) == len(more):
        return both
    both += known[len(more) :] or more[len(known) :]
    return both


def _something(cuts: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Vectors that are not nothing, their zeros at the end taken off."""
    found = {}
    for cut, vector in sorted(cuts.items()):
        while vector and not vector[-1]:
            vector.pop()
        if vector:
            found[cut] = vector
    return found


@dataclass(frozen=True)
class SumTable:
    """A model with `level`, `area`, `grain`, `period`, and `sums` as `Sums` keeps them in one row."""

    model: type[models.Model]
    row: tuple[str, ...] = KEY
    """What rows are told apart by, within a level."""
    holds: tuple[str, ...] = ("sums",)

    def rows(self, area: Area = EVERYWHERE, *levels: str) -> models.QuerySet[Any]:
        # All grains, said for the index.
        rows = self.model._default_manager.order_by().filter(level__in=levels, grain__in=GRAINS)
        return rows if area == EVERYWHERE else rows.filter(in_area(area))

    def add(self, sums: Sums, level: str = NEW) -> int:
        """Write what is not nothing; returns how many figures that were."""
        found = sums.found()
        columns = ("level", *KEY, *self.holds)
        write_rows(
            self.model, columns, ((level, *row, *held) for row, cuts in found.items() for held in self.held(cuts))
        )
        return sum(map(len, found.values()))

    def held(self, cuts: Mapping[str, list[int]]) -> Iterable[tuple[Any, ...]]:
        """The columns beside the key, of each row that is written for these cuts."""
        yield (json.dumps(cuts),)

    def read(self, rows: models.QuerySet[Any]) -> Iterator[Part]:
        """What rows of the model hold."""
        for area, grain, period, cuts in rows.values_list(*KEY, *self.holds).iterator(chunk_size=2000):
            row = (area, grain, period)
            yield from ((row, cut, vector) for cut, vector in cuts.items())

    def stored(self, area: Area, *levels: str) -> Iterator[Part]:
        return self.read(self.rows(area, *levels))

    def mend(self, anew: Sums, area: Area) -> int:
        """Add what villages and townships of an area lack to be what `anew` says of its villages.

        Returns how many figures were wrong. Inside the moment that `anew` is of: what is written or merged meanwhile
        makes no difference. `anew` is used up.
        """
        village, township = Region.Level.VILLAGE, Region.Level.TOWNSHIP
        anew.take(self.stored(area, NEW), -1)
        above = anew.of_areas(township)
        anew.take(self.stored(area, village), -1)
        above.take(self.stored(area, township), -1)
        return self.add(anew, village) + self.add(above, township)

    def mend_above(self, below: str, level: str, area: Area) -> int:
        """Add what areas of a level lack to be the sum of those of the level below; returns how many were wrong."""
        with at_one_moment():
            known = Sums()
            known.take(self.stored(area, below))
            lacking = known.of_areas(level)
            lacking.take(self.stored(area, level), -1)
            return self.add(lacking, level)

    def merge(self) -> int:
        """Carry new rows up, and put those of one area and period together; returns how many rows that were."""
        digits = PREFIX_DIGITS[Region.Level.TOWNSHIP]
        new = self.rows(EVERYWHERE, NEW).values_list(Substr("area", 1, digits), flat=True)
        carried = sum(self._carry(area_of(prefix)) for prefix in sorted(set(new.distinct())))
        keys = self.model._default_manager.exclude(level=NEW).order_by().values("level", *self.row)
        several = keys.annotate(rows=Count("pk")).filter(rows__gt=1)
        return carried + sum(self._merge(*place) for place in sorted(set(several.values_list("level", "area"))))

    @transaction.atomic
    def _carry(self, area: Area) -> int:
        """What another merging holds is left to it."""
        rows = self.rows(area, NEW).select_for_update(skip_locked=True)
        pks = list(rows.values_list("pk", flat=True))
        new = Sums()
        new.take(self._taken(pks))
        self.add(new, Region.Level.VILLAGE)
        for level in ABOVE:
            self.add(new.of_areas(level), level)
        return len(pks)

    @transaction.atomic
    def _merge(self, level: str, code: str) -> int:
        """Only rows that share their key."""
        rows = self.rows((code, code), level).select_for_update(skip_locked=True).values_list("pk", *self.row)
        in_order = sorted(rows, key=itemgetter(slice(1, None)))
        groups = [[pk for pk, *_ in group] for _key, group in groupby(in_order, key=itemgetter(slice(1, None)))]
        merged = Sums()
        several = [pk for group in groups if len(group) > 1 for pk in group]
        merged.take(self._taken(several))
        self.add(merged, level)
        return len(several)

    def _taken(self, pks: Iterable[int]) -> Iterator[Part]:
        """What these rows hold, which are no more."""
        left = iter(pks)
        while some := list(islice(left, AT_ONCE)):
            rows = self.model._default_manager.order_by().filter(pk__in=some)
            yield from self.read(rows)
            rows.delete()


@dataclass(frozen=True)
class CutTable(SumTable):
    """As SumTable, of vectors of one number: a row for each cut, so that the database adds them up.

    The model has `status`, which is the cut, and `change`.
    """

    row: tuple[str, ...] = (*KEY, "status")
    holds: tuple[str, ...] = ("status", "change")

    def held(self, cuts: Mapping[str, list[int]]) -> Iterable[tuple[Any, ...]]:
        return ((cut, change) for cut, (change,) in cuts.items())

    def read(self, rows: models.QuerySet[Any]) -> Iterator[Part]:
        sums = rows.values_list(*self.row).annotate(total=Sum("change"))
        for area, grain, period, cut, change in sums.iterator(chunk_size=2000):
            yield (area, grain, period), cut, (change,)
