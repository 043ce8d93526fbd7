"""What a recommendation is made from: plain facts, read from the database by somebody else."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

CourseId = int | str


class Origin(StrEnum):
    """The level at which a trade was entered; a village inherits those above it."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """One course that can be offered.

    industry_codes: GB/T 4754-2017 classes, the main one first. products: local products by their usual
    name (竹笋). level: beginner, elementary or intermediate. season_months: months in which the work falls
    due; none or all twelve means at any time. heavy_work: None where nobody has said so. causes: poverty causes
    that a policy lesson answers. completed_share: of those who began it, None while nobody did. prerequisites:
    courses to finish before. work: what falls due, in a few words (采笋). summary: what it teaches, in words.
    shown: how many persons it has been offered to so far. megabytes: of data to watch it at the lowest quality, None
    where nothing is encoded yet.
    """

    id: CourseId
    title: str
    industry_codes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    level: str = "beginner"
    season_months: frozenset[int] = frozenset()
    minutes: int = 0
    heavy_work: bool | None = False
    causes: frozenset[str] = frozenset()
    completed_share: float | None = None
    prerequisites: frozenset[CourseId] = frozenset()
    work: str = ""
    summary: str = ""
    shown: int = 0
    megabytes: float | None = None


@dataclass(frozen=True, slots=True)
class Trade:
    """What a place lives from: an industry code, a local product, or both.

    weight: over 0 up to 1, how much of the place lives from it; 0 means not at all. months: when its work
    is on. industry_name stands in where there is no product name to say.
    """

    industry_code: str
    product: str
    weight: float
    origin: Origin
    place_name: str
    months: frozenset[int] = frozenset()
    industry_name: str = ""

    @property
    def shown_name(self) -> str:
        return self.product or self.industry_name


@dataclass(frozen=True, slots=True)
class Ban:
    """An industry that staff forbid in an area, such as livestock during an epidemic. until: the last day of it."""

    industry: str
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A cooperative, workshop or base that takes people who have learned an industry."""

    employer: str
    industry: str
    seats: int = 1
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What the staff of the area decided for the season.

    pinned: the first stands first. pinned_by: whose staff did so, in the same order; place_name: where it is short.
    """

    pinned: tuple[CourseId, ...] = ()
    held: frozenset[CourseId] = frozenset()
    bans: tuple[Ban, ...] = ()
    openings: tuple[Opening, ...] = ()
    place_name: str = ""
    pinned_by: tuple[str, ...] = ()

    def who_pinned(self, rank: int) -> str:
        return self.pinned_by[rank] if rank < len(self.pinned_by) else self.place_name

    @classmethod
    def on(
        cls,
        day: datetime.date,
        *,
        pinned: Iterable[CourseId] = (),
        pinned_by: Iterable[str] = (),
        held: Iterable[CourseId] = (),
        bans: Iterable[Ban] = (),
        openings: Iterable[Opening] = (),
        place_name: str = "",
    ) -> Desk:
        """What holds on a day: bans and openings that have run out are gone, and so are those without a seat."""
        return cls(
            tuple(pinned),
            frozenset(held),
            tuple(ban for ban in bans if ban.until is None or day <= ban.until),
            tuple(one for one in openings if one.seats > 0 and (one.until is None or day <= one.until)),
            place_name,
            tuple(pinned_by),
        )


NO_DESK = Desk()


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What is known of the household. own_industry_codes and wishes: codes, products, or words.

    hands: how many members can work and are at home, None where that is not known.
    """

    cause: str = ""
    other_causes: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    own_industry_codes: tuple[str, ...] = ()
    hands: int | None = None

    @property
    def causes(self) -> frozenset[str]:
        return frozenset({self.cause, *self.other_causes}) - {""}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the register knows of the person. labour, education: its code words, empty where unknown."""

    age: int | None = None
    education: str = ""
    labour: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What the person did with courses so far. asked: words of own questions and searches."""

    done: frozenset[CourseId] = frozenset()
    begun: frozenset[CourseId] = frozenset()
    given_up: frozenset[CourseId] = frozenset()
    asked: tuple[str, ...] = ()


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Learner:
    """One person to make offers to: the household, the person, and what was done with courses."""

    household: HouseholdFacts = HouseholdFacts()
    person: PersonFacts = PersonFacts()
    history: History = NO_HISTORY
