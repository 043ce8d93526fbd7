"""Into a class and out of it again: the file tells every turn, and so does what is counted from it."""

from functools import cache
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.assistance.models import Entry
from learners.assistance.services import correct
from learners.assistance.verify import verify
from learners.classes.services import note_answer
from learners.classes.signing import Sender
from learners.reports.models import ClassRecord
from learners.reports.rebuilding import rebuild_counters
from tests.cast import make_cast
from tests.factories import EnrolmentFactory, TrainingClassFactory
from tests.learners.classes.phones import AFTERNOON, MORNING, NEXT_WEEK, held, marked, scanned, send, signed

NOON = MORNING.replace(hour=12)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day at which officers note answers."""

    def at(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(MORNING)
    return at


@pytest.fixture
def place(cast):
    made = TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer)
    return EnrolmentFactory(training_class=made, person=cast.lan, state="invited")


def answer(cast, place, state, reason="away"):
    note_answer(enrolment=place, state=state, reason="" if state == "accepted" else reason, by=cast.dousha)


def file_says(person):
    entries = person.entries.filter(kind__in=("class_enrolled", "class_left"), corrections=None)
    return [
        kind.removeprefix("class_") for kind in entries.order_by("happened_at", "seq").values_list("kind", flat=True)
    ]


def record_of(person):
    return ClassRecord.objects.filter(person=person).values("started_at", "completed_at", "left_at").first()


def state_of(place):
    place.refresh_from_db()
    return place.state


def test_who_accepts_again_is_in_the_class_by_the_file(cast, place):
    for state in ("accepted", "declined", "accepted"):
        answer(cast, place, state)
    assert file_says(cast.lan) == ["enrolled", "left", "enrolled"]


def test_every_turn_is_told(cast, place):
    for state in ("accepted", "declined", "accepted", "declined", "accepted", "left"):
        answer(cast, place, state)
    assert file_says(cast.lan) == ["enrolled", "left"] * 3
    assert verify(cast.lan.pk).broken is None


def test_who_declined_and_comes_after_all_is_in_the_class_by_the_file(cast, place, clock):
    answer(cast, place, "accepted")
    answer(cast, place, "declined")
    assert send(held(cast.lan), scanned(place.training_class, AFTERNOON)) == ["stored"]
    assert file_says(cast.lan) == ["enrolled", "left", "enrolled"]
    assert record_of(cast.lan)["left_at"] is None


def test_rebuilding_finds_the_state_that_was_kept(cast, place, clock):
    for state in ("accepted", "declined", "accepted"):
        answer(cast, place, state)
    send(held(cast.lan), scanned(place.training_class))
    before = record_of(cast.lan)
    assert before["started_at"] and before["left_at"] is None
    list(rebuild_counters(1))
    assert record_of(cast.lan) == before


def test_a_class_of_another_number_is_another_class(cast, place):
    """`class:1` and `class:12` begin alike."""
    other = TrainingClassFactory(region=cast.lan_home.village, pk=place.training_class_id * 10 + 2)
    answer(cast, EnrolmentFactory(training_class=other, person=cast.lan, state="invited"), "accepted")
    answer(cast, place, "accepted")
    subjects = set(cast.lan.entries.values_list("subject", flat=True))
    assert subjects == {f"class:{place.training_class_id}", f"class:{other.pk}"}


# --- corrections ---------------------------------------------------------------------------------


def withdraw(cast, kind):
    correct(entry=cast.lan.entries.filter(kind=kind, corrections=None).last(), reason="记错了", by=cast.county)


def test_who_never_left_is_on_the_roster_again(cast, place):
    answer(cast, place, "accepted")
    answer(cast, place, "left")
    withdraw(cast, Entry.Kind.CLASS_LEFT)
    assert (state_of(place), place.reason) == ("accepted", "")


def test_who_never_left_and_was_there_attends(cast, place, clock):
    send(held(cast.lan), scanned(place.training_class))
    clock(NOON)
    answer(cast, place, "left")
    withdraw(cast, Entry.Kind.CLASS_LEFT)
    assert state_of(place) == "attended"
    assert send(held(cast.lan, "m" * 22), scanned(place.training_class, AFTERNOON)) == ["stored"]


def test_who_never_accepted_is_invited(cast, place):
    answer(cast, place, "accepted")
    withdraw(cast, Entry.Kind.CLASS_ENROLLED)
    assert state_of(place) == "invited"
    answer(cast, place, "accepted")
    assert file_says(cast.lan) == ["enrolled"]


def test_who_did_not_come_back_is_out_again(cast, place):
    for state in ("accepted", "declined", "accepted"):
        answer(cast, place, state)
    withdraw(cast, Entry.Kind.CLASS_ENROLLED)
    assert (state_of(place), place.reason) == ("left", "away")


# --- late sign-ins of who left -------------------------------------------------------------------


def test_a_sign_in_from_before_leaving_counts_though_it_comes_after(cast, place, clock):
    answer(cast, place, "accepted")
    clock(NOON)
    answer(cast, place, "left")
    assert send(held(cast.lan), scanned(place.training_class, MORNING)) == ["stored"]
    assert (state_of(place), signed(cast.lan)) == ("left", [("2026-11-23", "am")])
    assert record_of(cast.lan)["left_at"] == NOON


def test_a_sign_in_from_after_leaving_does_not_count(cast, place, clock):
    answer(cast, place, "accepted")
    clock(NOON)
    answer(cast, place, "left")
    assert send(held(cast.lan), scanned(place.training_class, AFTERNOON)) == ["not_on_roster"]


def test_the_trainers_tick_from_before_leaving_counts_too(cast, place, clock):
    answer(cast, place, "accepted")
    clock(NOON)
    answer(cast, place, "left")
    assert send(Sender(cast.trainer), marked(place.training_class, cast.lan)) == ["stored"]


def test_who_declined_does_not_come_in_by_an_older_sign_in(cast, place, clock):
    answer(cast, place, "accepted")
    clock(NOON)
    answer(cast, place, "declined")
    assert send(held(cast.lan), scanned(place.training_class, MORNING)) == ["stored"]
    assert (state_of(place), file_says(cast.lan)) == ("declined", ["enrolled", "left"])


LEFT_AT = MORNING.replace(day=24, hour=11)
MADE = {
    f"2026-11-{day}:{part}": MORNING.replace(day=day, hour=hour)
    for day in (23, 24)
    for part, hour in (("am", 9), ("pm", 14))
}
ON_TIME, LATE = "on time", "late"
WAYS = st.lists(st.sampled_from([ON_TIME, LATE]), min_size=1, max_size=3)


def deliver(cast, moment, reports):
    """Each report is sent at that moment."""
    with mock.patch("django.utils.timezone.now", return_value=moment):
        for report in reports:
            send(Sender(cast.trainer), report, now=moment)


def left_class(reports, arrivals):
    """What is kept of lan, who came and then left, when the reports arrive so."""
    cast = make_cast()
    made = TrainingClassFactory(region=cast.lan_home.village, trainer=cast.trainer)
    place = EnrolmentFactory(training_class=made, person=cast.lan, state="invited")
    with mock.patch("django.utils.timezone.now", return_value=MORNING.replace(hour=8)):
        answer(cast, place, "accepted")
    sent = {slot: marked(made, cast.lan, slot, at=MADE[slot].isoformat()) for slot in reports}
    for slot in sorted(reports, key=MADE.get):
        if MADE[slot] < LEFT_AT and ON_TIME in arrivals[slot]:
            deliver(cast, MADE[slot], [sent[slot]])
    with mock.patch("django.utils.timezone.now", return_value=LEFT_AT):
        answer(cast, place, "left")
    late = [sent[slot] for slot in reports for way in arrivals[slot] if way == LATE or MADE[slot] > LEFT_AT]
    deliver(cast, NEXT_WEEK, late)
    assert verify(cast.lan.pk).broken is None
    entries = cast.lan.entries.values_list("kind", "happened_at", "payload__day", "payload__part")
    return state_of(place), signed(cast.lan), sorted(map(str, entries)), str(record_of(cast.lan))


def kept(reports, arrivals):
    """As `left_class`, leaving nothing behind."""
    with transaction.atomic():
        found = left_class(reports, arrivals)
        transaction.set_rollback(True)
    return found


@cache
def in_time():
    return kept(sorted(MADE), {slot: [ON_TIME] for slot in MADE})


class LateReports(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(st.permutations(sorted(MADE)), st.fixed_dictionaries(dict.fromkeys(MADE, WAYS)))
    def test_late_twice_or_out_of_order_the_record_is_the_same(self, reports, arrivals):
        found = kept(reports, arrivals)
        assert found == in_time()
        assert len(found[1]) == 3
