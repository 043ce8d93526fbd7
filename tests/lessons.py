"""Courses to learn from: each lesson has a video of two minutes and two questions."""

from wagtail.models import Collection, Locale, Page

from courses.models import CoursePage, LessonPage
from courses.site import ensure_pages
from media.models import Video

LENGTH_S = 120


def question(text):
    options = [{"label": "竹笋", "correct": True}, {"label": "石头", "correct": False}]
    return "question", {"question": text, "options": options, "explain": "笋是嫩芽"}


def ensure_roots() -> None:
    """What migrations make once, and what a test that empties all tables leaves the next one without."""
    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code="zh-hans")
        Page.add_root(instance=Page(title="Root", slug="root"))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


def make_course(slug="bamboo", *, lessons=2, quiz=True) -> CoursePage:
    ensure_roots()
    course: CoursePage = ensure_pages().add_child(instance=CoursePage(title=f"课程{slug}", slug=slug))
    for number in range(1, lessons + 1):
        add_lesson(course, number, quiz=quiz)
    return course


def add_lesson(course, number, *, quiz=True) -> LessonPage:
    video = Video.objects.create(title="挖笋", duration=LENGTH_S, file=f"{course.slug}{number}.mp4")
    lesson = LessonPage(title=f"第{number}课", slug=f"lesson{number}", video=video)
    if quiz:
        lesson.quiz = [question("哪个能吃？"), question("哪个是嫩芽？")]
    course.add_child(instance=lesson)
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def right_answers(lesson) -> dict[str, str]:
    return {question.key: min(question.right_keys) for question in lesson.quiz_content.questions}


def wrong_answers(lesson) -> dict[str, str]:
    return {
        question.key: next(option.key for option in question.options if not option.right)
        for question in lesson.quiz_content.questions
    }
