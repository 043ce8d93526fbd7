"""Who works on which task: claim, keep, give back. Clocks may be wrong: a lease ends only when a second look,
some seconds after the first, still finds no sign of life."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from media.models import EncodeJob, EncodeTask, State, Video, new_token
from media.pipeline.runner import Progress

log = logging.getLogger(__name__)

LEASE_S: Final = 45.0
"""A worker gives a sign of life every few seconds, whatever it does; one that is silent this long is doubted."""
DOUBT_S: Final = 8.0
"""Between two looks at a silent worker: one that lives reports several times meanwhile."""
SKEW_S: Final = 5.0


class LeaseLost(Exception):
    """The task was cancelled or given to another worker; whoever holds it now decides what becomes of it."""


@transaction.atomic
def claim_next_task(*, worker: str, but_not: tuple[str, ...] = ()) -> EncodeTask | None:
    """Lease the task that is due first and not of the stages `but_not`, or None. No two workers get the same one.

    The conditional UPDATE decides; SKIP LOCKED only spares PostgreSQL the queue at one row.
    """
    due = due_tasks().exclude(stage__in=but_not).order_by("due_at", "id")
    skip_locked = connection.features.has_select_for_update_skip_locked
    task = due.select_for_update(skip_locked=skip_locked).first()
    if task is None:
        return None
    taken = EncodeTask.objects.filter(pk=task.pk, state=State.WAITING).update(
        **_lease(),
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        worker=worker[:120],
        lease_token=new_token(),
        percent=0,
        speed=None,
        eta_s=None,
        error_code="",
        error_detail="",
    )
    return EncodeTask.objects.select_related("job__video", "job__package").get(pk=task.pk) if taken else None


def due_tasks() -> QuerySet[EncodeTask]:
    """Tasks that a worker may take now."""
    return EncodeTask.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())


def show_running(*, task: EncodeTask) -> None:
    """Not part of the claim, which must not wait for the job's row: whoever holds that waits for the task's."""
    EncodeJob.objects.filter(pk=task.job_id, state=State.WAITING).update(state=State.RUNNING)


def lock_job(pk: int) -> EncodeJob | None:
    """The row for the rest of the transaction, its video's before it; None when it was deleted with that.

    In this order everywhere: two that lock them the other way round wait for each other for ever.
    """
    Video.objects.select_for_update(of=("self",)).filter(jobs=pk).first()
    return EncodeJob.objects.select_for_update(of=("self",)).select_related("video", "package").filter(pk=pk).first()


def heartbeat(*, task: EncodeTask, progress: Progress | None = None) -> None:
    """Keep the lease and show how far it is. Raises `LeaseLost`."""
    values = _lease()
    if progress:
        values |= {"percent": progress.percent, "speed": progress.speed, "eta_s": progress.eta_s}
    if not held(task).update(**values):
        raise LeaseLost(f"task {task.pk}")


def _lease() -> dict[str, Any]:
    until = timezone.now() + timedelta(seconds=LEASE_S)
    return {"lease_expires_at": until, "lease_s": LEASE_S, "doubted_at": None}


def held(task: EncodeTask) -> QuerySet[EncodeTask]:
    """The row, as long as this attempt has it."""
    return EncodeTask.objects.filter(pk=task.pk, state=State.RUNNING, lease_token=task.lease_token)


def hand_back(*, task: EncodeTask) -> None:
    """The worker is being stopped: another may start at once, and the attempt does not count."""
    held(task).update(**released(), attempts=F("attempts") - 1)


def postpone(*, task: EncodeTask, code: str, seconds: float) -> None:
    """It cannot be done here just now, through no fault of its own: the attempt does not count."""
    again_at = timezone.now() + timedelta(seconds=seconds)
    held(task).update(**(released() | {"next_attempt_at": again_at, "error_code": code}), attempts=F("attempts") - 1)
    log.warning("Task %s is put off for %.0f s: %s", task.pk, seconds, code)


def released() -> dict[str, Any]:
    """What a row says that nobody holds and anybody may take."""
    return {
        "state": State.WAITING,
        "next_attempt_at": timezone.now(),
        "lease_token": "",
        "lease_expires_at": None,
        "doubted_at": None,
        "percent": 0,
        "speed": None,
        "eta_s": None,
    }


def give_up_on_silent(lost: Callable[[EncodeTask], None]) -> None:
    """Call `lost` with each task whose worker gave no sign of life between two looks.

    `lease_expires_at` is what a sign of life changes. A clock that was put forward makes every lease look ended,
    one that was put back makes them last for hours; neither costs a living worker its task.
    """
    now = timezone.now()
    for task in EncodeTask.objects.filter(state=State.RUNNING).select_related("job"):
        until = task.lease_expires_at
        assert until is not None
        if until - timedelta(seconds=task.lease_s + SKEW_S) <= now <= until:
            continue
        if task.doubted_at is None or task.doubted_at > now:
            held(task).filter(lease_expires_at=until).update(doubted_at=now)
        elif task.doubted_at <= now - timedelta(seconds=DOUBT_S):
            lost(task)


def bring_near(*, longest_s: float) -> None:
    """A try that a clock put off further than any rule does is made now."""
    now = timezone.now()
    far = Q(next_attempt_at__gt=now + timedelta(seconds=longest_s))
    EncodeTask.objects.filter(far, state=State.WAITING).update(next_attempt_at=now)
