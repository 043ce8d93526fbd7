"""Where people are in lessons and courses."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from courses.queries import live_courses
from learners.assistance.models import CourseRecord
from learners.people.models import Person
from learners.progress.lessons import STEP, required_lessons
from learners.progress.models import LessonProgress

LATELY = datetime.timedelta(days=60)
# Of fewer, one could tell who; and they are counted in fives, so that nobody sees when one more began.
COUNTED_IN = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """A course: `done` of its `total` live lessons. It stays completed when lessons are added later."""

    done: int
    total: int
    started: bool
    completed: bool


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson: full percents watched, where to go on, what was reached."""

    percent: int = 0
    position_s: float = 0.0
    quiz_passed: bool = False
    completed: bool = False


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """The lesson to go on with, and where in it."""

    lesson: LessonPage
    percent: int
    position_s: float


@dataclass(frozen=True, slots=True)
class VillageCourse:
    """A course that so many others of the village took up lately. Nobody is named, and nobody compared."""

    course: CoursePage
    persons: int


def course_progress(person: Person, courses: Iterable[CoursePage]) -> dict[int, Progress]:
    """Course id to progress, for every course given; three queries."""
    paths = {str(course.path): int(course.pk) for course in courses}
    required = required_lessons(paths)
    lesson_ids = [pk for lessons in required.values() for pk in lessons]
    completed_ids = set(
        LessonProgress.objects.filter(person=person, lesson_id__in=lesson_ids, completed_at__isnull=False).values_list(
            "lesson_id", flat=True
        )
    )
    records = {
        record.course_id: record for record in CourseRecord.objects.filter(person=person, course_id__in=paths.values())
    }
    return {
        course_id: Progress(
            done=sum(pk in completed_ids for pk in required[path]),
            total=len(required[path]),
            started=course_id in records,
            completed=course_id in records and records[course_id].completed_at is not None,
        )
        for path, course_id in paths.items()
    }


def lessons_progress(person: Person, lesson_ids: Collection[int]) -> dict[int, LessonState]:
    """Lesson id to state, for every lesson given; one query."""
    rows = LessonProgress.objects.filter(person=person, lesson_id__in=lesson_ids)
    states = {row.lesson_id: lesson_state(row) for row in rows}
    return {pk: states.get(pk, LessonState()) for pk in lesson_ids}


def lesson_state(row: LessonProgress) -> LessonState:
    return LessonState(
        percent=row.percent,
        position_s=row.position_ms / 1000,
        quiz_passed=row.quiz_passed_at is not None,
        completed=row.completed_at is not None,
    )


def resume_point(person: Person) -> ResumePoint | None:
    """The lesson touched last, if it is not completed; else the next one of its course that is not. Three queries."""
    rows = sorted(LessonProgress.objects.filter(person=person), key=_touched, reverse=True)
    by_lesson = {row.lesson_id: row for row in rows}
    touched = _live_lessons(by_lesson)
    siblings = required_lessons({lesson.path[:-STEP] for lesson in touched.values()})
    for row in rows:
        if row.lesson_id in touched:
            lesson_id = _next_open(row.lesson_id, siblings[touched[row.lesson_id].path[:-STEP]], by_lesson)
            if lesson_id is not None:
                return _resume(lesson_id, touched, by_lesson)
    return None


def courses_of_village(person: Person, *, most: int) -> list[VillageCourse]:
    """What the most others of one's village began in the last two months, at least so many; two queries."""
    village, since = person.household.village_id, timezone.now() - LATELY
    others = CourseRecord.objects.filter(person__household__village=village, started_at__gte=since)
    counts = others.exclude(person=person).order_by().values_list("course_id").annotate(persons=Count("person"))
    begun = {pk: persons // COUNTED_IN * COUNTED_IN for pk, persons in counts if persons >= COUNTED_IN}
    courses = {course.pk: course for course in live_courses().filter(pk__in=begun)}
    found = [VillageCourse(courses[pk], persons) for pk, persons in begun.items() if pk in courses]
    return sorted(found, key=lambda one: (-one.persons, one.course.pk))[:most]


def _touched(row: LessonProgress) -> datetime.datetime:
    return row.last_report_at or row.opened_at


def _live_lessons(ids: Collection[int]) -> dict[int, LessonPage]:
    return {page.pk: page for page in LessonPage.objects.live().filter(pk__in=ids).defer("steps", "quiz")}


def _next_open(lesson_id: int, course: Sequence[int], rows: dict[int, LessonProgress]) -> int | None:
    """The lesson itself, or the first after it that is not completed."""
    for pk in course[course.index(lesson_id) :]:
        if pk not in rows or rows[pk].completed_at is None:
            return pk
    return None


def _resume(lesson_id: int, touched: dict[int, LessonPage], rows: dict[int, LessonProgress]) -> ResumePoint:
    lesson = touched.get(lesson_id) or _live_lessons([lesson_id])[lesson_id]
    state = lesson_state(rows[lesson_id]) if lesson_id in rows else LessonState()
    return ResumePoint(lesson, state.percent, state.position_s)
