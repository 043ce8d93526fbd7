import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.services import append
from learners.people.codes import WorkStatus
from learners.reports.coverage import coverage_for
from learners.reports.obstacles import groups_of, with_obstacle
from learners.reports.periods import Period
from tests.factories import EnrolmentFactory, HouseholdFactory, PersonFactory, TrainingClassFactory
from tests.learners.reports.test_views import DOUSHA, SHIGANG, desk, text_of  # noqa: F401

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
