"""What the queue can say: look for work, and sweep."""

from celery import shared_task

from media import doorbell
from media.encoding import work
from media.leases import due_tasks
from media.store import remove_orphans
from media.sweeping import sweep
from media.uploads.services import sweep_uploads
from media.watch import begin_watch, end_watch

__all__ = ["begin_watch", "end_watch", "look_for_work", "sweep_media", "sweep_orphans"]


@shared_task
def look_for_work() -> None:
    """Encode until nothing is due; a message sent twice finds nothing the second time."""
    work()


@shared_task
def sweep_media() -> None:
    """Give back what dead workers held, clear what they left, and ring for whatever is due."""
    try:
        sweep()
        sweep_uploads()
    finally:
        if due_tasks().exists():
            doorbell.ring()


@shared_task
def sweep_orphans() -> None:
    """Clear what lies in the store and belongs to nothing."""
    remove_orphans()
