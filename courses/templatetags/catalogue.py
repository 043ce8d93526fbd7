"""What the public pages list, asked for by the templates of the pages themselves."""

from django import template
from django.db.models import QuerySet

from courses import queries
from courses.keeping.endings import short_path
from courses.models import CourseIndexPage, CoursePage, LessonPage
from media.endings import with_end_cards
from media.queries import Playback, playback_for

register = template.Library()


@register.simple_tag
def trades() -> list[queries.Trade]:
    return queries.trades()


@register.simple_tag
def courses_of_trade(code: str = "") -> QuerySet[CoursePage]:
    return queries.courses_of_trade(code)


@register.simple_tag
def lesson_rows(course: CoursePage) -> list[queries.LessonRow]:
    return queries.lesson_rows(course)


@register.simple_tag
def playback(lesson: LessonPage) -> Playback:
    return with_end_cards(playback_for(lesson.video), short_path(lesson.pk))


@register.simple_tag
def course_index() -> CourseIndexPage | None:
    return queries.course_index()


@register.filter
def minutes(seconds: float) -> int:
    """Whole minutes, at least one."""
    return max(round(seconds / 60), 1)
