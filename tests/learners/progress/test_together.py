"""Two phones, one person, at the same moment: nothing lost, nothing twice, the chain unbroken."""

import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from learners.assistance.verify import verify
from learners.progress.models import LessonProgress
from learners.progress.services import open_lesson, store_attempt, store_report
from tests.cast import make_cast
from tests.lessons import make_course, right_answers


def at_once(*deeds):
    """Run all of them in threads that start together; an error in one is an error of the test."""
    errors, barrier = [], Barrier(len(deeds))

    def run(deed):
        try:
            barrier.wait(timeout=10)
            deed()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test database of SQLite lives in one connection")
def test_reports_from_several_phones_at_once_are_all_merged():
    lan = make_cast().lan
    lesson = make_course(lessons=1).lessons()[0]
    open_lesson(person=lan, lesson=lesson, now=timezone.now() - datetime.timedelta(hours=1))

    def phone(start):
        return lambda: store_report(
            person=lan, lesson_id=lesson.pk, ranges=[[start, start + 30]], wall_s=30, position_s=start
        )

    def answer():
        store_attempt(person=lan, lesson_id=lesson.pk, answers=right_answers(lesson))

    at_once(*(phone(start) for start in (0, 30, 60, 90)), answer, answer)
    assert LessonProgress.objects.get().ranges == [[0, 120_000]]
    assert sorted(lan.entries.values_list("kind", flat=True)) == [
        "course_completed",
        "course_started",
        "lesson_completed",
        "quiz_passed",
    ]
    assert verify().broken is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test database of SQLite lives in one connection")
def test_opening_a_lesson_on_several_phones_at_once_is_one_opening():
    lan = make_cast().lan
    lesson = make_course(lessons=1).lessons()[0]
    at_once(*[lambda: open_lesson(person=lan, lesson=lesson)] * 4)
    assert LessonProgress.objects.count() == 1
    assert lan.entries.count() == 1
