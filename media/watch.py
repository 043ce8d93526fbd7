"""A thread in every worker that goes on when the broker is gone: it sweeps, and starts the work nobody was rung for.

Celery's processes only run what the broker brings. Truth is in the database, so a broker that is dead may cost
some seconds and no more.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any, Final

from celery.signals import worker_ready, worker_shutdown
from django.conf import settings
from django.db import connection
from django.utils import timezone

from media.leases import due_tasks
from media.models import EncodeTask, State
from media.rows import place_of
from media.sweeping import sweep_if_time

log = logging.getLogger(__name__)
WORK: Final = "import django; django.setup(); from media.encoding import work; work()"
UNHEARD_SWEEPS: Final = 3
"""So many sweeps long a task was due, and the messages of none of them brought a worker."""


class Watch(threading.Thread):
    """Looks as often as the beat would ring."""

    def __init__(self) -> None:
        super().__init__(name="media-watch", daemon=True)
        self.ended = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while not self.ended.wait(settings.SWEEP_SECONDS):
            try:
                sweep_if_time()
                self.look()
            except Exception as error:
                log.error("The watch could not look: %s", place_of(error))
                connection.close()

    def look(self) -> None:
        """A process of its own, for Celery's must not be forked from a thread."""
        if (self.child is None or self.child.poll() is not None) and work_is_unheard():
            log.warning("Work is due and no message brings anybody: beginning without one")
            # The worker may not have been started from the project's folder.
            self.child = subprocess.Popen([sys.executable, "-c", WORK], cwd=settings.BASE_DIR)

    def end(self) -> None:
        """A child that was begun gives its task back by its lease."""
        self.ended.set()
        if self.child:
            self.child.terminate()


def work_is_unheard() -> bool:
    """Something was due for a while, and nobody on this machine is at work."""
    before = timezone.now() - timedelta(seconds=UNHEARD_SWEEPS * settings.SWEEP_SECONDS)
    if not due_tasks().filter(next_attempt_at__lte=before).exists():
        return False
    here = EncodeTask.objects.filter(state=State.RUNNING, worker__startswith=f"{socket.gethostname()}:")
    return not here.exists()


class _Watches:
    """The one of this process, if it is a worker."""

    watch: Watch | None = None


@worker_ready.connect
def begin_watch(**kwargs: Any) -> None:
    """In the worker's main process, which the broker never keeps busy."""
    _Watches.watch = Watch()
    _Watches.watch.start()


@worker_shutdown.connect
def end_watch(**kwargs: Any) -> None:
    if _Watches.watch:
        _Watches.watch.end()
