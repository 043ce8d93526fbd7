"""What becomes true when editors take a lesson out of a course."""

from functools import partial
from typing import Any

from django.db import transaction
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
    """Once all is done: an editor may take many lessons out at once, each asking for less than what is left in the end.

    Nor are learners' files held meanwhile, in an order that two editors do not share. What a crash leaves out here
    is made up for within a day (`settle_all`).
    """
    course = CoursePage.objects.filter(path=course_path).first()
    if course is not None:
        transaction.on_commit(partial(settle_course, course), robust=True)
