"""Coverage of skill-lacking households: one query object feeds the table, its total and the lists behind it."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from learners.people.models import Household
from learners.regions.access import within
from learners.regions.models import PREFIX_DIGITS, Region
from learners.reports.definitions import Status, with_status
from learners.reports.periods import Period

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


def _row(region: Region | None, counts: Counter[str]) -> CoverageRow:
    """`counts` are households by status."""
    return CoverageRow(
        region=region,
        households=counts.total(),
        not_applicable=counts[Status.NOT_APPLICABLE],
        covered=counts[Status.COVERED],
        in_progress=counts[Status.IN_PROGRESS],
        not_reached=counts[Status.NOT_REACHED],
    )


@dataclass(frozen=True)
class CoverageQuery:
    """Households by status, in three queries however many there are.

    `visible` is what the user may see (`households_for`); `region` narrows it, None keeps all of it.
    """

    visible: QuerySet[Household]
    region: Region | None
    period: Period
    today: datetime.date = field(default_factory=timezone.localdate)

    def households(self) -> "QuerySet[CountedHousehold]":
        """The registered households, annotated with `status`."""
        inside = Q() if self.region is None else within(self.region, "village__code")
        return with_status(self.visible.filter(inside, left_on=None), self.period, self.today)

    def households_with_status(self, figure: str) -> "QuerySet[CountedHousehold]":
        """The households behind a figure: a `Status`, `skill_lacking`, or `households` for all of them."""
        if figure == "households":
            return self.households()
        if figure == "skill_lacking":
            return self.households().filter(skill_lacking=True)
        return self.households().filter(status=Status(figure))

    def rows(self) -> list[CoverageRow]:
        """One per place directly below the region; a village has itself only."""
        by_prefix = {place.prefix: Counter[str]() for place in self._places}
        for (prefix, status), count in self._counts.items():
            if prefix in by_prefix:
                by_prefix[prefix][status] += count
        return [_row(place, by_prefix[place.prefix]) for place in self._places]

    def total(self) -> CoverageRow:
        """All households of the area."""
        counts = Counter[str]()
        for (_prefix, status), count in self._counts.items():
            counts[status] += count
        return _row(self.region, counts)

    @cached_property
    def _places(self) -> list[Region]:
        if self.region is None:
            return list(Region.objects.filter(pk__in=self.visible.values("village")))
        if self.region.level == Region.Level.VILLAGE:
            return [self.region]
        return list(self.region.children.all())

    @cached_property
    def _counts(self) -> dict[tuple[str, str], int]:
        """Households by (prefix of the place, status). Places below one region are of one level."""
        digits = PREFIX_DIGITS[self._places[0].level if self._places else Region.Level.VILLAGE]
        placed = self.households().annotate(place=Substr("village_id", 1, digits)).order_by()
        groups = placed.values_list("place", "status").annotate(count=Count("pk"))
        return {(place, status): count for place, status, count in groups}
