import pytest

from learners.people.importing import apply_import, plan_import
from learners.people.models import Household, Person
from learners.regions.models import Region
from learners.regions.reference import load_regions
from tests.shared import shared_path


@pytest.mark.shared
@pytest.mark.django_db
def test_a_real_register_comes_in_whole_and_only_once():
    path = shared_path("data/dousha.xlsx")
    load_regions()
    dousha = Region.objects.get(code="530623103000")
    plan = plan_import(path, area=dousha)
    assert (plan.problems, plan.counts.new_persons, Person.objects.count()) == ((), 7946, 0)
    apply_import(plan, by=None)
    assert (Person.objects.count(), Household.objects.filter(skill_lacking=True).count()) == (7946, 643)
    again = plan_import(path, area=dousha)
    assert (again.counts.same_persons, again.counts.same_households) == (7946, 1821)
