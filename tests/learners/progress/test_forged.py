"""What cannot be true is rejected with a reason in the language of the phone, and noted for the auditor once."""

import datetime
import json
import uuid

import pytest
from django.utils import timezone

from learners.progress.models import LessonProgress, QuizAttempt, RejectedItem
from learners.progress.services import open_lesson
from tests.lessons import LENGTH_S, make_course, right_answers, wrong_answers

HUGE = 10**300
AN_HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def lesson(cast):
    lesson = make_course().lessons()[0]
    open_lesson(person=cast.lan, lesson=lesson, now=timezone.now() - AN_HOUR)
    return lesson


@pytest.fixture
def phone(cast, client):
    client.force_login(cast.lan.user)
    return client


def watched(lesson, **changes):
    item = {"id": str(uuid.uuid4()), "kind": "watched", "lesson": lesson.pk, "ranges": [[0, 60]], "wall": LENGTH_S}
    return {**item, "at": timezone.now().isoformat(), "position": 60, **changes}


def attempt(lesson, answers, **changes):
    return {"id": str(uuid.uuid4()), "kind": "quiz", "lesson": lesson.pk, "answers": answers, **changes}


def send(phone, *items, language="zh-hans"):
    body = json.dumps({"version": 1, "items": items})
    headers = {"Accept-Language": language}
    return phone.post("/api/v1/sync", body, content_type="application/json", headers=headers).json()["answers"]


FORGED = {
    "longer than the lesson": ({"ranges": [[0, LENGTH_S + 1]]}, "outside_lesson"),
    "of a huge lesson": ({"ranges": [[0, HUGE]], "wall": HUGE}, "outside_lesson"),
    "before its beginning": ({"ranges": [[-1, 5]]}, "outside_lesson"),
    "faster than twice": ({"ranges": [[0, LENGTH_S]], "wall": LENGTH_S / 2 - 1.1}, "faster_than_clock"),
    "in no time": ({"wall": 0}, "faster_than_clock"),
    "in less than no time": ({"wall": -HUGE}, "bad_clock"),
    "for longer than it is open": ({"wall": 3700}, "before_opening"),
    "for ever": ({"wall": HUGE}, "before_opening"),
    "times that are no numbers": ({"ranges": [["0", "60"]]}, "not_numbers"),
    "NaN": ({"ranges": [[0, float("nan")]]}, "not_numbers"),
    "NaN for the clock": ({"wall": float("nan")}, "bad_item"),
    "infinity for the place": ({"position": float("-inf")}, "bad_item"),
    "backwards": ({"ranges": [[60, 0]]}, "reversed"),
    "nothing": ({"ranges": []}, "empty"),
    "too many pieces": ({"ranges": [[n / 10, n / 10 + 0.01] for n in range(501)]}, "too_many"),
    "a lesson of nobody": ({"lesson": 10**9}, "unknown_lesson"),
    "a lesson with a huge number": ({"lesson": HUGE}, "bad_item"),
    "no lesson": ({"lesson": -1}, "bad_item"),
    "no id": ({"id": ""}, "bad_item"),
    "another kind": ({"kind": "completed"}, "bad_item"),
}


@pytest.mark.parametrize(("changes", "code"), FORGED.values(), ids=FORGED)
def test_a_forged_report_gains_nothing_and_is_noted_once(phone, lesson, changes, code):
    forged = {**watched(lesson), **changes}
    answers = [*send(phone, forged, forged), *send(phone, forged)]
    assert [(answer["result"], answer["code"]) for answer in answers] == [("rejected", code)] * 3
    assert LessonProgress.objects.get().watched_ms == 0
    assert list(RejectedItem.objects.values_list("code", flat=True)) == [code]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"q": "a"}, "other_quiz"),
        ({"q": HUGE}, "bad_item"),
        ({"q" * 101: "a"}, "bad_item"),
        ([], "bad_item"),
        (None, "bad_item"),
    ],
)
def test_forged_answers_gain_nothing_and_are_noted_once(phone, lesson, answers, code):
    forged = attempt(lesson, answers)
    assert [answer["code"] for answer in send(phone, forged, forged)] == [code] * 2
    assert not QuizAttempt.objects.exists()
    assert RejectedItem.objects.count() == 1


def test_the_reason_is_told_in_the_language_of_the_phone(phone, lesson):
    forged = watched(lesson, wall=0)
    (chinese,), (english,) = send(phone, forged), send(phone, forged, language="en")
    assert english["text"] == "More was reported than can be played in this time."
    assert chinese["text"] != english["text"]
    assert chinese["text"].isascii() is False


def test_a_lesson_that_was_never_opened_cannot_have_been_watched(phone, cast):
    other = make_course("tea").lessons()[0]
    assert send(phone, watched(other))[0]["code"] == "before_opening"
    assert RejectedItem.objects.get().lesson_id == other.pk


def test_a_lesson_that_was_never_published_is_unknown(phone, lesson):
    type(lesson).objects.filter(pk=lesson.pk).update(first_published_at=None, live=False)
    assert send(phone, watched(lesson))[0]["code"] == "unknown_lesson"


@pytest.mark.parametrize(("position", "kept"), [(-5, 0), (HUGE, LENGTH_S), (LENGTH_S + 9, LENGTH_S), (0.0004, 0)])
def test_a_place_beyond_the_lesson_is_moved_to_its_edge(phone, lesson, position, kept):
    assert send(phone, watched(lesson, position=position))[0]["result"] == "stored"
    assert LessonProgress.objects.get().position_ms == kept * 1000


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2999-12-31T23:59:59+14:00", "9999-12-31T23:59:59-23:59", 5]
)
def test_a_clock_wrong_by_years_is_set_right(phone, lesson, at):
    assert send(phone, watched(lesson, at=at, ranges=[[0, LENGTH_S]]))[0]["result"] == "stored"
    row = LessonProgress.objects.get()
    assert row.opened_at <= row.last_report_at <= timezone.now()
    assert not RejectedItem.objects.exists()


def test_the_same_report_twice_in_a_batch_counts_once(phone, lesson):
    report = watched(lesson)
    assert [answer["result"] for answer in send(phone, report, report)] == ["stored", "unchanged"]
    assert LessonProgress.objects.get().watched_ms == 60_000


def test_the_same_attempt_twice_in_a_batch_is_one_attempt(phone, lesson):
    answered = attempt(lesson, wrong_answers(lesson))
    assert [answer["result"] for answer in send(phone, answered, answered)] == ["stored", "unchanged"]
    assert QuizAttempt.objects.count() == 1


def test_an_attempt_cannot_be_bettered_under_its_number(phone, lesson):
    first = attempt(lesson, wrong_answers(lesson))
    better = {**first, "answers": right_answers(lesson)}
    assert send(phone, first, better)[1]["quiz"]["passed"] is False
    assert not QuizAttempt.objects.get().passed


def test_many_small_reports_gain_no_more_than_one(phone, lesson):
    LessonProgress.objects.update(opened_at=timezone.now() - datetime.timedelta(seconds=20))
    pieces = [watched(lesson, ranges=[[n, n + 2]], wall=1) for n in range(0, LENGTH_S, 2)]
    answers = send(phone, *pieces)
    assert {answer["code"] for answer in answers if answer["result"] == "rejected"} == {"more_than_elapsed"}
    assert LessonProgress.objects.get().watched_ms <= 2 * 21_000 + 2_000


def test_several_lessons_are_not_watched_in_the_time_of_one(phone, cast):
    ago = timezone.now() - datetime.timedelta(seconds=LENGTH_S / 2)
    lessons = make_course("tea", lessons=3).lessons()
    for lesson in lessons:
        open_lesson(person=cast.lan, lesson=lesson, now=ago)
    items = [watched(lesson, ranges=[[0, LENGTH_S]], wall=LENGTH_S / 2) for lesson in lessons]
    assert [answer["code"] for answer in send(phone, *items)] == ["", "more_at_once", "more_at_once"]
