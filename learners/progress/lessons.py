"""What progress needs to know of lessons and their courses, in as few queries as there are kinds of facts."""

import datetime
import operator
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, reduce

from django.db.models import Q
from wagtail.blocks import StreamValue
from wagtail.models import Page

from courses.models import LessonPage, question_of
from courses.quizzes import Quiz

STEP = Page.steplen


@dataclass(frozen=True)
class Course:
    """A course, and the ids of its live lessons in their order: what completing it takes at this moment."""

    id: int
    title: str
    required: list[int]


@dataclass(frozen=True)
class Lesson:
    """A lesson that was published at some time, and the course it is part of now."""

    id: int
    title: str
    length_ms: int
    published_at: datetime.datetime
    questions: StreamValue
    course: Course

    @property
    def has_quiz(self) -> bool:
        return len(self.questions) > 0

    @cached_property
    def quiz(self) -> Quiz | None:
        """Raises QuizError where what is published cannot be asked."""
        questions = tuple(question_of(block) for block in self.questions)
        return Quiz(questions) if questions else None


def lessons_by_id(ids: Collection[int]) -> dict[int, Lesson]:
    """Lessons that are or were published; also those no longer live, because phones may send late. Two queries."""
    if not ids:
        return {}
    found = LessonPage.objects.filter(pk__in=ids, first_published_at__isnull=False)
    rows = list(found.values_list("pk", "path", "title", "video__duration", "first_published_at", "quiz"))
    courses = courses_at({path[:-STEP] for _, path, *_ in rows})
    return {
        pk: Lesson(pk, title, round((duration or 0) * 1000), published_at, questions, courses[path[:-STEP]])
        for pk, path, title, duration, published_at, questions in rows
    }


def courses_at(paths: Collection[str]) -> dict[str, Course]:
    """The courses with these places in the tree of pages; one query."""
    if not paths:
        return {}
    below = reduce(operator.or_, (Q(path__startswith=path) for path in paths))
    rows = list(Page.objects.filter(below).order_by("path").values_list("pk", "path", "title", "live", "lessonpage"))
    courses = {path: Course(pk, title, []) for pk, path, title, *_ in rows if path in paths}
    for _, path, _, live, lesson_id in rows:
        # A lesson that is just being deleted is a page still, and no lesson any more.
        if live and lesson_id and path[:-STEP] in courses:
            courses[path[:-STEP]].required.append(lesson_id)
    return courses


def required_lessons(course_paths: Collection[str]) -> dict[str, list[int]]:
    """Ids of the live lessons of each course, in their order."""
    courses = courses_at(course_paths)
    return {path: courses[path].required if path in courses else [] for path in course_paths}
