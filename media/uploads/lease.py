"""One writer per upload: whoever holds the row's lease. A writer that falls silent loses it to the next one."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from media.uploads.models import Upload
from media.uploads.refusals import Refusal

LEASE_S: Final = 15
"""A line that brought nothing for so long is taken for dead, and its trainer may go on over another one."""
FINISH_S: Final = 180
"""Probing and putting together take a while, and nobody else has anything to do meanwhile."""
RENEW_S: Final = 3


class LeaseLost(Exception):
    """Another writer took over, or the upload was cancelled: nothing may be written any more."""


class Lease:
    """The right to write. What is done under it must be checked or recorded through it."""

    def __init__(self, upload: Upload, token: str) -> None:
        self.upload = upload
        self.token = token
        self.renewed_at = time.monotonic()

    def check(self) -> None:
        """Raises `LeaseLost`."""
        if not self._row().exists():
            raise LeaseLost

    def keep(self) -> None:
        """Called for every block that arrives. Raises `LeaseLost`."""
        if time.monotonic() - self.renewed_at > RENEW_S:
            self.record()

    def record(self, *, seconds: float = LEASE_S, **values: Any) -> None:
        """Set columns of the upload, and hold it for so many more seconds. Raises `LeaseLost`."""
        until = timezone.now() + timedelta(seconds=seconds)
        if not self._row().update(writer_until=until, **values):
            raise LeaseLost
        self.renewed_at = time.monotonic()
        for name, value in values.items():
            setattr(self.upload, name, value)

    def release(self) -> None:
        self._row().update(writer="", writer_until=None)

    def _row(self) -> Any:
        return Upload.objects.filter(pk=self.upload.pk, writer=self.token)


@contextmanager
def held(upload: Upload, *, by_force: bool = False) -> Iterator[Lease]:
    """The lease over the upload as it is now. Raises `Refusal` while another writer holds it.

    `by_force` is for what ends an upload: the writer before finds out at its next block.
    """
    now = timezone.now()
    # One that reaches further than any lease was made by a clock that has been put back since.
    absurd = Q(writer_until__gt=now + timedelta(seconds=2 * FINISH_S))
    free = Q() if by_force else Q(writer="") | Q(writer_until__lte=now) | absurd
    token = secrets.token_urlsafe(12)
    row = Upload.objects.filter(free, pk=upload.pk)
    if not row.update(writer=token, writer_until=now + timedelta(seconds=LEASE_S)):
        raise Refusal("locked")
    lease = Lease(Upload.objects.get(pk=upload.pk), token)
    try:
        yield lease
    finally:
        lease.release()
