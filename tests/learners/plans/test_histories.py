"""What matching knows of persons and households, read from register, file and plan."""

import datetime

import pytest
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.assistance.services import append, correct
from learners.plans.agreed.services import agree, drop
from learners.plans.histories import histories_of, homes_of
from learners.plans.searched.services import note_search
from tests.factories import PersonFactory
from tests.lessons import make_course

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(db):
    return timezone.localdate()


def recorded(person, kind, payload, days_ago=0):
    return append(person=person, kind=kind, payload=payload, happened_at=timezone.now() - days_ago * DAY, evidence={})


def begun(person, course_id, days_ago):
    return CourseRecord.objects.create(person=person, course_id=course_id, started_at=timezone.now() - days_ago * DAY)


def history(person, today):
    return histories_of([person.pk], today)[person.pk]


def home(person, today):
    return homes_of([person.household_id], today)[person.household_id]


def test_a_verified_trade_of_any_member_is_the_households_own(cast, today):
    sister = PersonFactory(household=cast.lan_home)
    recorded(sister, Entry.Kind.OUTCOME, {"result": "own_trade", "what": "养了 200 只乌鸡"})
    assert home(cast.lan, today).trades == ["养了 200 只乌鸡"]


def test_a_job_is_no_trade_of_ones_own_and_a_withdrawn_outcome_none_at_all(cast, today):
    recorded(cast.lan, Entry.Kind.OUTCOME, {"result": "job", "what": "豆沙镇鞋厂"})
    entry = recorded(cast.lan, Entry.Kind.OUTCOME, {"result": "scale", "what": "竹笋"})
    correct(entry=entry, reason="wrong household", by=cast.dousha)
    assert home(cast.lan, today).trades == []


def test_a_trade_that_was_seen_at_a_visit_is_the_households_own_until_the_visit_is_withdrawn(cast, today):
    entry = recorded(cast.lan, Entry.Kind.VISIT, {"visitor": "陈志明", "agreed": "看了蜂箱", "trade": "养蜂"})
    recorded(cast.lan, Entry.Kind.VISIT, {"visitor": "陈志明", "agreed": "没有别的"})
    assert home(cast.lan, today).trades == ["养蜂"]
    correct(entry=entry, reason="another household", by=cast.dousha)
    assert home(cast.lan, today).trades == []


def test_only_those_who_can_work_and_are_at_home_are_hands(cast, today):
    cast.lan.labour, cast.lan.work = "ordinary", "away"
    cast.lan.save()
    PersonFactory(household=cast.lan_home, labour="lost")
    PersonFactory(household=cast.lan_home, labour="ordinary", born_on=today - 3000 * DAY)
    assert home(cast.lan, today).hands == 0
    PersonFactory(household=cast.lan_home, labour="ordinary", born_on=datetime.date(1980, 1, 1))
    assert home(cast.lan, today).hands == 1


def test_where_no_labour_is_entered_nothing_is_known_of_hands(cast, today):
    cast.lan_home.members.update(labour="")
    assert home(cast.lan, today).hands is None


def test_a_course_left_for_another_is_given_up(cast, today):
    begun(cast.lan, 1, days_ago=100)
    begun(cast.lan, 2, days_ago=5)
    assert (history(cast.lan, today).begun, history(cast.lan, today).given_up) == ({2}, {1})


def test_a_lesson_completed_of_late_keeps_it_begun(cast, today):
    begun(cast.lan, 1, days_ago=100)
    begun(cast.lan, 2, days_ago=50)
    recorded(cast.lan, Entry.Kind.LESSON_COMPLETED, {"course_id": 1}, days_ago=20)
    assert history(cast.lan, today).begun == {1, 2}


def test_what_was_taken_out_of_the_plan_is_given_up_until_it_is_planned_again(cast, today):
    course = make_course()
    begun(cast.lan, course.pk, days_ago=3)
    drop(item=agree(person=cast.lan, course=course, due_on=today, by=cast.dousha), why="不想学", by=cast.dousha)
    assert history(cast.lan, today).given_up == {course.pk}
    agree(person=cast.lan, course=course, due_on=today, by=cast.dousha)
    assert history(cast.lan, today).begun == {course.pk}


def test_searches_are_what_was_asked(cast, today):
    note_search(person=cast.lan, words="香菇怎么种", day=today)
    assert history(cast.lan, today).asked == ("香菇",)
    assert cast.gui.pk not in histories_of([cast.gui.pk], today)


def test_the_number_of_queries_does_not_grow_with_the_persons(cast, today, django_assert_num_queries):
    people = [cast.lan, cast.gui, *(PersonFactory(household=cast.gui_home) for _ in range(5))]
    for person in people:
        begun(person, 1, days_ago=100)
    with django_assert_num_queries(6):
        histories_of([person.pk for person in people], today)
        homes_of({person.household_id for person in people}, today)
