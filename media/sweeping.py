"""Put right what a dead worker, a lost message or a crash between two steps left behind."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import transaction

from media import endings, flow, leases, packages, store
from media.models import EncodeJob, EncodeTask, Video
from media.rows import place_of
from media.services import request_encoding

log = logging.getLogger(__name__)


def sweep() -> None:
    """Each step by itself: a store that is away does not keep dead workers' tasks from others."""
    for step in STEPS:
        try:
            step()
        except Exception as error:
            log.error("The sweep could not %s: %s", step.__name__, place_of(error))


def give_back() -> None:
    """Tasks of workers that fell silent."""
    leases.give_up_on_silent(flow.lose_task)
    leases.bring_near(longest_s=max(flow.LONGEST_BACKOFF_S, settings.VIDEO_AV1_WAIT_MINUTES * 60) + 60)


def ask_for_unasked() -> None:
    """Videos without any job, and jobs without any task."""
    for video in Video.objects.filter(jobs=None, packages=None).exclude(file=""):
        request_encoding(video=video)
    for pk in EncodeJob.objects.filter(state__in=EncodeJob.OPEN, tasks=None).values_list("pk", flat=True):
        _add_first_task(pk)


@transaction.atomic
def _add_first_task(pk: int) -> None:
    job = leases.lock_job(pk)
    if job and job.is_open:
        flow.add_tasks(job, EncodeTask.Kind.OPEN)


STEPS: Final[tuple[Callable[[], None], ...]] = (
    give_back,
    ask_for_unasked,
    packages.retire_without_video,
    packages.mark_unused,
    packages.tidy_closed_jobs,
    packages.remove_marked,
    packages.remove_leftovers,
    store.sweep_work_folders,
    endings.make_due,
)


class _Clock:
    """When this process last swept, on a clock that nobody puts forward or back."""

    swept_at = 0.0


def sweep_if_time() -> None:
    """For workers that are busy: at most as often as the beat would."""
    now = time.monotonic()
    if now - _Clock.swept_at >= settings.SWEEP_SECONDS:
        _Clock.swept_at = now
        sweep()
