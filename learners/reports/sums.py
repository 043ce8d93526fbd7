"""Tables whose figures are sums of their rows: writers only ever add rows, so they never wait for each other.

A row holds all figures of a village in one period: vectors by cut, a cut being the class that is counted (`cause`,
`sex` and the like) in one word. So there are as many rows as villages and periods, whatever is counted in them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from operator import add
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count

from learners.reports.bulk import write_rows

AT_ONCE = 400
COLUMNS = ("village_id", "grain", "period", "sums")

RowKey = tuple[str, str, int]
"""Village, grain, first month of the period."""

Part = tuple[RowKey, str, Sequence[int]]
"""What is added to one cut of one row."""

Area = tuple[str, str]
"""The lowest and the highest code of its villages."""

EVERYWHERE: Area = ("", "9" * 12)


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
        for row, cut, vector in parts:
            cuts = by_row.get(row)
            if cuts is None:
                cuts = by_row[row] = {}
            known = cuts.get(cut)
            more = list(vector) if times == 1 else [times * value for value in vector]
            cuts[cut] = more if known is None else added(known, more)

    def found(self) -> dict[RowKey, dict[str, list[int]]]:
        """Without what adds nothing."""
        rows = {row: _something(cuts) for row, cuts in sorted(self.by_row.items())}
        return {row: cuts for row, cuts in rows.items() if cuts}


def added(known: list[int], more: Sequence[int]) -> list[int]:
    """The longer of two vectors gives the length."""
    both = list(map(add, known, more))
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
    """A model with `village`, `grain`, `period`, and `sums` as `Sums` keeps them in one row."""

    model: type[models.Model]

    def rows(self, area: Area = EVERYWHERE) -> models.QuerySet[Any]:
        rows = self.model._default_manager.order_by()
        return rows if area == EVERYWHERE else rows.filter(village__gte=area[0], village__lte=area[1])

    def add(self, sums: Sums) -> int:
        """Write what is not nothing; returns how many figures that were."""
        found = sums.found()
        write_rows(self.model, COLUMNS, ((*row, json.dumps(cuts)) for row, cuts in found.items()))
        return sum(map(len, found.values()))

    def stored(self, area: Area = EVERYWHERE) -> Iterator[Part]:
        for village, grain, period, cuts in self.rows(area).values_list(*COLUMNS).iterator(chunk_size=2000):
            row = (village, grain, period)
            yield from ((row, cut, vector) for cut, vector in cuts.items())

    def mend(self, anew: Callable[[], Sums], area: Area = EVERYWHERE) -> int:
        """Add what the table lacks to be what `anew` says of the area; returns how many figures were wrong."""
        with at_one_moment():
            lacking = anew()
            lacking.take(self.stored(area), -1)
            return self.add(lacking)

    def merge(self) -> int:
        """Put rows of one village and period together; returns how many rows that saved."""
        keys = self.rows().values("village", "grain", "period").annotate(rows=Count("pk"))
        villages = set(keys.filter(rows__gt=1).values_list("village", flat=True))
        return sum(self._merge(village) for village in sorted(villages))

    @transaction.atomic
    def _merge(self, village: str) -> int:
        """Only rows that share their key; what another merging holds is left to it."""
        found = list(self.rows((village, village)).select_for_update(skip_locked=True).values_list("pk", *COLUMNS))
        by_key: dict[RowKey, list[int]] = {}
        for pk, *key, _cuts in found:
            by_key.setdefault((key[0], key[1], key[2]), []).append(pk)
        several = {pk for pks in by_key.values() if len(pks) > 1 for pk in pks}
        merged = Sums()
        for pk, *key, cuts in found:
            if pk in several:
                merged.take(((key[0], key[1], key[2]), cut, vector) for cut, vector in cuts.items())
        left = iter(several)
        while some := list(islice(left, AT_ONCE)):
            self.rows().filter(pk__in=some).delete()
        self.add(merged)
        return len(several) - len(merged.found())
