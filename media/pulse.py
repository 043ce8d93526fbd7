"""Signs of life of one attempt: with the encoder's progress, and from a thread beside it where nothing reports."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from media import leases
from media.leases import LeaseLost
from media.models import EncodeTask
from media.pipeline.runner import Progress

log = logging.getLogger(__name__)
BEAT_EVERY_S: Final = 2.0
THREAD_EVERY_S: Final = 10.0
LONGEST_SILENCE_S: Final = 3600.0
"""Of the encoder itself: every step has a limit of its own, so nothing that lives is silent this long."""


class Pulse:
    """Keeps the lease of a task, and says when it is lost."""

    def __init__(self, task: EncodeTask) -> None:
        self.task = task
        self.written = 0.0
        self.heard = time.monotonic()
        self.lasts_until = self.heard + leases.LEASE_S
        self.lost = self.elsewhere = False

    def beat(self, progress: Progress | None = None) -> None:
        """At most one every two seconds: each is a write. Raises `LeaseLost`.

        A database that is away for less than the lease costs nothing.
        """
        now = self.heard = time.monotonic()
        if self.lost:
            raise LeaseLost(f"task {self.task.pk}")
        if now - self.written < BEAT_EVERY_S:
            return
        self.written = now
        try:
            leases.heartbeat(task=self.task, progress=progress)
            self.lasts_until = now + leases.LEASE_S
        except (OperationalError, InterfaceError) as error:
            if now > self.lasts_until or connection.in_atomic_block:
                raise LeaseLost(f"task {self.task.pk}: the database is away") from error
            connection.close()

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """The worker does something else for a while, however long, and comes back to the encoder."""
        self.elsewhere = True
        try:
            yield
        finally:
            self.elsewhere = False
            self.heard = time.monotonic()

    def beat_beside(self) -> None:
        """For the thread: only as long as the encoder was heard of lately, or has to wait."""
        if not self.elsewhere and time.monotonic() - self.heard > LONGEST_SILENCE_S:
            return
        try:
            leases.heartbeat(task=self.task)
            self.lasts_until = max(self.lasts_until, time.monotonic() + leases.LEASE_S)
        except LeaseLost:
            self.lost = True
        except (OperationalError, InterfaceError):
            connection.close()


@contextmanager
def beating(task: EncodeTask) -> Iterator[Pulse]:
    """The thread has a connection of its own; inside a transaction it would see nothing and wait for it."""
    pulse = Pulse(task)
    if connection.in_atomic_block:
        yield pulse
        return
    ended = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(pulse, ended), daemon=True)
    thread.start()
    try:
        yield pulse
    finally:
        ended.set()
        thread.join(timeout=THREAD_EVERY_S)


def _beat_until(pulse: Pulse, ended: threading.Event) -> None:
    try:
        while not (pulse.lost or ended.wait(min(THREAD_EVERY_S, leases.LEASE_S / 4))):
            pulse.beat_beside()
    finally:
        connection.close()
