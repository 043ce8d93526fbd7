"""Where a learner goes on, and how far each course is."""

import datetime

import pytest
from django.utils import timezone

from learners.assistance.models import CourseRecord
from learners.progress.queries import (
    LessonState,
    Progress,
    course_progress,
    courses_of_village,
    lessons_progress,
    resume_point,
)
from learners.progress.services import open_lesson, store_attempt, store_report
from tests.factories import HouseholdFactory, PersonFactory, RegionFactory
from tests.lessons import LENGTH_S, add_lesson, make_course, right_answers

NOW = timezone.now()


def hours(number):
    return datetime.timedelta(hours=number)


def watch(person, lesson, upto=LENGTH_S, *, ago):
    open_lesson(person=person, lesson=lesson, now=NOW - hours(ago + 1))
    at = NOW - hours(ago)
    store_report(person=person, lesson_id=lesson.pk, ranges=[[0, upto]], wall_s=upto, position_s=upto, at=at, now=at)


def learn(person, lesson, *, ago):
    watch(person, lesson, ago=ago)
    answers = right_answers(lesson)
    store_attempt(person=person, lesson_id=lesson.pk, answers=answers, now=NOW - hours(ago))


@pytest.fixture
def course(cast):
    return make_course(lessons=3)


@pytest.fixture
def lessons(course):
    return list(course.lessons())


def test_who_never_learned_has_nowhere_to_go_on(cast):
    assert resume_point(cast.lan) is None


def test_one_goes_on_where_one_stopped(cast, lessons):
    watch(cast.lan, lessons[0], 42, ago=2)
    point = resume_point(cast.lan)
    assert (point.lesson, point.position_s, point.percent) == (lessons[0], 42.0, 35)


def test_one_goes_on_with_what_was_touched_last(cast, lessons):
    watch(cast.lan, lessons[0], 42, ago=2)
    watch(cast.lan, make_course("tea").lessons()[0], 10, ago=9)
    assert resume_point(cast.lan).lesson == lessons[0]


def test_after_a_completed_lesson_the_next_one_of_its_course_follows(cast, lessons):
    learn(cast.lan, lessons[1], ago=3)
    learn(cast.lan, lessons[0], ago=2)
    point = resume_point(cast.lan)
    assert (point.lesson, point.position_s) == (lessons[2], 0.0)


def test_after_a_finished_course_one_goes_on_with_another_that_was_begun(cast, lessons):
    tea = make_course("tea").lessons()[0]
    watch(cast.lan, tea, 10, ago=9)
    for ago, lesson in enumerate(reversed(lessons), start=1):
        learn(cast.lan, lesson, ago=ago)
    assert resume_point(cast.lan).lesson == tea


def test_a_lesson_that_is_no_longer_there_is_passed_over(cast, lessons):
    watch(cast.lan, lessons[0], 42, ago=2)
    lessons[0].unpublish()
    assert resume_point(cast.lan) is None


def test_a_resume_point_takes_few_queries(cast, lessons, django_assert_max_num_queries):
    for ago, lesson in enumerate(lessons[:2], start=1):
        learn(cast.lan, lesson, ago=ago)
    with django_assert_max_num_queries(4):
        resume_point(cast.lan)


def test_a_course_counts_its_completed_lessons(cast, course, lessons):
    learn(cast.lan, lessons[0], ago=1)
    tea = make_course("tea")
    assert course_progress(cast.lan, [course, tea]) == {
        course.pk: Progress(done=1, total=3, started=True, completed=False),
        tea.pk: Progress(done=0, total=2, started=False, completed=False),
    }


def test_a_completed_course_stays_completed_when_a_lesson_is_added(cast, course, lessons):
    for lesson in lessons:
        learn(cast.lan, lesson, ago=1)
    add_lesson(course, 4)
    assert course_progress(cast.lan, [course])[course.pk] == Progress(done=3, total=4, started=True, completed=True)


def test_courses_take_the_same_queries_however_many_they_are(cast, course, django_assert_num_queries):
    courses = [course, *(make_course(f"course{n}") for n in range(3))]
    with django_assert_num_queries(3):
        course_progress(cast.lan, courses)


def test_no_courses_are_no_error(cast):
    assert course_progress(cast.lan, []) == {}


def test_a_lesson_never_opened_has_an_empty_state(cast, lessons):
    watch(cast.lan, lessons[0], 60, ago=1)
    states = lessons_progress(cast.lan, [lesson.pk for lesson in lessons[:2]])
    assert states == {lessons[0].pk: LessonState(percent=50, position_s=60.0), lessons[1].pk: LessonState()}


def begun_by(persons, course, days_ago=1):
    at = timezone.now() - datetime.timedelta(days=days_ago)
    for person in persons:
        CourseRecord.objects.create(person=person, course_id=course.pk, started_at=at)


@pytest.fixture
def neighbours(cast):
    return PersonFactory.create_batch(6, household=HouseholdFactory(village=cast.lan_home.village))


def of_village(person):
    return {row.course.pk: row.persons for row in courses_of_village(person, most=2)}


def test_the_village_learns_what_several_others_began_lately(cast, course, neighbours):
    begun_by([*neighbours, cast.lan], course)
    assert of_village(cast.lan) == {course.pk: 5}


def test_of_few_neighbours_nothing_is_told(cast, course, neighbours):
    begun_by([*neighbours[:4], cast.lan], course)
    assert of_village(cast.lan) == {}


def test_what_was_begun_long_ago_is_not_what_the_village_learns(cast, course, neighbours):
    begun_by(neighbours, course, days_ago=90)
    assert of_village(cast.lan) == {}


def test_another_village_is_not_ones_own(cast, course):
    begun_by(
        PersonFactory.create_batch(6, household=HouseholdFactory(village=RegionFactory(code="530623103204"))), course
    )
    assert of_village(cast.lan) == {}


def test_a_course_that_was_withdrawn_is_not_shown(cast, course, neighbours):
    begun_by(neighbours, course)
    course.unpublish()
    assert of_village(cast.lan) == {}
