"""The tasks one by one: which files come from the store, which step of the pipeline runs, which files go back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from media import flow, leases, packages, store
from media.flow import Outcome
from media.leases import LeaseLost
from media.models import EncodeTask, Package
from media.packages import Publication
from media.pipeline import produce
from media.pipeline.made import Made, MadeStage
from media.pipeline.plan import Plan, Stage, Wishes, Workshop
from media.pipeline.runner import Progress, find_ffmpeg
from media.pipeline.sources import SourceInfo

BEAT_EVERY_S: Final = 2.0
MOST_THREADS: Final = 4
LOOKING_SHARE: Final = 0.15  # of the `open` task of a short lesson, in its percent


def workshop() -> Workshop:
    """What this machine offers, from the settings."""
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    return Workshop(ffmpeg=find_ffmpeg(settings.FFMPEG), threads=threads, limits=store.limits())


class Errand:
    """One attempt of a task: its folders, and its signs of life."""

    def __init__(self, task: EncodeTask, folder: Path) -> None:
        self.task = task
        self.job = task.job
        self.folder = folder
        self.outputs = folder / "outputs"
        self.outputs.mkdir()
        self.last = 0.0
        self.lasts_until = time.monotonic() + leases.LEASE_S

    @property
    def package(self) -> Package:
        """There is one as soon as the `open` task has begun."""
        assert self.job.package is not None
        return self.job.package

    @property
    def plan(self) -> Plan:
        return Plan.from_json(self.job.plan)

    @property
    def stage(self) -> Stage:
        return self.task.stage or "first"  # type: ignore[return-value]

    def copying(self, seconds: float) -> None:
        """A sign of life while files are copied. Raises `LeaseLost`."""
        self._beat(None, leases.COPY_LEASE_S + seconds)

    def between(self, start: float, end: float) -> Callable[[Progress], None]:
        """Passes progress on as signs of life; the step is this stretch of the task, as shares of 1."""

        def passed_on(progress: Progress) -> None:
            percent = 100 * start + (end - start) * progress.percent
            self._beat(replace(progress, percent=round(percent, 1)), leases.LEASE_S)

        return passed_on

    def _beat(self, progress: Progress | None, lease_s: float) -> None:
        """At most one every two seconds: each is a write. Outlives a database that is away for less than the lease."""
        now = time.monotonic()
        if now - self.last < BEAT_EVERY_S:
            return
        self.last = now
        try:
            leases.heartbeat(task=self.task, progress=progress, lease_s=lease_s)
            self.lasts_until = now + lease_s
        except (OperationalError, InterfaceError) as error:
            if now > self.lasts_until or connection.in_atomic_block:
                raise LeaseLost(f"task {self.task.pk}: the database is away") from error
            connection.close()


def _open(errand: Errand) -> Outcome:
    """Look into the original and plan; a short lesson is encoded at once, a long one is cut."""
    task, job = errand.task, errand.job
    job.package = flow.begin_package(task=task)
    with store.local_original(job.source_name, errand.folder, errand.copying) as original:
        errand.copying(0)
        wishes, seen = Wishes.from_json(job.wishes), _seen(errand, original)
        looking = errand.between(0, LOOKING_SHARE)
        plan = produce.make_plan(original, workshop(), wishes, seen, looking)
        going_on = errand.between(LOOKING_SHARE, 1)
        plan = replace(plan, parts=plan.parts[:1])
        made = produce.encode_whole(original, errand.outputs, plan, "first", workshop(), going_on)
        return Outcome({}, plan, _publish(errand, made, ()))


def _seen(errand: Errand, original: Path) -> SourceInfo | None:
    """What the upload's probe saw, if it was of this very file; otherwise it is looked into again."""
    source = errand.job.video.source
    return source if source and source.size_bytes == original.stat().st_size else None


def _whole(errand: Errand) -> Outcome:
    """A later stage of a short lesson, from the original."""
    so_far = _made_so_far(errand)
    with store.local_original(errand.job.source_name, errand.folder, errand.copying) as original:
        _fetch_published(errand, so_far)
        made = produce.encode_whole(
            original, errand.outputs, errand.plan, errand.stage, workshop(), errand.between(0, 1), _bare(so_far)
        )
    return Outcome({}, None, _publish(errand, made, so_far))


def _made_so_far(errand: Errand) -> tuple[Made, ...]:
    return tuple(packages.made_of(rendition) for rendition in errand.package.renditions.all())


def _bare(made: tuple[Made, ...]) -> tuple[Made, ...]:
    """With names as they are in one folder; they carry hashes, so no two are the same."""
    return tuple(
        replace(m, streamed=Path(m.streamed).name, kept=Path(m.kept).name, playlist=Path(m.playlist).name) for m in made
    )


def _fetch_published(errand: Errand, so_far: tuple[Made, ...]) -> None:
    """Published files that the step needs beside it."""
    stored = {Path(name).name: name for made in so_far for name in (made.streamed, made.kept, made.playlist)}
    needed = produce.needed_files(errand.plan, errand.stage, _bare(so_far))
    wanted = {f"{errand.package.folder}/{stored[name]}": name for name in needed}
    store.gather(wanted, errand.outputs, errand.copying)


def _publish(errand: Errand, made: MadeStage, so_far: tuple[Made, ...]) -> Publication:
    """Bring the files of a stage into the store, and a master playlist over all stages so far."""
    attempt, master, files = errand.task.attempt, "", made.files
    if made.renditions:
        elsewhere = tuple(replace(each, playlist=f"../{each.playlist}") for each in so_far)
        master = produce.write_master(errand.outputs, (*elsewhere, *made.renditions))
        files = (*files, master)
    store.put(f"{errand.package.folder}/{attempt}", errand.outputs, files, errand.copying)
    return Publication(made, attempt, master)


ERRANDS: Final[dict[EncodeTask.Kind, Callable[[Errand], Outcome]]] = {
    EncodeTask.Kind.OPEN: _open,
    EncodeTask.Kind.WHOLE: _whole,
}
