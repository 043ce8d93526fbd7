"""What of a video can be played, and what to say while it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.models import EncodeJob, Package, Rendition, Video
from media.pipeline.ladder import plan_ladder
from media.pipeline.produce import MASTER, POSTER_JPEG, POSTER_WEBP
from media.problems import problem_text

LABELS: dict[str, Promise] = {
    "saver": _("Saves data"),
    "standard": _("Standard picture"),
    "clear": _("Clear picture"),
    "audio": _("Sound only"),
}
MIMES = {"saver": "video/mp4", "standard": "video/mp4", "clear": "video/mp4", "audio": "audio/mp4"}


@dataclass(frozen=True)
class Quality:
    """One thing to play or keep: `name` is saver, standard, clear or audio."""

    name: str
    label: str
    url: str
    size_bytes: int
    mime: str


@dataclass(frozen=True)
class Playback:
    """`state` none: no video set; encoding: `percent` 0..100; failed: `problem` says what to do."""

    state: Literal["none", "encoding", "ready", "failed"]
    percent: int = 0
    problem: str = ""
    duration_s: float = 0.0
    poster_url: str = ""
    poster_jpeg_url: str = ""
    hls_url: str = ""
    qualities: tuple[Quality, ...] = ()

    @property
    def saver(self) -> Quality | None:
        """What plays when nothing was chosen."""
        return next((quality for quality in self.qualities if quality.name == "saver"), None)


NOTHING = Playback(state="none")


def playback_for(video: Video | None) -> Playback:
    """One video; for a list use `playbacks_for`, which asks twice for all."""
    return playbacks_for([video])[video.pk] if video else NOTHING


def playbacks_for(videos: Iterable[Video | None]) -> dict[int, Playback]:
    """By video id. What is live plays on while a new encoding runs or has failed."""
    by_id = {video.pk: video for video in videos if video}
    live = Package.objects.filter(video__in=by_id, state=Package.State.LIVE).prefetch_related("renditions")
    packages = {package.video_id: package for package in live}
    waiting = [pk for pk in by_id if pk not in packages]
    jobs = {job.video_id: job for job in EncodeJob.objects.filter(video__in=waiting)} if waiting else {}
    return {
        pk: _ready(packages[pk]) if pk in packages else _not_ready(video, jobs.get(pk)) for pk, video in by_id.items()
    }


def _ready(package: Package) -> Playback:
    return Playback(
        state="ready",
        percent=100,
        duration_s=package.duration_s,
        poster_url=package.url_of(POSTER_WEBP),
        poster_jpeg_url=package.url_of(POSTER_JPEG),
        hls_url=package.url_of(MASTER),
        qualities=tuple(_quality(package, rendition) for rendition in package.renditions.all()),
    )


def _quality(package: Package, rendition: Rendition) -> Quality:
    return Quality(
        name=rendition.quality,
        label=str(LABELS[rendition.quality]),
        url=package.url_of(rendition.kept),
        size_bytes=rendition.size_bytes,
        mime=MIMES[rendition.quality],
    )


def _not_ready(video: Video, job: EncodeJob | None) -> Playback:
    """A video without a job is one that the next sweep asks for."""
    if job and job.state == EncodeJob.State.FAILED:
        return Playback(state="failed", problem=problem_text(job.error_code), duration_s=video.duration)
    percent = int(job.percent) if job else 0
    return Playback(state="encoding", percent=percent, duration_s=video.duration)


@dataclass(frozen=True)
class RenditionRow:
    """One line of the trainer's panel; `size_bytes` is None while it is being made."""

    label: str
    size_bytes: int | None
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class EncodingState:
    """What the trainer's panel shows of one video."""

    video: Video
    state: Literal["waiting", "running", "done", "failed"]
    percent: int
    eta_s: float | None
    attempts: int
    problem: str
    rows: tuple[RenditionRow, ...]
    playable: bool

    @property
    def is_open(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in ("waiting", "running")


def encoding_state(video: Video) -> EncodingState:
    """The newest job decides; an older package may be playing meanwhile."""
    job = video.jobs.exclude(state=EncodeJob.State.CANCELLED).last()
    package = video.packages.filter(state=Package.State.LIVE).prefetch_related("renditions").first()
    state = job.state if job else EncodeJob.State.WAITING
    finished = state == EncodeJob.State.DONE and package is not None
    return EncodingState(
        video=video,
        state=state,  # type: ignore[arg-type]
        percent=int(job.percent) if job else 0,
        eta_s=job.eta_s if job else None,
        attempts=job.attempts if job else 0,
        problem=problem_text(job.error_code) if job and job.error_code and not finished else "",
        rows=_made_rows(package) if finished and package else _planned_rows(video),
        playable=package is not None,
    )


def _made_rows(package: Package) -> tuple[RenditionRow, ...]:
    return tuple(
        RenditionRow(str(LABELS[made.quality]), made.size_bytes, made.width, made.height)
        for made in package.renditions.all()
    )


def _planned_rows(video: Video) -> tuple[RenditionRow, ...]:
    source = video.source
    if source is None:
        return ()
    ladder = plan_ladder(source)
    rows = [RenditionRow(str(LABELS[plan.quality]), None, plan.width, plan.height) for plan in ladder.videos]
    return (*rows, *([RenditionRow(str(LABELS["audio"]), None)] if ladder.audio else []))


def due_jobs() -> QuerySet[EncodeJob]:
    """Jobs that a worker may take now."""
    return EncodeJob.objects.filter(state=EncodeJob.State.WAITING, next_attempt_at__lte=timezone.now())


def work_is_due() -> bool:
    return due_jobs().exists()
