"""The demo's courses as pages of the CMS."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from courses.models import CourseIndexPage, CoursePage, Industry, LessonPage
from courses.site import ensure_site
from eduplatform.accounts.models import User
from eduplatform.demo.content import CourseContent, LessonContent, QuizQuestion
from eduplatform.demo.films import reserve_film
from learners.people.codes import Cause

LEVELS = {
    "入门": CoursePage.Level.BEGINNER,
    "初级": CoursePage.Level.ELEMENTARY,
    "中级": CoursePage.Level.INTERMEDIATE,
}
CAUSES = {
    "因病": Cause.ILLNESS,
    "因残": Cause.DISABILITY,
    "因学": Cause.SCHOOLING,
    "因灾": Cause.DISASTER,
    "缺土地": Cause.LAND,
    "缺水": Cause.WATER,
    "缺技术": Cause.SKILL,
    "缺劳力": Cause.LABOUR,
    "缺资金": Cause.FUNDS,
    "交通条件落后": Cause.TRANSPORT,
    "自身发展动力不足": Cause.MOTIVATION,
    "其他": Cause.OTHER,
}


@transaction.atomic
def make_course_pages(
    courses: Iterable[CourseContent], *, author: User, seconds: float | None = None
) -> list[LessonPage]:
    """Publishes the courses that are not there yet, with films to be drawn; returns all their lessons in order.

    `seconds` shortens the films (tests, benches).
    """
    index = ensure_site()
    lessons: list[LessonPage] = []
    for content in courses:
        course = CoursePage.objects.child_of(index).filter(slug=content.slug).first()
        if course is None:
            course = _add_course(index, content, author, seconds)
        lessons += LessonPage.objects.child_of(course).order_by("path")
    return lessons


def _add_course(index: CourseIndexPage, content: CourseContent, author: User, seconds: float | None) -> CoursePage:
    course = CoursePage(
        title=content.title,
        slug=content.slug,
        summary=content.summary,
        keywords=";".join(content.tags),
        level=LEVELS[content.level],
        season_months=list(content.season_months),
        heavy_work=content.heavy_work,
        causes=[CAUSES[cause].value for cause in content.causes],
        picture=content.icon,
        owner=author,
    )
    course.industries = list(Industry.objects.filter(is_product=True, name__in=content.products))
    added: CoursePage = index.add_child(instance=course)
    added.save_revision(user=author).publish(user=author, skip_permission_checks=True)
    for lesson in content.lessons:
        _add_lesson(added, lesson, author, seconds)
    return added


def _add_lesson(course: CoursePage, content: LessonContent, author: User, seconds: float | None) -> None:
    page = LessonPage(title=content.title, slug=content.slug, goal=content.goal, owner=author)
    page.steps = [("step", _step(step.caption, step.text, step.scene)) for step in content.steps]
    page.quiz = [("question", _question(question)) for question in content.quiz]
    page.video = reserve_film(content, author=author, seconds=seconds)
    course.add_child(instance=page)
    page.save_revision(user=author).publish(user=author, skip_permission_checks=True)


def _step(caption: str, text: str, pictures: Iterable[str]) -> dict[str, Any]:
    return {"caption": caption, "text": text, "pictures": list(pictures), "photo": None}


def _question(content: QuizQuestion) -> dict[str, Any]:
    options = [{"picture": o.picture, "label": o.label, "correct": o.correct} for o in content.options]
    return {"question": content.question, "explain": content.explain, "options": options}
