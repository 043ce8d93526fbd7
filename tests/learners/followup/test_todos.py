"""To-dos are given once, settled once, and what came of them stands in the file."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from learners.assistance.models import Entry
from learners.assistance.services import append
from learners.assistance.verify import verify
from learners.assistance.words import describe
from learners.followup.todos.models import ToDo
from learners.followup.todos.services import AlreadySettled, Wanted, follow_plans, give, settle, take_back
from learners.people.access import people_for
from learners.plans.agreed.models import PlanItem
from learners.plans.agreed.services import agree, move
from tests.factories import EnrolmentFactory, HelperFactory, HouseholdFactory, PersonFactory, TrainingClassFactory
from tests.learners.records.samples import photo
from tests.learners.reports.test_views import SHIGANG, desk, text_of  # noqa: F401

TODAY = timezone.localdate()
WEEK = datetime.timedelta(days=7)


def wanted(errand="call", **fields):
    return Wanted(errand=errand, due_on=TODAY + WEEK, once=fields.pop("once", uuid.uuid4()), **fields)


@pytest.fixture
def todo(cast):
    give(household_ids=[cast.lan_home.pk], wanted=wanted(), by=cast.dousha)
    return ToDo.objects.get()


def done(todo, cast, **changes):
    fields = {"done": True, "result": "spoke", "words": "答应来上课", "day": TODAY, "person": cast.lan, "photos": []}
    return settle(todo=todo, by=cast.helper, **fields | changes)


def test_one_deed_gives_many_households_their_todo(cast):
    homes = [HouseholdFactory(village_id=SHIGANG).pk for _ in range(3)]
    assert give(household_ids=homes, wanted=wanted(), by=cast.dousha) == 3
    assert set(ToDo.objects.values_list("household", flat=True)) == set(homes)


def test_a_second_of_the_same_sort_is_not_given_while_one_is_open(cast, todo):
    assert give(household_ids=[cast.lan_home.pk], wanted=wanted(), by=cast.dousha) == 0
    assert give(household_ids=[cast.lan_home.pk], wanted=wanted("visit"), by=cast.dousha) == 1


def test_a_form_sent_twice_gives_nothing_twice_even_after_it_was_settled(cast):
    once = uuid.uuid4()
    for _ in range(2):
        give(household_ids=[cast.lan_home.pk], wanted=wanted("other", what="送种子", once=once), by=cast.dousha)
        done(ToDo.objects.get(), cast) if ToDo.objects.get().is_open else None
    assert ToDo.objects.count() == 1


def test_it_can_be_given_again_once_it_was_settled(cast, todo):
    done(todo, cast)
    assert give(household_ids=[cast.lan_home.pk], wanted=wanted(), by=cast.dousha) == 1


def test_the_database_holds_to_one_open_of_a_sort(cast, todo):
    twin = ToDo(household=cast.lan_home, errand="call", sort="call", once=uuid.uuid4(), due_on=TODAY)
    twin.given_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_what_was_done_stands_in_the_file_with_its_result(cast, todo):
    entry = done(todo, cast).entry
    assert (entry.kind, entry.person) == ("task_done", cast.lan)
    assert entry.payload["result"] == "spoke"
    with translation.override("en"):
        words = describe(entry, {})
    assert words.title == "To-do done: Call."
    assert "Note: 答应来上课" in words.lines
    assert verify(cast.lan.pk).broken is None


def test_what_was_not_possible_stands_there_with_the_reason(cast, todo):
    entry = done(todo, cast, done=False, result="away").entry
    assert entry.kind == "task_failed"
    with translation.override("en"):
        words = describe(entry, {})
    assert words.lines[0] == "Reason: Works elsewhere until later"


def test_settled_twice_it_is_one_entry(cast, todo):
    done(todo, cast)
    with pytest.raises(AlreadySettled):
        done(todo, cast, done=False, result="away")
    assert Entry.objects.filter(kind__startswith="task").count() == 1
    assert ToDo.objects.get().state == "done"


def test_what_was_taken_back_cannot_be_done(cast, todo):
    take_back(todo=todo, why="记重了", by=cast.dousha)
    with pytest.raises(AlreadySettled):
        done(todo, cast)
    assert not Entry.objects.filter(kind="task_done").exists()


# --- from overdue plans --------------------------------------------------------------------------


@pytest.fixture
def overdue(cast):
    """A part of a plan that was to be done last week, agreed on before that."""
    item = agree(person=cast.lan, title="养蜂班", due_on=TODAY + WEEK, by=cast.dousha)
    PlanItem.objects.filter(pk=item.pk).update(due_on=TODAY - WEEK)
    item.refresh_from_db()
    return item


def test_an_overdue_part_of_a_plan_becomes_a_todo_once(cast, overdue):
    assert [follow_plans(), follow_plans()] == [1, 0]
    todo = ToDo.objects.get()
    assert (todo.errand, todo.what, todo.household) == ("plan", "养蜂班", cast.lan_home)
    assert todo.due_on > TODAY


def test_it_does_not_come_again_after_it_was_done(cast, overdue):
    follow_plans()
    done(ToDo.objects.get(), cast)
    assert follow_plans() == 0


def test_a_plan_that_was_kept_takes_its_todo_off_the_list(cast, overdue):
    follow_plans()
    append(
        person=cast.lan,
        kind="class_completed",
        payload={"class_id": 5, "title": "养蜂班"},
        happened_at=timezone.now(),
        evidence={},
    )
    follow_plans()
    assert ToDo.objects.get().state == "withdrawn"


def test_a_plan_moved_to_a_later_day_takes_its_todo_off_the_list(cast, overdue):
    follow_plans()
    move(item=overdue, due_on=TODAY + WEEK, by=cast.dousha)
    follow_plans()
    assert ToDo.objects.get().state == "withdrawn"


def test_parts_that_are_not_due_make_no_todo(cast):
    agree(person=cast.lan, title="养蜂班", due_on=TODAY, by=cast.dousha)
    assert follow_plans() == 0


# --- screens -------------------------------------------------------------------------------------


@pytest.fixture
def doorstep(cast, client):
    client.force_login(cast.helper)
    client.cookies["django_language"] = "en"
    return client


def give_on_screen(client, homes, **fields):
    body = {"once": uuid.uuid4(), "errand": "call", "due_on": TODAY + WEEK, "household": [one.pk for one in homes]}
    return client.post(reverse("todo_new"), body | fields)


def test_a_helper_sees_the_own_households_alone(cast, doorstep, todo):
    other = HouseholdFactory(village_id=SHIGANG)
    give(household_ids=[other.pk], wanted=wanted(), by=cast.dousha)
    text = text_of(doorstep.get(reverse("todo_list")))
    assert cast.lan_home.number in text
    assert other.number not in text


def test_a_helper_records_it_at_the_door_with_a_photo(cast, doorstep, todo):
    body = {"done": "1", "result": "spoke", "words": "", "person": cast.lan.pk, "day": TODAY}
    picture = SimpleUploadedFile("door.jpg", photo())
    assert doorstep.post(reverse("todo_page", args=[todo.pk]), {**body, "photos": picture}).status_code == 302
    entry = ToDo.objects.get().entry
    (file,) = entry.evidence["files"]
    assert doorstep.get(reverse("attachment", args=[cast.lan.pk, file["sha256"]])).status_code == 200
    assert b"Exif" not in b"".join(doorstep.get(reverse("attachment", args=[cast.lan.pk, file["sha256"]])))


def test_a_result_is_needed(doorstep, cast, todo):
    response = doorstep.post(reverse("todo_page", args=[todo.pk]), {"done": "1", "person": cast.lan.pk, "day": TODAY})
    assert response.status_code == 200
    assert ToDo.objects.get().is_open


def test_a_person_of_another_household_cannot_stand_for_it(doorstep, cast, todo):
    body = {"done": "1", "result": "spoke", "person": cast.gui.pk, "day": TODAY}
    assert doorstep.post(reverse("todo_page", args=[todo.pk]), body).status_code == 200
    assert ToDo.objects.get().is_open


def test_a_clerk_sees_what_is_overdue_and_by_which_helper(cast, desk, todo):  # noqa: F811
    ToDo.objects.update(due_on=TODAY - datetime.timedelta(days=3))
    text = text_of(desk.get(reverse("todo_list"), {"state": "overdue"}))
    assert "3 days overdue" in text
    assert "Overdue by helper" in text
    assert "帮扶干部" in text


def test_a_household_of_another_township_gets_nothing(cast, desk):  # noqa: F811
    give_on_screen(desk, [cast.gui_home, cast.lan_home])
    assert [todo.household for todo in ToDo.objects.all()] == [cast.lan_home]


def test_a_class_is_named_when_somebody_is_to_be_invited(cast, desk):  # noqa: F811
    full = TrainingClassFactory(region=cast.lan_home.village, seats=1, days=[str(TODAY)])
    EnrolmentFactory(training_class=full)
    free = TrainingClassFactory(region=cast.lan_home.village, days=[str(TODAY)])
    assert give_on_screen(desk, [cast.lan_home], errand="class").status_code == 200
    assert give_on_screen(desk, [cast.lan_home], errand="class", training_class=full.pk).status_code == 200
    assert give_on_screen(desk, [cast.lan_home], errand="class", training_class=free.pk).status_code == 302
    assert ToDo.objects.get().training_class == free


def test_the_why_not_page_gives_one_todo_to_all_of_a_group(cast, desk):  # noqa: F811
    homes = [PersonFactory(household=HouseholdFactory(village_id=SHIGANG)).household for _ in range(2)]
    address = reverse("coverage_errand", args=[SHIGANG, "no_phone"])
    assert "2 households get it" in text_of(desk.get(address))
    desk.post(address, {"once": uuid.uuid4(), "errand": "card", "due_on": TODAY + WEEK})
    assert set(ToDo.objects.values_list("household", flat=True)) == {home.pk for home in homes}


def test_a_household_with_two_helpers_stands_once_in_the_list(cast, desk, todo):  # noqa: F811
    HelperFactory(household=cast.lan_home, name="另一位")
    response = desk.get(reverse("todo_list"))
    assert [line.helpers for line in response.context["lines"]] == [("帮扶干部", "另一位")]


def test_a_list_takes_as_many_queries_for_many_as_for_one(cast, desk, todo, django_assert_max_num_queries):  # noqa: F811
    homes = [HouseholdFactory(village_id=SHIGANG).pk for _ in range(20)]
    give(household_ids=homes, wanted=wanted(), by=cast.dousha)
    assert people_for(cast.dousha).exists()
    with django_assert_max_num_queries(14):
        desk.get(reverse("todo_list"))


def test_the_page_of_a_household_shows_what_is_to_be_done(cast, desk, todo):  # noqa: F811
    assert (
        reverse("todo_page", args=[todo.pk])
        in desk.get(reverse("household_page", args=[cast.lan_home.pk])).content.decode()
    )
