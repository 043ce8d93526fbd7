"""What learners do is recorded once, in whatever order it arrives, and only if it can be real."""

import datetime
import random
import uuid
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.models import LessonPage
from learners.assistance.models import CourseRecord, Entry
from learners.assistance.verify import verify
from learners.progress.models import LessonProgress, QuizAttempt, RejectedItem
from learners.progress.outcomes import Code, Outcome, Rejected
from learners.progress.services import open_lesson, store_attempt, store_items, store_report
from tests.cast import make_cast
from tests.depth import tried
from tests.lessons import LENGTH_S, add_lesson, make_course, right_answers, wrong_answers

NOW = timezone.now()
YESTERDAY = NOW - datetime.timedelta(days=1)
WHOLE = [[0, LENGTH_S]]


@pytest.fixture
def course(cast):
    return make_course()


@pytest.fixture
def lesson(course):
    return course.lessons()[0]


@pytest.fixture
def opened(cast, lesson):
    return open_lesson(person=cast.lan, lesson=lesson, now=YESTERDAY)


def watch(cast, lesson, ranges=WHOLE, **changes):
    facts = {"ranges": ranges, "wall_s": LENGTH_S, "now": NOW}
    return store_report(person=cast.lan, lesson_id=lesson.pk, **facts | changes)


def answer(cast, lesson, answers=None, **changes):
    facts = {"answers": right_answers(lesson) if answers is None else answers, "now": NOW}
    return store_attempt(person=cast.lan, lesson_id=lesson.pk, **facts | changes)


def learn(cast, lesson):
    open_lesson(person=cast.lan, lesson=lesson, now=YESTERDAY)
    watch(cast, lesson)
    return answer(cast, lesson)


def kinds(person):
    return list(person.entries.values_list("kind", flat=True))


def record(cast):
    return LessonProgress.objects.get(person=cast.lan)


# --- opening -------------------------------------------------------------------------------------


def test_opening_a_lesson_starts_its_course_once(cast, course):
    for lesson in [*course.lessons(), *course.lessons()]:
        open_lesson(person=cast.lan, lesson=lesson)
    assert kinds(cast.lan) == [Entry.Kind.COURSE_STARTED]


def test_opening_again_keeps_the_first_moment(cast, lesson, opened):
    assert open_lesson(person=cast.lan, lesson=lesson).opened_at == YESTERDAY


def test_opening_a_lesson_whose_video_was_replaced_takes_its_length(cast, lesson, opened):
    lesson.video.duration = 90
    lesson.video.save()
    assert open_lesson(person=cast.lan, lesson=LessonPage.objects.get(pk=lesson.pk)).length_ms == 90_000


def test_a_draft_cannot_be_opened(cast, course):
    draft = course.add_child(instance=LessonPage(title="草稿", slug="draft", live=False))
    with pytest.raises(Rejected):
        open_lesson(person=cast.lan, lesson=draft)


# --- completing ----------------------------------------------------------------------------------


def test_watching_and_passing_the_quiz_completes_the_lesson(cast, lesson, opened):
    watch(cast, lesson)
    assert answer(cast, lesson).standing.completed
    assert kinds(cast.lan) == ["course_started", "quiz_passed", "lesson_completed"]


def test_the_order_of_watching_and_answering_does_not_matter(cast, lesson, opened):
    answer(cast, lesson)
    assert watch(cast, lesson).standing.completed


def test_nine_tenths_are_enough(cast, lesson, opened):
    assert watch(cast, lesson, [[0, 108]]).standing.watched


def test_less_than_nine_tenths_are_not(cast, lesson, opened):
    assert not watch(cast, lesson, [[0, 107.9]]).standing.watched


def test_a_lesson_without_a_quiz_is_completed_by_watching(cast):
    lesson = make_course("tea", lessons=1, quiz=False).lessons()[0]
    open_lesson(person=cast.lan, lesson=lesson, now=YESTERDAY)
    assert watch(cast, lesson).standing.completed


def test_a_wrong_answer_says_which_question(cast, lesson, opened):
    graded = answer(cast, lesson, wrong_answers(lesson)).quiz
    assert (graded.passed, set(graded.wrong)) == (False, set(right_answers(lesson)))


def test_a_failed_attempt_is_kept_but_proves_nothing(cast, lesson, opened):
    answer(cast, lesson, wrong_answers(lesson))
    assert QuizAttempt.objects.get().passed is False
    assert kinds(cast.lan) == ["course_started"]


def test_the_entry_says_what_proves_it(cast, lesson, opened):
    attempt_id, report_id = uuid.uuid4(), uuid.uuid4()
    answer(cast, lesson, attempt_id=attempt_id)
    watch(cast, lesson, report_id=report_id)
    evidence = cast.lan.entries.get(kind="lesson_completed").evidence
    assert evidence == {
        "ranges_ms": [[0, LENGTH_S * 1000]],
        "report": str(report_id),
        "attempt": str(attempt_id),
        "device": "",
    }


def test_all_lessons_complete_the_course(cast, course):
    answers = [learn(cast, lesson) for lesson in course.lessons()]
    assert [a.standing.course_completed for a in answers] == [False, True]
    assert CourseRecord.objects.get(person=cast.lan).completed_at


def test_a_lesson_added_later_takes_no_completion_away(cast, course):
    for lesson in course.lessons():
        learn(cast, lesson)
    added = learn(cast, add_lesson(course, 3)).standing
    assert (added.course_completed, added.course_total) == (True, 3)
    assert kinds(cast.lan).count("course_completed") == 1


def test_a_quiz_rewritten_later_takes_no_completion_away(cast, course, lesson):
    learn(cast, lesson)
    lesson.quiz = []
    lesson.save_revision().publish()
    assert record(cast).completed_at


def test_answers_to_a_quiz_that_was_rewritten_meanwhile_still_count(cast, lesson, opened):
    answers = right_answers(lesson)
    rewritten = LessonPage.objects.get(pk=lesson.pk)
    rewritten.quiz = [("question", lesson.quiz[0].value)]  # the same question under a new key
    rewritten.save_revision().publish()
    assert answer(cast, rewritten, answers).quiz.passed


def test_the_ledger_stays_sound(cast, course):
    for lesson in course.lessons():
        learn(cast, lesson)
    assert verify(cast.lan.pk).broken is None


# --- again, late, from a wrong clock ------------------------------------------------------------


def test_a_report_sent_twice_counts_once(cast, lesson, opened):
    report = {"report_id": uuid.uuid4(), "at": NOW, "position_s": 60.0}
    assert watch(cast, lesson, [[0, 60]], **report).outcome == Outcome.STORED
    assert watch(cast, lesson, [[0, 60]], **report).outcome == Outcome.UNCHANGED
    assert record(cast).watched_ms == 60_000


def test_an_attempt_sent_twice_is_one_attempt(cast, lesson, opened):
    attempt_id = uuid.uuid4()
    answer(cast, lesson, wrong_answers(lesson), attempt_id=attempt_id)
    again = answer(cast, lesson, wrong_answers(lesson), attempt_id=attempt_id)
    assert (again.outcome, again.quiz.wrong != (), QuizAttempt.objects.count()) == (Outcome.UNCHANGED, True, 1)


def test_what_was_watched_without_a_line_counts_days_later(cast, lesson, opened):
    later = NOW + datetime.timedelta(days=9)
    watch(cast, lesson, at=NOW, now=later)
    assert record(cast).watched_at == NOW


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_wrong_by_years_costs_nothing(cast, lesson, opened, years):
    wrong = NOW.replace(year=NOW.year + years, day=1)
    assert watch(cast, lesson, at=wrong).standing.watched
    assert YESTERDAY <= record(cast).watched_at <= NOW


def test_the_place_to_go_on_is_that_of_the_latest_report(cast, lesson, opened):
    hours = datetime.timedelta(hours=1)
    watch(cast, lesson, [[0, 50]], position_s=50, at=NOW - hours)
    watch(cast, lesson, [[0, 20]], position_s=20, at=NOW - 2 * hours)
    assert record(cast).position_ms == 50_000


def test_what_was_watched_while_the_personal_request_failed_counts(cast, lesson):
    cast.lan.user.last_login = YESTERDAY
    LessonPage.objects.filter(pk=lesson.pk).update(first_published_at=YESTERDAY)
    assert watch(cast, lesson).standing.watched


# --- what cannot be real -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ranges": [[0, 999999]], "wall_s": 10**7}, Code.OUTSIDE_LESSON),
        ({"ranges": [[-5, 10]]}, Code.OUTSIDE_LESSON),
        ({"ranges": [[0, LENGTH_S]], "wall_s": 10}, Code.FASTER_THAN_CLOCK),
        ({"wall_s": -1}, Code.BAD_CLOCK),
        ({"wall_s": 10**9}, Code.BEFORE_OPENING),
        ({"ranges": [[10, 5]]}, Code.REVERSED),
        ({"ranges": []}, Code.EMPTY),
        ({"ranges": [[0, 1]] * 501}, Code.TOO_MANY),
        ({"ranges": [["a", "b"]]}, Code.NOT_NUMBERS),
    ],
)
def test_a_forged_report_is_rejected_and_noted(cast, lesson, opened, changes, code):
    assert watch(cast, lesson, **changes).code == code
    assert RejectedItem.objects.get().code == code
    assert record(cast).watched_ms == 0


def test_more_than_the_time_since_opening_is_rejected(cast, lesson):
    open_lesson(person=cast.lan, lesson=lesson, now=NOW - datetime.timedelta(seconds=30))
    watch(cast, lesson, [[0, 60]], wall_s=30)
    assert watch(cast, lesson, [[60, 120]], wall_s=30).code == Code.MORE_THAN_ELAPSED


def test_a_lesson_never_opened_cannot_have_been_watched(cast, lesson):
    assert watch(cast, lesson).code == Code.BEFORE_OPENING
    assert not LessonProgress.objects.exists()


def test_several_lessons_cannot_be_watched_in_the_time_of_one(cast, course):
    first, second = course.lessons()[:2]
    began = NOW - datetime.timedelta(seconds=LENGTH_S)
    for lesson in (first, second):
        open_lesson(person=cast.lan, lesson=lesson, now=began)
        last = watch(cast, lesson, wall_s=LENGTH_S)
    third = add_lesson(course, "third")
    open_lesson(person=cast.lan, lesson=third, now=began)
    assert last.outcome == Outcome.STORED  # two at double speed can be
    assert watch(cast, third).code == Code.MORE_AT_ONCE


def test_lessons_of_other_courses_count_as_well(cast, lesson):
    began = NOW - datetime.timedelta(seconds=LENGTH_S / 2)
    for other in make_course(slug="other").lessons()[:1]:
        open_lesson(person=cast.lan, lesson=other, now=began)
        watch(cast, other, wall_s=LENGTH_S / 2)
    open_lesson(person=cast.lan, lesson=lesson, now=began)
    assert watch(cast, lesson, wall_s=LENGTH_S / 2).code == Code.MORE_AT_ONCE


def test_an_unknown_lesson_is_rejected(cast, lesson):
    assert store_report(person=cast.lan, lesson_id=10**6, ranges=WHOLE, wall_s=1).code == Code.UNKNOWN_LESSON


def test_a_lesson_without_a_video_cannot_be_watched(cast, course):
    lesson = add_lesson(course, 7)
    LessonPage.objects.filter(pk=lesson.pk).update(video=None)
    assert watch(cast, lesson).code == Code.NO_VIDEO


def test_answers_to_other_questions_are_rejected(cast, lesson, opened):
    assert answer(cast, lesson, {"nonsense": "a"}).code == Code.OTHER_QUIZ


def test_answers_where_nothing_is_asked_are_rejected(cast):
    lesson = make_course("tea", lessons=1, quiz=False).lessons()[0]
    assert answer(cast, lesson, {"q": "a"}).code == Code.NO_QUIZ


def test_somebody_elses_attempt_cannot_be_sent_as_ones_own(cast, lesson, opened):
    attempt_id = uuid.uuid4()
    answer(cast, lesson, attempt_id=attempt_id)
    stolen = store_attempt(
        person=cast.gui, lesson_id=lesson.pk, answers=right_answers(lesson), attempt_id=attempt_id, now=NOW
    )
    assert stolen.code == Code.ID_TAKEN
    assert not cast.gui.entries.exists()


def test_a_rejected_item_sent_again_is_noted_once(cast, lesson, opened):
    for _ in range(2):
        assert watch(cast, lesson, wall_s=1, report_id=uuid.UUID(int=1)).outcome == Outcome.REJECTED
    assert RejectedItem.objects.count() == 1


def test_one_bad_item_leaves_the_others_alone(cast, lesson, opened):
    good = {"id": str(uuid.uuid4()), "kind": "watched", "lesson": lesson.pk, "ranges": [[0, 60]], "wall": 60}
    answers = store_items(person=cast.lan, items=[None, good, {"lesson": 5}, {**good, "ranges": "x"}], now=NOW)
    assert [a.outcome for a in answers] == ["rejected", "stored", "rejected", "rejected"]
    assert RejectedItem.objects.count() == 3


def test_an_empty_batch_is_no_error(cast):
    assert store_items(person=cast.lan, items=[]) == []


# --- any order, any doubling, any split ---------------------------------------------------------


@st.composite
def sittings(draw):
    """What a learner played: each sitting from some place on, at normal speed, one after the other."""
    played, clock = [], 0
    for _ in range(draw(st.integers(1, 5))):
        start, length = draw(st.integers(0, LENGTH_S - 1)), draw(st.integers(1, LENGTH_S))
        end = min(start + length, LENGTH_S)
        clock += draw(st.integers(0, 600)) + end - start
        played.append((start, end, clock))
    return played


def as_items(lesson, played, cut):
    """Each sitting as one report, or cut into pieces that end at the given seconds."""
    for number, (start, end, clock) in enumerate(played):
        edges = [start, *(second for second in cut if start < second < end), end]
        for a, b in pairwise(edges):
            at = YESTERDAY + datetime.timedelta(seconds=clock - (end - b))
            yield {
                "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number}/{a}/{b}")),
                "kind": "watched",
                "lesson": lesson.pk,
                "ranges": [[a, b]],
                "position": b,
                "wall": b - a,
                "at": at.isoformat(),
            }


class AnyOrder(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast, cls.course = make_cast(), make_course(lessons=1, quiz=False)

    @tried(12, 50)
    @given(sittings(), st.lists(st.integers(1, LENGTH_S - 1), max_size=10, unique=True), st.randoms())
    def test_any_order_doubling_and_split_ends_in_the_same_record(self, played, cut, chance: random.Random):
        cast, lesson = self.cast, self.course.lessons()[0]
        people = [cast.lan, cast.gui]
        for person in people:
            open_lesson(person=person, lesson=lesson, now=YESTERDAY)
        store_items(person=cast.lan, items=list(as_items(lesson, played, ())), now=NOW)
        pieces = list(as_items(lesson, played, sorted(cut))) * 2
        chance.shuffle(pieces)
        while pieces:
            size = chance.randint(1, 4)
            store_items(person=cast.gui, items=pieces[:size], now=NOW)
            pieces = pieces[size:]
        fields = ("ranges", "watched_ms", "position_ms", "last_report_at")
        straight, shuffled = LessonProgress.objects.order_by("person").values_list(*fields)
        assert straight == shuffled
        assert kinds(cast.lan) == kinds(cast.gui)
        assert not RejectedItem.objects.exists()
