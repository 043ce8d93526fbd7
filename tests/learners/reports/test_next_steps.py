import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from learners.assistance.models import CourseRecord
from learners.people.codes import Cause, Labour, WorkStatus
from learners.people.models import Household
from learners.reports.coverage import CoverageQuery
from learners.reports.households import HouseholdLine, household_lines
from learners.reports.models import ClassRecord
from learners.reports.periods import Period
from tests.factories import HelperFactory, HouseholdFactory, PersonFactory

TODAY = datetime.date(2025, 6, 15)
SPRING = Period.of_quarter(2025, 2)
MAY = datetime.datetime(2025, 5, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
JULY = datetime.datetime(2025, 7, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def home(db) -> Household:
    return HouseholdFactory()


def line_of(home: Household) -> HouseholdLine:
    query = CoverageQuery(Household.objects.filter(pk=home.pk), None, SPRING)
    return household_lines(list(query.households()), SPRING)[0]


def member(home: Household, **fields):
    return PersonFactory(household=home, name="王兰", **fields)


def test_without_a_phone_somebody_goes_there(home):
    member(home)
    assert "visit" in line_of(home).next_step


def test_with_a_phone_somebody_calls(home):
    member(home, phone="15400000001")
    assert line_of(home).next_step == "Call 王兰 and help with the first sign-in."


def test_who_signed_in_already_is_not_helped_to_sign_in(cast):
    assert "has signed in" in line_of(cast.lan_home).next_step


def test_who_works_far_away_is_called(home):
    member(home, work=WorkStatus.AWAY)
    assert "outside the province" in line_of(home).next_step


def test_who_is_at_home_is_met_before_who_is_away(home):
    member(home, work=WorkStatus.AWAY)
    PersonFactory(household=home, name="李明", phone="15400000002")
    assert "李明" in line_of(home).next_step


def test_a_begun_course_is_to_be_finished(home):
    CourseRecord.objects.create(person=member(home), course_id=7, started_at=MAY)
    assert "began" in line_of(home).next_step


def test_a_completed_course_is_told_with_its_day(home):
    CourseRecord.objects.create(person=member(home), course_id=7, started_at=MAY, completed_at=MAY)
    assert line_of(home).next_step == "王兰 completed “a course no longer published” on May 1, 2025."


def test_a_course_completed_after_the_period_is_told_as_such(home):
    CourseRecord.objects.create(person=member(home), course_id=7, started_at=MAY, completed_at=JULY)
    assert "after this period" in line_of(home).next_step


def attended(person, **moments):
    return ClassRecord.objects.create(person=person, class_id=7, kind="skill", title="香菇栽培", **moments)


def test_a_class_that_covers_is_told_like_a_course(home):
    attended(member(home), started_at=MAY, completed_at=MAY)
    assert line_of(home).next_step == "王兰 completed “香菇栽培” on May 1, 2025."


def test_a_class_that_was_left_is_not_to_be_finished(home):
    attended(member(home), started_at=MAY, left_at=MAY)
    assert "visit" in line_of(home).next_step


def test_a_household_without_workers_is_left_out(home):
    member(home, labour=Labour.NONE)
    assert "left out" in line_of(home).next_step


def test_a_household_with_another_cause_needs_no_step(db):
    assert line_of(PersonFactory(household=HouseholdFactory(cause=Cause.ILLNESS)).household).next_step == ""


def test_a_line_names_head_workers_and_helpers(home):
    head = member(home)
    wife = PersonFactory(household=home, relation="配偶")
    PersonFactory(household=home, relation="之子", labour=Labour.NONE)
    HelperFactory(household=home, name="孙强")
    line = line_of(home)
    assert (line.head, line.workers, line.helpers) == (head, [head, wife], ["孙强"])


@pytest.mark.parametrize("households", [1, 8])
def test_the_number_of_queries_does_not_grow(db, django_assert_num_queries, households):
    for _ in range(households):
        CourseRecord.objects.create(person=PersonFactory(), course_id=7, started_at=MAY)
    rows = list(CoverageQuery(Household.objects.all(), None, SPRING).households())
    with django_assert_num_queries(7):
        household_lines(rows, SPRING)
