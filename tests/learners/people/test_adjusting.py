import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import Entry
from learners.assistance.verify import verify
from learners.people.access import person_of
from learners.people.adjusting import (
    CannotAdjust,
    Departure,
    change_household,
    merge_household,
    record_departure,
    record_return,
    split_household,
)
from learners.people.models import Household, Person
from learners.regions.models import Region
from tests.factories import HouseholdFactory, PersonFactory

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def home(cast):
    """Lan's household with her as head, a son and a daughter."""
    cast.lan.relation = "户主"
    cast.lan.save()
    son = PersonFactory(household=cast.lan_home, name="王小明", relation="之子")
    daughter = PersonFactory(household=cast.lan_home, name="王小兰", relation="之女")
    return cast.lan_home, son, daughter


def told(person):
    """The last entry of a person's file: its changes, and who recorded it."""
    entry = Entry.objects.filter(person=person, kind=Entry.Kind.REGISTER_CHANGED).order_by("seq").last()
    changes = [(c["of"], c["field"], c["before"], c["after"]) for c in entry.payload["changes"]]
    return changes, entry.recorded_by.username


def test_who_left_stays_in_the_register_with_the_day_the_reason_and_who_said_so(cast, home):
    assert record_departure(persons=[home[1]], because=Departure.MARRIED_OUT, on=DAY, by=cast.dousha) == 1
    home[1].refresh_from_db()
    assert home[1].left_on == DAY
    assert told(home[1]) == ([("person", "left_on", "", "2026-03-01")], "dousha")
    assert Entry.objects.filter(person=home[1]).last().payload["because"] == "married_out"


def test_leaving_twice_is_told_once(cast, home):
    for _ in range(2):
        record_departure(persons=[home[1]], because=Departure.DIED, on=DAY, by=cast.dousha)
    assert Entry.objects.filter(person=home[1]).count() == 1


def test_who_died_cannot_sign_in_as_a_member_any_longer(cast):
    record_departure(persons=[cast.lan], because=Departure.DIED, on=DAY, by=cast.dousha)
    assert person_of(cast.lan.user) is None


def test_a_household_that_all_have_left_has_left(cast, home):
    record_departure(persons=[cast.lan, *home[1:]], because=Departure.MOVED_AWAY, on=DAY, by=cast.dousha)
    assert Household.objects.get(pk=home[0].pk).left_on == DAY


def test_nobody_leaves_on_a_day_to_come(cast, home):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(CannotAdjust):
        record_departure(persons=[home[1]], because=Departure.DIED, on=tomorrow, by=cast.dousha)


def test_who_comes_back_is_a_member_again_and_so_is_the_household(cast):
    record_departure(persons=[cast.lan], because=Departure.MOVED_AWAY, on=DAY, by=cast.dousha)
    record_return(person=cast.lan, by=cast.dousha)
    cast.lan.refresh_from_db()
    assert (cast.lan.left_on, cast.lan.household.left_on) == (None, None)
    assert told(cast.lan)[0] == [("person", "left_on", "2026-03-01", "")]


def test_a_move_and_a_monitored_type_are_told_to_all_members(cast, home):
    shimen = Region.objects.get(short_name="石门村")
    assert change_household(household=home[0], village=shimen, group="2组", monitored="marginal", by=cast.dousha)
    changes, _who = told(home[2])
    assert ("household", "monitored", "", "marginal") in changes
    assert ("household", "village", "530623103202", "530623103201") in changes


def test_no_change_tells_nothing(cast, home):
    household = home[0]
    same = {"village": household.village, "group": household.group, "monitored": household.monitored}
    assert not change_household(household=household, **same, by=cast.dousha)
    assert not Entry.objects.exists()


def test_a_split_household_keeps_village_and_causes(cast, home):
    new = split_household(household=home[0], members=[home[1]], number="5306231032029999", head=home[1], by=cast.dousha)
    assert (new.village, new.causes) == (home[0].village, home[0].causes)
    assert told(home[1])[0] == [
        ("person", "household", home[0].number, "5306231032029999"),
        ("person", "relation", "之子", "户主"),
    ]


@pytest.mark.parametrize("who", [[], [0, 1, 2]])
def test_somebody_goes_and_somebody_stays(cast, home, who):
    members = [[cast.lan, *home[1:]][at] for at in who]
    with pytest.raises(CannotAdjust):
        split_household(household=home[0], members=members, number="5306231032029999", head=home[1], by=cast.dousha)


def test_a_number_that_is_taken_is_not_given_again(cast, home):
    with pytest.raises(CannotAdjust):
        split_household(household=home[0], members=[home[1]], number=cast.gui_home.number, head=home[1], by=cast.dousha)


def test_a_merged_household_is_empty_and_still_there(cast, home):
    other = HouseholdFactory(village=home[0].village, number="5306231032028888")
    merge_household(household=home[0], into=other, by=cast.dousha)
    assert {person.name for person in other.members.all()} == {"王兰", "王小明", "王小兰"}
    assert Household.objects.get(pk=home[0].pk).left_on == timezone.localdate()
    assert Person.objects.get(name="王兰").relation == ""


def test_the_chains_hold_after_all_this(cast, home):
    record_departure(persons=[home[1]], because=Departure.DIED, on=DAY, by=cast.dousha)
    other = HouseholdFactory(village=home[0].village, number="5306231032028888")
    merge_household(household=home[0], into=other, by=cast.dousha)
    assert not verify().broken


def test_the_page_records_what_the_form_says(client, cast, home):
    client.force_login(cast.dousha)
    form = {"what": "left", "left-persons": [home[1].pk], "left-because": "died", "left-on": "2026-03-01"}
    client.post(reverse("household_adjust", args=[home[0].pk]), form)
    assert Person.objects.get(pk=home[1].pk).left_on == DAY


def test_nobody_is_taken_into_a_household_of_another_area(client, cast, home):
    client.force_login(cast.dousha)
    form = {"what": "merged", "merged-number": cast.gui_home.number}
    response = client.post(reverse("household_adjust", args=[home[0].pk]), form)
    assert response.context["forms"]["merged"].errors
