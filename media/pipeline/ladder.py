"""Which renditions a source gets: a pure function, so that a later rule may choose per video.

Rates and qualities are those that kept the most picture per kilobyte on farm, hand and slide clips: CRF
with a low ceiling, long GOPs, and the frame rate cut where the line is worst (docs/video.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from media.pipeline.sources import SourceInfo

GOP_SECONDS: Final = 8
FASTEST_FPS: Final = Fraction(30)

VideoQuality = Literal["saver", "standard"]


@dataclass(frozen=True)
class Rung:
    """The wish: `short_side` in pixels, rates in kbit/s, `crf` on x264's scale."""

    quality: VideoQuality
    short_side: int
    fps: Fraction
    crf: int
    maxrate_k: int
    bufsize_k: int


RUNGS: Final = (
    Rung("saver", short_side=240, fps=Fraction(15), crf=33, maxrate_k=50, bufsize_k=200),
    Rung("standard", short_side=360, fps=FASTEST_FPS, crf=32, maxrate_k=220, bufsize_k=660),
)


@dataclass(frozen=True)
class VideoPlan:
    """One picture rendition of a given source; sides are even, `gop` counts frames."""

    quality: VideoQuality
    width: int
    height: int
    fps: Fraction
    crf: int
    maxrate_k: int
    bufsize_k: int

    @property
    def gop(self) -> int:
        """Frames between key frames; every segment starts with one."""
        return max(1, round(self.fps * GOP_SECONDS))


@dataclass(frozen=True)
class AudioPlan:
    """Speech: mono AAC-LC, which every phone since Android 2 decodes."""

    bitrate_k: int = 24
    sample_rate: int = 24_000


@dataclass(frozen=True)
class PosterPlan:
    """Frames to choose a poster from, and what the chosen one may weigh."""

    candidates: int = 6
    long_side: int = 480
    max_bytes: int = 8000


@dataclass(frozen=True)
class Ladder:
    """All that is made from one source; `audio` is None for a silent one."""

    videos: tuple[VideoPlan, ...]
    audio: AudioPlan | None
    poster: PosterPlan


def plan_ladder(source: SourceInfo) -> Ladder:
    """Renditions for a source; a rung that would only repeat the one below it is left out."""
    videos: list[VideoPlan] = []
    for rung in RUNGS:
        if not videos or min(source.width, source.height) > min(videos[-1].width, videos[-1].height) + 1:
            videos.append(_video(source, rung))
    return Ladder(tuple(videos), AudioPlan() if source.has_audio else None, PosterPlan())


def _video(source: SourceInfo, rung: Rung) -> VideoPlan:
    width, height = fitted(source.width, source.height, rung.short_side)
    fps = min(source.fps, rung.fps)
    return VideoPlan(rung.quality, width, height, fps, rung.crf, rung.maxrate_k, rung.bufsize_k)


def fitted(width: int, height: int, short_side: int) -> tuple[int, int]:
    """Even sides with the shorter at most `short_side`, never larger than the source, aspect within a pixel."""
    short = min(width, height, short_side) // 2 * 2
    long = _even(Fraction(max(width, height) * short, min(width, height)), most=max(width, height))
    return (long, short) if width >= height else (short, long)


def _even(value: Fraction, most: int) -> int:
    return min(2 * round(value / 2), most // 2 * 2)
