"""A household that moves while nobody is there counts where it lived before in every period before."""

import datetime

import pytest
from django.utils import timezone

from learners.people.adjusting import Departure, change_household, merge_household, record_departure
from learners.people.importing import apply_import, plan_import
from learners.people.models import Household
from learners.regions.models import Region
from learners.reports.coverage import coverage_for
from learners.reports.periods import Period
from learners.reports.rebuilding import rebuild_counters
from tests.learners.people.sheets import row, write_register
from tests.learners.reports.test_views import SHIGANG, SHIMEN

BEFORE = Period.of_year(2025)
DIED = datetime.date(2026, 1, 1)


def households(cast, village, period=BEFORE):
    """Read from the counters and from the standings alike."""
    region = Region.objects.get(pk=village)
    totals = {coverage_for(user, region, period).total().households for user in (cast.county, cast.dousha)}
    totals.add(coverage_for(cast.county, region, period).households().count())
    [total] = totals
    return total


@pytest.fixture
def imported(tmp_path):
    def import_rows(*rows, at=None):
        area = Region.objects.get(short_name="豆沙镇")
        apply_import(plan_import(write_register(tmp_path / "register.xlsx", rows), area=area), by=None, at=at)

    return import_rows


def test_where_all_have_died(cast):
    record_departure(persons=[cast.lan], because=Departure.DIED, on=DIED, by=cast.dousha)
    shimen = Region.objects.get(pk=SHIMEN)
    change_household(household=cast.lan_home, village=shimen, group="", monitored="", by=cast.dousha)
    assert (households(cast, SHIGANG), households(cast, SHIMEN)) == (1, 0)
    assert sum(rebuild_counters()) == 0


@pytest.mark.parametrize("leave", ["die", "merge"])
def test_where_somebody_new_comes_in_with_the_move(cast, imported, leave):
    imported(row(1), at=timezone.make_aware(datetime.datetime(2024, 5, 1)))
    home = Household.objects.exclude(pk__in=[cast.lan_home.pk, cast.gui_home.pk]).get()
    if leave == "die":
        record_departure(persons=home.members.all(), because=Departure.DIED, on=DIED, by=cast.county)
    else:
        merge_household(household=home, into=cast.lan_home, by=cast.county)
    imported(row(5, 行政村="石门村"))
    home.refresh_from_db()
    assert (home.village_id, home.left_on) == (SHIMEN, None)
    assert (households(cast, SHIGANG), households(cast, SHIMEN)) == (2, 0)
    assert households(cast, SHIMEN, Period.of_year(timezone.localdate().year)) == 1
    assert sum(rebuild_counters()) == 0
