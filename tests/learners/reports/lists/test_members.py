"""Lists of persons speak of the period that was asked for."""

import datetime

import pytest
from django.urls import reverse

from learners.people.models import Person
from learners.reports.coverage import coverage_for
from learners.reports.periods import Period
from learners.reports.persons import count_members, member_rows
from tests.factories import PersonFactory
from tests.learners.reports.lists.test_lists import lines_of
from tests.learners.reports.test_hostile import member, moves, on
from tests.learners.reports.test_views import DOUSHA, SHIGANG, SHIMEN, desk  # noqa: F401


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def home(cast):
    return member(SHIGANG, "留下的").household


def persons(office, quarter: int) -> dict[str, str]:
    """Village by name."""
    address = reverse("coverage_persons", args=[DOUSHA]) + f"?year=2025&quarter={quarter}"
    return {line[3]: line[0] for line in lines_of(office.get(address))[1:]}


def test_who_left_after_a_period_is_listed_in_it(desk, home):  # noqa: F811
    PersonFactory(household=home, name="后走的", left_on=datetime.date(2025, 8, 2))
    PersonFactory(household=home, name="先走的", left_on=datetime.date(2025, 3, 2))
    assert {"留下的", "后走的"} <= set(persons(desk, 2))
    assert "先走的" not in persons(desk, 2)
    assert not {"先走的", "后走的"} & set(persons(desk, 3))


def test_who_moved_since_is_listed_once_where_they_belonged(desk, home):  # noqa: F811
    person = PersonFactory(household=home, name="搬走的")
    moves(person, member(SHIMEN, "邻居").household, on(8, 5))
    before, after = persons(desk, 2)["搬走的"], persons(desk, 3)["搬走的"]
    assert before != after
    assert before == persons(desk, 2)["留下的"]
    assert after == persons(desk, 3)["邻居"]


def test_it_is_known_beforehand_how_many_lines_there_are(cast, home):
    moves(PersonFactory(household=home), member(SHIMEN, "邻居").household, on(8, 5))
    Person.objects.filter(name="邻居").update(left_on=datetime.date(2025, 7, 1))
    query = coverage_for(cast.dousha, home.village.parent, Period.of_quarter(2025, 2))
    assert count_members(query, "households") == len(list(member_rows(query))) >= 3
