import datetime
from collections import Counter

import pytest

from eduplatform.demo.people import TOWNSHIPS, invent_households, write_register
from eduplatform.demo.population import load_population
from learners.people.id_numbers import parse_id_number
from learners.people.importing import plan_import
from learners.regions.models import Region
from learners.regions.reference import load_regions

pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def dousha():
    return list(invent_households("豆沙镇"))


@pytest.fixture(scope="module")
def everybody():
    return [person for town in TOWNSHIPS for home in invent_households(town) for person in home.members]


def test_the_township_has_as_many_households_and_persons_as_the_real_one(dousha):
    assert (len(dousha), sum(len(home.members) for home in dousha)) == (1821, 7946)


def test_causes_are_distributed_as_counted(dousha):
    assert Counter(home.cause for home in dousha) == load_population().households["causes"]


def test_the_seven_villages_have_their_sizes(dousha):
    counted = {village.name: village.households for village in load_population().register_of("豆沙镇").villages}
    assert Counter(home.village for home in dousha) == counted


def test_the_same_people_are_invented_every_time(dousha):
    assert list(invent_households("豆沙镇")) == dousha


def test_identity_numbers_are_well_formed_and_of_no_place(everybody):
    day = datetime.date(2025, 6, 30)
    assert all(parse_id_number(person.id_number, today=day).text.startswith("99") for person in everybody)


def test_a_register_from_elsewhere_meets_no_number_of_the_demo(dousha, everybody):
    assert all(home.number[12] == "9" and len(home.number) == 16 for home in dousha)
    assert not any(person.id_number.startswith("990623") for person in everybody)


def test_no_number_is_given_twice(everybody):
    ids = [person.id_number for person in everybody]
    phones = [person.phone for person in everybody if person.phone]
    assert (len(set(ids)), len(set(phones))) == (len(ids), len(phones))


def test_phones_can_reach_nobody_and_are_not_those_for_signing_in(everybody):
    assert all(p.phone.startswith("154") and p.phone[3] != "0" for p in everybody if p.phone)


def test_only_people_who_live_alone_are_in_full_public_care(dousha):
    assert {len(home.members) for home in dousha if home.kind == "五保贫困户"} == {1}


def test_children_have_no_labour_capacity(everybody):
    children = [p for p in everybody if int(p.id_number[6:10]) >= 2010]
    assert {person.labour for person in children} == {"无劳动力"}


def test_mothers_are_older_than_their_children(dousha):
    for home in dousha:
        head = home.members[0]
        born = [int(p.id_number[6:10]) for p in home.members if p.relation in ("之子", "之女")]
        assert all(year > int(head.id_number[6:10]) for year in born)


@pytest.mark.django_db
@pytest.mark.parametrize("township", TOWNSHIPS)
def test_the_register_comes_in_without_a_problem(tmp_path, township):
    load_regions()
    write_register(tmp_path / "register.xlsx", township=township)
    area = Region.objects.get(name=township, parent__name="盐津县")
    plan = plan_import(tmp_path / "register.xlsx", area=area)
    assert plan.problems == ()
    assert plan.counts.new_households == load_population().register_of(township).households


@pytest.mark.parametrize(
    ("field", "word", "counted"),
    [
        ("labour", "普通劳动力", 5016),
        ("education", "小学", 3240),
        ("education", "文盲或半文盲", 989),
        ("health", "长期慢性病", 604),
        ("work", "省外务工", 1214),
        ("relation", "配偶", 1422),
    ],
)
def test_members_are_as_those_of_the_real_town(dousha, field, word, counted):
    invented = sum(getattr(person, field) == word for home in dousha for person in home.members)
    assert abs(invented - counted) < 0.04 * 7946
