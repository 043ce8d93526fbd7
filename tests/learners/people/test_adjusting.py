import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.history import household_history
from learners.assistance.models import Entry
from learners.assistance.verify import verify
from learners.followup.todos.models import ToDo
from learners.followup.todos.moving import follow_people
from learners.followup.todos.services import Wanted, follow_plans, give, take_back
from learners.people.access import households_for, person_of
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
from learners.plans.agreed.queries import plan_of
from learners.plans.agreed.services import agree
from learners.regions.models import Region
from tests.factories import HelperFactory, HouseholdFactory, PersonFactory

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
        ("household", "helper", "", "帮扶干部"),
    ]


def split(cast, home, *going):
    return split_household(household=home[0], members=going, number="5306231032029999", head=going[0], by=cast.dousha)


def test_a_split_household_keeps_its_helpers_and_says_so(cast, home):
    HelperFactory(household=home[0], name="陈静", phone="13987000011")
    new = split(cast, home, home[1], home[2])
    assert [(one.name, one.phone, one.user) for one in new.helpers.order_by("pk")] == [
        (one.name, one.phone, one.user) for one in home[0].helpers.order_by("pk")
    ]
    for person in home[1:]:
        helped = [change for change in told(person)[0] if change[1] == "helper"]
        assert len(helped) == 1
        assert helped[0][:3] == ("household", "helper", "")
        assert "陈静" in helped[0][3]
        assert "13987000011" not in helped[0][3]


def test_the_list_of_changes_says_it_once_and_of_the_new_household_alone(cast, home):
    HelperFactory(household=home[0], name="陈静")
    new = split(cast, home, home[1], home[2])

    def helped(household):
        return [change for change in household_history(household) if change.field == "helper"]

    assert len(helped(new)) == 1
    assert helped(home[0]) == []


def test_the_helper_sees_the_split_household(cast, home):
    new = split(cast, home, home[1])
    assert new in households_for(cast.helper)


def test_parts_of_a_plan_go_with_their_person(cast, home):
    son = agree(person=home[1], title="学修剪", due_on=DAY, by=cast.dousha)
    mine = agree(person=cast.lan, title="学嫁接", due_on=DAY, by=cast.dousha)
    follow_plans()
    new = split(cast, home, home[1])
    assert ToDo.objects.get(plan_item=son).household == new
    assert ToDo.objects.get(plan_item=mine).household == home[0]
    assert [line.item for line in plan_of(new)] == [son]


def given(cast, household, errand="call", **fields):
    fields = {"once": uuid.uuid4(), "due_on": timezone.localdate()} | fields
    give(household_ids=[household.pk], wanted=Wanted(errand=errand, **fields), by=cast.dousha)


def test_what_is_to_be_done_for_a_merged_household_is_not_lost(cast, home):
    other = HouseholdFactory(village=home[0].village, number="5306231032028888")
    given(cast, home[0], "call")
    given(cast, home[0], "visit")
    given(cast, other, "call")
    merge_household(household=home[0], into=other, by=cast.dousha)
    waiting = ToDo.objects.filter(state="open")
    assert sorted(waiting.values_list("errand", "household")) == [("call", other.pk), ("visit", other.pk)]


def test_what_one_form_gave_to_both_is_there_once(cast, home):
    other = HouseholdFactory(village=home[0].village, number="5306231032028888")
    once = uuid.uuid4()
    for household in (home[0], other):
        given(cast, household, "other", what="送种子", once=once)
    merge_household(household=home[0], into=other, by=cast.dousha)
    assert sorted(ToDo.objects.values_list("state", "household")) == [("open", other.pk), ("withdrawn", home[0].pk)]


def test_what_is_to_be_done_for_a_household_that_is_split_is_to_be_done_in_both(cast, home):
    given(cast, home[0])
    given(cast, home[0], "other", what="送种子")
    new = split(cast, home, home[1])
    assert set(ToDo.objects.values_list("household", "errand", "what", "state")) == {
        (household.pk, errand, what, "open")
        for household in (home[0], new)
        for errand, what in (("call", ""), ("other", "送种子"))
    }


def test_each_half_of_a_split_household_settles_its_own(cast, home):
    given(cast, home[0])
    new = split(cast, home, home[1])
    take_back(todo=ToDo.objects.get(household=new), why="已办", by=cast.dousha)
    assert ToDo.objects.get(household=home[0]).is_open


def test_whoever_moves_in_with_others_brings_no_todo_of_those_who_stay(cast, home):
    other = PersonFactory(household__village=home[0].village).household
    given(cast, home[0])
    home[1].household = other
    home[1].save()
    change = {"of": "person", "field": "household", "before": home[0].number, "after": other.number}
    entries = [(home[1], "register_changed", {"household": other.number, "changes": [change]})]
    follow_people(entries=entries, by=cast.dousha, at=timezone.now())
    assert [todo.household for todo in ToDo.objects.all()] == [home[0]]


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


def test_a_move_of_a_household_of_the_dead_is_told_to_their_files(cast):
    record_departure(persons=[cast.lan], because=Departure.DIED, on=DAY, by=cast.dousha)
    shimen = Region.objects.get(short_name="石门村")
    assert change_household(household=cast.lan_home, village=shimen, group="", monitored="", by=cast.dousha)
    assert ("household", "village", "530623103202", "530623103201") in told(cast.lan)[0]


def test_a_household_that_nobody_belongs_to_stays_where_it_is(cast):
    nobodys = HouseholdFactory(village=cast.lan_home.village)
    shimen = Region.objects.get(short_name="石门村")
    with pytest.raises(CannotAdjust):
        change_household(household=nobodys, village=shimen, group="", monitored="", by=cast.dousha)
    nobodys.refresh_from_db()
    assert nobodys.village == cast.lan_home.village
