import datetime

import pytest
from django.utils import timezone
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction

from learners.assistance.models import CourseRecord, Entry
from learners.progress.services import open_lesson, store_report
from learners.progress.settling import settle_all
from tests.lessons import LENGTH_S, add_lesson, make_course


def learn(person, lesson):
    now = timezone.now()
    open_lesson(person=person, lesson=lesson, now=now - datetime.timedelta(seconds=LENGTH_S + 5))
    store_report(person=person, lesson_id=lesson.pk, ranges=[[0, LENGTH_S]], wall_s=LENGTH_S, now=now)


def completed(person):
    return CourseRecord.objects.filter(person=person, completed_at__isnull=False).exists()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A block that ends with a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def third(cast):
    course = make_course(lessons=3, quiz=False)
    first, second, third = course.lessons()
    learn(cast.lan, first)
    learn(cast.lan, second)
    return third


def test_the_course_is_not_completed_while_a_lesson_is_lacking(cast, third):
    assert not completed(cast.lan)


def test_unpublishing_the_lesson_lacked_completes_the_course(cast, third, committed):
    with committed():
        third.unpublish()
    assert completed(cast.lan)


def test_deleting_the_lesson_lacked_completes_the_course(cast, third, committed):
    with committed():
        third.delete()
    assert completed(cast.lan)


def test_moving_the_lesson_lacked_completes_the_course(cast, third, committed):
    with committed():
        third.move(make_course(slug="other", lessons=0), pos="last-child")
    assert completed(cast.lan)


def test_who_lacks_more_completes_nothing(cast, third, committed):
    learn(cast.gui, third.get_prev_sibling().specific)
    with committed():
        third.unpublish()
    assert not completed(cast.gui)


def test_a_completion_is_recorded_once(cast, third, committed):
    with committed():
        third.unpublish()
    with committed():
        add_lesson(third.get_parent().specific, 9, quiz=False).unpublish()
    assert Entry.objects.filter(person=cast.lan, kind=Entry.Kind.COURSE_COMPLETED).count() == 1


def test_lessons_taken_out_together_complete_nothing_on_the_way(cast, third, committed):
    learn(cast.gui, third)
    lessons = list(third.get_parent().get_children())
    with committed():
        DeleteBulkAction.execute_action(lessons)
    assert not completed(cast.gui)


def test_files_of_learners_are_not_held_while_lessons_are_taken_out(third, monkeypatch):
    held = []
    monkeypatch.setattr("learners.assistance.services.lock_chains", held.append)
    DeleteBulkAction.execute_action([third])
    assert held == []


def test_what_a_crash_left_out_is_made_up_for(cast, third):
    third.unpublish()
    assert not completed(cast.lan)
    assert (settle_all(), settle_all()) == (1, 0)
    assert completed(cast.lan)


def test_a_course_without_lessons_is_completed_by_nobody(cast, committed):
    course = make_course(lessons=1, quiz=False)
    with committed():
        course.lessons().get().unpublish()
    assert not completed(cast.lan)
