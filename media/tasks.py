"""What the queue can say: look for work, and sweep."""

from celery import shared_task

from media.encoding import work
from media.queries import work_is_due
from media.services import sweep
from media.store import sweep_work_folders
from media.uploads.services import sweep_uploads


@shared_task
def look_for_work() -> None:
    """Encode until nothing is due; a message sent twice finds nothing the second time."""
    work()


@shared_task
def sweep_media() -> None:
    """Give back what dead workers held, clear what they left, and ring for whatever is due."""
    sweep()
    sweep_work_folders()
    sweep_uploads()
    if work_is_due():
        look_for_work.delay()
