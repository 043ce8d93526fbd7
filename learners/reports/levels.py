"""Whose figures a counter row holds: a village's, or those of an area above it.

Writers add rows of villages at the level NEW and no others, so nobody waits for the row of a county. A merging takes
them away and, in the same transaction, adds what they hold to their village and to every area above it. Hence the
figures of an area are the rows of its level and the new ones of its villages, asked for in one statement: whatever is
merged meanwhile is seen once. An area is what its code says; a village of another township has another code.
"""

from django.db.models import Q

from learners.regions.models import PREFIX_DIGITS, Region

NEW = "new"
"""The level of rows that are not yet in those of villages and of areas."""

ABOVE = (Region.Level.TOWNSHIP, Region.Level.COUNTY, Region.Level.CITY, Region.Level.PROVINCE)
"""Levels above a village, each made of those of the one before."""

CODE_DIGITS = 12

Area = tuple[str, str]
"""The lowest and the highest code in it."""

EVERYWHERE: Area = ("", "9" * CODE_DIGITS)


def area_of(prefix: str) -> Area:
    """A range is quicker for an index than what codes begin with."""
    return prefix.ljust(CODE_DIGITS, "0"), prefix.ljust(CODE_DIGITS, "9")


def area_at(level: str, code: str) -> str:
    """The code of the area of a level that a village, or an area in between, lies in."""
    return code[: PREFIX_DIGITS[level]].ljust(CODE_DIGITS, "0")


def in_area(area: Area) -> Q:
    """Of counter rows."""
    return Q(area__gte=area[0], area__lte=area[1])


def counted_at(level: str, area: Area) -> Q:
    """The counter rows to be added up for places of a level: their own, and what came since."""
    return Q(level__in=(level, NEW)) & in_area(area)
