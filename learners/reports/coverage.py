"""Coverage of skill-lacking households: one query object feeds the table, its total and the lists behind it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from eduplatform.accounts.models import User
from learners.people.access import households_for
from learners.people.models import Household
from learners.regions.access import AREA_ROLES, officer_of
from learners.regions.models import PREFIX_DIGITS, Region
from learners.reports.definitions import REGISTERED_STATES, Status, status_in, with_status
from learners.reports.levels import Area, area_of, counted_at
from learners.reports.models import AreaCount, Standing
from learners.reports.periods import Period
from learners.reports.standing import State

if TYPE_CHECKING:
    from learners.reports.definitions import CountedHousehold


@dataclass(frozen=True)
class CoverageRow:
    """Households of one region by status; `region` is None for the sum over households of several."""

    region: Region | None
    households: int
    not_applicable: int
    covered: int
    in_progress: int
    not_reached: int

    @property
    def skill_lacking(self) -> int:
        return self.not_applicable + self.applicable

    @property
    def applicable(self) -> int:
        """What the rate is of."""
        return self.covered + self.in_progress + self.not_reached

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None when there is no household to reach."""
        return self.covered / self.applicable if self.applicable else None


def row_of(region: Region | None, counts: Mapping[str, int]) -> CoverageRow:
    """`counts` are households by status."""
    return CoverageRow(
        region=region,
        households=sum(counts.values()),
        not_applicable=counts.get(Status.NOT_APPLICABLE, 0),
        covered=counts.get(Status.COVERED, 0),
        in_progress=counts.get(Status.IN_PROGRESS, 0),
        not_reached=counts.get(Status.NOT_REACHED, 0),
    )


Counts = dict[str, Counter[str]]


@dataclass(frozen=True)
class CoverageQuery:
    """Households by status, in two queries however many there are.

    `visible` is what the user may see (`households_for`); `region` narrows it, None keeps all of it. `whole` says
    that all households of the region may be seen: then years, quarters and months are read from the counters of the
    places shown, so that the cost depends on these and neither on the villages in them nor on the households.
    """

    visible: QuerySet[Household]
    region: Region | None
    period: Period
    whole: bool = False

    def households(self) -> "QuerySet[CountedHousehold]":
        """Those registered at the end of the period, annotated with `status`."""
        there = with_status(self.visible, self.period)
        if self.region is None:
            return there
        first, last = code_range(self.region)
        return there.filter(place__gte=first, place__lte=last)

    def households_with_status(self, figure: str) -> "QuerySet[CountedHousehold]":
        """The households behind a figure: a `Status`, `skill_lacking`, or `households` for all of them."""
        if figure == "households":
            return self.households()
        if figure == "skill_lacking":
            return self.households().exclude(status=State.OTHER.value)
        return self.households().filter(status=Status(figure))

    def rows(self) -> list[CoverageRow]:
        """One per place directly below the region; a village has itself only."""
        counts = self._counts_of(self._level)
        return [row_of(place, counts.get(place.prefix, {})) for place in self._places]

    def villages(self) -> list[CoverageRow]:
        """One per village of the area, also those with no household."""
        counts = self._counts_of(Region.Level.VILLAGE)
        return [row_of(village, counts.get(village.pk, {})) for village in self._villages]

    def last_period(self) -> "CoverageQuery":
        """The same area, as long a time before; what the counters say of it is read together with this period."""
        before = replace(self, period=self.period.before)
        if self._is_counted and before.period.grain == self.period.grain:
            before.__dict__["_later"] = self  # as if it had been found: a cached property
        return before

    def total(self) -> CoverageRow:
        """All households of the area."""
        counts = Counter[str]()
        for by_status in self._counts_of(self._level).values():
            counts.update(by_status)
        return row_of(self.region, counts)

    @cached_property
    def _places(self) -> list[Region]:
        if self._later:
            return self._later._places
        if self.region is None:
            return list(Region.objects.filter(pk__in=with_status(self.visible, self.period).values("place")))
        if self.region.level == Region.Level.VILLAGE:
            return [self.region]
        return list(self.region.children.all())

    @cached_property
    def _villages(self) -> list[Region]:
        if self._later:
            return self._later._villages
        villages = Region.objects.filter(level=Region.Level.VILLAGE)
        if self.region is None:
            return list(villages.filter(pk__in=with_status(self.visible, self.period).values("place")))
        first, last = code_range(self.region)
        return list(villages.filter(code__gte=first, code__lte=last))

    @cached_property
    def _later(self) -> "CoverageQuery | None":
        """The query of the next period, which reads the counters of both."""
        return None

    def _counts_of(self, level: str) -> Counts:
        """Households by prefix of the place and status. Places below one region are of one level."""
        if self._later:
            return self._later._counts_of_both(level)[1]
        return self._counts_of_both(level)[0]

    def _counts_of_both(self, level: str) -> tuple[Counts, Counts]:
        """Of this period and, from counters, of the one before: what is added up for the one is part of the other."""
        if level not in self._read:
            counts: tuple[Counts, Counts] = {}, {}
            for place, status, *both in self._counted(level):
                for of_period, count in zip(counts, both, strict=False):
                    of_period.setdefault(place, Counter())[status] += count
            self._read[level] = counts
        return self._read[level]

    @cached_property
    def _read(self) -> dict[str, tuple[Counts, Counts]]:
        """By level of the places."""
        return {}

    @property
    def _level(self) -> str:
        return self._places[0].level if self._places else Region.Level.VILLAGE

    @property
    def _is_counted(self) -> bool:
        return self.whole and self.region is not None and bool(self.period.grain)

    def _counted(self, level: str) -> Iterable[tuple[Any, ...]]:
        return self._from_counters(level) if self._is_counted else self._from_standings(PREFIX_DIGITS[level])

    def _from_counters(self, level: str) -> Iterable[tuple[str, str, int, int]]:
        """Prefix of the place, status, households, and those of the period before."""
        assert self.region is not None
        counters = AreaCount.objects.filter(counted_at(level, code_range(self.region)), grain=self.period.grain)
        counters = counters.filter(period__lte=self.period.first_month)
        places = counters.annotate(place=Substr("area", 1, PREFIX_DIGITS[level])).order_by()
        earlier = Sum("change", filter=Q(period__lte=self.period.before.first_month), default=0)
        return places.values_list("place", "status").annotate(count=Sum("change"), earlier=earlier)

    def _from_standings(self, digits: int) -> Iterable[tuple[str, str, int]]:
        """Prefix of the place, status, households."""
        month = self.period.last_month
        standings = Standing.objects.filter(month__lte=month, until__gt=month, state__in=REGISTERED_STATES)
        if self.region is not None:
            first, last = code_range(self.region)
            standings = standings.filter(village__gte=first, village__lte=last)
        if not self.whole:
            standings = standings.filter(household__in=self.visible)
        places = standings.annotate(place=Substr("village_id", 1, digits), status=status_in(self.period)).order_by()
        return places.values_list("place", "status").annotate(count=Count("pk"))


def coverage_for(user: User | AnonymousUser, region: Region | None, period: Period) -> CoverageQuery:
    """What this user may see of a region from `get_region`, or of everything of theirs."""
    officer = officer_of(user)
    whole = region is not None and officer is not None and officer.role in AREA_ROLES
    return CoverageQuery(households_for(user), region, period, whole)


def code_range(region: Region) -> Area:
    """The lowest and highest code of a village inside."""
    return area_of(region.prefix)
