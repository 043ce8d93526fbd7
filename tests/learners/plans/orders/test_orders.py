"""Wishes become orders, orders are answered, everybody who asked is told."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.search.services import load_search_words
from learners.assistance.models import CourseRecord, Entry
from learners.assistance.services import append
from learners.notices.queries import unread_notices
from learners.plans.orders.forms import WishForm
from learners.plans.orders.meaning import meanings_of
from learners.plans.orders.models import JobsBehind, TrainingOrder, Wish
from learners.plans.orders.queries import askers, demand_by_village, order_rows, own_orders
from learners.plans.orders.services import (
    NoAnswer,
    NothingSaid,
    NotWaiting,
    TakenAlready,
    answer_order,
    close_order,
    order_for_jobs,
    order_training,
    take_order,
    write_down,
)
from learners.plans.orders.voice import Voice, read_voice
from learners.plans.queries import learners_in
from tests.factories import PersonFactory
from tests.lessons import make_course

VOICE = Voice("audio/ogg", b"OggS...")


@pytest.fixture
def people(cast):
    load_search_words()
    return cast


def ordered(person, words="想学养蜂", **more):
    return order_training(person=person, words=words, **more)


@pytest.mark.parametrize("words", ["养蜂", "想学养蜜蜂", "怎么养蜜蜂", "yangfeng", "我要学养峰技术"])
def test_one_wish_in_other_words_is_the_same_order(people, words):
    (first,) = ordered(people.lan)
    (second,) = ordered(PersonFactory(household=people.lan_home), words)
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"), [("养蜂", "养鸭"), ("种香菇", "种花椒"), ("修摩托车", "养蜂"), ("开挖掘机", "做月嫂")]
)
def test_other_wishes_are_other_orders(people, one, other):
    assert {m.key for m in meanings_of(one)}.isdisjoint(m.key for m in meanings_of(other))


def test_an_order_is_called_as_it_was_said(people):
    assert [one.name for one in meanings_of("我想学养蜂技术。")] == ["养蜂"]


def test_two_trades_in_one_sentence_are_two_orders(people):
    assert len(ordered(people.lan, "养蜂和种花椒")) == 2


def test_another_township_has_an_order_of_its_own(people):
    assert ordered(people.lan) != ordered(people.gui)


def test_asking_twice_counts_once_and_stands_in_the_file_once(people):
    ordered(people.lan)
    ordered(people.lan, "养蜜蜂")
    assert Wish.objects.count() == 1
    assert Entry.objects.filter(person=people.lan, kind=Entry.Kind.WISH).count() == 1


def test_a_wish_is_heard_by_matching(people):
    ordered(people.lan)
    _person, _place, learner = next(learners_in([people.lan]))
    assert learner.household.wishes == ("想学养蜂",)


def test_the_township_sees_the_demand_by_village(people):
    ordered(people.lan)
    ordered(PersonFactory(household=people.lan_home), "养蜜蜂")
    (row,) = order_rows(TrainingOrder.objects.all(), near="530623103")
    assert (row.persons, demand_by_village([row])) == (2, [("石缸村", [(row.order.name, 2)])])


def test_everybody_who_asked_is_told_of_the_answer(people):
    (order,) = ordered(people.lan)
    course = make_course()
    take_order(order_id=order.pk, by=people.trainer)
    answer_order(order_id=order.pk, by=people.trainer, course=course)
    assert [notice.url for notice in unread_notices(people.lan)] == [course.url, ""]
    assert not unread_notices(people.gui)


def test_the_order_shows_who_took_part(people):
    (order,) = ordered(people.lan)
    course = make_course()
    order = answer_order(order_id=order.pk, by=people.trainer, course=course)
    assert not askers(order, Wish.objects.all())[0].began
    CourseRecord.objects.create(person=people.lan, course_id=course.pk)
    assert askers(order, Wish.objects.all())[0].began


def test_who_completed_the_class_took_part(people):
    (order,) = ordered(people.lan)
    order = answer_order(order_id=order.pk, by=people.dousha, class_title="养蜂班", class_when="5月3日", class_id=7)
    happened = Entry.objects.get().happened_at
    payload = {"class_id": 7, "title": "养蜂班"}
    append(person=people.lan, kind=Entry.Kind.CLASS_COMPLETED, payload=payload, happened_at=happened, evidence={})
    assert askers(order, Wish.objects.all())[0].completed


def test_an_order_is_answered_once(people):
    (order,) = ordered(people.lan)
    close_order(order_id=order.pk, by=people.dousha, note="没有老师")
    with pytest.raises(NotWaiting):
        take_order(order_id=order.pk, by=people.trainer)


def test_an_answer_is_a_course_or_a_class(people):
    (order,) = ordered(people.lan)
    with pytest.raises(NoAnswer):
        answer_order(order_id=order.pk, by=people.trainer)


def test_after_an_answer_a_new_wish_opens_a_new_order(people):
    (order,) = ordered(people.lan)
    answer_order(order_id=order.pk, by=people.trainer, course=make_course())
    (again,) = ordered(PersonFactory(household=people.lan_home))
    assert again != order


def test_a_voice_note_becomes_an_order_when_somebody_wrote_it_down(people):
    assert ordered(people.lan, "", voice=VOICE) == []
    wish = Wish.objects.get()
    (order,) = write_down(wish=wish, words="想养蜜蜂", by=people.dousha)
    wish.refresh_from_db()
    assert (wish.order, wish.words, wish.heard_by) == (order, "想养蜜蜂", people.dousha)


def test_nothing_said_is_no_wish(people):
    with pytest.raises(NothingSaid):
        ordered(people.lan, "")


def test_jobs_stand_behind_the_same_order(people):
    (order,) = ordered(people.lan)
    township = people.lan_home.village.parent
    made = order_for_jobs(area=township, words="养蜂", employer="石缸合作社", seats=4, by=people.dousha)
    assert made == [order]
    assert JobsBehind.objects.get().until is None
    assert order_rows(TrainingOrder.objects.all(), near="530623103")[0].seats == 4


def test_own_orders_tell_how_many_others_wish_for_it(people):
    ordered(people.lan)
    for _ in range(4):
        ordered(PersonFactory(household=people.lan_home))
    assert [row.others for row in own_orders(people.lan)] == [0]
    ordered(PersonFactory(household=people.lan_home))
    assert [row.others for row in own_orders(people.lan)] == [5]


def test_jobs_are_promised_until_their_last_day(people):
    today = timezone.localdate()
    township = people.lan_home.village.parent
    for employer, until in (("石缸合作社", today), ("豆沙车间", today - datetime.timedelta(days=1))):
        order_for_jobs(area=township, words="养蜂", employer=employer, seats=4, until=until, by=people.dousha)
    (row,) = order_rows(TrainingOrder.objects.all(), near=None)
    assert [one.employer for one in row.jobs] == ["石缸合作社"]


@pytest.mark.parametrize("near", [None, "530623101"], ids=["a trainer", "staff of another township"])
def test_a_village_of_few_who_wish_is_named_only_to_those_who_may_see_its_people(people, near):
    for _ in range(4):
        ordered(PersonFactory(household=people.lan_home))
    (row,) = order_rows(TrainingOrder.objects.all(), near=near)
    assert (row.villages, row.elsewhere, row.persons) == ({}, 4, 4)
    ordered(PersonFactory(household=people.lan_home))
    (row,) = order_rows(TrainingOrder.objects.all(), near=near)
    assert (row.villages, row.elsewhere) == ({"石缸村": 5}, 0)


def test_words_that_only_one_family_knows_are_for_those_who_may_see_it(people):
    ordered(people.lan, "养蜂")
    ordered(PersonFactory(household=people.lan_home), "替王二郎养蜂")
    (row,) = order_rows(TrainingOrder.objects.all(), near=None)
    assert row.words == ["养蜂"]
    (row,) = order_rows(TrainingOrder.objects.all(), near="530623103")
    assert len(row.words) == 2


def test_an_order_never_bears_a_name_that_only_one_of_those_who_asked_knows(people):
    assert [one.name for one in meanings_of("帮王二郎养蜂")] != ["帮王二郎养蜂"]
    assert all("王二郎" not in one.name for one in meanings_of("王二郎养蜂"))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("替我儿子李强学修摩托车", {"汽修"}),
        ("李强想养蜂", {"蜜蜂"}),
        ("王桂花学养猪", {"猪"}),
        ("种李", {"李"}),
        ("想种姜", {"生姜"}),
    ],
)
def test_a_name_in_a_wish_is_no_trade(people, words, meant):
    assert {one.key for one in meanings_of(words)} == meant


def test_a_second_trainer_takes_nothing_away_from_the_first(people):
    (order,) = ordered(people.lan)
    take_order(order_id=order.pk, by=people.trainer)
    with pytest.raises(TakenAlready):
        take_order(order_id=order.pk, by=people.dousha)
    assert TrainingOrder.objects.get().taken_by == people.trainer


def test_who_has_left_is_no_demand(people):
    ordered(people.lan)
    people.lan.left_on = timezone.localdate()
    people.lan.save()
    assert [row.persons for row in order_rows(TrainingOrder.objects.all(), near="530623103")] == [0]


def test_an_empty_recording_is_none(people):
    assert read_voice(SimpleUploadedFile("note.ogg", b"")) is None


def test_words_beside_an_empty_recording_are_a_wish():
    form = WishForm({"words": "养蜂"}, {"voice": SimpleUploadedFile("note.ogg", b"")})
    assert form.is_valid()


@pytest.mark.parametrize("words", ["养" * 3000, "", " \0 "])
def test_too_much_or_nothing_is_no_wish(words):
    assert not WishForm({"words": words}, {}).is_valid()
