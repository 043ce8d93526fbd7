import datetime

import pytest
from django.utils import timezone

from eduplatform.accounts.secrets import lookup_hash
from eduplatform.accounts.services import account_for_phone
from learners.people.access import person_of
from learners.people.adjusting import Departure, merge_household, record_departure
from learners.people.importing import RegisterHasChanged, apply_import
from learners.people.importing.review import _changes
from learners.people.linking import link_account
from learners.people.models import Household, HouseholdHelper, Person
from learners.people.signals import register_applied
from tests.factories import PersonFactory
from tests.learners.people.sheets import id_number, row


@pytest.fixture
def announced():
    """Collects what the import announces."""
    heard = []

    def hear(entries, **how):
        heard.extend((person.name, kind, payload) for person, kind, payload in entries)

    register_applied.connect(hear)
    yield heard
    register_applied.disconnect(hear)


def person(order: int) -> Person:
    return Person.objects.get(id_number_hash=lookup_hash(id_number(order)))


def test_persons_are_stored_with_what_the_row_says(imported):
    imported(row(1, 姓名="张平", 联系电话="15400000009"))
    one = person(1)
    assert (one.name, one.sex, one.born_on) == ("张平", "male", datetime.date(1980, 5, 1))
    assert (one.id_number, one.phone) == (id_number(1), "15400000009")
    assert (one.household.village.short_name, one.household.skill_lacking) == ("石缸村", True)


def test_the_number_itself_is_not_in_the_database(imported):
    imported(row(1))
    assert id_number(1) not in str(Person.objects.values_list())


def test_the_same_file_twice_changes_nothing(imported, announced):
    imported(row(1), row(2, 与户主关系="配偶", 联系电话="15400000009"))
    before = list(Person.objects.order_by("pk").values_list())
    announced.clear()
    assert imported(row(1), row(2, 与户主关系="配偶", 联系电话="15400000009")).counts.changes_nothing
    assert list(Person.objects.order_by("pk").values_list()) == before
    assert announced == []


def test_changes_are_written(imported):
    imported(row(1))
    imported(row(1, 文化程度="初中", 主要致贫原因="因病", 联系电话="15400000008"))
    one = person(1)
    assert (one.education, one.household.cause, one.phone) == ("junior", "illness", "15400000008")


def signed_in(phone):
    user = account_for_phone(phone)
    user.phone_verified = True
    user.save()
    link_account(user)
    return user


def test_a_corrected_number_takes_the_file_from_whoever_has_the_old_one(imported):
    imported(row(1, 联系电话="15400000008"))
    stranger = signed_in("15400000008")
    imported(row(1, 联系电话="15400000009"))
    assert person_of(stranger) is None
    assert person_of(signed_in("15400000009")) == person(1)


def test_other_changes_leave_the_account_alone(imported):
    imported(row(1, 联系电话="15400000008"))
    user = signed_in("15400000008")
    imported(row(1, 文化程度="初中", 联系电话="15400000008"))
    imported(row(1, 文化程度="高中", 联系电话=""))
    assert person_of(user) == person(1)


def test_who_moves_is_moved(imported):
    imported(row(1), row(2, 与户主关系="之子"))
    imported(row(2, 户编号="5306231032020009"))
    assert person(2).household.number == "5306231032020009"


NOBODY = {"帮扶责任人": "", "帮扶责任人电话": ""}


def helpers_of(number):
    rows = HouseholdHelper.objects.filter(household__number=number).order_by("pk")
    return [(row.name, row.phone) for row in rows]


def test_a_household_that_splits_off_keeps_its_helper(imported, announced):
    imported(row(1, 帮扶责任人="陈静", 帮扶责任人电话="13987000011"), row(2, 与户主关系="之子", **NOBODY))
    announced.clear()
    made = imported(row(2, 姓名="张小", 户编号="5306231032020009", **NOBODY))
    assert helpers_of("5306231032020009") == [("陈静", "13987000011")]
    assert made.households[0].taken_over[0].after.startswith("陈静 ")
    (_name, _kind, payload), *_ = announced
    assert [change["field"] for change in payload["changes"] if change["of"] == "household"] == ["helper"]
    assert "13987000011" not in str(payload)
    assert (made.counts.new_households, made.counts.changed_households) == (1, 0)


def test_the_dry_run_lists_the_helper_that_is_taken_over(imported, plan):
    imported(row(1, 帮扶责任人="陈静"), row(2, 与户主关系="之子", **NOBODY))
    lines = list(_changes(plan(row(2, 户编号="5306231032020009", **NOBODY))))
    assert ["household", "helper", ""] in [line[3:6] for line in lines]


def test_the_file_says_who_helps_a_household_that_splits_off(imported):
    imported(row(1, 帮扶责任人="陈静"), row(2, 与户主关系="之子"))
    imported(row(2, 户编号="5306231032020009", 帮扶责任人="周军"))
    assert [name for name, _phone in helpers_of("5306231032020009")] == ["周军"]


def test_a_receiver_that_fails_leaves_nothing_behind(plan):
    made = plan(row(1))

    def fail(**_):
        raise RuntimeError("the ledger is full")

    register_applied.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            apply_import(made, by=None)
    finally:
        register_applied.disconnect(fail)
    assert not Household.objects.filter(number="5306231032020001").exists()


def test_a_plan_that_the_register_has_overtaken_is_refused_whole(plan, cast):
    made = plan(row(3, 户编号="5306231032020002"), row(1))
    PersonFactory(household=cast.lan_home, id_number=id_number(1))
    with pytest.raises(RegisterHasChanged):
        apply_import(made, by=None)
    assert not Household.objects.filter(number="5306231032020002").exists()


def test_a_new_person_is_announced_as_registered(imported, announced):
    imported(row(1, 姓名="张平"))
    [(name, kind, payload)] = announced
    assert (name, kind) == ("张平", "registered")
    assert payload["household"]["causes"] == ["skill"]
    assert payload["household"]["helpers"] == ["周文"]
    assert (payload["sheet"], payload["row"]) == ("花名册", 3)


def test_no_announcement_holds_a_number_that_points_at_a_person(imported, announced):
    imported(row(1, 联系电话="15400000009"))
    imported(row(1, 联系电话="15400000008", 帮扶责任人电话="15400000007"))
    text = str(announced)
    assert not any(secret in text for secret in (id_number(1), "15400000009", "15400000008", "15400000007"))


def test_a_change_of_the_household_is_announced_to_all_its_members(imported, announced):
    imported(row(1, 姓名="张平"), row(2, 姓名="李梅", 与户主关系="配偶"))
    announced.clear()
    imported(row(1, 姓名="张平", 主要致贫原因="因病"))
    change = {"of": "household", "field": "cause", "before": "skill", "after": "illness"}
    assert [(name, kind, payload["changes"]) for name, kind, payload in announced] == [
        ("张平", "register_changed", [change]),
        ("李梅", "register_changed", [change]),
    ]


def test_helpers_come_with_their_households(imported):
    imported(row(1, 帮扶责任人="周文", 帮扶责任人电话="15400000001"))
    helper = HouseholdHelper.objects.get(household__number="5306231032020001")
    assert (helper.name, helper.phone) == ("周文", "15400000001")


def test_a_helper_who_is_replaced_loses_the_household(imported, cast):
    imported(row(1))
    HouseholdHelper.objects.filter(name="周文").update(user=cast.helper)
    imported(row(1, 帮扶责任人="李新"))
    helper = HouseholdHelper.objects.get(household__number="5306231032020001")
    assert (helper.name, helper.user) == ("李新", None)


def test_a_helper_with_a_new_phone_keeps_the_account(imported, cast):
    imported(row(1))
    HouseholdHelper.objects.filter(name="周文").update(user=cast.helper)
    imported(row(1, 帮扶责任人电话="15400000002"))
    helper = HouseholdHelper.objects.get(name="周文")
    assert (helper.phone, helper.user) == ("15400000002", cast.helper)


FIRST, SECOND = "5306231032020001", "5306231032020002"


def test_a_household_whose_members_all_move_into_another_is_there_no_longer(imported):
    imported(row(1), row(2, 与户主关系="配偶"), row(3, 户编号=SECOND))
    imported(row(1, 户编号=SECOND, 与户主关系="儿子"), row(3, 户编号=SECOND))
    assert Household.objects.get(number=FIRST).left_on is None  # 2 lives there
    imported(row(2, 户编号=SECOND, 与户主关系="儿媳"))
    emptied = Household.objects.get(number=FIRST)
    assert (emptied.left_on, emptied.members.count()) == (timezone.localdate(), 0)


def test_a_household_into_which_somebody_moves_is_there_again(imported, cast):
    rows = row(1), row(2, 与户主关系="配偶"), row(3, 户编号=SECOND)
    imported(*rows)
    home, other = Household.objects.get(number=FIRST), Household.objects.get(number=SECOND)
    merge_household(household=home, into=other, by=cast.county)
    shown = imported(*rows)
    assert ("left_on", "") in {(one.field, one.after) for plan in shown.households for one in plan.changes}
    home.refresh_from_db()
    assert (home.left_on, home.members.count()) == (None, 2)
    assert imported(*rows).counts.changes_nothing


def test_a_household_of_the_dead_is_there_again_with_a_new_member(imported, cast):
    imported(row(1), row(3, 户编号=SECOND))
    record_departure(persons=[person(1)], because=Departure.DIED, on=datetime.date(2026, 1, 1), by=cast.county)
    imported(row(5), row(3, 户编号=SECOND))
    assert Household.objects.get(number=FIRST).left_on is None
