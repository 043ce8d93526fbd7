"""Which videos wait for a worker, and which files are still on their way, for staff who wonder where theirs is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from media.models import EncodeJob, EncodeTask, State, Upload
from media.problems import problem_text

SHOWN: Final = 100
"""Whoever has more before them does not read them one by one."""


@dataclass(frozen=True)
class WaitingVideo:
    """`problem` of the last try and `again_at` are of one that is put off; `plays` says that only the rest waits."""

    video_id: int
    title: str
    since: datetime
    again_at: datetime | None
    problem: str
    plays: bool


def waiting_videos() -> tuple[WaitingVideo, ...]:
    """Those nobody is at, in the order in which workers will take them."""
    waiting = Q(tasks__state=State.WAITING)
    at_work = EncodeTask.objects.filter(job=OuterRef("pk"), state=State.RUNNING)
    jobs = EncodeJob.objects.filter(~Exists(at_work), state__in=EncodeJob.OPEN).select_related("video")
    jobs = jobs.annotate(
        due_at=Min("tasks__due_at", filter=waiting),
        again_at=Min("tasks__next_attempt_at", filter=waiting),
        tasks_error=Min("tasks__error_code", filter=waiting & ~Q(tasks__error_code="")),
    )
    return tuple(_waiting(job) for job in jobs.order_by(F("due_at").asc(nulls_last=True), "id")[:SHOWN])


def _waiting(job: EncodeJob) -> WaitingVideo:
    again_at, code = job.again_at, job.tasks_error  # type: ignore[attr-defined]
    put_off = again_at if again_at and again_at > timezone.now() else None
    problem = problem_text(code) if code else ""
    return WaitingVideo(job.video_id, job.video.title, job.created_at, put_off, problem, job.live_at is not None)


def open_uploads() -> QuerySet[Upload]:
    """What trainers are sending, the oldest first."""
    return Upload.objects.filter(state=Upload.State.OPEN, expires_at__gt=timezone.now()).order_by("id")[:SHOWN]
