"""What a course asks of a person: strength, reading, land, water, money; told by its makers or read from its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from learners.plans.facts import CourseFacts
from learners.plans.vocabulary import HEAVY, LIGHT


class Strain(IntEnum):
    LIGHT = 0
    SOME = 1
    HEAVY = 2


LEVELS: Mapping[str, int] = {"beginner": 1, "elementary": 2, "intermediate": 3}

# GB/T 4754-2017: 5292 internet retail, 5193 internet wholesale, 6020 parcel delivery.
ECOMMERCE_CODES = frozenset({"5292", "5193", "6020"})
CRAFT_GROUPS = ("243", "204")
PAID_WORK_DIVISIONS = frozenset(str(code) for code in (*range(17, 44), *range(47, 50), *range(53, 61), 78, 80, 85))
TOWN_DIVISIONS = frozenset(str(division) for division in (*range(17, 44), *range(47, 61), *range(70, 86)))
LAND_DIVISIONS = frozenset({"01", "02"})
WATER_CODES = ("0111", "0412", "0411", "0422")
# Pigs, chickens, vegetables, household services, a shop on the phone: found in nearly every village.
COMMON_CODES = frozenset({"0313", "0321", "0141", "8010", "5292"})

STILL_DIVISIONS = frozenset({"13", "14", "15", "24", "44", "51", "52", "60", "65", "66"})


@dataclass(frozen=True, slots=True)
class Traits:
    """Few different values over a whole catalogue, so that what they mean to a person is worked out once for each."""

    level: int
    strain: Strain
    has_trade: bool
    is_policy: bool
    sells: bool
    in_town: bool
    needs_land: bool
    needs_water: bool
    at_home: bool
    paid_work: bool


def traits_of(course: CourseFacts) -> Traits:
    codes = course.industry_codes
    divisions = {code[:2] for code in codes}
    sells = not ECOMMERCE_CODES.isdisjoint(codes)
    is_craft = any(code.startswith(CRAFT_GROUPS) for code in codes)
    return Traits(
        level=LEVELS.get(course.level, 1),
        strain=strain_of(course),
        has_trade=bool(codes or course.products),
        is_policy=bool(course.causes) and not (codes or course.products),
        sells=sells,
        in_town=bool(divisions & TOWN_DIVISIONS) and not sells and not is_craft,
        needs_land=bool(divisions & LAND_DIVISIONS),
        needs_water=any(code in WATER_CODES for code in codes),
        at_home=sells or is_craft,
        paid_work=bool(divisions & PAID_WORK_DIVISIONS) and not sells,
    )


def strain_of(course: CourseFacts) -> Strain:
    """As its makers say; where they say nothing, by its words: light work must be named by the title."""
    if course.heavy_work:
        return Strain.HEAVY
    if course.heavy_work is None:
        found = _strain_in_words(course)
        return _strain_of_trade(course) if found is None else found
    return min(_strain_of_trade(course), _strain_in_words(course) or Strain.SOME)


def _strain_in_words(course: CourseFacts) -> Strain | None:
    if any(word in course.title for word in HEAVY):
        return Strain.HEAVY
    if any(word in course.title for word in LIGHT):
        return Strain.LIGHT
    return Strain.HEAVY if any(word in course.summary for word in HEAVY) else None


def _strain_of_trade(course: CourseFacts) -> Strain:
    divisions = {code[:2] for code in course.industry_codes}
    return Strain.LIGHT if divisions <= STILL_DIVISIONS else Strain.SOME
