"""What a recommendation is made from: plain facts, read from the database by somebody else."""

from __future__ import annotations

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
    due; none or all twelve means at any time. causes: poverty causes that a policy lesson answers.
    completed_share: of those who began it, None while nobody did. prerequisites: courses to finish
    before. work: what falls due, in a few words (采笋).
    """

    id: CourseId
    title: str
    industry_codes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    level: str = "beginner"
    season_months: frozenset[int] = frozenset()
    minutes: int = 0
    heavy_work: bool = False
    causes: frozenset[str] = frozenset()
    completed_share: float | None = None
    prerequisites: frozenset[CourseId] = frozenset()
    work: str = ""


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
class HouseholdFacts:
    """What the register knows of the household. own_industry_codes and wishes: codes, products, or words."""

    cause: str = ""
    other_causes: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    own_industry_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the register knows of the person. labour, education: its code words, empty where unknown."""

    age: int | None = None
    education: str = ""
    labour: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What the person did with courses so far."""

    done: frozenset[CourseId] = frozenset()
    begun: frozenset[CourseId] = frozenset()
    given_up: frozenset[CourseId] = frozenset()


@dataclass(frozen=True, slots=True)
class Scene:
    """One person at one time: everything that is weighed besides the course itself. month: 1 to 12."""

    trades: tuple[Trade, ...]
    household: HouseholdFacts
    person: PersonFacts
    history: History
    month: int

    @classmethod
    def of(
        cls,
        trades: Iterable[Trade],
        household: HouseholdFacts,
        person: PersonFacts,
        history: History,
        month: int,
    ) -> Scene:
        if month not in range(1, 13):
            raise ValueError(f"no such month: {month}")
        return cls(tuple(trades), household, person, history, month)
