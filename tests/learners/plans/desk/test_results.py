"""What came of courses is counted, and heard only where it speaks of many."""

import pytest
from django.utils import timezone

from learners.assistance.models import CourseRecord, Entry
from learners.assistance.services import append, correct
from learners.plans.desk.effects import effects_in
from learners.plans.desk.models import CourseResult, ShownOffer
from learners.plans.desk.services import count_results, note_shown
from learners.plans.queries import explain
from learners.plans.reasons import ReasonKind
from tests.factories import PersonFactory
from tests.learners.plans.desk.conftest import TODAY


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
