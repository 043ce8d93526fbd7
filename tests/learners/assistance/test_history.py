"""Where the register's values come from: each field, what it was, since when, by whom, through what."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from learners.assistance.history import household_history, person_history
from learners.people.adjusting import (
    Departure,
    change_household,
    change_numbers,
    record_departure,
    split_household,
)
from learners.people.importing import apply_import, plan_import
from learners.people.models import Household, Person
from learners.regions.models import Region
from tests.learners.people.sheets import row, write_register

FILE = "石缸村花名册.xlsx"


@pytest.fixture
def bring(cast, tmp_path):
    """Imports rows into 豆沙镇, as the township's clerk."""

    def bring_in(*rows):
        path = write_register(tmp_path / "register.xlsx", rows)
        plan = plan_import(path, area=Region.objects.get(short_name="豆沙镇"), file_name=FILE)
        apply_import(plan, by=cast.dousha)

    return bring_in


@pytest.fixture
def home(bring):
    bring(row(1), row(2, 姓名="张秀", 与户主关系="配偶"))
    return Household.objects.get(number="5306231032020001")


def told(changes):
    return [(change.field, change.before, change.after) for change in changes]


def test_a_field_shows_what_it_was_and_through_which_row_it_came(bring, home, cast):
    bring(row(1, 文化程度="初中"))
    with translation.override("en"):
        latest = person_history(Person.objects.get(name="张平"))[0]
        assert (latest.field, latest.before, latest.after) == ("education", "Primary school", "Junior secondary school")
    assert latest.by == str(cast.dousha)
    assert FILE in latest.through
    assert "3" in latest.through


def test_the_first_entry_says_what_each_field_began_with(home):
    first = {change.field: (change.before, change.after) for change in person_history(Person.objects.get(name="张平"))}
    assert first["name"] == ("—", "张平")
    assert first["household"] == ("—", home.number)
    assert "cause" in first


def test_numbers_are_told_with_their_ends_only(home, cast):
    person = Person.objects.get(name="张平")
    change_numbers(person=person, phone="15400000009", bank="6217000000000000004", by=cast.dousha)
    latest = told(person_history(person))[:2]
    assert latest == [("phone", "—", "154****0009"), ("bank", "—", "621************0004")]


def test_a_first_phone_is_part_of_the_history(bring):
    bring(row(1, 联系电话="15400000008"))
    assert ("phone", "—", "154****0008") in told(person_history(Person.objects.get(name="张平")))


def test_a_change_of_the_household_is_told_once_for_all_members(home, cast):
    change_household(
        household=home, village=Region.objects.get(short_name="石门村"), group="9组", monitored="", by=cast.dousha
    )
    changes = household_history(home)
    assert told(changes)[:2] == [("village", "石缸村", "石门村"), ("group", "3组", "9组")]
    assert [change.field for change in changes].count("group") == 2  # what it began with, and this


def test_who_came_later_does_not_repeat_what_the_household_is(bring, home):
    bring(row(3, 姓名="张强", 与户主关系="之子"))
    changes = household_history(home)
    assert [change.field for change in changes].count("cause") == 1
    assert next(change.person.name for change in changes if change.field == "household") == "张强"


def test_who_left_is_told_with_the_reason(home, cast):
    wife = Person.objects.get(name="张秀")
    record_departure(persons=[wife], because=Departure.DIED, on=datetime.date(2026, 1, 2), by=cast.dousha)
    with translation.override("en"):
        change = household_history(home)[0]
    assert (change.person, change.field, change.after, change.because) == (wife, "left_on", "2026-01-02", "Died")


def test_who_moved_to_another_household_stays_in_the_history_of_the_first(home, cast):
    wife = Person.objects.get(name="张秀")
    new = split_household(household=home, members=[wife], number="5306231032029999", head=wife, by=cast.dousha)
    moved = ("household", home.number, new.number)
    assert moved in told(household_history(home))
    assert moved in told(household_history(new))
    change_household(household=new, village=new.village, group="8组", monitored="", by=cast.dousha)
    assert "8组" not in str(told(household_history(home)))


def test_the_pages_lead_to_the_entries_that_prove_it(home, cast, client):
    client.force_login(cast.auditor)
    person = Person.objects.get(name="张平")
    for url in (reverse("person_register", args=[person.pk]), reverse("household_register", args=[home.pk])):
        page = client.get(url).text
        assert f"{reverse('person_file', args=[person.pk])}#entry-1" in page
        assert FILE in page
