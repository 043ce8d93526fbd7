"""The figures that the demo's people are invented from, read from data/population.toml."""

import datetime
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class VillageFigures:
    name: str
    code: str
    households: int
    groups: int


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """One register to be written."""

    township: str
    county: str
    seed: int
    villages: tuple[VillageFigures, ...]

    @property
    def households(self) -> int:
        return sum(village.households for village in self.villages)


@dataclass(frozen=True, slots=True)
class AgeFigures:
    """Weights of register words from an age on; `lost` and `works` are shares of the ill and of the able."""

    start: int
    education: Weights
    health: Weights
    labour: Weights
    lost: float
    works: float


@dataclass(frozen=True, slots=True)
class Population:
    reference_day: datetime.date
    households_per_helper: int
    registers: tuple[RegisterFigures, ...]
    households: Mapping[str, Weights]
    head_ages: Weights
    head_ages_alone: Weights
    shares: Mapping[str, float]
    ages: tuple[AgeFigures, ...]
    work_places: Weights

    def at_age(self, age: int) -> AgeFigures:
        return self.ages[bisect_right([figures.start for figures in self.ages], age) - 1]

    def register_of(self, township: str) -> RegisterFigures:
        """Raises LookupError for a township without a demo register."""
        for register in self.registers:
            if register.township == township:
                return register
        raise LookupError(township)


@cache
def load_population(path: Path = DATA / "population.toml") -> Population:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    members = data["members"]
    return Population(
        reference_day=data["reference_day"],
        households_per_helper=data["households_per_helper"],
        registers=tuple(_register(register) for register in data["registers"]),
        households=data["households"],
        head_ages=members["head_ages"],
        head_ages_alone=members["head_ages_alone"],
        shares=members["shares"],
        ages=tuple(_at_age(figures) for figures in members["ages"]),
        work_places=members["work_places"],
    )


def _register(data: dict[str, Any]) -> RegisterFigures:
    villages = tuple(VillageFigures(**village) for village in data["villages"])
    return RegisterFigures(data["township"], data["county"], data["seed"], villages)


def _at_age(data: dict[str, Any]) -> AgeFigures:
    return AgeFigures(
        start=data["from"],
        education=data["education"],
        health=data["health"],
        labour=data.get("labour", {}),
        lost=data.get("lost", 0.0),
        works=data.get("works", 0.0),
    )
