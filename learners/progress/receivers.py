"""What becomes true when editors take a lesson out of a course."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_unpublished, post_page_move

from courses.models import CoursePage, LessonPage
from learners.progress.lessons import STEP
from learners.progress.settling import settle_course


@receiver(page_unpublished, sender=LessonPage)
def settle_after_unpublishing(*, instance: LessonPage, **_: Any) -> None:
    _settle(instance.path[:-STEP])


@receiver(post_delete, sender=LessonPage)
def settle_after_deleting(*, instance: LessonPage, **_: Any) -> None:
    _settle(instance.path[:-STEP])


@receiver(post_page_move, sender=LessonPage)
def settle_after_moving(*, parent_page_before: Page, **_: Any) -> None:
    _settle(parent_page_before.path)


def _settle(course_path: str) -> None:
    course = CoursePage.objects.filter(path=course_path).first()
    if course is not None:
        settle_course(course)
