"""What came of courses is counted, and heard only where it speaks of many."""

import datetime

import pytest
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.assistance.services import append, correct
from learners.plans.desk.effects import effects_in
from learners.plans.desk.models import CourseResult, ShownOffer
from learners.plans.desk.queries import known_of_courses
from learners.plans.desk.services import count_results, note_shown
from learners.plans.queries import explain, offers_for_many
from learners.plans.reasons import ReasonKind
from tests.factories import PersonFactory
from tests.learners.plans.desk.conftest import TODAY

MONTHS = [datetime.date(2026, month, 2) for month in range(3, 10)]


@pytest.fixture
def learned(village):
    """Persons of the village began the course on pigs and completed it."""

    def learned(persons):
        now = timezone.now()
        for _ in range(persons):
            person = PersonFactory(household=village.lan_home)
            CourseRecord.objects.create(person=person, course_id=village.pigs.pk, started_at=now, completed_at=now)
        count_results()

    return learned


def learned_points(village):
    terms = explain(village.lan, village.pigs.pk, today=TODAY).terms
    return [term.points for term in terms if term.reason.kind == ReasonKind.LEARNED]


def test_a_course_that_many_completed_rises_within_bounds(village, learned):
    learned(20)
    (points,) = learned_points(village)
    assert 0 < points <= 6


def test_a_few_persons_are_not_heard_of(village, learned):
    learned(14)
    assert learned_points(village) == []
    assert effects_in(village.home) == []


def test_staff_see_the_effect_counted_in_fives(village, learned):
    learned(18)
    (effect,) = effects_in(village.township)
    assert (effect.course, effect.shift.began) == (village.pigs, 15)


def seen_by_others(village):
    """All that anybody but the one who acts can see of it: offers with scores and reasons, and the effects."""
    explained = [
        (offer.course_id, offer.score, offer.reason, offer.terms)
        for _person, offers in offers_for_many([village.lan], n=10, today=TODAY)
        for offer in offers
    ]
    return explained, known_of_courses(), [(one.course.pk, one.shift) for one in effects_in(village.township)]


def begin(village):
    person = PersonFactory(household=village.lan_home)
    return CourseRecord.objects.create(person=person, course_id=village.pigs.pk, started_at=timezone.now())


def complete(village):
    record = begin(village)
    record.completed_at = timezone.now()
    record.save()
    return record


def succeed(village):
    record = complete(village)
    append(
        person=record.person,
        kind=Entry.Kind.OUTCOME,
        payload={"result": "job"},
        happened_at=timezone.now(),
        evidence={},
    )


def see(village):
    person = PersonFactory(household=village.lan_home)
    note_shown(person=person, offers=[(village.pigs.pk, "reason")])


def withdraw(village):
    CourseRecord.objects.exclude(person=village.lan).order_by("-pk").first().delete()


@pytest.mark.parametrize("persons", [4, 9, 14, 15, 19, 24])
@pytest.mark.parametrize("act", [begin, complete, succeed, see, withdraw])
def test_nobody_sees_a_change_when_one_other_person_did_something(village, act, persons):
    for _ in range(persons):
        succeed(village)
        see(village)
    count_results(today=MONTHS[0])
    before = seen_by_others(village)
    act(village)
    count_results(today=MONTHS[1])
    assert seen_by_others(village) == before


def test_a_change_speaks_of_five_persons_at_least(village):
    for _ in range(15):
        begin(village)
    count_results(today=MONTHS[0])
    before = seen_by_others(village)
    for month in MONTHS[1:5]:
        complete(village)
        count_results(today=month)
        assert seen_by_others(village) == before
    complete(village)
    count_results(today=MONTHS[5])
    assert seen_by_others(village) != before


def test_results_are_heard_once_a_month(village):
    count_results(today=datetime.date(2026, 3, 1))
    for _ in range(30):
        complete(village)
    count_results(today=datetime.date(2026, 3, 31))
    assert effects_in(village.township) == []
    count_results(today=datetime.date(2026, 4, 1))
    assert [one.course for one in effects_in(village.township)] == [village.pigs]


def test_success_counts_until_it_is_withdrawn(village):
    now = timezone.now()
    what = {"person": village.lan, "happened_at": now, "evidence": {}}
    append(**what, kind=Entry.Kind.COURSE_COMPLETED, payload={"course_id": village.pigs.pk, "course": "养猪"})
    entry = append(**what, kind=Entry.Kind.OUTCOME, payload={"result": "job"})
    count_results()
    assert CourseResult.objects.get().succeeded == 1
    correct(entry=entry, reason="wrong person", by=village.dousha)
    count_results()
    assert CourseResult.objects.get().succeeded == 0


def test_counting_again_changes_nothing(village, learned):
    learned(3)
    before = list(CourseResult.objects.values("village", "course_id", "began"))
    count_results()
    assert list(CourseResult.objects.values("village", "course_id", "began")) == before


def test_an_offer_is_noted_once_with_its_first_reason(village):
    note_shown(person=village.lan, offers=[(village.pigs.pk, "first")])
    note_shown(person=village.lan, offers=[(village.pigs.pk, "second"), (village.other.pk, "third")])
    assert set(ShownOffer.objects.values_list("course_id", "reason")) == {
        (village.pigs.pk, "first"),
        (village.other.pk, "third"),
    }
