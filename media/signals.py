"""What follows on rows that others delete."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from media.models import Video
from media.packages import forget_file


@receiver(post_delete, sender=Video)
def forget_original(instance: Video, **kwargs: Any) -> None:
    """wagtailmedia deletes the file after commit; the note outlives a crash before that."""
    for name in {instance.file.name, (instance.former or {}).get("file")}:
        forget_file(name or "")
