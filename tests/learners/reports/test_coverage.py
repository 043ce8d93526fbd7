import datetime
from zoneinfo import ZoneInfo

import pytest

from learners.assistance.models import CourseRecord
from learners.people.access import households_for
from learners.people.codes import Cause, Labour
from learners.people.models import Household
from learners.regions.models import Region
from learners.reports.counting import recount
from learners.reports.coverage import CoverageQuery
from learners.reports.periods import Period
from tests.factories import HouseholdFactory, PersonFactory

TODAY = datetime.date(2025, 6, 15)
SPRING = Period.of_quarter(2025, 2)
CHINA = ZoneInfo("Asia/Shanghai")
BEFORE = datetime.datetime(2025, 2, 1, 9, tzinfo=CHINA)
DURING = datetime.datetime(2025, 5, 1, 9, tzinfo=CHINA)
AFTER = datetime.datetime(2025, 8, 1, 9, tzinfo=CHINA)


def status_of(household: Household, period: Period = SPRING) -> str:
    visible = Household.objects.filter(pk=household.pk)
    recount([household.pk])
    return CoverageQuery(visible, household.village, period).households().get().status


def record(person, started, completed=None) -> None:
    CourseRecord.objects.create(person=person, course_id=7, started_at=started, completed_at=completed)


def test_a_completed_course_covers_the_household(cast):
    record(cast.lan, BEFORE, DURING)
    assert status_of(cast.lan_home) == "covered"


def test_a_course_completed_before_the_period_reaches_nobody_in_it(cast):
    record(cast.lan, BEFORE, BEFORE)
    assert status_of(cast.lan_home) == "not_reached"


def test_a_course_completed_later_was_in_progress_then(cast):
    record(cast.lan, DURING, AFTER)
    assert status_of(cast.lan_home) == "in_progress"


def test_a_course_begun_earlier_and_still_open_is_in_progress(cast):
    record(cast.lan, BEFORE)
    assert status_of(cast.lan_home) == "in_progress"


def test_a_course_begun_after_the_period_does_not_count_in_it(cast):
    record(cast.lan, AFTER)
    assert status_of(cast.lan_home) == "not_reached"


def test_the_first_moment_of_a_period_belongs_to_it(cast):
    record(cast.lan, BEFORE, SPRING.start)
    assert status_of(cast.lan_home) == "covered"


def test_the_first_moment_after_a_period_does_not_belong_to_it(cast):
    record(cast.lan, DURING, SPRING.end)
    assert status_of(cast.lan_home) == "in_progress"


def test_a_course_begun_as_the_period_ends_is_not_in_progress(cast):
    record(cast.lan, SPRING.end)
    assert status_of(cast.lan_home) == "not_reached"


def test_a_period_begins_at_midnight_in_china(cast):
    record(cast.lan, BEFORE, datetime.datetime(2025, 3, 31, 16, 0, tzinfo=datetime.UTC))
    assert status_of(cast.lan_home) == "covered"


def test_what_a_member_without_labour_completed_does_not_cover(cast):
    grandmother = PersonFactory(household=cast.lan_home, labour=Labour.NONE)
    record(grandmother, BEFORE, DURING)
    assert status_of(cast.lan_home) == "not_reached"


def test_a_household_without_workers_is_not_applicable(cast):
    cast.lan_home.members.update(labour=Labour.LOST)
    assert status_of(cast.lan_home) == "not_applicable"


def test_a_household_with_another_cause_has_no_status(cast):
    Household.objects.filter(pk=cast.lan_home.pk).update(cause=Cause.ILLNESS)
    assert status_of(cast.lan_home) == ""


def test_a_household_that_left_is_not_counted(cast):
    Household.objects.filter(pk=cast.lan_home.pk).update(left_on=TODAY)
    recount([cast.lan_home.pk])
    assert coverage(cast.dousha, "530623103000").total().households == 0


def coverage(user, code: str | None) -> CoverageQuery:
    region = Region.objects.get(pk=code) if code else None
    return CoverageQuery(households_for(user), region, SPRING)


def test_a_county_has_a_row_for_each_township(cast):
    rows = coverage(cast.county, "530623000000").rows()
    assert [(row.region.short_name, row.households) for row in rows] == [("盐井镇", 1), ("豆沙镇", 1)]


def test_a_township_has_a_row_for_each_village_also_an_empty_one(cast):
    rows = coverage(cast.dousha, "530623103000").rows()
    assert [(row.region.short_name, row.households) for row in rows] == [("石门村", 0), ("石缸村", 1)]


def test_a_village_has_a_row_for_itself(cast):
    assert [row.region.short_name for row in coverage(cast.dousha, "530623103202").rows()] == ["石缸村"]


def test_a_helper_counts_the_helped_households_only(cast):
    PersonFactory(household=HouseholdFactory(village=cast.lan_home.village))
    assert coverage(cast.helper, "530623103202").total().households == 1


def test_a_helper_named_twice_for_a_household_counts_it_once(cast):
    cast.lan_home.helpers.create(name="同一人", user=cast.helper, phone_hash="other")
    assert coverage(cast.helper, None).total().households == 1


def test_without_a_region_there_is_a_row_for_each_village_of_the_households(cast):
    assert [row.region.short_name for row in coverage(cast.helper, None).rows()] == ["石缸村"]


def test_there_is_no_rate_where_there_is_nobody_to_reach(cast):
    assert coverage(cast.dousha, "530623103201").total().rate is None


def test_an_unknown_figure_is_an_error(cast):
    with pytest.raises(ValueError, match="poor"):
        coverage(cast.dousha, "530623103000").households_with_status("poor")


@pytest.mark.parametrize("households", [1, 12])
def test_the_number_of_queries_does_not_grow(cast, django_assert_num_queries, households):
    for _ in range(households):
        PersonFactory(household=HouseholdFactory(village=cast.lan_home.village))
    query = CoverageQuery(Household.objects.all(), Region.objects.get(pk="530623103000"), SPRING, whole=True)
    with django_assert_num_queries(2):
        query.rows()
        query.total()
