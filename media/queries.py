"""What of a video can be played, and what to say while it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

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
    "standard": _("Standard"),
    "clear": _("Clear picture"),
    "audio": _("Sound only"),
}
FAMILIES = ("av1", "h264", "opus", "aac")  # leanest first
SOUND_OF = {"av1": ("opus", "aac"), "h264": ("aac",)}
MIMES = {"saver": "video/mp4", "standard": "video/mp4", "clear": "video/mp4", "audio": "audio/mp4"}


@dataclass(frozen=True)
class Source:
    """One file of a quality; `mime_with_codecs` is what a phone is asked whether it can play."""

    family: str
    mime_with_codecs: str
    url: str
    size_bytes: int
    width: int = 0
    height: int = 0
    fps: float = 0.0


@dataclass(frozen=True)
class Quality:
    """One thing to play or keep: `name` is saver, standard, clear or audio.

    `url`, `size_bytes` and `mime` are of the file that every phone plays (H.264, AAC). `sources` has all files of
    the quality, the leanest codec first, as a `<video>` tries its sources in order.
    """

    name: str
    label: str
    url: str
    size_bytes: int
    mime: str
    sources: tuple[Source, ...] = ()


class CaptionTrack(NamedTuple):
    """Subtitles in one language, as WebVTT."""

    language: str
    url: str


class ChapterMark(NamedTuple):
    """A named place; `thumbnail_url` is empty where no picture was taken."""

    at_s: float
    title: str
    thumbnail_url: str


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
    captions: tuple[CaptionTrack, ...] = ()
    chapters: tuple[ChapterMark, ...] = ()

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
        qualities=_qualities(package),
    )


def _qualities(package: Package) -> tuple[Quality, ...]:
    made = list(package.renditions.all())
    codecs = {rendition.family: rendition.codec for rendition in made if rendition.quality == "audio"}
    return tuple(
        _quality(package, name, [rendition for rendition in made if rendition.quality == name], codecs)
        for name in LABELS
        if any(rendition.quality == name for rendition in made)
    )


def _quality(package: Package, name: str, made: list[Rendition], sound: dict[str, str]) -> Quality:
    made = sorted(made, key=lambda rendition: FAMILIES.index(rendition.family))
    plain = made[-1]
    return Quality(
        name=name,
        label=str(LABELS[name]),
        url=package.url_of(plain.kept),
        size_bytes=plain.size_bytes,
        mime=MIMES[name],
        sources=tuple(_source(package, rendition, sound) for rendition in made),
    )


def _source(package: Package, rendition: Rendition, sound: dict[str, str]) -> Source:
    codecs = [rendition.codec]
    if rendition.quality != "audio":
        codecs += [sound[family] for family in SOUND_OF[rendition.family] if family in sound][:1]
    return Source(
        family=rendition.family,
        mime_with_codecs=f'{MIMES[rendition.quality]}; codecs="{", ".join(filter(None, codecs))}"',
        url=package.url_of(rendition.kept),
        size_bytes=rendition.size_bytes,
        width=rendition.width,
        height=rendition.height,
        fps=rendition.fps,
    )


def _not_ready(video: Video, job: EncodeJob | None) -> Playback:
    """A video without a job is one that the next sweep asks for."""
    if job and job.state == EncodeJob.State.FAILED:
        return Playback(state="failed", problem=problem_text(job.error_code), duration_s=video.duration)
    percent = int(job.percent) if job else 0
    return Playback(state="encoding", percent=percent, duration_s=video.duration)


@dataclass(frozen=True)
class RenditionRow:
    """One line of the trainer's panel: a rendition that is planned, being made, or made.

    `dropped`: it was tried and saved too little to be kept. `size_bytes` is None until it is done.
    """

    label: str
    size_bytes: int | None
    width: int = 0
    height: int = 0
    name: str = ""  # saver, standard, clear, audio
    family: str = "h264"  # h264, av1, aac, opus
    state: Literal["waiting", "encoding", "done", "dropped", "failed"] = "waiting"
    percent: int = 0
    speed: float | None = None
    eta_s: float | None = None


@dataclass(frozen=True)
class EncodingState:
    """What the trainer's panel shows of one video.

    `attempts` counts the tries of what is being worked on; `remarks` are sentences about a video that plays all the
    same, such as a quiet voice.
    """

    video: Video
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    percent: int
    eta_s: float | None
    attempts: int
    problem: str
    rows: tuple[RenditionRow, ...]
    playable: bool
    speed: float | None = None
    problem_code: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def can_retry(self) -> bool:
        """Whether trying again is worth a button."""
        return self.state in ("failed", "cancelled")

    @property
    def can_cancel(self) -> bool:
        """Whether there is something to stop."""
        return self.is_open

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
        RenditionRow(
            str(LABELS[made.quality]), made.size_bytes, made.width, made.height, made.quality, made.family, "done", 100
        )
        for made in package.renditions.all()
    )


def _planned_rows(video: Video) -> tuple[RenditionRow, ...]:
    source = video.source
    if source is None:
        return ()
    ladder = plan_ladder(source)
    rows = [
        RenditionRow(str(LABELS[plan.quality]), None, plan.width, plan.height, plan.quality) for plan in ladder.videos
    ]
    sound = [RenditionRow(str(LABELS["audio"]), None, name="audio", family="aac")] if ladder.audio else []
    return (*rows, *sound)


def due_jobs() -> QuerySet[EncodeJob]:
    """Jobs that a worker may take now."""
    return EncodeJob.objects.filter(state=EncodeJob.State.WAITING, next_attempt_at__lte=timezone.now())


def work_is_due() -> bool:
    return due_jobs().exists()
