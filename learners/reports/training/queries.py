"""Training figures and breakdowns: one query object feeds screen, paper, Excel and what is frozen.

Of years, quarters and months of a whole area they are read from the counters of the places shown, so that the cost
depends on these and on classes. Other months, and a helper's households, are counted from the facts of the persons
concerned.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from learners.regions.models import PREFIX_DIGITS, Region
from learners.reports.coverage import CoverageQuery, CoverageRow, code_range, row_of
from learners.reports.definitions import status_in
from learners.reports.levels import counted_at
from learners.reports.models import Standing
from learners.reports.periods import Period
from learners.reports.standing import GRAINS, REACHABLE, State
from learners.reports.sums import added
from learners.reports.training.deeds import (
    ANY,
    BY_HOUSEHOLD,
    BY_PERSON,
    MEASURES,
    Facts,
    Place,
    Vector,
    cut_said,
    cuts,
    figures,
)
from learners.reports.training.models import PersonTraining, ProfileCount, TrainingCount
from learners.reports.training.stored import PLACE_COLUMNS, facts_kept

TRAITS = ("cause", "category", "monitored")
"""Of a household; `industry` is that of its village."""

LACKING: dict[str, Any] = {"cut": BY_HOUSEHOLD, "lacking": True}
NOTHING: Vector = (0,) * len(MEASURES)
NO_VECTOR: list[int] = []

Part = tuple[str, list[tuple[str, list[int]]]]
"""A place, and vectors by cut (deeds.py), without zeros at the end."""


@dataclass(frozen=True)
class TrainingQuery:
    """Training in the area, the period and for the eyes of a coverage query."""

    coverage: CoverageQuery

    @property
    def period(self) -> Period:
        return self.coverage.period

    @property
    def region(self) -> Region | None:
        return self.coverage.region

    def total(self) -> Vector:
        return self._by("kind").get(ANY, NOTHING)

    def by_kind(self) -> dict[str, Vector]:
        """Of courses and each kind of class, FACE_TO_FACE and ANY."""
        return self._by("kind")

    def by_person(self, column: str) -> dict[str, Vector]:
        """By `sex` or `age`."""
        return self._by(column, kind=ANY)

    def by_trait(self, trait: str) -> dict[str, Vector]:
        """By one of TRAITS: members of skill-lacking households only."""
        return self._by(trait, **LACKING)

    def of_skill_lacking(self) -> Vector:
        """Members of skill-lacking households."""
        return self._grouped((), self.period, only=LACKING).get((), NOTHING)

    def of_skill_lacking_by_village(self) -> dict[str, Vector]:
        found = self._grouped(("place",), self.period, Region.Level.VILLAGE, LACKING)
        return {key[0]: vector for key, vector in found.items()}

    def by_place(self, level: str) -> dict[str, dict[str, Vector]]:
        """By prefix of the places of a level, then by kind."""
        found: dict[str, dict[str, Vector]] = defaultdict(dict)
        for (place, kind), vector in self._grouped(("place", "kind"), self.period, level).items():
            found[place][kind] = vector
        return found

    def over_time(self, grain: str) -> list[tuple[Period, dict[str, Vector]]]:
        """The months or quarters of the period, each by kind."""
        months = GRAINS[grain]
        firsts = range(self.period.first_month, self.period.last_month + 1, months)
        periods = [Period.of_months(first, first + months - 1) for first in firsts]
        if self._is_counted(periods[0]):
            self._read_counters(periods, self._own_level)
        return [(one, {key[0]: v for key, v in self._grouped(("kind",), one).items()}) for one in periods]

    def households_by(self, trait: str) -> dict[str, CoverageRow]:
        """Skill-lacking households by one of TRAITS."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for value, status, count in self._households(trait):
            counts[value][status] += count
        return {value: row_of(None, statuses) for value, statuses in counts.items()}

    def villages(self) -> QuerySet[Region]:
        """Of the area, or those that anything was counted in."""
        villages = Region.objects.filter(level=Region.Level.VILLAGE)
        if self.region is None:
            return villages.filter(pk__in=self.coverage.visible.values("village"))
        first, last = code_range(self.region)
        return villages.filter(code__gte=first, code__lte=last)

    def _by(self, column: str, **only: Any) -> dict[str, Vector]:
        return {key[0]: vector for key, vector in self._grouped((column,), self.period, only=only).items()}

    def _grouped(
        self,
        by: tuple[str, ...],
        period: Period,
        level: str | None = None,
        only: Mapping[str, Any] | None = None,
    ) -> dict[tuple[Any, ...], Vector]:
        """Measures added up by these columns, `place` first; `only` narrows other columns. All of one cut.

        `level` is that of the places, the region's own when not given.
        """
        level = level or self._own_level
        digits = PREFIX_DIGITS[level]
        key_of = cache(partial(_key, by=by, only={"cut": BY_PERSON} | dict(only or {})))
        sums: dict[tuple[Any, ...], list[int]] = {}
        for area, parts in self._parts(period, level):
            place = (area[:digits],) if "place" in by else ()
            for cut, vector in parts:
                if (said := key_of(cut)) is not None:
                    sums[place + said] = added(sums.get(place + said, NO_VECTOR), vector)
        return {key: tuple(added(values, NOTHING)) for key, values in sums.items()}

    def _parts(self, period: Period, level: str) -> Iterable[Part]:
        """All that is counted, by places of the level or smaller ones.

        What was read place by place serves for the whole too, so that rows and their sum are of one moment.
        """
        asked = (period.first_month, period.last_month)
        known, parts = self._read.get(asked, ("", ()))
        if known and PREFIX_DIGITS[known] >= PREFIX_DIGITS[level]:
            return parts
        if self._is_counted(period):
            self._read_counters([period], level)
        else:
            self._read[asked] = Region.Level.VILLAGE, list(self._from_facts(period))
        return self._read[asked][1]

    @cached_property
    def _read(self) -> dict[tuple[int, int], tuple[str, Sequence[Part]]]:
        """By first and last month, with the level of the places: a page asks for many dimensions of one period."""
        return {}

    @property
    def _own_level(self) -> str:
        return self.region.level if self.region else Region.Level.VILLAGE

    def _is_counted(self, period: Period) -> bool:
        return self.coverage.whole and self.region is not None and period.grain is not None

    def _read_counters(self, periods: Sequence[Period], level: str) -> None:
        """All of one grain."""
        assert self.region is not None
        found: dict[int, list[Part]] = {period.first_month: [] for period in periods}
        counts = TrainingCount.objects.filter(counted_at(level, code_range(self.region)), grain=periods[0].grain)
        rows = counts.filter(period__in=found).order_by().values_list("period", "area", "sums")
        for first, area, sums in rows.iterator(chunk_size=2000):
            found[first].append((area, list(sums.items())))
        for period in periods:
            self._read[period.first_month, period.last_month] = level, found[period.first_month]

    def _from_facts(self, period: Period) -> Iterator[Part]:
        last = period.last_month
        for facts, place in self._persons(last):
            found = figures(facts, period.first_month, last).items()
            yield place.village, [(cut, vector) for kind, vector in found for cut in cuts(facts, place, kind, last)]

    def _persons(self, month: int) -> Iterator[tuple[Facts, Place]]:
        """Who learned anything, ever, and belonged to the area at the end of the month."""
        rows = PersonTraining.objects.filter(self._in_area(), month__lte=month, until__gt=month).order_by()
        if not self.coverage.whole:
            rows = rows.filter(household__in=self.coverage.visible)
        for *place, facts in rows.values_list(*PLACE_COLUMNS, "facts").iterator(chunk_size=2000):
            yield facts_kept(facts), Place(*place)

    def _households(self, trait: str) -> Iterable[tuple[str, str, int]]:
        """Value, status, households; `village` as a trait is where they live."""
        month = self.period.last_month
        if self._is_counted(self.period):
            return self._from_profiles(trait)
        states = [*REACHABLE, State.NOT_APPLICABLE]
        standings = Standing.objects.filter(self._in_area(), month__lte=month, until__gt=month, state__in=states)
        if not self.coverage.whole:
            standings = standings.filter(household__in=self.coverage.visible)
        named = standings.annotate(trait=F(trait), status=status_in(self.period)).order_by()
        return named.values_list("trait", "status").annotate(count=Count("pk"))

    def _from_profiles(self, trait: str) -> Iterator[tuple[str, str, int]]:
        assert self.region is not None
        here = counted_at(self.region.level, code_range(self.region))
        counts = ProfileCount.objects.filter(here, grain=self.period.grain).order_by()
        totals = Counter[str]()
        for sums in counts.filter(period__lte=self.period.first_month).values_list("sums", flat=True):
            totals.update({cut: change for cut, (change,) in sums.items()})
        place = 1 + TRAITS.index(trait)
        for cut, households in totals.items():
            words = cut.split("/")
            yield words[place], words[0], households

    def _in_area(self) -> Q:
        if self.region is None:
            return Q()
        first, last = code_range(self.region)
        return Q(village__gte=first, village__lte=last)


def _key(cut: str, by: tuple[str, ...], only: Mapping[str, str]) -> tuple[str | bool, ...] | None:
    """What the cut is added up under, `place` apart; None where it is another one than asked for."""
    said = cut_said(cut)
    if any(said.get(name) != value for name, value in only.items()):
        return None
    return tuple(said[name] for name in by if name != "place")


def places_of(region: Region) -> list[Region]:
    """Directly below it; a village has itself only."""
    return [region] if region.level == Region.Level.VILLAGE else list(region.children.all())
