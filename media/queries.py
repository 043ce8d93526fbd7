"""What of a video can be played, and what to say while it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.core.files.storage import default_storage

from media.captions import url_of
from media.models import EncodeJob, Package, Rendition, State, Video
from media.pipeline.chapters import places_in_lesson
from media.problems import problem_text
from media.progress import (
    LABELS,
    EncodingState,
    FailedJob,
    QueueState,
    QueueTask,
    RenditionRow,
    encoding_state,
    percent_to_live,
    queue_state,
    with_tasks,
)

__all__ = [
    "LABELS",
    "NOTHING",
    "CaptionTrack",
    "ChapterMark",
    "EncodingState",
    "FailedJob",
    "Playback",
    "Quality",
    "QueueState",
    "QueueTask",
    "RenditionRow",
    "Source",
    "encoding_state",
    "playback_for",
    "playbacks_for",
    "queue_state",
]
FAMILIES = ("av1", "h264", "opus", "aac")  # leanest first
SOUND_OF = {"av1": ("opus", "aac"), "h264": ("aac",)}
MIMES = {"saver": "video/mp4", "standard": "video/mp4", "clear": "video/mp4", "audio": "audio/mp4"}


@dataclass(frozen=True)
class Source:
    """One file of a quality; `mime_with_codecs` is what a phone is asked whether it can play.

    `playlist_url` names the byte ranges of what is streamed: `streamed_mime`, at `rate` bits per second in the mean.
    """

    family: str
    mime_with_codecs: str
    url: str
    size_bytes: int
    width: int = 0
    height: int = 0
    fps: float = 0.0
    playlist_url: str = ""
    streamed_mime: str = ""
    rate: int = 0


@dataclass(frozen=True)
class Quality:
    """One thing to play or keep: `name` is saver, standard, clear or audio.

    `url`, `size_bytes` and `mime` are of the file that every phone plays (H.264, AAC). `sources` has all files of
    the quality, the leanest codec first, as a `<video>` tries its sources in order. `card_url` is of the card that
    this file ends with when it is passed on; empty where there is none (`media.endings`).
    """

    name: str
    label: str
    url: str
    size_bytes: int
    mime: str
    sources: tuple[Source, ...] = ()
    card_url: str = ""


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
    def is_settled(self) -> bool:
        """Whether it stays so by itself: an encoding goes on, and one that failed may be taken up again."""
        return self.state in ("none", "ready")

    @property
    def saver(self) -> Quality | None:
        """What plays when nothing was chosen."""
        return next((quality for quality in self.qualities if quality.name == "saver"), None)

    @property
    def streams(self) -> list[dict[str, object]]:
        """What the page's own player chooses from, in its own words."""
        return [
            {
                "quality": quality.name,
                "family": source.family,
                "type": source.streamed_mime,
                "playlist": source.playlist_url,
                "width": source.width,
                "height": source.height,
                "fps": round(source.fps, 3),
                "rate": source.rate,
            }
            for quality in self.qualities
            for source in quality.sources
        ]


NOTHING = Playback(state="none")


def playback_for(video: Video | None) -> Playback:
    """One video; for a list use `playbacks_for`, which asks twice for all."""
    return playbacks_for([video])[video.pk] if video else NOTHING


def playbacks_for(videos: Iterable[Video | None]) -> dict[int, Playback]:
    """By video id. What is live plays on while a new encoding runs or has failed."""
    by_id = {video.pk: video for video in videos if video}
    live = Package.objects.filter(video__in=by_id, state=Package.State.LIVE)
    live = live.prefetch_related("renditions", "video__captions", "video__chapters")
    packages = {package.video_id: package for package in live}
    waiting = [pk for pk in by_id if pk not in packages]
    jobs = {job.video_id: job for job in with_tasks().filter(video__in=waiting)} if waiting else {}
    return {
        pk: _ready(packages[pk]) if pk in packages else _not_ready(video, jobs.get(pk)) for pk, video in by_id.items()
    }


def _ready(package: Package) -> Playback:
    return Playback(
        state="ready",
        percent=100,
        duration_s=package.duration_s,
        poster_url=package.url_of(package.poster_webp),
        poster_jpeg_url=package.url_of(package.poster_jpeg),
        hls_url=package.url_of(package.master),
        qualities=_qualities(package),
        captions=tuple(_captions(package)),
        chapters=tuple(_chapters(package)),
    )


def _captions(package: Package) -> Iterator[CaptionTrack]:
    assert package.video is not None
    for caption in package.video.captions.all():
        yield CaptionTrack(caption.language, url_of(caption, package))


def _chapters(package: Package) -> Iterator[ChapterMark]:
    """On the lesson's clock; the trainer wrote them down on the original's."""
    assert package.video is not None
    chapters = list(package.video.chapters.all())
    places = places_in_lesson([chapter.at_s for chapter in chapters], package.trim_start_s, package.duration_s)
    for chapter, at_s in zip(chapters, places, strict=True):
        if at_s is not None:
            url = default_storage.url(chapter.thumbnail) if chapter.thumbnail else ""
            yield ChapterMark(at_s, chapter.title, url)


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
        playlist_url=package.url_of(rendition.playlist),
        streamed_mime=f'{MIMES[rendition.quality]}; codecs="{rendition.codec}"',
        rate=rendition.average_bandwidth,
    )


def _not_ready(video: Video, job: EncodeJob | None) -> Playback:
    """A video without a job is one that the next sweep asks for."""
    if job and job.state in (State.FAILED, State.CANCELLED):
        problem = problem_text(job.error_code or "cancelled")
        return Playback(state="failed", problem=problem, duration_s=video.duration)
    return Playback(state="encoding", percent=percent_to_live(job) if job else 0, duration_s=video.duration)
