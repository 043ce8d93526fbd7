"""What a worker does with a job: fetch, encode, publish, switch live."""

from __future__ import annotations

import logging
import os
import socket
import time
from pathlib import Path
from typing import Final

from django.conf import settings

from media import services, store
from media.models import EncodeJob
from media.pipeline.produce import Workshop, make_package
from media.pipeline.runner import EncodeError, Progress, find_ffmpeg
from media.pipeline.sources import SourceInfo, SourceProblem

log = logging.getLogger(__name__)
BEAT_EVERY_S: Final = 2.0


def work() -> int:
    """Claim and encode until nothing is due. Returns how many jobs were taken."""
    taken = 0
    while job := services.claim_next_job(worker=worker_name()):
        encode(job)
        taken += 1
    return taken


def worker_name() -> str:
    """For people who look at the table; leases do not depend on it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def encode(job: EncodeJob) -> None:
    """One attempt. Whatever goes wrong is written to the job; files of a failed attempt are removed."""
    try:
        with store.work_folder(job.lease_token) as folder:
            _attempt(job, folder)
    except services.LeaseLost:
        log.info("Job %s was taken away", job.pk)
    except SourceProblem as problem:
        services.fail_job(job=job, code=problem.code, permanent=problem.permanent)
    except EncodeError as error:
        services.fail_job(job=job, code=error.code, permanent=error.permanent, detail=error.detail)
    except OSError as error:  # the store or the disk, not the file
        log.exception("Job %s: files could not be read or written", job.pk)
        services.fail_job(job=job, code="no_store", permanent=False, detail=str(error))
    except (KeyboardInterrupt, SystemExit):
        services.hand_back(job=job)
        raise
    finally:
        discard_unfinished(job)


def _attempt(job: EncodeJob, folder: Path) -> None:
    assert job.package is not None
    outputs = folder / "outputs"
    outputs.mkdir()

    def copying() -> None:
        services.heartbeat(job=job, lease_s=services.COPY_LEASE_S)

    with store.local_original(job.source_name, folder, copying) as original:
        made = make_package(original, outputs, workshop(), Beats(job), _seen(job, original))
    store.publish(job.package, made, outputs, copying)
    services.finish_job(job=job, made=made)


def _seen(job: EncodeJob, original: Path) -> SourceInfo | None:
    """What the upload's probe saw, if it was of this very file; otherwise it is looked into again."""
    source = job.video.source
    return source if source and source.size_bytes == original.stat().st_size else None


def discard_unfinished(job: EncodeJob) -> None:
    """Also when the row is gone: a worker that woke up late must not leave files without a row."""
    package = job.package
    assert package is not None
    package_row = type(package).objects.filter(pk=package.pk)
    if package_row.filter(state="live").exists():
        return
    store.remove_folder(package.folder)
    package_row.delete()


def workshop() -> Workshop:
    """What this machine offers, from the settings."""
    return Workshop(ffmpeg=find_ffmpeg(settings.FFMPEG), threads=min(4, os.cpu_count() or 1), limits=store.limits())


class Beats:
    """Passes progress on as heartbeats, at most one every two seconds: each is a write."""

    def __init__(self, job: EncodeJob) -> None:
        self.job = job
        self.last = 0.0

    def __call__(self, progress: Progress) -> None:
        """Raises `LeaseLost`, which ends the encoder."""
        now = time.monotonic()
        if now - self.last >= BEAT_EVERY_S:
            self.last = now
            services.heartbeat(job=self.job, progress=progress)
