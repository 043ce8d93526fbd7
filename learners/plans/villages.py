"""Villages as matching sees them: trades, decisions of staff, experience; read for many villages at once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from learners.plans.catalogue import Catalogue
from learners.plans.desk.queries import Decisions, State, decisions_in, shifts_in
from learners.plans.facts import Desk, Origin, Trade
from learners.plans.place import Place
from learners.plans.shelf import SHELF, stamp_now
from learners.regions.models import Region, RegionIndustry

ORIGINS = {
    Region.Level.VILLAGE: Origin.VILLAGE,
    Region.Level.TOWNSHIP: Origin.TOWNSHIP,
    Region.Level.COUNTY: Origin.COUNTY,
}
PLACES_KEPT = 64
# Those of a province; what is known of one is small.
COUNTIES_KEPT = 150
COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Known:
    """What matching knows of a village on a day: what it and the places above live from, and what staff decided."""

    trades: tuple[Trade, ...]
    desk: Desk


@dataclass(frozen=True, slots=True)
class County:
    """Trades by the code of the region, and decisions, of all places of a county; read at once for all villages."""

    trades: Mapping[str, Sequence[Trade]]
    decisions: Decisions

    def village(self, code: str) -> Known:
        trades = (trade for above in places_above(code) for trade in self.trades.get(above, ()))
        return Known(tuple(trades), self.decisions.desk_of(code))


class Villages:
    """What holds in some villages on a day: two queries, and four more for a county not known yet in this process."""

    def __init__(self, codes: Collection[str], day: datetime.date) -> None:
        self.stamp = stamp_now()
        self.day = day
        self.catalogue = SHELF.catalogue(self.stamp)
        self.counties = LEDGE.counties({code[:COUNTY_DIGITS] for code in codes}, day, self.stamp[1])
        self._places: dict[str, Place] = {}

    def known(self, village: str) -> Known:
        return self.counties[village[:COUNTY_DIGITS]].village(village)

    def place_of(self, village: str) -> Place:
        if village not in self._places:
            known = self.known(village)
            shifts = shifts_in(village, {trade.industry_code for trade in known.trades}, self.stamp[1])
            learned = tuple(sorted((int(pk), found.shift) for pk, found in shifts.items()))
            self._places[village] = _place(self.catalogue, known.trades, self.day.month, known.desk, learned)
        return self._places[village]


class Ledge:
    """Holds what is known of counties, as long as nothing has changed on that day."""

    def __init__(self) -> None:
        self.kept: tuple[tuple[datetime.date, State], dict[str, County]] | None = None

    def counties(self, codes: Collection[str], day: datetime.date, state: State) -> dict[str, County]:
        """codes: the first six digits."""
        kept = self.kept
        known = kept[1] if kept and kept[0] == (day, state) else {}
        missing = [code for code in codes if code not in known]
        if missing:
            if len(known) >= COUNTIES_KEPT:
                known, missing = {}, list(codes)
            # A new mapping, for another thread may be looking into the one before.
            known = known | {code: County(_trades_in(code), decisions_in(code, day)) for code in missing}
            self.kept = ((day, state), known)
        return known


LEDGE = Ledge()


@lru_cache(maxsize=PLACES_KEPT)
def _place(
    catalogue: Catalogue, trades: tuple[Trade, ...], month: int, desk: Desk, learned: tuple[tuple[int, float], ...]
) -> Place:
    return Place.of(catalogue, trades, month, desk, dict(learned))


def places_above(village: str) -> tuple[str, str, str]:
    """Codes of the village, its township and its county."""
    return village, village[:9] + "000", village[:6] + "000000"


def _trades_in(county: str) -> Mapping[str, Sequence[Trade]]:
    found: dict[str, list[Trade]] = defaultdict(list)
    rows = RegionIndustry.objects.filter(region__code__startswith=county).select_related("region", "industry")
    for row in rows.order_by("pk"):
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
