"""Wishes that are taken back: twice, late, together with others, after a trainer is on it."""

import pytest

from courses.search.services import load_search_words
from learners.assistance.models import Entry
from learners.notices.queries import unread_notices
from learners.plans.orders.models import TrainingOrder, Wish
from learners.plans.orders.queries import order_rows, own_orders, voices_to_hear
from learners.plans.orders.services import (
    NotWaiting,
    answer_order,
    order_for_jobs,
    order_training,
    take_order,
    withdraw_wish,
    write_down,
)
from learners.plans.orders.voice import Voice
from learners.plans.queries import learners_in
from tests.factories import PersonFactory
from tests.lessons import make_course

WISHES = Entry.objects.filter(kind=Entry.Kind.WISH)


@pytest.fixture
def people(cast):
    load_search_words()
    return cast


@pytest.fixture
def order(people):
    (order,) = order_training(person=people.lan, words="养蜂")
    return order


def take_back(person, order=None):
    for wish in Wish.objects.filter(person=person, order=order):
        withdraw_wish(wish=wish, by=person.user)


def state_of(order):
    order.refresh_from_db()
    return order.state


def wishes_heard(person):
    _person, _place, learner = next(learners_in([person]))
    return learner.household.wishes


def test_a_wish_taken_back_stays_in_the_file_with_a_correction(people, order):
    take_back(people.lan, order)
    assert [entry.corrections.count() for entry in WISHES.all()] == [1]
    assert Wish.objects.get().withdrawn_at


def test_it_is_heard_by_matching_no_more(people, order):
    take_back(people.lan, order)
    assert wishes_heard(people.lan) == ()


def test_an_order_that_nobody_wishes_for_any_more_lapses(people, order):
    take_back(people.lan, order)
    assert state_of(order) == "lapsed"


def test_an_order_of_others_goes_on_without_the_one(people, order):
    order_training(person=PersonFactory(household=people.lan_home), words="养蜜蜂")
    take_back(people.lan, order)
    assert state_of(order) == "open"
    assert [row.persons for row in order_rows(TrainingOrder.objects.all(), near="")] == [1]


def test_an_order_with_jobs_behind_it_goes_on(people, order):
    order_for_jobs(area=order.area, words="养蜂", employer="石缸合作社", seats=4, by=people.dousha)
    take_back(people.lan, order)
    assert state_of(order) == "open"


def test_a_trainer_who_is_on_it_is_left_to_decide(people, order):
    take_order(order_id=order.pk, by=people.trainer)
    take_back(people.lan, order)
    assert state_of(order) == "taken"
    assert not unread_notices(people.lan)


def test_who_took_it_back_is_told_of_no_answer(people, order):
    take_order(order_id=order.pk, by=people.trainer)
    take_back(people.lan, order)
    answer_order(order_id=order.pk, by=people.trainer, course=make_course())
    assert not unread_notices(people.lan)


def test_taking_it_back_twice_is_once(people, order):
    take_back(people.lan, order)
    take_back(people.lan, order)
    assert Entry.objects.filter(kind=Entry.Kind.CORRECTION).count() == 1


def test_what_was_answered_is_past(people, order):
    answer_order(order_id=order.pk, by=people.trainer, course=make_course())
    with pytest.raises(NotWaiting):
        take_back(people.lan, order)
    assert not own_orders(people.lan)[0].wish.may_be_withdrawn


def test_of_two_wishes_in_one_sentence_the_other_stands(people):
    bees, pepper = order_training(person=people.lan, words="养蜂和种花椒")
    take_back(people.lan, bees)
    assert (state_of(bees), state_of(pepper)) == ("lapsed", "open")
    assert wishes_heard(people.lan) == (pepper.name,)


def test_both_of_two_wishes_can_be_taken_back(people):
    for one in order_training(person=people.lan, words="养蜂和种花椒"):
        take_back(people.lan, one)
    assert not WISHES.filter(corrections=None).exists()


def test_who_wishes_for_it_again_is_counted_again(people, order):
    order_training(person=PersonFactory(household=people.lan_home), words="养蜂")
    take_back(people.lan, order)
    order_training(person=people.lan, words="想养蜂")
    assert [row.persons for row in order_rows(TrainingOrder.objects.all(), near="")] == [2]
    assert WISHES.filter(person=people.lan, corrections=None).count() == 1


def test_a_voice_note_taken_back_is_heard_and_written_down_by_nobody(people):
    order_training(person=people.lan, words="", voice=Voice("audio/ogg", b"OggS..."))
    wish = Wish.objects.get()
    withdraw_wish(wish=wish, by=people.lan.user)
    assert write_down(wish=wish, words="养蜂", by=people.dousha) == []
    assert not voices_to_hear(Wish.objects.filter(withdrawn_at=None))
