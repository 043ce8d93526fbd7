"""Which renditions a source gets: pure, chosen per video from a short probe encode where there is one.

Words: a rung is one picture rendition of a quality; its twin in AV1 is made later and only kept where it
saves enough. Why each figure is what it is: docs/video.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from media.pipeline.sources import SourceInfo

SAVER_CAP: Final = 93_000  # bit/s of picture and sound together: what a 150 kbit/s line carries
FASTEST_FPS: Final = Fraction(30)
SLOWEST_FPS: Final = Fraction(15)  # hands and faces; slides may go lower
GOP_S: Final = 8
# Kept shares of the source's rate: small divisors, so that key frames of all rungs fall on common instants.
RATE_DIVISORS: Final = (1, 2, 3, 4, 5, 6, 8, 15)
STANDARD_RATES: Final = tuple(Fraction(rate) for rate in (5, 8, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 120, 240))
NTSC: Final = Fraction(1000, 1001)
RATE_TOLERANCE: Final = Fraction(3, 200)  # a phone's "30" has a mean of 29.6 to 30.3

Quality = Literal["saver", "standard", "clear"]
Codec = Literal["h264", "av1"]

# Slower search and softer grain: 12 to 26% and 9 to 18% fewer bytes at equal quality.
X264_PRESET: Final = "slow"
X264_PARAMS: Final = "scenecut=0:bframes=8:me=umh:subme=9:rc-lookahead=80:deblock=1,1:psy-rd=0.4,0.0"
AV1_PRESET: Final = "8"
AV1_PARAMS: Final = "lp=2"


@dataclass(frozen=True)
class VideoPlan:
    """One picture rendition of a given source; sides are even, rates in kbit/s, lengths in seconds.

    `crf` is on the scale of the codec. `first_gop_s` is the length of the first segment.
    """

    quality: Quality
    codec: Codec
    width: int
    height: int
    fps: Fraction
    crf: float
    maxrate_k: int | None
    bufsize_k: int | None
    gop_s: int
    first_gop_s: int
    preset: str
    params: str
    profile: str

    @property
    def gop(self) -> int:
        """Frames between key frames; every segment starts with one."""
        return max(1, round(self.fps * self.gop_s))


@dataclass(frozen=True)
class AudioPlan:
    """Speech in mono: AAC-LC, which every phone since Android 2 decodes, or Opus at half the bytes."""

    codec: Literal["aac", "opus"] = "aac"
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
    """All that is made from one source: `videos` and `av1` leanest first, `sound` AAC before Opus, or empty."""

    videos: tuple[VideoPlan, ...]
    av1: tuple[VideoPlan, ...]
    sound: tuple[AudioPlan, ...]
    poster: PosterPlan
    content: str

    @property
    def audio(self) -> AudioPlan | None:
        """The sound that every phone plays; None for a silent source."""
        return self.sound[0] if self.sound else None


@dataclass(frozen=True)
class Rung:
    """The wish for a source that nobody measured: `short_side` in pixels, rates in kbit/s."""

    quality: Quality
    short_side: int
    fps: Fraction
    crf: float
    av1_crf: float
    maxrate_k: int
    bufsize_k: int


FALLBACK: Final = (
    Rung("saver", short_side=240, fps=SLOWEST_FPS, crf=33, av1_crf=57, maxrate_k=46, bufsize_k=92),
    Rung("standard", short_side=360, fps=FASTEST_FPS, crf=32, av1_crf=57, maxrate_k=220, bufsize_k=660),
    Rung("clear", short_side=480, fps=FASTEST_FPS, crf=30, av1_crf=54, maxrate_k=600, bufsize_k=1800),
)


def plan_ladder(source: SourceInfo) -> Ladder:
    """Renditions for a source; a rung that would only repeat the one below it is left out."""
    rungs: list[Rung] = []
    for rung in FALLBACK:
        if not rungs or min(source.width, source.height) > rungs[-1].short_side + 1:
            rungs.append(rung)
    return Ladder(
        videos=tuple(_h264(source, rung) for rung in rungs),
        av1=tuple(_av1(source, rung) for rung in rungs),
        sound=(AudioPlan("aac", 24, 24_000), AudioPlan("opus", 12, 24_000)) if source.has_audio else (),
        poster=PosterPlan(),
        content="unmeasured",
    )


def _h264(source: SourceInfo, rung: Rung) -> VideoPlan:
    width, height = fitted(source.width, source.height, rung.short_side)
    return VideoPlan(
        quality=rung.quality,
        codec="h264",
        width=width,
        height=height,
        fps=reduced_fps(shown_fps(source.fps), rung.fps),
        crf=rung.crf,
        maxrate_k=rung.maxrate_k,
        bufsize_k=rung.bufsize_k,
        gop_s=GOP_S,
        first_gop_s=GOP_S,
        preset=X264_PRESET,
        params=X264_PARAMS,
        profile="main",
    )


def _av1(source: SourceInfo, rung: Rung) -> VideoPlan:
    width, height = fitted(source.width, source.height, rung.short_side)
    return VideoPlan(
        quality=rung.quality,
        codec="av1",
        width=width,
        height=height,
        fps=reduced_fps(shown_fps(source.fps), rung.fps),
        crf=rung.av1_crf,
        maxrate_k=None,
        bufsize_k=None,
        gop_s=GOP_S,
        first_gop_s=GOP_S,
        preset=AV1_PRESET,
        params=AV1_PARAMS,
        profile="",
    )


def shown_fps(source_fps: Fraction) -> Fraction:
    """The full rate of the renditions: a standard one where the mean of a variable rate is near it, at most 30."""
    nearest = min(STANDARD_RATES, key=lambda rate: abs(rate - source_fps))
    if source_fps == nearest * NTSC:
        fps = source_fps
    elif abs(nearest - source_fps) <= nearest * RATE_TOLERANCE:
        fps = nearest
    else:
        fps = max(Fraction(1), Fraction(round(source_fps * 4), 4))
    return fps / math.ceil(fps / FASTEST_FPS)


def reduced_fps(source_fps: Fraction, wanted: Fraction) -> Fraction:
    """The lowest share of the source's rate that is not under `wanted`; the source's own where it is slower."""
    shares = (Fraction(kept, divisor) for divisor in RATE_DIVISORS for kept in range(1, divisor + 1))
    return min((source_fps * share for share in shares if source_fps * share >= wanted), default=source_fps)


def fitted(width: int, height: int, short_side: int) -> tuple[int, int]:
    """Even sides with the shorter at most `short_side`, never larger than the source, aspect within a pixel."""
    short = min(width, height, short_side) // 2 * 2
    long = _even(Fraction(max(width, height) * short, min(width, height)), most=max(width, height))
    return (long, short) if width >= height else (short, long)


def _even(value: Fraction, most: int) -> int:
    return min(2 * round(value / 2), most // 2 * 2)
