"""Tables whose figures are sums of their rows: writers only ever add rows, so they never wait for each other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, Sum

AT_ONCE = 400
Key = tuple[Any, ...]
Vector = tuple[int, ...]


@dataclass(frozen=True)
class SumTable:
    """A model, the columns that rows are told apart by (`village` among them), and those that are added up."""

    model: type[models.Model]
    keys: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()

    def add(self, sums: "Sums") -> int:
        """Write what is not nothing; returns how many rows that were."""
        names = [*("village_id" if key == "village" else key for key in self.keys), *self.measures]
        rows = [self.model(**dict(zip(names, (*key, *vector), strict=True))) for key, vector in sums.found()]
        self.model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
        return len(rows)

    def stored(self) -> Iterator[tuple[Key, Vector]]:
        totals = {f"sum_{name}": Sum(name) for name in self.measures}
        rows = self.rows.order_by().values_list(*self.keys).annotate(**totals)
        width = len(self.keys)
        for row in rows.iterator(chunk_size=5000):
            yield row[:width], row[width:]

    def mend(self, anew: Callable[[], Iterable[tuple[Key, Vector]]]) -> int:
        """Add what the table lacks to be what `anew` says; returns how many figures were wrong."""
        alone = not connection.in_atomic_block
        with transaction.atomic():
            if alone and connection.vendor == "postgresql":  # both are read as they were at one moment
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            lacking = Sums()
            lacking.take(anew())
            lacking.take(self.stored(), -1)
            return self.add(lacking)

    def merge(self) -> int:
        """Put rows of one key together, village by village; returns how many rows that saved."""
        keys = self.rows.order_by().values(*self.keys).annotate(rows=Count("pk"))
        villages = set(keys.filter(rows__gt=1).values_list("village", flat=True))
        return sum(self._merge(village) for village in sorted(villages))

    @transaction.atomic
    def _merge(self, village: str) -> int:
        """What another merging holds is left to it."""
        rows = self.rows.filter(village=village).select_for_update(skip_locked=True)
        width = len(self.keys)
        found = list(rows.values_list(*self.keys, *self.measures, "pk"))
        merged = Sums()
        merged.take((row[:width], row[width:-1]) for row in found)
        left = iter(row[-1] for row in found)
        while some := list(islice(left, AT_ONCE)):
            self.rows.filter(pk__in=some).delete()
        return len(found) - self.add(merged)


@dataclass
class Sums:
    """Vectors by key."""

    by_key: dict[Key, list[int]] = field(default_factory=dict)

    def take(self, parts: Iterable[tuple[Key, Vector]], sign: int = 1) -> None:
        for key, vector in parts:
            known = self.by_key.get(key)
            if known is None:
                self.by_key[key] = [sign * value for value in vector]
            else:
                for place, value in enumerate(vector):
                    known[place] += sign * value

    def found(self) -> Iterator[tuple[Key, list[int]]]:
        """In the order of keys, without those that add nothing."""
        return ((key, vector) for key, vector in sorted(self.by_key.items()) if any(vector))
