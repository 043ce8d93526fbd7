"""From task to task: what follows on a finished one, and what a failed one means for its job.

Whoever changes tasks of a job holds the job's row: two workers that finish the last two parts do it one after the
other, and the second sees that all are done.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from media import doorbell, packages
from media.costs import Work
from media.leases import LeaseLost, held, lock_job, released
from media.models import EncodeJob, EncodeTask, Package, State, Video
from media.packages import Publication, Stills
from media.pipeline.plan import Plan

log = logging.getLogger(__name__)
Kind = EncodeTask.Kind

MAX_ATTEMPTS: Final = 5
BACKOFF_S: Final = 30
LONGEST_BACKOFF_S: Final = 900
DETAIL_CHARACTERS: Final = 2000
MOST_RINGS: Final = 8


@dataclass(frozen=True)
class Outcome:
    """What a task brought: names for the tasks after it, a plan, something to publish; files nobody needs now."""

    result: dict[str, Any]
    plan: Plan | None = None
    publication: Publication | None = None
    stills: Stills | None = None
    spent: tuple[str, ...] = ()


def work_of(job: EncodeJob) -> Work:
    """As planned; before that, by what the upload's probe saw."""
    if job.plan:
        plan = Plan.from_json(job.plan)
        return Work(plan.duration_s, len(plan.parts))
    end = job.wishes.get("trim_end_s") or job.video.duration
    length = max(0.0, end - job.wishes.get("trim_start_s", 0.0))
    parts = round(length / settings.VIDEO_PART_SECONDS) if length >= settings.VIDEO_SPLIT_FROM_SECONDS else 1
    return Work(length, max(1, parts))


def wishes_of(video: Video) -> dict[str, Any]:
    """As `media.pipeline.plan.Wishes` has them."""
    return {
        "trim_start_s": video.trim_start_s,
        "trim_end_s": video.trim_end_s,
        "poster_at_s": video.poster_at_s,
    }


def add_tasks(job: EncodeJob, kind: Kind, stage: str = "", parts: Iterable[int] = (0,)) -> None:
    """Lay tasks down, each once, and ring for each on commit."""
    work = work_of(job)
    not_before = timezone.now()
    if stage == "av1" and kind != Kind.JOIN:
        not_before += timedelta(minutes=settings.VIDEO_AV1_WAIT_MINUTES)
    rows = [
        EncodeTask(
            job=job,
            kind=kind,
            stage=stage,
            part=part,
            due_at=job.created_at + timedelta(seconds=work.due_s(kind, stage, part)),
            next_attempt_at=not_before,
            weight_s=work.cost_s(kind, stage),
        )
        for part in parts
    ]
    EncodeTask.objects.bulk_create(rows, ignore_conflicts=True)
    ring(len(rows))


def ring(times: int = 1) -> None:
    """One message wakes one idle worker."""
    for _ in range(min(times, MOST_RINGS)):
        transaction.on_commit(doorbell.ring)


@transaction.atomic
def begin_package(*, task: EncodeTask) -> Package:
    """The row that all files of the job belong to, written before the first of them. Raises `LeaseLost`."""
    job = lock_job(task.job_id)
    if job is None or not held(task).exists():
        raise LeaseLost(f"task {task.pk}")
    package: Package = job.package or Package.objects.create(video=job.video)
    EncodeJob.objects.filter(pk=job.pk).update(package=package)
    return package


@transaction.atomic
def finish_task(*, task: EncodeTask, outcome: Outcome) -> None:
    """Record what was done, publish it, and lay down what follows: all or nothing. Raises `LeaseLost`."""
    job = lock_job(task.job_id)
    done = {
        "state": State.DONE,
        "percent": 100,
        "eta_s": 0,
        "lease_expires_at": None,
        "doubted_at": None,
        "finished_at": timezone.now(),
        "result": outcome.result | {"attempt": task.attempt},
    }
    if job is None or not held(task).update(**done):
        raise LeaseLost(f"task {task.pk}")
    if outcome.plan:
        _take_plan(job, outcome.plan)
    if outcome.publication:
        packages.add_stage(job, outcome.publication)
        if task.stage in ("", "first") and _wants_stills(job):
            add_tasks(job, Kind.STILLS)
    if outcome.stills:
        packages.add_stills(job, outcome.stills)
    job.save()
    _go_on(job, task)


def _wants_stills(job: EncodeJob) -> bool:
    """Chapters have pictures; and the trainer may have chosen another poster since the job was made."""
    return bool(job.video.chapters.exists() or job.video.poster_at_s != job.wishes.get("poster_at_s"))


def _take_plan(job: EncodeJob, plan: Plan) -> None:
    """With what was seen and heard of the file: where uploads go to an object store nobody looked before."""
    job.plan = plan.to_json()
    video = job.video
    if video.file.name == job.source_name:
        video.loudness_lufs = plan.loudness.lufs if plan.loudness else None
        video.take_probe(plan.source)
        video.save(update_fields=["loudness_lufs", "probed", "type", "duration", "width", "height"])


def _go_on(job: EncodeJob, task: EncodeTask) -> None:
    if task.kind == Kind.STILLS:
        return
    plan = Plan.from_json(job.plan)
    if task.kind == Kind.PART:
        if not job.tasks.filter(kind=Kind.PART, stage=task.stage).exclude(state=State.DONE).exists():
            add_tasks(job, Kind.JOIN, task.stage)
    elif task.kind == Kind.OPEN and plan.is_split:
        _begin_stage(job, plan, "first")
    else:
        stages = plan.stages()
        following = stages[stages.index(task.stage or "first") + 1 :]
        if following:
            _begin_stage(job, plan, following[0])
        else:
            _close(job, State.DONE)


def _begin_stage(job: EncodeJob, plan: Plan, stage: str) -> None:
    if plan.is_split:
        add_tasks(job, Kind.PART, stage, (part.index for part in plan.parts))
    else:
        add_tasks(job, Kind.WHOLE, stage)


@transaction.atomic
def fail_task(*, task: EncodeTask, code: str, permanent: bool, detail: str = "") -> None:
    """Try again later, or say for good what is wrong. A task that is no longer ours is left alone."""
    _fail(task, code, detail, again_after_s=_backoff_s(task), over=permanent or task.attempts >= MAX_ATTEMPTS)


def _backoff_s(task: EncodeTask) -> float:
    waits: float = BACKOFF_S * 4 ** max(0, task.attempts - 1)
    return min(LONGEST_BACKOFF_S, waits)


@transaction.atomic
def lose_task(task: EncodeTask) -> None:
    """A lost worker is no fault of the file: again at once, but not for ever, for some files kill their worker."""
    if EncodeTask.objects.filter(pk=task.pk, lease_token=task.lease_token, doubted_at=task.doubted_at).exists():
        detail = f"worker {task.worker}"
        _fail(task, "worker_lost", detail, again_after_s=0, over=task.attempts >= MAX_ATTEMPTS)


def _fail(task: EncodeTask, code: str, detail: str, *, again_after_s: float, over: bool) -> None:
    job = lock_job(task.job_id)
    values = released() | {"error_code": code, "error_detail": detail[-DETAIL_CHARACTERS:]}
    if over:
        values |= {"state": State.FAILED, "finished_at": timezone.now()}
    else:
        values["next_attempt_at"] = timezone.now() + timedelta(seconds=again_after_s)
    if job is None or not held(task).update(**values):
        return
    log.warning("Task %s (%s), attempt %s: %s (%s)", task.pk, task, task.attempts, code, values["state"])
    if over:
        _give_up(job, task, code, detail)
    elif not again_after_s:
        ring()


def _give_up(job: EncodeJob, task: EncodeTask, code: str, detail: str) -> None:
    if task.kind == Kind.STILLS or task.stage == "av1":
        job.remarks = [*job.remarks, "stills_failed" if task.kind == Kind.STILLS else "av1_failed"]
        job.save(update_fields=["remarks"])
    if task.kind == Kind.STILLS:
        return
    cancel_tasks(job)
    if task.stage == "av1":
        _close(job, State.DONE)
    else:
        job.error_code, job.error_detail = code, detail[-DETAIL_CHARACTERS:]
        _close(job, State.FAILED)


def cancel_tasks(job: EncodeJob) -> None:
    """Whoever works on them learns so at the next sign of life. Pictures are of what plays, and go on."""
    open_tasks = job.tasks.filter(state__in=EncodeJob.OPEN)
    if job.live_at:
        open_tasks = open_tasks.exclude(kind=Kind.STILLS)
    open_tasks.update(**(released() | {"state": State.CANCELLED, "finished_at": timezone.now()}))


def close_cancelled(job: EncodeJob) -> None:
    """What is live plays on."""
    cancel_tasks(job)
    _close(job, State.CANCELLED)


def _close(job: EncodeJob, state: State) -> None:
    job.state = state
    job.finished_at = timezone.now()
    job.save()
