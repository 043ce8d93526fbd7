import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.services import append
from learners.people.codes import WorkStatus
from learners.people.models import Person
from learners.regions.models import Region
from learners.reports.coverage import coverage_for
from learners.reports.households import household_lines
from learners.reports.obstacles import before, groups_of, still_before, with_obstacle
from learners.reports.periods import Period
from tests.factories import (
    EnrolmentFactory,
    HouseholdFactory,
    IndustryFactory,
    PersonFactory,
    RegionIndustryFactory,
    TrainingClassFactory,
)
from tests.learners.reports.test_views import DOUSHA, SHIGANG, desk, text_of  # noqa: F401
from tests.lessons import make_course

NOW = Period.of_year(timezone.localdate().year)


def why(cast, household):
    query = coverage_for(cast.county, household.village, NOW)
    return with_obstacle(query).get(pk=household.pk).obstacle


def home(**fields):
    return PersonFactory(household=HouseholdFactory(village_id=SHIGANG), **fields).household


def learns(person, kind):
    at = timezone.now() - datetime.timedelta(minutes=1)
    append(person=person, kind=kind, payload={"course_id": 1}, happened_at=at, evidence={})


def test_who_began_and_stopped_is_nearest_to_being_covered(cast):
    learns(cast.lan, "course_started")
    assert why(cast, cast.lan_home) == "stopped"


def test_who_has_an_account_and_did_nothing_has_not_begun(cast):
    assert why(cast, cast.lan_home) == "not_begun"


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [
        ({}, "no_phone"),
        ({"phone": "15400000001"}, "no_account"),
        ({"work": WorkStatus.AWAY, "phone": "15400000001"}, "away"),
    ],
)
def test_the_obstacle_of_those_without_an_account(cast, fields, obstacle):
    assert why(cast, home(**fields)) == obstacle


@pytest.mark.parametrize(("state", "obstacle"), [("invited", "invited"), ("declined", "refused")])
def test_a_place_in_a_class_goes_before_phones(cast, state, obstacle):
    bamboo = TrainingClassFactory(region=cast.lan_home.village.parent, trainer=cast.trainer)
    EnrolmentFactory(training_class=bamboo, person=cast.lan, state=state, reason="farm")
    assert why(cast, cast.lan_home) == obstacle


# --- of a period that is over: its members, not those of today -----------------------------------------------------


LAST_YEAR = Period.of_year(NOW.last.year - 1)
LAST_MAY = timezone.make_aware(datetime.datetime(LAST_YEAR.last.year, 5, 2))


def obstacles(cast, period, village=SHIGANG):
    """By household."""
    query = coverage_for(cast.county, Region.objects.get(pk=village), period)
    assert sum(group.households for group in groups_of(query)) == query.total().applicable - query.total().covered
    return dict(with_obstacle(query).values_list("pk", "obstacle"))


def moves(person, home, at=None):
    """Into another household, as the register says since `at`."""
    change = {"of": "person", "field": "household", "before": person.household.number, "after": home.number}
    Person.objects.filter(pk=person.pk).update(household=home)
    payload = {"household": home.number, "changes": [change]}
    append(person=person, kind="register_changed", payload=payload, happened_at=at or timezone.now(), evidence={})


def test_whoever_moved_in_since_is_not_taken_for_a_member_then(cast):
    target = home()
    moves(cast.lan, target)
    assert obstacles(cast, LAST_YEAR) == {cast.lan_home.pk: "not_begun", target.pk: "no_phone"}


def test_whoever_moved_out_since_is_still_a_member_then(cast):
    append(person=cast.lan, kind="course_started", payload={"course_id": 1}, happened_at=LAST_MAY, evidence={})
    target = home()
    moves(cast.lan, target)
    assert obstacles(cast, LAST_YEAR)[cast.lan_home.pk] == "stopped"
    assert obstacles(cast, NOW) == {target.pk: "stopped"}


def test_the_list_names_the_members_of_the_period(cast):
    target = home()
    moves(cast.lan, target)
    for period, expected in ((LAST_YEAR, {cast.lan_home.pk: True, target.pk: False}), (NOW, {target.pk: True})):
        households = list(coverage_for(cast.county, target.village, period).households())
        lines = household_lines(households, period)
        assert {pk: cast.lan in line.workers for line in lines if (pk := line.household.pk) in expected} == expected


def test_who_completed_after_the_period_had_it_open_then(cast):
    for kind, at in (("course_started", LAST_MAY), ("course_completed", timezone.now())):
        append(person=cast.lan, kind=kind, payload={"course_id": 1}, happened_at=at, evidence={})
    assert obstacles(cast, LAST_YEAR) == {cast.lan_home.pk: "stopped"}


def test_a_todo_is_offered_to_those_alone_whom_nobody_trained_since(cast):
    other = home()
    learns(cast.lan, "course_completed")
    query = coverage_for(cast.county, cast.lan_home.village, LAST_YEAR)
    assert sorted(before(query, why_in(query, cast.lan_home)).values_list("pk", flat=True)) == [cast.lan_home.pk]
    assert not still_before(query, why_in(query, cast.lan_home)).exists()
    assert still_before(query, "no_phone").get() == other


def why_in(query, household):
    return with_obstacle(query).get(pk=household.pk).obstacle


# --- what there is to learn ----------------------------------------------------------------------------------------


@pytest.fixture
def bamboo_village(cast):
    """The village lives from bamboo shoots, says the township; the course is on something else."""
    shoots = IndustryFactory(code="0252/竹笋", name="竹笋")
    RegionIndustryFactory(region=cast.lan_home.village.parent, industry=shoots)
    course = make_course()
    course.industries.add(IndustryFactory(code="0142/香菇", name="香菇"))
    course.save()
    return course


def test_a_village_whose_trade_nobody_teaches_needs_a_course_first(cast, bamboo_village):
    assert why(cast, cast.lan_home) == "no_course"


def test_a_course_on_the_wider_trade_will_do(cast, bamboo_village):
    bamboo_village.industries.add(IndustryFactory(code="0252"))
    bamboo_village.save()
    assert why(cast, cast.lan_home) == "not_begun"


def test_a_class_that_was_begun_and_holds_no_seat_is_something_stopped(cast):
    payload = {"class_id": 7, "class_kind": "skill", "title": "香菇栽培"}
    append(person=cast.lan, kind="class_signed_in", payload=payload, happened_at=timezone.now(), evidence={})
    assert why(cast, cast.lan_home) == "stopped"


def test_a_covered_household_has_no_obstacle(cast):
    learns(cast.lan, "course_completed")
    assert groups_of(coverage_for(cast.dousha, cast.lan_home.village, NOW)) == []


def test_every_uncovered_household_stands_in_one_group(cast):
    for fields in ({}, {"phone": "15400000001"}, {"labour": "none"}, {"work": WorkStatus.AWAY}):
        home(**fields)
    query = coverage_for(cast.county, cast.lan_home.village, NOW)
    total = query.total()
    assert sum(group.households for group in groups_of(query)) == total.not_reached + total.in_progress == 4


def test_a_group_names_the_reasons_for_declining(cast):
    bamboo = TrainingClassFactory(region=cast.lan_home.village.parent, trainer=cast.trainer)
    EnrolmentFactory(training_class=bamboo, person=cast.lan, state="declined", reason="farm")
    (group,) = groups_of(coverage_for(cast.dousha, cast.lan_home.village, NOW))
    assert [count for _reason, count in group.reasons] == [1]


def test_every_number_leads_to_as_many_households(desk, cast):  # noqa: F811
    for fields in ({}, {"phone": "15400000001"}, {"phone": "15400000002"}):
        home(**fields)
    page = desk.get(reverse("coverage_why", args=[DOUSHA])).content.decode()
    links = re.findall(r'href="([^"]+/why/[a-z_]+/\?[^"]+)">(\d+)<', page)
    assert len(links) == 3
    for url, number in links:
        assert desk.get(url.replace("&amp;", "&")).context["page"].paginator.count == int(number)


def test_an_unknown_obstacle_does_not_exist(desk):  # noqa: F811
    assert desk.get(reverse("coverage_why", args=[DOUSHA]) + "nothing/").status_code == 404


def test_who_changes_nothing_is_offered_no_deed(cast, client):
    client.force_login(cast.auditor)
    client.cookies["django_language"] = "en"
    assert "Plan a class" not in text_of(client.get(reverse("coverage_why", args=[DOUSHA])))
