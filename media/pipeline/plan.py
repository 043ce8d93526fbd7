"""What is to be made of one file: pure, and small enough to be stored as JSON between tasks.

Words: a stage is a set of renditions that goes live together; a part is a stretch of a long lesson that one
worker encodes. Short lessons are one part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any, Final, Literal, cast

from media.pipeline.ladder import AudioPlan, Ladder, PosterPlan, VideoPlan, shown_fps
from media.pipeline.sources import Limits, SourceInfo

SPLIT_FROM_S: Final = 240.0
PART_S: Final = 120
SPARSE_KEYS_S: Final = 30.0
LONGEST_GOP_UNIT_S: Final = 60  # above it parts may start between two key frames of the unsplit lesson

Stage = Literal["first", "rest", "av1"]


@dataclass(frozen=True)
class Workshop:
    """What the machine offers: the FFmpeg binary, threads for each encode, limits for sources."""

    ffmpeg: str
    threads: int = 2
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Wishes:
    """What the trainer asked for, in seconds of the original; `None` means its end, or a poster of our choice."""

    trim_start_s: float = 0.0
    trim_end_s: float | None = None
    poster_at_s: float | None = None

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Wishes:
        """Of plain values; an empty dict has no wishes."""
        return cls(**values)


@dataclass(frozen=True)
class Loudness:
    """EBU R128 of the mono mix: integrated LUFS, highest sample in dBFS, share of the time that is near silence."""

    lufs: float
    peak_db: float
    silent_share: float = 0.0


@dataclass(frozen=True)
class Part:
    """A stretch of the trimmed lesson in seconds; `end_s` of the last one is an estimate."""

    index: int
    start_s: Fraction
    end_s: Fraction


@dataclass(frozen=True)
class Plan:
    """All that later tasks need to know; `wishes` are those asked for, brought to the frames that there are."""

    source: SourceInfo
    wishes: Wishes
    ladder: Ladder
    loudness: Loudness | None
    parts: tuple[Part, ...]

    @property
    def is_split(self) -> bool:
        """Whether the lesson is long enough to be encoded in parts."""
        return len(self.parts) > 1

    @property
    def grid_fps(self) -> Fraction:
        """The rate of the common grid: every rendition shows some of its frames."""
        return shown_fps(self.source.fps)

    @property
    def start_s(self) -> Fraction:
        """Where in the original the lesson starts."""
        return Fraction(self.wishes.trim_start_s).limit_denominator(1_000_000)

    @property
    def begin_s(self) -> Fraction:
        """Second 0 of the original on the clock of its file."""
        return Fraction(self.source.begin_s).limit_denominator(1_000_000)

    @property
    def duration_s(self) -> float:
        """Length of the lesson as far as the probe knows."""
        end = self.source.duration_s if self.wishes.trim_end_s is None else self.wishes.trim_end_s
        return max(0.0, min(end, self.source.duration_s) - self.wishes.trim_start_s)

    @property
    def pictures_s(self) -> float:
        """Length of what there is to see; the sound may go on."""
        seen_s = self.source.video_start_s + self.source.video_s if self.source.video_s else self.source.duration_s
        return max(0.0, min(self.duration_s, seen_s - self.wishes.trim_start_s))

    @property
    def whole(self) -> Part:
        """The lesson as if it were one part."""
        return Part(0, Fraction(0), Fraction(self.pictures_s).limit_denominator(1000))

    def stages(self) -> tuple[Stage, ...]:
        """In the order in which they go live."""
        rest: tuple[Stage, ...] = ("rest",) if self.is_split and len(self.ladder.videos) > 1 else ()
        av1: tuple[Stage, ...] = ("av1",) if self.ladder.av1 else ()
        return ("first", *rest, *av1)

    def videos_of(self, stage: Stage) -> tuple[VideoPlan, ...]:
        """The picture renditions that a stage adds, leanest first."""
        if stage == "av1":
            return self.ladder.av1
        if not self.is_split:
            return self.ladder.videos if stage == "first" else ()
        return self.ladder.videos[:1] if stage == "first" else self.ladder.videos[1:]

    def to_json(self) -> dict[str, Any]:
        """Plain values; fractions become text such as `24000/1001`."""
        return cast(dict[str, Any], _plain(asdict(self)))

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Plan:
        """The reverse of `to_json`."""
        loudness = values["loudness"]
        return cls(
            source=SourceInfo.from_json(values["source"]),
            wishes=Wishes.from_json(values["wishes"]),
            ladder=_ladder(values["ladder"]),
            loudness=Loudness(**loudness) if loudness else None,
            parts=tuple(
                Part(part["index"], Fraction(part["start_s"]), Fraction(part["end_s"])) for part in values["parts"]
            ),
        )


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value


def _ladder(values: dict[str, Any]) -> Ladder:
    def videos(name: str) -> tuple[VideoPlan, ...]:
        return tuple(VideoPlan(**(video | {"fps": Fraction(video["fps"])})) for video in values[name])

    made = {
        "videos": videos("videos"),
        "av1": videos("av1"),
        "sound": tuple(AudioPlan(**sound) for sound in values["sound"]),
        "poster": PosterPlan(**values["poster"]),
    }
    return Ladder(**(values | made))


def settled(wishes: Wishes, source: SourceInfo) -> Wishes:
    """Bring wishes to frames of the source and into its length; a cut that leaves nothing is no cut."""
    frame_s = 1 / source.fps
    start = _frame_near(max(0.0, wishes.trim_start_s), source)
    end = wishes.trim_end_s if wishes.trim_end_s and wishes.trim_end_s < source.duration_s else None
    if (end or source.duration_s) - start < float(frame_s):
        start, end = 0.0, None
    poster = wishes.poster_at_s
    if poster is not None:
        poster = min(max(poster, start), (end or source.duration_s) - float(frame_s))
    return Wishes(round(start, 6), end, poster)


def _frame_near(at_s: float, source: SourceInfo) -> float:
    """The lesson starts with a frame, not between two, so that its pictures are in step with the sound."""
    frame_s = float(1 / source.fps)
    start_s = source.video_start_s + round((at_s - source.video_start_s) / frame_s) * frame_s
    return start_s if start_s >= 0 else start_s + frame_s


def cut_parts(plan: Plan, *, from_s: float = SPLIT_FROM_S, part_s: int = PART_S) -> tuple[Part, ...]:
    """Parts of about `part_s` for lessons of at least `from_s`.

    Boundaries fall on frames, and where possible on key frames, of every rendition.
    A video with hardly a key frame stays whole: each part would have to be read from far before its start.
    """
    whole = plan.whole
    if whole.end_s < from_s or plan.source.keyframe_s > SPARSE_KEYS_S:
        return (whole,)
    step = _step(plan.ladder, plan.grid_fps, part_s)
    boundaries = [step * index for index in range(max(1, round(whole.end_s / step)))]
    ends = [*boundaries[1:], whole.end_s]
    return tuple(Part(index, start, end) for index, (start, end) in enumerate(zip(boundaries, ends, strict=True)))


def _step(ladder: Ladder, grid_fps: Fraction, part_s: int) -> Fraction:
    plans = (*ladder.videos, *ladder.av1)
    unit = _common_multiple([1 / grid_fps, *(plan.gop / plan.fps for plan in plans)])
    if unit > LONGEST_GOP_UNIT_S:
        unit = _common_multiple([1 / grid_fps, *(1 / plan.fps for plan in plans)])
    return unit * max(1, round(part_s / unit))


def _common_multiple(lengths: Iterable[Fraction]) -> Fraction:
    """The shortest length that holds a whole number of each."""
    return reduce(
        lambda a, b: Fraction(math.lcm(a.numerator, b.numerator), math.gcd(a.denominator, b.denominator)), lengths
    )
