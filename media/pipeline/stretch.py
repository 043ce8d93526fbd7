"""Which frames of which input a command shows, counted on the common grid of frames: pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from media.pipeline.plan import Part, Plan

# Before the first frame, so that a decoder has its key frame even where pictures are reordered or a seek is vague.
EARLY_S: Final = 3
QUARTER: Final = Fraction(1, 4)


@dataclass(frozen=True)
class Stretch:
    """`start_s` and `moved_s` are seconds on the clock of the input, `frames` are of the grid.

    `moved_s` is what is taken from every time stamp. It differs from `start_s` where frames are dropped: a
    quarter of a frame keeps stamps that were rounded from falling on either side of a slot's border.
    """

    start_s: Fraction
    moved_s: Fraction
    fps: Fraction
    frames: int
    padded: bool

    @property
    def length_s(self) -> Fraction:
        """Seconds."""
        return self.frames / self.fps

    @property
    def seek_s(self) -> float:
        """Where to start reading; 0 for the beginning."""
        return max(0.0, float(self.start_s) - EARLY_S)

    @classmethod
    def whole(cls, plan: Plan) -> Stretch:
        """The trimmed lesson; where nothing was cut off its end, up to wherever the pictures end."""
        cut = plan.wishes.trim_end_s is not None
        length_s = plan.duration_s if cut else plan.source.duration_s + END_UNKNOWN_S
        return cls._at(plan, plan.start_s, round(length_s * plan.grid_fps), padded=False)

    @classmethod
    def part(cls, plan: Plan, part: Part) -> Stretch:
        """One part, in a file that keeps the clock of the original."""
        last = part.index == len(plan.parts) - 1
        if last:
            whole = cls.whole(plan)
            frames = whole.frames - round(part.start_s * plan.grid_fps)
        else:
            frames = round((part.end_s - part.start_s) * plan.grid_fps)
        return cls._at(plan, plan.start_s + part.start_s, frames, padded=not last)

    @classmethod
    def _at(cls, plan: Plan, start_s: Fraction, frames: int, *, padded: bool) -> Stretch:
        source_fps, fps = plan.source.fps, plan.grid_fps
        hint = QUARTER / source_fps if source_fps > fps * Fraction(3, 2) else Fraction(0)
        return cls(start_s, start_s - hint, fps, max(1, frames), padded)


END_UNKNOWN_S: Final = 60  # what a probe may have missed at the end
