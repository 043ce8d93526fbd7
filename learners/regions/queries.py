"""What places live from, and when the work there cannot wait."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from learners.regions.models import PREFIX_DIGITS, Region, RegionIndustry

ALL_MONTHS = 12


@dataclass(frozen=True, slots=True)
class BusySeason:
    """A trade that is at its busiest in a village in one of the months asked about."""

    village: Region
    industry: str
    months: tuple[int, ...]


def codes_above(code: str) -> tuple[str, ...]:
    """The village itself, its township and its county: where it inherits trades from."""
    lengths = (PREFIX_DIGITS["village"], PREFIX_DIGITS["township"], PREFIX_DIGITS["county"])
    return tuple(code[:length].ljust(12, "0") for length in lengths)


def busy_seasons(villages: Iterable[Region], days: Collection[datetime.date]) -> list[BusySeason]:
    """Trades of these villages, inherited ones too, whose busy months hold one of the days; one query.

    A trade that is busy all the year says nothing about a day.
    """
    asked = {day.month for day in days}
    villages = list(villages)
    rows = RegionIndustry.objects.filter(region__in={above for one in villages for above in codes_above(one.code)})
    by_place = defaultdict(list)
    for row in rows.select_related("industry").order_by("-weight", "pk"):
        if asked & set(row.months) and len(row.months) < ALL_MONTHS:
            by_place[row.region_id].append(row)
    found: dict[tuple[str, str], BusySeason] = {}
    for village in villages:
        for row in (row for above in codes_above(village.code) for row in by_place[above]):
            season = BusySeason(village, row.industry.name, tuple(sorted(asked & set(row.months))))
            found.setdefault((village.code, season.industry), season)
    return list(found.values())


def villages_living_from(industry_code: str) -> list[str]:
    """Prefixes of the codes of all places that live from an industry; villages inherit from township and county."""
    regions = Region.objects.filter(industries__industry=industry_code)
    return [region.prefix for region in regions]


def main_industries(villages: Iterable[Region]) -> dict[str, str]:
    """By code of the village: what it lives from most; where nothing is known, what its township or county does."""
    known: dict[str, str] = {}
    rows = RegionIndustry.objects.filter(role=RegionIndustry.Role.MAIN).order_by("weight", "-pk")
    for row in rows.select_related("industry"):
        known[row.region_id] = row.industry.name
    named = ((village.code, (known.get(code) for code in codes_above(village.code))) for village in villages)
    return {code: name for code, names in named if (name := next((one for one in names if one), None))}
