"""What the public pages of courses show."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from courses.models import CourseIndexPage, CoursePage, Industry, LessonPage
from media.queries import NOTHING, Playback, playbacks_for


@dataclass(frozen=True)
class Trade:
    """A local product with courses of its own."""

    code: str
    name: str
    picture: str
    courses: int


def live_courses() -> QuerySet[CoursePage]:
    courses: QuerySet[CoursePage] = CoursePage.objects.live().public()
    return courses


def trades() -> list[Trade]:
    """Industries that have published courses, those with the most first."""
    rows = (
        Industry.objects.filter(courses__in=live_courses())
        .annotate(number=Count("courses", distinct=True))
        .order_by("-number", "code")
    )
    return [Trade(row.code, row.name, row.picture, row.number) for row in rows]


def courses_of_trade(code: str) -> QuerySet[CoursePage]:
    """Published courses of one industry; of all of them when `code` is empty or unknown."""
    if code and Industry.objects.filter(pk=code).exists():
        return live_courses().filter(industries=code)
    return live_courses()


@dataclass(frozen=True)
class LessonRow:
    """A lesson in the list of its course."""

    lesson: LessonPage
    playback: Playback


def lesson_rows(course: CoursePage) -> list[LessonRow]:
    lessons = list(course.lessons().select_related("video"))
    playbacks = playbacks_for(lesson.video for lesson in lessons)
    return [LessonRow(lesson, playbacks.get(lesson.video_id, NOTHING)) for lesson in lessons]


def course_index() -> CourseIndexPage | None:
    index: CourseIndexPage | None = CourseIndexPage.objects.live().first()
    return index
