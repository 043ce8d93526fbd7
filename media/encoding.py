"""What a worker does with a task: fetch, encode, store, record."""

from __future__ import annotations

import errno
import logging
import math
import os
import socket
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import InterfaceError, OperationalError, connection

from media import errands, flow, leases, packages, store, sweeping
from media.errands import Errand
from media.leases import LeaseLost
from media.models import EncodeTask, Package, State
from media.pipeline.runner import EncodeError
from media.pipeline.sources import SourceProblem
from media.pulse import Pulse, beating
from media.rows import place_of

T = TypeVar("T")
log = logging.getLogger(__name__)
ROOM_AGAIN_S: Final = 60.0
UNHURRIED: Final = "av1"  # the stage that nobody waits for
LOOK_EVERY_S: Final = 2.0
PAUSES_S: Final = (0.0, 1.0, 4.0, 15.0)
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def work(*, but_not: tuple[str, ...] = (), most: float = math.inf) -> int:
    """Claim and do up to `most` tasks, until nothing is due but of the stages `but_not`. Returns how many were taken.

    A worker that is busy for hours sweeps by the way: no other may be there to do it.
    """
    taken = 0
    claim = partial(leases.claim_next_task, worker=worker_name(), but_not=but_not)
    while taken < most and (task := persistently(claim)):
        run(task)
        taken += 1
        sweeping.sweep_if_time()
    return taken


def worker_name() -> str:
    """For people who look at the table; leases do not depend on it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run(task: EncodeTask) -> None:
    """One attempt. Whatever goes wrong is written to the task; files of a failed attempt are removed."""
    leases.show_running(task=task)
    if not store.has_room(settings.WORK_DIR):
        leases.postpone(task=task, code="disk_full", seconds=ROOM_AGAIN_S)
        return
    try:
        _attempt(task)
    except LeaseLost:
        log.info("Task %s was taken away", task.pk)
    except SourceProblem as problem:
        _fail(task, problem.code, permanent=problem.permanent)
    except EncodeError as error:
        _fail(task, error.code, permanent=error.permanent, detail=error.detail)
    except OSError as error:  # the store or the disk, not the file
        log.error("Task %s: files could not be read or written: %s", task.pk, place_of(error))
        _fail(task, "no_space" if error.errno in FULL else "no_store", detail=str(error))
    except Exception as error:
        log.error("Task %s: a fault of this program: %s", task.pk, place_of(error))
        _fail(task, "worker_error", detail=traceback.format_exc())
    except (KeyboardInterrupt, SystemExit):
        leases.hand_back(task=task)
        raise
    finally:
        _discard(task)
    _tidy()


def _attempt(task: EncodeTask) -> None:
    with store.work_folder(task.lease_token) as folder, beating(task) as pulse:
        interlude = GivesWay(pulse).look if task.stage == UNHURRIED else lambda: None
        outcome = errands.ERRANDS[EncodeTask.Kind(task.kind)](Errand(task, folder, pulse, interlude))
        persistently(partial(flow.finish_task, task=task, outcome=outcome))
    for name in outcome.spent:
        _forget(name)


class GivesWay:
    """AV1 takes many times as long as it plays, and a lesson that comes meanwhile is waited for.

    So the worker does that first, in the midst of the other, whose encoder goes on with what processors are left.
    One task at a time, for whoever cancels the other is heard in between.
    """

    def __init__(self, pulse: Pulse) -> None:
        self.pulse = pulse
        self.looked = time.monotonic()

    def look(self) -> None:
        if time.monotonic() - self.looked < LOOK_EVERY_S:
            return
        try:
            if leases.due_tasks().exclude(stage=UNHURRIED).exists():
                with self.pulse.occupied():
                    work(but_not=(UNHURRIED,), most=1)
        except DatabaseFault as error:
            log.warning("It could not be seen whether something more urgent is due: %s", place_of(error))
        self.looked = time.monotonic()


def _forget(name: str) -> None:
    """Room for others; what is not removed now goes when the job is tidied up."""
    try:
        store.remove_file(name)
    except OSError as error:
        log.warning("%s could not be removed: %s", name, place_of(error))


def _fail(task: EncodeTask, code: str, *, permanent: bool = False, detail: str = "") -> None:
    try:
        persistently(partial(flow.fail_task, task=task, code=code, permanent=permanent, detail=detail))
    except DatabaseFault as error:  # the lease ends by itself
        log.error("Task %s: %s could not be written down: %s", task.pk, code, place_of(error))


def persistently(act: Callable[[], T]) -> T:
    """Do it again on a new connection when the database went away: hours of encoding may hang on it."""
    for pause in PAUSES_S:
        try:
            return act()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            log.warning("The database does not answer: %s", place_of(error))
            connection.close()
            time.sleep(pause)
    return act()


def _discard(task: EncodeTask) -> None:
    """Remove what the attempt stored, unless it counts. Also when the row is gone; what stays here is swept."""
    try:
        if EncodeTask.objects.filter(pk=task.pk, state=State.DONE, lease_token=task.lease_token).exists():
            return
        package = Package.objects.filter(job__tasks=task.pk).first() or task.job.package
        if package:
            store.remove_folder(f"{package.folder}/{task.attempt}")
            store.remove_folder(f"{package.work_folder}/{task.attempt}")
    except (DatabaseFault, OSError) as error:
        log.error("Task %s: what it stored could not be removed: %s", task.pk, place_of(error))


def _tidy() -> None:
    try:
        packages.tidy_closed_jobs()
        packages.remove_leftovers()
    except (DatabaseFault, OSError) as error:
        log.error("What is over could not be tidied up; the sweep will: %s", place_of(error))
