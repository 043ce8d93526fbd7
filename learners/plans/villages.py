"""Villages as matching sees them: trades, decisions of staff, experience; read for many villages at once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from learners.plans.catalogue import Catalogue
from learners.plans.desk.queries import State, decisions_around, shifts_in
from learners.plans.facts import CourseId, Desk, Origin, Trade
from learners.plans.learning import Shift
from learners.plans.place import Place
from learners.plans.shelf import SHELF, stamp_now
from learners.regions.models import Region, RegionIndustry

ORIGINS = {
    Region.Level.VILLAGE: Origin.VILLAGE,
    Region.Level.TOWNSHIP: Origin.TOWNSHIP,
    Region.Level.COUNTY: Origin.COUNTY,
}
PLACES_KEPT = 64


# One for every village of some counties.
VILLAGES_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """What matching knows of a village on a day: what it and the places above live from, and what staff decided."""

    trades: tuple[Trade, ...]
    desk: Desk


class Villages:
    """What holds in some villages on a day: two queries, and four more where any is not known yet in this process."""

    def __init__(self, codes: Collection[str], day: datetime.date) -> None:
        self.stamp = stamp_now()
        self.day = day
        self.catalogue = SHELF.catalogue(self.stamp)
        self.known = LEDGE.villages(codes, day, self.stamp[1])
        self._places: dict[str, Place] = {}

    def shifts_of(self, village: str) -> Mapping[CourseId, Shift]:
        codes = sorted({trade.industry_code for trade in self.known[village].trades})
        return shifts_in(village, tuple(codes), self.stamp[1])

    def place_of(self, village: str) -> Place:
        if village not in self._places:
            learned = tuple(sorted((int(pk), found.shift) for pk, found in self.shifts_of(village).items()))
            known = self.known[village]
            self._places[village] = _place(self.catalogue, known.trades, self.day.month, known.desk, learned)
        return self._places[village]


class Ledge:
    """Holds what is known of villages, as long as nothing has changed on that day."""

    def __init__(self) -> None:
        self.kept: tuple[tuple[datetime.date, State], dict[str, Known]] | None = None

    def villages(self, codes: Collection[str], day: datetime.date, state: State) -> dict[str, Known]:
        kept = self.kept
        known = kept[1] if kept and kept[0] == (day, state) else {}
        missing = [code for code in codes if code not in known]
        if missing:
            if len(known) > VILLAGES_KEPT:
                known, missing = {}, list(codes)
            # A new mapping, for another thread may be looking into the one before.
            known = known | read_villages(missing, day)
            self.kept = ((day, state), known)
        return known


LEDGE = Ledge()


def read_villages(codes: Collection[str], day: datetime.date) -> dict[str, Known]:
    """Four queries."""
    trades, decisions = _trades_by_region(codes), decisions_around(codes, day)
    return {
        code: Known(
            tuple(trade for above in places_above(code) for trade in trades.get(above, ())), decisions.desk_of(code)
        )
        for code in codes
    }


@lru_cache(maxsize=PLACES_KEPT)
def _place(
    catalogue: Catalogue, trades: tuple[Trade, ...], month: int, desk: Desk, learned: tuple[tuple[int, float], ...]
) -> Place:
    return Place.of(catalogue, trades, month, desk, dict(learned))


def places_above(village: str) -> tuple[str, str, str]:
    """Codes of the village, its township and its county."""
    return village, village[:9] + "000", village[:6] + "000000"


def _trades_by_region(villages: Iterable[str]) -> Mapping[str, list[Trade]]:
    codes = {code for village in villages for code in places_above(village)}
    found: dict[str, list[Trade]] = defaultdict(list)
    rows = RegionIndustry.objects.filter(region__in=codes).select_related("region", "industry").order_by("pk")
    for row in rows:
        found[row.region_id].append(trade_of(row))
    return found


def trade_of(row: RegionIndustry) -> Trade:
    industry = row.industry
    return Trade(
        industry_code=industry.class_code,
        product=industry.name if industry.is_product else "",
        weight=row.weight,
        origin=ORIGINS[Region.Level(row.region.level)],
        place_name=row.region.short_name,
        months=frozenset(row.months),
        industry_name=industry.name,
    )
