"""What the sweep does for the rooms of this app."""

from celery import shared_task

from learners.people.importing.uploads import forget_old_uploads


@shared_task
def forget_registers() -> None:
    """Uploaded registers that nobody imported go after a day."""
    forget_old_uploads()
