"""What counters hold, however it is cut into rows."""

from collections import defaultdict

from learners.reports.levels import EVERYWHERE, NEW
from learners.reports.sums import SumTable

DIGITS = {"village": 12, "township": 9, "county": 6, "city": 4, "province": 2}


def held(table: SumTable, *levels: str, digits: int = 12) -> dict[tuple[object, ...], tuple[int, ...]]:
    """By area, grain, period and cut, added up for areas of so many digits, without zeros at the end."""
    found = defaultdict(lambda: [0] * 20)
    for (area, *rest), cut, vector in table.stored(EVERYWHERE, *levels):
        sums = found[area[:digits].ljust(12, "0"), *rest, cut]
        for place, value in enumerate(vector):
            sums[place] += value
    return {key: tuple(vector) for key, vector in found.items() if any(vector)}


def held_by_villages(table: SumTable) -> dict[tuple[object, ...], tuple[int, ...]]:
    """After a look whether all areas hold the sum of their villages."""
    for level, digits in DIGITS.items():
        of_areas = held(table, level, NEW, digits=digits)
        assert of_areas == held(table, "village", NEW, digits=digits), level
    return held(table, "village", NEW)
