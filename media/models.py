"""Lesson video: the uploaded original and what was made of it."""

from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia


class Video(AbstractMedia):
    """An uploaded original; `playback_for` in queries.py says what of it can be played."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")
