"""What share of the skill-lacking households is to be covered in a year, as a county or township set it."""

import math
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from eduplatform.accounts.models import User
from learners.regions.access import officer_of
from learners.regions.models import PREFIX_DIGITS, Officer, Region
from learners.reports.coverage import CoverageRow
from learners.reports.levels import CODE_DIGITS
from learners.reports.models import CoverageTarget
from learners.reports.periods import Period

SETTERS = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP)


@dataclass(frozen=True)
class Target:
    """`percent` of those that can be reached, by the end of the year; set for `region` or one above it."""

    percent: int
    region_id: str

    @property
    def share(self) -> float:
        return self.percent / 100

    def lacking(self, row: CoverageRow) -> int:
        """How many households more have to be covered."""
        return max(0, math.ceil(row.applicable * self.percent / 100) - row.covered)


def target_of(region: Region | None, period: Period) -> Target | None:
    """The target of the year in which the period ends: the region's own, else the nearest one above it."""
    if region is None:
        return None
    codes = [region.code[:digits].ljust(CODE_DIGITS, "0") for digits in PREFIX_DIGITS.values()]
    above = CoverageTarget.objects.filter(region__in=codes, year=period.last.year).select_related("region")
    found = [target for target in above if region.code.startswith(target.region.prefix)]
    nearest = max(found, key=lambda target: len(target.region.prefix), default=None)
    return Target(nearest.percent, nearest.region_id) if nearest else None


def may_set_target(user: User | AnonymousUser, region: Region) -> bool:
    """County and township staff, for what they answer for as a whole."""
    officer = officer_of(user)
    return officer is not None and officer.role in SETTERS and officer.region_id == region.pk


def set_target(*, region: Region, year: int, percent: int) -> None:
    """In place of the one before."""
    CoverageTarget.objects.update_or_create(region=region, year=year, defaults={"percent": percent})
