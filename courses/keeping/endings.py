"""What a lesson's film ends with when it is passed from phone to phone."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.signals import page_published

from courses.models import LessonPage
from media.endings import wish_end_card


def short_path(lesson_id: int) -> str:
    return reverse("short_link", args=[lesson_id])


def wish_card(*, instance: LessonPage, **kwargs: Any) -> None:
    """Receiver of `page_published`."""
    if instance.video:
        wish_end_card(
            video=instance.video,
            path=short_path(instance.pk),
            title=instance.title,
            source=settings.WAGTAIL_SITE_NAME,
        )


def connect() -> None:
    page_published.connect(wish_card, sender=LessonPage, dispatch_uid="end card of a lesson")
