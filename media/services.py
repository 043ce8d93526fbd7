"""Rules of encode jobs and packages. Encoding itself is in encoding.py, files are in store.py."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Collection

from media import doorbell, store
from media.models import EncodeJob, Package, Rendition, Video, new_token
from media.pipeline.produce import Made, MadePackage
from media.pipeline.runner import Progress

log = logging.getLogger(__name__)
State = EncodeJob.State

MAX_ATTEMPTS: Final = 5
LEASE_S: Final = 45
"""A running encoder reports every half second; one that is silent this long is gone."""
COPY_LEASE_S: Final = 600
"""While files go to or come from the store there is nothing to report."""
BACKOFF_S: Final = 30
DETAIL_CHARACTERS: Final = 2000


class LeaseLost(Exception):
    """The job was cancelled or given to another worker; whoever holds it now decides what becomes of it."""


@transaction.atomic
def create_video(
    *,
    title: str,
    file: File[bytes],
    uploaded_by: AbstractBaseUser | None = None,
    collection: Collection | None = None,
) -> Video:
    """Store an original and ask for its encoding. Raises `SourceProblem`."""
    source = store.probe_upload(file)
    video = Video(title=title, file=file, uploaded_by_user=uploaded_by)
    if collection:
        video.collection = collection
    video.take_probe(source)
    video.save()
    request_encoding(video=video)
    return video


@transaction.atomic
def request_encoding(*, video: Video) -> EncodeJob:
    """The open job for the video's present file; asking twice gives the same one. Rings on commit.

    A job for a file that was replaced since is cancelled; its worker learns so at the next heartbeat.
    """
    Video.objects.select_for_update().get(pk=video.pk)
    opened = video.jobs.filter(state__in=EncodeJob.OPEN)
    opened.exclude(source_name=video.file.name).update(
        state=State.CANCELLED, lease_token="", lease_expires_at=None, finished_at=timezone.now()
    )
    job = opened.first() or EncodeJob.objects.create(video=video, source_name=video.file.name)
    transaction.on_commit(doorbell.ring)
    return job


def retry_encoding(*, video: Video) -> EncodeJob:
    """What the trainer's button does: a failed video gets a fresh job with all its attempts."""
    return request_encoding(video=video)


@transaction.atomic
def claim_next_job(*, worker: str) -> EncodeJob | None:
    """Lease the job that has waited longest, or None. Two workers never get the same one.

    The conditional UPDATE decides; SKIP LOCKED only spares PostgreSQL the queue at one row.
    """
    due = EncodeJob.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
    skip_locked = connection.features.has_select_for_update_skip_locked
    job = due.order_by("next_attempt_at", "id").select_for_update(skip_locked=skip_locked).first()
    if job is None:
        return None
    package = Package.objects.create(video_id=job.video_id)
    taken = EncodeJob.objects.filter(pk=job.pk, state=State.WAITING).update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        package=package,
        worker=worker[:120],
        lease_token=new_token(),
        lease_expires_at=timezone.now() + timedelta(seconds=LEASE_S),
        percent=0,
        speed=None,
        eta_s=None,
        error_code="",
        error_detail="",
    )
    if not taken:
        package.delete()
        return None
    return EncodeJob.objects.select_related("video", "package").get(pk=job.pk)


def heartbeat(*, job: EncodeJob, progress: Progress | None = None, lease_s: float = LEASE_S) -> None:
    """Keep the lease and show how far it is. Raises `LeaseLost`."""
    values: dict[str, Any] = {"lease_expires_at": timezone.now() + timedelta(seconds=lease_s)}
    if progress:
        values |= {"percent": progress.percent, "speed": progress.speed, "eta_s": progress.eta_s}
    if not _held(job).update(**values):
        raise LeaseLost(f"job {job.pk}")


@transaction.atomic
def finish_job(*, job: EncodeJob, made: MadePackage) -> None:
    """Switch the package live; the one before it goes after commit. Raises `LeaseLost`."""
    package = job.package
    assert package is not None
    done = _held(job).update(
        state=State.DONE,
        percent=100,
        eta_s=0,
        lease_token="",
        lease_expires_at=None,
        finished_at=timezone.now(),
    )
    if not done:
        raise LeaseLost(f"job {job.pk}")
    Package.objects.filter(video=job.video_id, state=Package.State.LIVE).update(state=Package.State.RETIRED)
    Rendition.objects.bulk_create(_rendition(package, rendition) for rendition in made.renditions)
    Package.objects.filter(pk=package.pk).update(state=Package.State.LIVE, duration_s=made.duration_s)
    Video.objects.filter(pk=job.video_id).update(duration=made.duration_s)
    transaction.on_commit(remove_unused_packages)


def _rendition(package: Package, made: Made) -> Rendition:
    return Rendition(
        package=package,
        quality=made.quality,
        codec=made.codec,
        width=made.width,
        height=made.height,
        fps=float(made.fps),
        bandwidth=made.bandwidth,
        average_bandwidth=made.average_bandwidth,
        size_bytes=made.size_bytes,
        streamed=made.streamed,
        kept=made.kept,
        playlist=made.playlist,
    )


def fail_job(*, job: EncodeJob, code: str, permanent: bool, detail: str = "") -> None:
    """Try again later, or say for good what is wrong. A job that is no longer ours is left alone."""
    values = _waiting() | {"error_code": code, "error_detail": detail[-DETAIL_CHARACTERS:]}
    if permanent or job.attempts >= MAX_ATTEMPTS:
        values |= {"state": State.FAILED, "finished_at": timezone.now()}
    else:
        values["next_attempt_at"] = timezone.now() + timedelta(seconds=BACKOFF_S * 4 ** (job.attempts - 1))
    if _held(job).update(**values):
        log.warning("Job %s, attempt %s: %s (%s)", job.pk, job.attempts, code, values["state"])


def _held(job: EncodeJob) -> QuerySet[EncodeJob]:
    return EncodeJob.objects.filter(pk=job.pk, state=State.RUNNING, lease_token=job.lease_token)


def hand_back(*, job: EncodeJob) -> None:
    """The worker is being stopped: another may start at once, and the attempt does not count."""
    _held(job).update(**_waiting(), attempts=F("attempts") - 1)


def sweep() -> None:
    """Put right what a dead worker, a lost message or a crash between two steps left behind."""
    for job in EncodeJob.objects.filter(state=State.RUNNING, lease_expires_at__lt=timezone.now()):
        _give_back(job)
    for video in Video.objects.filter(jobs=None, packages=None).exclude(file=""):
        request_encoding(video=video)
    remove_unused_packages()


def _give_back(job: EncodeJob) -> None:
    """A lost worker is no fault of the file: again at once, but not for ever, for some files kill their worker."""
    values = _waiting() | {"error_code": "worker_lost"}
    if job.attempts >= MAX_ATTEMPTS:
        values |= {"state": State.FAILED, "finished_at": timezone.now()}
    if _held(job).filter(lease_expires_at__lt=timezone.now()).update(**values):
        log.warning("Job %s: worker %s is gone, attempt %s", job.pk, job.worker, job.attempts)


def _waiting() -> dict[str, Any]:
    return {
        "state": State.WAITING,
        "next_attempt_at": timezone.now(),
        "lease_token": "",
        "lease_expires_at": None,
        "percent": 0,
        "speed": None,
        "eta_s": None,
    }


def remove_unused_packages() -> None:
    """Files first, then the row: a crash in between is finished by the next sweep."""
    replaced = Q(state=Package.State.RETIRED) | Q(video=None)
    abandoned = Q(state=Package.State.BUILDING) & ~Q(job__state=State.RUNNING)
    for package in Package.objects.filter(replaced | abandoned):
        store.remove_folder(package.folder)
        package.delete()
