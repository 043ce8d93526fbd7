"""Findings point at what an auditor should look into, and at nothing else."""

import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from learners.assistance.models import Entry
from learners.assistance.services import append, correct
from learners.audit.findings import QUESTIONS, Scope
from learners.audit.learning import crowds
from learners.classes.models import TrainingClass
from learners.people.access import people_for
from learners.progress.models import QuizAttempt
from tests.factories import PersonFactory, UserFactory

DAY = datetime.date(2026, 5, 30)
NOON = timezone.make_aware(datetime.datetime.combine(DAY, datetime.time(12)))
HOUR = 3_600_000


def minutes(count):
    return datetime.timedelta(minutes=count)


@pytest.fixture
def find(cast):
    def find(kind, user=cast.auditor, first=DAY, last=DAY):
        return list(QUESTIONS[kind].find(Scope(people_for(user), first, last)))

    return find


@pytest.fixture
def crowd(cast):
    """Lan and four more of her household."""
    return [cast.lan, *(PersonFactory(household=cast.lan_home, name=name) for name in "甲乙丙丁")]


def lesson(person, at=NOON, *, device="a" * 16, watched=300_000, number=1, kind=Entry.Kind.LESSON_COMPLETED):
    return append(
        person=person,
        kind=kind,
        subject=f"lesson:{number}",
        payload={"lesson_id": number, "lesson": "挖笋", "course_id": 1, "course": "竹笋", "watched_ms": watched},
        happened_at=at,
        evidence={"device": device},
    )


def held(cast, *, seats=20, trainer=None, title="竹笋班"):
    return TrainingClass.objects.create(
        title=title,
        region=cast.lan_home.village,
        place="村委会",
        days=[str(DAY)],
        starts_on=DAY,
        ends_on=DAY,
        hours=8,
        seats=seats,
        trainer=trainer,
        institution="县农广校",
        created_by=cast.county,
    )


def enrol(person, training_class, **invited):
    payload = training_class.terms() | invited
    return append(person=person, kind=Entry.Kind.CLASS_ENROLLED, payload=payload, happened_at=NOON, evidence={})


def sign_in(person, training_class, part="am", said="terms"):
    """`said="facts"`: as entries of earlier versions, which name no seats, no place and no trainer."""
    payload = getattr(training_class, said)() | {"day": str(DAY), "part": part}
    return append(person=person, kind=Entry.Kind.CLASS_SIGNED_IN, payload=payload, happened_at=NOON, evidence={})


def test_one_phone_for_many_people_is_found_with_its_entries(crowd, find):
    entries = [lesson(person, NOON + minutes(n)) for n, person in enumerate(crowd)]
    (found,) = find("one_device")
    assert set(found.entries) == {entry.pk for entry in entries}
    assert "5" in found.words


def test_a_family_of_three_on_one_phone_is_not_found(crowd, find):
    for person in crowd[:3]:
        lesson(person)
    assert find("one_device") == []


def test_many_people_on_phones_of_their_own_are_not_found(crowd, find):
    for n, person in enumerate(crowd):
        lesson(person, device=f"{n}" * 16)
    assert find("one_device") == []


def test_one_phone_over_a_whole_day_is_not_found(crowd, find):
    for n, person in enumerate(crowd):
        lesson(person, NOON + minutes(60 * n))
    assert find("one_device") == []


def test_entries_that_were_withdrawn_are_not_found(cast, crowd, find):
    entries = [lesson(person) for person in crowd]
    correct(entry=entries[0], reason="x", by=cast.dousha)
    correct(entry=entries[1], reason="x", by=cast.dousha)
    assert find("one_device") == []


def test_an_auditor_finds_nothing_outside_the_area(cast, crowd, find):
    for person in crowd:
        lesson(person)
    assert find("one_device", user=cast.yanjing) == []


def test_the_same_is_found_under_the_same_key(crowd, find):
    for person in crowd:
        lesson(person)
    before = find("one_device")
    lesson(crowd[0], NOON + minutes(300), number=2)
    assert [found.key for found in find("one_device")] == [found.key for found in before]


def test_a_day_with_too_many_hours_is_found(cast, find):
    for n in range(9):
        lesson(cast.lan, NOON + minutes(n), watched=HOUR, number=n)
    (found,) = find("long_days")
    assert len(found.entries) == 9


def test_eight_hours_are_not_too_many(cast, find):
    for n in range(8):
        lesson(cast.lan, NOON + minutes(n), watched=HOUR, number=n)
    assert find("long_days") == []


def test_a_child_is_found_and_a_grown_up_is_not(cast, find):
    child = PersonFactory(household=cast.lan_home, born_on=datetime.date(2010, 5, 31))
    entry = lesson(child)
    lesson(cast.lan)
    (found,) = find("too_young")
    assert found.entries == (entry.pk,)
    assert "15" in found.words


def test_a_birthday_ends_youth(cast, find):
    lesson(PersonFactory(household=cast.lan_home, born_on=datetime.date(2010, 5, 30)))
    assert find("too_young") == []


def test_learning_after_leaving_the_register_is_found(cast, find):
    cast.lan.left_on = DAY - datetime.timedelta(days=1)
    cast.lan.save()
    cast.gui.left_on = DAY
    cast.gui.save()
    entry = lesson(cast.lan)
    lesson(cast.gui)
    (found,) = find("gone")
    assert found.entries == (entry.pk,)


def test_more_sign_ins_than_seats_are_found(cast, crowd, find):
    small, large = held(cast, seats=4), held(cast, seats=5)
    for person in crowd:
        sign_in(person, small)
        sign_in(person, large, part="pm")
    (found,) = find("too_many")
    assert len(found.entries) == 5


def test_days_before_enrolment_are_found(cast, find, monkeypatch):
    training_class = held(cast)
    monkeypatch.setattr(timezone, "now", lambda: NOON - minutes(600))
    enrol(cast.gui, training_class)
    sign_in(cast.gui, training_class)
    monkeypatch.setattr(timezone, "now", lambda: NOON + minutes(24 * 60))
    enrol(cast.lan, training_class)
    early = sign_in(cast.lan, training_class)
    (found,) = find("before_enrolment")
    assert found.entries == (early.pk,)


def test_as_many_sign_ins_as_seats_are_not_found(cast, crowd, find):
    small = held(cast, seats=5)
    for person in crowd:
        sign_in(person, small, part="am"), sign_in(person, small, part="pm")
    assert find("too_many") == []


def test_a_sign_in_that_was_taken_back_takes_no_seat(cast, crowd, find):
    small = held(cast, seats=4)
    entries = [sign_in(person, small) for person in crowd]
    correct(entry=entries[0], reason="点错了人", by=cast.dousha)
    assert find("too_many") == []


@pytest.mark.parametrize("change", [{"seats": 50}, {"seats": 50, "days": ["2026-06-30"]}])
def test_seats_that_are_added_afterwards_hide_nothing(cast, crowd, find, change):
    small = held(cast, seats=4)
    for person in crowd:
        sign_in(person, small)
    TrainingClass.objects.update(**change)
    assert len(find("too_many")) == 1


def test_seats_that_are_added_in_the_middle_of_the_list_hide_nothing(cast, crowd, find):
    small = held(cast, seats=2)
    for person in crowd[:3]:
        sign_in(person, small)
    small.seats = 50
    for person in crowd[3:]:
        sign_in(person, small)
    assert len(find("too_many")) == 1


def test_a_larger_room_from_the_afternoon_on_is_not_found(cast, crowd, find):
    moved = held(cast, seats=3)
    for person in crowd[:3]:
        sign_in(person, moved)
    moved.seats = 5
    for person in crowd:
        sign_in(person, moved, part="pm")
    assert find("too_many") == []


def test_entries_that_name_no_seats_are_held_against_those_of_the_class(cast, crowd, find):
    small, large = held(cast, seats=4), held(cast, seats=5)
    for person in crowd:
        sign_in(person, small, said="facts"), sign_in(person, large, part="pm", said="facts")
    assert len(find("too_many")) == 1


def test_who_was_invited_before_and_whose_phone_had_no_line_is_not_found(cast, find):
    """The entry of the enrolment is recorded with the sign-in, months after the day."""
    training_class = held(cast)
    enrol(cast.lan, training_class, invited_on=str(DAY))
    sign_in(cast.lan, training_class)
    assert find("before_enrolment") == []


def test_a_roster_that_was_made_up_later_is_found(cast, find):
    training_class = held(cast)
    enrol(cast.lan, training_class, invited_on=str(DAY + datetime.timedelta(days=1)))
    sign_in(cast.lan, training_class)
    assert len(find("before_enrolment")) == 1


def test_who_declined_later_and_came_again_was_enrolled_before(cast, find, monkeypatch):
    training_class = held(cast)
    monkeypatch.setattr(timezone, "now", lambda: NOON - minutes(600))
    enrol(cast.lan, training_class)
    sign_in(cast.lan, training_class)
    monkeypatch.setattr(timezone, "now", lambda: NOON + minutes(48 * 60))
    enrol(cast.lan, training_class)
    assert find("before_enrolment") == []


def test_two_places_at_once_are_found(cast, find):
    sign_in(cast.lan, held(cast)), sign_in(cast.lan, held(cast), part="day")
    sign_in(cast.gui, held(cast)), sign_in(cast.gui, held(cast), part="pm")
    (found,) = find("two_places")
    assert found.key.startswith(f"{cast.lan.pk}:")
    assert len(found.entries) == 2


@pytest.mark.parametrize("parts", [("day", "day"), ("am", "pm"), ("day", "am", "pm")])
def test_a_clash_of_a_whole_day_is_found_once(cast, find, parts):
    one, other = held(cast, title="养鸡班"), held(cast, title="竹笋班")
    for part in parts:
        sign_in(cast.lan, one, part=part), sign_in(cast.lan, other, part=part)
    (found,) = find("two_places")
    assert len(found.entries) == len(set(found.entries)) == 2 * len(parts)
    assert found.key.endswith(":am")


def test_the_places_are_those_of_the_day(cast, find):
    for place in ("村委会", "小学"):
        made = held(cast)
        made.place = place
        sign_in(cast.lan, made)
    TrainingClass.objects.update(place="村委会", days=["2026-07-01"], title="改了名")
    (found,) = find("two_places")
    assert "竹笋班 (小学)" in found.words


def test_morning_here_and_afternoon_there_is_not_found(cast, find):
    sign_in(cast.lan, held(cast)), sign_in(cast.lan, held(cast), part="pm")
    assert find("two_places") == []


def test_a_trainer_with_two_classes_at_one_time_is_found(cast, find):
    sign_in(cast.lan, held(cast, trainer=cast.trainer)), sign_in(cast.gui, held(cast, trainer=cast.trainer))
    sign_in(cast.gui, held(cast, trainer=UserFactory()), part="pm")
    (found,) = find("trainer_twice")
    assert len(found.entries) == 2


def test_a_trainers_whole_day_in_two_classes_is_found_once(cast, find):
    for person in (cast.lan, cast.gui):
        sign_in(person, held(cast, trainer=cast.trainer), part="day")
    assert len(find("trainer_twice")) == 1


def test_a_trainer_who_is_changed_afterwards_hides_nothing(cast, find):
    sign_in(cast.lan, held(cast, trainer=cast.trainer)), sign_in(cast.gui, held(cast, trainer=cast.trainer))
    TrainingClass.objects.filter(pk=TrainingClass.objects.first().pk).update(trainer=UserFactory())
    assert len(find("trainer_twice")) == 1


def test_a_trainer_of_two_half_days_in_one_village_is_not_found(cast, find):
    sign_in(cast.lan, held(cast, trainer=cast.trainer), part="am")
    sign_in(cast.gui, held(cast, trainer=cast.trainer), part="pm")
    assert find("trainer_twice") == []


def test_two_trainers_of_one_name_are_not_found(cast, find):
    for person in (cast.lan, cast.gui):
        sign_in(person, held(cast, trainer=UserFactory(display_name="王芳")))
    assert find("trainer_twice") == []


def test_a_trainer_who_is_named_once_by_account_and_once_by_hand_is_found(cast, find):
    sign_in(cast.lan, held(cast, trainer=UserFactory(display_name="王芳")))
    by_hand = held(cast)
    by_hand.trainer_name = "王芳"
    sign_in(cast.gui, by_hand)
    assert len(find("trainer_twice")) == 1


def test_completions_that_jump_at_the_end_of_a_month_are_found(cast, find):
    people = [PersonFactory(household=cast.lan_home) for _ in range(8)]
    for person in people:
        lesson(person, kind=Entry.Kind.COURSE_COMPLETED)
    (found,) = find("jump", first=datetime.date(2026, 5, 1), last=datetime.date(2026, 5, 31))
    assert len(found.entries) == 8
    assert find("jump") == []


def test_a_village_that_always_completes_much_does_not_jump(cast, find):
    for n in range(8):
        person = PersonFactory(household=cast.lan_home)
        lesson(person, kind=Entry.Kind.COURSE_COMPLETED)
        for back in (5, 10, 15, 20):
            at = NOON - minutes(24 * 60 * back)
            lesson(person, at, kind=Entry.Kind.COURSE_COMPLETED, number=100 + back + n)
    assert find("jump", first=datetime.date(2026, 5, 1), last=datetime.date(2026, 5, 31)) == []


def answered(person, seconds, answers="a", digest="d"):
    QuizAttempt.objects.create(
        id=uuid4(),
        person=person,
        lesson_id=1,
        quiz_digest=digest,
        answers={"q": answers},
        right=1,
        total=1,
        passed=True,
        answered_at=NOON + datetime.timedelta(seconds=seconds),
        received_at=NOON,
    )
    lesson(person, kind=Entry.Kind.QUIZ_PASSED)


def test_same_answers_in_the_same_seconds_are_found(crowd, find):
    for n, person in enumerate(crowd):
        answered(person, n, "a" if n < 3 else "b")
    (found,) = find("same_answers")
    assert "3" in found.words
    assert len(found.entries) == 3


def test_a_family_that_passes_one_phone_round_is_not_found(crowd, find):
    """The right answers are the same for everybody; one after the other takes its time."""
    for n, person in enumerate(crowd):
        answered(person, 6 * n)
    assert find("same_answers") == []


def test_two_who_sit_side_by_side_are_not_found(crowd, find):
    for person in crowd[:2]:
        answered(person, 0)
    assert find("same_answers") == []


def test_other_answers_in_the_same_seconds_are_not_found(crowd, find):
    for n, person in enumerate(crowd):
        answered(person, n, str(n))
    assert find("same_answers") == []


def test_crowds_share_no_moment():
    moments = [(NOON + minutes(n), n, n) for n in range(12)]
    runs = list(crowds(moments, minutes(5), 4))
    assert [len(run) for run in runs] == [6, 6]


# --- entered afterwards --------------------------------------------------------------------------


def paid(person, at=NOON):
    payload = {"subsidy": "training", "amount_fen": 5000, "paid_on": f"{at.date()}", "basis": "x"}
    return append(person=person, kind=Entry.Kind.SUBSIDY_PAID, payload=payload, happened_at=at, evidence={})


def test_sign_ins_for_a_class_that_was_entered_later_are_found(cast, find):
    training_class = held(cast)
    TrainingClass.objects.update(created_at=NOON + datetime.timedelta(days=5))
    entry = sign_in(cast.lan, training_class)
    (found,) = find("planned_late")
    assert found.entries == (entry.pk,)


def test_a_class_that_was_planned_before_is_not_found(cast, find):
    training_class = held(cast)
    TrainingClass.objects.update(created_at=NOON - datetime.timedelta(days=5))
    sign_in(cast.lan, training_class)
    assert find("planned_late") == []


def test_what_was_entered_long_after_is_found_by_day(cast, find):
    """The test's day lies months before the day on which the entries are recorded."""
    entries = [sign_in(cast.lan, held(cast)), paid(cast.lan)]
    assert {found.entries for found in find("entered_late")} == {(entry.pk,) for entry in entries}


def test_what_is_entered_in_time_is_not_found(cast, find):
    now = timezone.now()
    paid(cast.lan, now)
    assert find("entered_late", first=timezone.localdate(now), last=timezone.localdate(now)) == []


def test_money_for_nothing_learned_is_found(cast, find):
    entry = paid(cast.lan)
    (found,) = find("paid_without")
    assert found.entries == (entry.pk,)


def test_money_for_a_class_that_was_attended_is_not_found(cast, find):
    sign_in(cast.lan, held(cast))
    paid(cast.lan, NOON + minutes(60))
    assert find("paid_without") == []


def test_a_class_whose_days_are_moved_afterwards_is_still_found(cast, find):
    training_class = held(cast)
    sign_in(cast.lan, training_class)
    later = NOON + datetime.timedelta(days=5)
    TrainingClass.objects.update(created_at=later, starts_on=later.date(), days=[str(later.date())])
    assert len(find("planned_late")) == 1


@pytest.mark.parametrize(("way", "number"), [("code", 1), ("tick", 0)])
def test_one_phone_that_signs_many_in_by_code_is_found_and_the_trainers_is_not(cast, crowd, find, way, number):
    payload = held(cast).facts() | {"day": str(DAY), "part": "am"}
    for person in crowd:
        evidence = {"way": way, "device": "a" * 6}
        kind = Entry.Kind.CLASS_SIGNED_IN
        append(person=person, kind=kind, payload=payload, happened_at=NOON, evidence=evidence)
    assert len(find("one_device")) == number
