"""Tell a worker to look. Truth is in the database: a ring that is lost costs time, never work."""

import logging
from typing import Final

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
LOOK: Final = "media.tasks.look_for_work"
EXPIRES_S: Final = 600
"""Rings pile up while all workers are busy, and whoever looks takes everything there is."""


def ring() -> None:
    """Say "look"; the sweep rings again for whatever is due, so a silent broker is only worth a line."""
    try:
        current_app.signature(LOOK).apply_async(retry=False, expires=EXPIRES_S)
    except (OperationalError, OSError) as error:
        log.warning("The queue did not take the message, the sweep will: %s", error)
