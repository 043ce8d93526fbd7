"""What progress needs to know of lessons and their courses, in as few queries as there are kinds of facts."""

import datetime
import operator
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, reduce

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Left, Length
from wagtail.models import Page

from courses.models import LessonPage
from courses.quizzes import Quiz

STEP = Page.steplen


@dataclass(frozen=True)
class Lesson:
    """A lesson that was published at some time, and the course it is part of now."""

    page: LessonPage
    course_id: int
    course_title: str

    @property
    def id(self) -> int:
        return int(self.page.pk)

    @property
    def title(self) -> str:
        return str(self.page.title)

    @property
    def length_ms(self) -> int:
        return int(self.page.length_ms)

    @property
    def published_at(self) -> datetime.datetime:
        moment: datetime.datetime = self.page.first_published_at
        return moment

    @property
    def course_path(self) -> str:
        return str(self.page.path[:-STEP])

    @property
    def has_quiz(self) -> bool:
        return len(self.page.quiz) > 0

    @cached_property
    def quiz(self) -> Quiz | None:
        """Raises QuizError where what is published cannot be asked."""
        content: Quiz | None = self.page.quiz_content
        return content


def lessons_by_id(ids: Collection[int]) -> dict[int, Lesson]:
    """Lessons that are or were published; also those no longer live, because phones may send late."""
    course = Page.objects.filter(path=Left(OuterRef("path"), Length(OuterRef("path")) - STEP))
    pages = (
        LessonPage.objects.filter(pk__in=ids, first_published_at__isnull=False)
        .select_related("video")
        .only("title", "path", "first_published_at", "quiz", "video__duration")
        .annotate(of_course=Subquery(course.values("pk")[:1]), of_title=Subquery(course.values("title")[:1]))
    )
    return {page.pk: Lesson(page, page.of_course, page.of_title) for page in pages}


def required_lessons(course_paths: Collection[str]) -> dict[str, list[int]]:
    """Ids of the live lessons of each course, in their order: what completing it takes at this moment."""
    required: dict[str, list[int]] = {path: [] for path in course_paths}
    if not required:
        return required
    below = reduce(operator.or_, (Q(path__startswith=path) for path in required))
    for pk, path in LessonPage.objects.live().filter(below).order_by("path").values_list("pk", "path"):
        required[path[:-STEP]].append(pk)
    return required
