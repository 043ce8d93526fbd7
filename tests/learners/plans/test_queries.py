"""Offers read from the database."""

import datetime

import pytest

from courses.models import Industry
from learners.plans.queries import offers_for
from learners.regions.models import RegionIndustry
from tests.cast import make_cast
from tests.lessons import make_course

# State of the catalogue and of matching, courses begun, searches, what the file says of the household, its members, the
# courses shown.
QUERIES = 7
MARCH = datetime.date(2026, 3, 10)


@pytest.fixture
def shoots(db):
    above = Industry.objects.create(code="0252", name="非木竹材林产品采集")
    return Industry.objects.create(code="0252/竹笋", name="竹笋", parent=above, is_product=True)


@pytest.fixture
def lan(shoots):
    person = make_cast().lan
    RegionIndustry.objects.create(region=person.household.village, industry=shoots)
    return person


def course_on(slug, *industries, **values):
    course = make_course(slug, lessons=1)
    for name, value in values.items():
        setattr(course, name, value)
    course.industries = list(industries)
    course.save()
    return course


def test_the_trade_of_the_village_comes_first(lan, shoots):
    course_on("any")
    picking = course_on("picking", shoots, season_months=[3, 4])
    first = offers_for(lan, today=MARCH)[0]
    assert (first.course, "石缸村" in first.reason) == (picking, True)


def test_a_change_of_a_course_shows_at_once(lan, shoots):
    picking, other = course_on("picking", shoots), course_on("other", shoots)
    assert {offer.course for offer in offers_for(lan, today=MARCH)} == {picking, other}
    picking.unpublish()
    assert [offer.course for offer in offers_for(lan, today=MARCH)] == [other]


def test_the_number_of_queries_does_not_grow_with_the_courses(lan, shoots, django_assert_num_queries):
    for number in range(5):
        course_on(f"course{number}", shoots)
    offers_for(lan, today=MARCH)
    with django_assert_num_queries(QUERIES):
        assert len(offers_for(lan, today=MARCH)) == 3
