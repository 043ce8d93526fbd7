"""The battle map: the places below an area and its villages as tiles, the worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from learners.regions.models import Region
from learners.reports.coverage import CoverageQuery, CoverageRow
from learners.reports.targets import Target, target_of

BANDS = 5
"""Fifths of the rate: the first is the worst."""


@dataclass(frozen=True)
class Tile:
    """A place. `band` is 1 for the lowest fifth of rates, 5 for the highest, 0 where there is nobody to reach."""

    rank: int
    row: CoverageRow
    township: Region | None
    last_rate: float | None
    target: Target | None

    @property
    def region(self) -> Region:
        assert self.row.region is not None
        return self.row.region

    @property
    def band(self) -> int:
        return 0 if self.row.rate is None else min(int(self.row.rate * BANDS) + 1, BANDS)

    @property
    def change(self) -> float | None:
        """Of the rate since the last period, from -1 to 1."""
        known = self.row.rate is not None and self.last_rate is not None
        return (self.row.rate or 0) - (self.last_rate or 0) if known else None

    @property
    def behind(self) -> int:
        """Households still to be covered until the target is met."""
        return self.target.lacking(self.row) if self.target else 0


def tiles_of(query: CoverageQuery) -> list[Tile]:
    """Villages: lowest rate first, of equal ones that with the most households not reached, nobody to reach last."""
    rows = query.villages()
    townships = _townships(rows) if query.region and query.region.level != Region.Level.TOWNSHIP else {}
    return _tiles(query, rows, query.last_period().villages(), townships)


def places_of(query: CoverageQuery) -> list[Tile]:
    """The places directly below an area that is wider than a township, in the same order."""
    if query.region is None or query.region.level in (Region.Level.TOWNSHIP, Region.Level.VILLAGE):
        return []
    return _tiles(query, query.rows(), query.last_period().rows(), {})


def _tiles(
    query: CoverageQuery,
    rows: Sequence[CoverageRow],
    last_rows: Sequence[CoverageRow],
    townships: Mapping[str | None, Region],
) -> list[Tile]:
    last = {row.region: row.rate for row in last_rows}
    target = target_of(query.region, query.period)
    return [
        Tile(rank, row, townships.get(row.region.parent_id if row.region else None), last.get(row.region), target)
        for rank, row in enumerate(sorted(rows, key=_worst_first), 1)
    ]


def _worst_first(row: CoverageRow) -> tuple[bool, float, int, str]:
    return (row.rate is None, row.rate or 0.0, -row.not_reached, row.region.pk if row.region else "")


def _townships(rows: Sequence[CoverageRow]) -> dict[str | None, Region]:
    codes = {row.region.parent_id for row in rows if row.region and row.region.parent_id}
    return {region.pk: region for region in Region.objects.filter(pk__in=codes)}
