"""Which renditions a source gets: pure, chosen per video from a short trial encode where there is one.

Words: a rung is one picture rendition of a quality; its twin in AV1 is made later and only kept where it
saves enough. Why each figure is what it is: docs/video.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from media.pipeline.estimate import Estimate, Sample, av1_crf
from media.pipeline.sources import SourceInfo

SAVER_CAP: Final = 93_000  # bit/s of picture and sound together: what a 150 kbit/s line carries
SOUND_K: Final = 28  # the most that the lean AAC takes for some seconds
BOXES_K: Final = 2  # MP4 fragments around the frames
FASTEST_FPS: Final = Fraction(30)
SLOWEST_FPS: Final = Fraction(15)  # hands and faces; slides may go lower
SLIDES_FPS: Final = Fraction(5)
# Kept shares of the source's rate: small divisors, so that key frames of all rungs fall on common instants.
RATE_DIVISORS: Final = (1, 2, 3, 4, 5, 6, 8, 15)
STANDARD_RATES: Final = tuple(Fraction(rate) for rate in (5, 8, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 120, 240))
NTSC: Final = Fraction(1000, 1001)
RATE_TOLERANCE: Final = Fraction(3, 200)  # a phone's "30" has a mean of 29.6 to 30.3

Quality = Literal["saver", "standard", "clear"]
Codec = Literal["h264", "av1"]

# Main everywhere, the saver quality too: Baseline costs a quarter more and only phones before Android 4 ask for it.
PROFILE: Final = "main"
# Slow search, but neither `umh` nor more than three references: a quarter of the work for a hundredth of the bytes.
# Quality spread by what the eye follows (mb-tree, qcomp) more than by texture (aq); little grain.
X264_PRESET: Final = "slow"
X264_PARAMS: Final = (
    "scenecut=0:bframes=8:me=hex:ref=3:subme=9:rc-lookahead=80:deblock=0,0:psy-rd=0.4,0.0:aq-strength=0.2:qcomp=0.5"
)
# Nobody waits for AV1: it comes when all can be watched. So the bound is work: against 6, 4 saves a tenth of the
# bytes for twice the work, 2 a sixth for four times. (Seconds of lesson up to which, preset, its `gain` in quality.)
AV1_PRESETS: Final = ((180.0, "2", 0.9), (1200.0, "4", 0.4), (math.inf, "6", 0.0))
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
    bitrate_k: float = 20
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
    """One quality before it meets the source's shape: `lines` of the shorter side, `crf` for each codec, kbit/s."""

    quality: Quality
    lines: int
    fps: Fraction
    crf: float
    av1_lines: int
    av1_crf: float
    maxrate_k: int
    bufsize_k: int


@dataclass(frozen=True)
class Keys:
    """Seconds between key frames, and until the second one."""

    gop_s: int
    first_s: int


@dataclass(frozen=True)
class Aim:
    """VMAF to reach in at most `most_k` kbit/s; `share` of the saver's best lines, and AV1's of those."""

    quality: Quality
    vmaf: float
    share: float
    av1_share: float
    most_k: int


WHOLE_S: Final = 15  # so short a clip is one segment: every key frame more costs a tenth of it
KEYS: Final = Keys(12, 4)
TALK_KEYS: Final = Keys(16, 4)
SLIDES_KEYS: Final = Keys(20, 4)

STILL: Final = 0.75  # share of still frames above which nothing moves but the slides
QUIET: Final = 0.05  # a frame in key frames: below it somebody talks before a steady camera
SLIDES: Final[tuple[tuple[Quality, int, float], ...]] = (
    # For small characters size matters more than CRF.
    ("saver", 480, 41),
    ("standard", 600, 39),
    ("clear", 720, 36),
)
SAVER_AIM: Final = 80.0
AIMS: Final = (Aim("standard", 85.5, 1.1, 1.33, 450), Aim("clear", 93.5, 1.3, 1.2, 900))
SOFTEST_CRF: Final = 40.0  # rather smaller than coarser; what the smallest needs beyond is left to the ceiling
COARSEST_AV1_CRF: Final = 66.0  # beyond it a smaller picture is better
FEWEST_LINES: Final = 240
MOST_LINES: Final = 720
SPARE: Final = 0.88  # of the room under the cap: an estimate is only an estimate
AV1_LARGER: Final = 1.33  # for the saver: x264 at a high CRF blurs a large picture, AV1 does not
AV1_SAVER_LOST: Final = 0.1
AV1_SPARE: Final = 0.5  # of VMAF: its estimate is the vaguer one
AV1_SAVER: Final = 1.5  # of the saver's bits would be spent by x264 on what AV1 shows for fewer

FALLBACK: Final = (
    Rung("saver", 240, SLOWEST_FPS, 33, 240, 57, 46, 92),
    Rung("standard", 360, FASTEST_FPS, 32, 360, 57, 220, 660),
    Rung("clear", 480, FASTEST_FPS, 30, 480, 54, 600, 1800),
)


def plan_ladder(source: SourceInfo, sample: Sample | None = None) -> Ladder:
    """Renditions for a source; a rung that would only repeat the one below it is left out."""
    content = content_of(sample) if sample else "unmeasured"
    keys = keys_for(source.duration_s, {"slides": SLIDES_KEYS, "talk": TALK_KEYS}.get(content, KEYS))
    if not sample:
        rungs = _fixed(source, keys)
    elif content == "slides":
        rungs = _for_slides(source, Estimate(sample, keys.gop_s), keys)
    else:
        rungs = _chosen(source, Estimate(sample, keys.gop_s), keys)
    return Ladder(
        videos=tuple(_h264(source, rung, keys) for rung in rungs),
        av1=tuple(_av1(source, rung, keys) for rung in rungs),
        # FFmpeg's AAC writes about a quarter more than it is told: 20 become 24 to 25.
        sound=(AudioPlan("aac", 20, 24_000), AudioPlan("opus", 11.6, 24_000)) if source.has_audio else (),
        poster=PosterPlan(),
        content=content,
    )


def content_of(sample: Sample) -> str:
    """ "slides" (nothing moves), "talk" (little does) or "motion"."""
    if sample.still_share >= STILL and sample.busyness < QUIET:
        return "slides"
    return "talk" if sample.busyness < QUIET else "motion"


def keys_for(duration_s: float, wanted: Keys) -> Keys:
    """Key frames of a clip: one where it is short, else a short first segment so that playing starts early."""
    if duration_s <= WHOLE_S:
        whole = math.ceil(duration_s) + 1
        return Keys(whole, whole)
    return wanted


def room_k(source: SourceInfo) -> int:
    """kbit/s that the saver's picture may take at its peak."""
    return SAVER_CAP // 1000 - BOXES_K - (SOUND_K if source.has_audio else 0)


def _saver_bounds(source: SourceInfo, keys: Keys) -> tuple[int, int]:
    """Ceiling and buffer that keep every run of segments under the cap.

    A run of T seconds holds at most T times the ceiling and a full buffer, which x264 fills to nine tenths.
    """
    shortest_s = keys.gop_s - keys.first_s if keys.first_s < keys.gop_s else min(source.duration_s, keys.gop_s)
    buffer_s = min(4.0, shortest_s / 4)
    maxrate_k = max(8, int(room_k(source) / (1 + 0.9 * buffer_s / shortest_s)))
    return maxrate_k, max(4, int(maxrate_k * buffer_s))


def _fixed(source: SourceInfo, keys: Keys) -> list[Rung]:
    maxrate_k, bufsize_k = _saver_bounds(source, keys)
    rungs = [replace(FALLBACK[0], maxrate_k=maxrate_k, bufsize_k=bufsize_k)]
    for rung in FALLBACK[1:]:
        if min(source.width, source.height) > rungs[-1].lines + 1:
            rungs.append(rung)
    return rungs


def _for_slides(source: SourceInfo, expected: Estimate, keys: Keys) -> list[Rung]:
    fps, room, (maxrate_k, bufsize_k) = SLIDES_FPS, room_k(source) * SPARE, _saver_bounds(source, keys)
    rungs: list[Rung] = []
    for quality, wanted, crf in SLIDES:
        lines = _lines(source, wanted)
        if quality == "saver":
            rungs.append(
                _rung(quality, lines, fps, max(crf, expected.crf_within(room, lines)), lines, maxrate_k, bufsize_k)
            )
        elif lines > rungs[-1].lines:
            rungs.append(_rung(quality, lines, fps, min(crf, rungs[-1].crf), lines, *_loose(expected, lines, crf)))
    return rungs


def _chosen(source: SourceInfo, expected: Estimate, keys: Keys) -> list[Rung]:
    """Saver for what fits, the others for their aims; sizes grow with what the pictures can bear (docs/video.md)."""
    base = best_lines(expected)
    rungs = [_saver(source, expected, keys, base)]
    for aim in AIMS:
        lines = _lines(source, round(base * aim.share))
        crf = max(expected.crf_for(aim.vmaf, lines), expected.crf_within(aim.most_k, lines))
        crf = min(crf, rungs[-1].crf - 1)
        vmaf = min(aim.vmaf, expected.quality(lines, crf)) + AV1_SPARE
        larger, twin = _twin(source, expected, vmaf, lines * aim.av1_share, rungs[-1])
        bounds = _loose(expected, lines, crf)
        rungs.append(Rung(aim.quality, lines, SLOWEST_FPS, _crf(crf), larger, twin, *bounds))
    return rungs


def best_lines(expected: Estimate) -> int:
    """The size that costs least at the saver's aim: soft pictures lose nothing in a small one.

    Found by the CRF that 360 lines need for it: where that is high, there is room for more lines.
    """
    return round(min(432.0, max(264.0, 288 + (expected.crf_for(SAVER_AIM, 360) - 36.7) * 30)))


def _saver(source: SourceInfo, expected: Estimate, keys: Keys, base: int) -> Rung:
    maxrate_k, bufsize_k = _saver_bounds(source, keys)
    room = maxrate_k * SPARE
    lines, crf = FEWEST_LINES, SOFTEST_CRF
    for wanted in (*range(base, FEWEST_LINES, -24), FEWEST_LINES):
        lines = _lines(source, wanted)
        crf = max(expected.crf_for(SAVER_AIM, lines), expected.crf_within(room, lines))
        if crf <= SOFTEST_CRF:
            break
    more = AV1_SAVER / (1 + AV1_SAVER_LOST * max(0.0, expected.av1_loses))
    better = expected.crf_within(expected.kbit_s(lines, crf) * more, lines)
    quality = min(SAVER_AIM, expected.quality(lines, better))
    larger, twin = _twin(source, expected, quality, lines * AV1_LARGER, None)
    return Rung("saver", lines, SLOWEST_FPS, _crf(crf), larger, twin, maxrate_k, bufsize_k)


def _twin(
    source: SourceInfo, expected: Estimate, quality: float, wanted: float, below: Rung | None
) -> tuple[int, float]:
    """Lines and CRF of the AV1 rendition: smaller again where it would be too coarse to be lean enough."""
    lines, most = (below.av1_lines, below.av1_crf) if below else (0, math.inf)
    gain = _av1_search(source)[1]
    for share in (1.0, 0.85):
        fitting = max(lines, _lines(source, round(wanted * share)))
        crf = expected.av1_crf_for(quality, fitting, gain)
        if crf <= COARSEST_AV1_CRF:
            break
    return fitting, min(crf, most)


def _av1_search(source: SourceInfo) -> tuple[str, float]:
    """(preset, what it gains in quality)."""
    return next((preset, gain) for longest_s, preset, gain in AV1_PRESETS if source.duration_s <= longest_s)


def _rung(
    quality: Quality, lines: int, fps: Fraction, crf: float, av1_lines: int, maxrate_k: int, bufsize_k: int
) -> Rung:
    # Coarser characters were not looked at.
    return Rung(quality, lines, fps, _crf(crf), av1_lines, min(63.0, av1_crf(crf)), maxrate_k, bufsize_k)


def _loose(expected: Estimate, lines: int, crf: float) -> tuple[int, int]:
    """A ceiling that only a wild stretch of a lesson meets."""
    maxrate_k = max(250, round(3 * expected.kbit_s(lines, crf)))
    return maxrate_k, 3 * maxrate_k


def _crf(crf: float) -> float:
    return round(min(45.0, max(24.0, crf)), 1)


def _lines(source: SourceInfo, wanted: int) -> int:
    """Not more than the source has, all of them where it has few more, else a multiple of eight."""
    short = min(source.width, source.height)
    return short if wanted >= 0.9 * short else min(MOST_LINES, wanted // 8 * 8)


def _h264(source: SourceInfo, rung: Rung, keys: Keys) -> VideoPlan:
    width, height = fitted(source.width, source.height, rung.lines)
    return VideoPlan(
        quality=rung.quality,
        codec="h264",
        width=width,
        height=height,
        fps=reduced_fps(shown_fps(source.fps), rung.fps),
        crf=rung.crf,
        maxrate_k=rung.maxrate_k,
        bufsize_k=rung.bufsize_k,
        gop_s=keys.gop_s,
        first_gop_s=keys.first_s,
        preset=X264_PRESET,
        params=X264_PARAMS,
        profile=PROFILE,
    )


def _av1(source: SourceInfo, rung: Rung, keys: Keys) -> VideoPlan:
    width, height = fitted(source.width, source.height, rung.av1_lines)
    return VideoPlan(
        quality=rung.quality,
        codec="av1",
        width=width,
        height=height,
        fps=reduced_fps(shown_fps(source.fps), rung.fps),
        crf=rung.av1_crf,
        maxrate_k=None,
        bufsize_k=None,
        gop_s=keys.gop_s,
        first_gop_s=keys.first_s,
        preset=_av1_search(source)[0],
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
