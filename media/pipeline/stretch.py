"""Which frames of which input a command shows, counted on the common grid of frames: pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from media.pipeline.plan import Part, Plan

# Before the first frame, so that a decoder has its key frame even where pictures are reordered or a seek is vague.
EARLY_S: Final = 3
END_UNKNOWN_S: Final = 60  # what a probe may have missed at the end
# On the clock of a part everything comes so much later: its container knows no negative times.
LEAD_S: Final = 100


@dataclass(frozen=True)
class Stretch:
    """`start_s` counts from second 0 of the original; `heard_s` is the same instant on the clock of the input.

    `first` and `frames` are counted on the grid, from the start of the lesson. `moved_s` is what is taken from the
    time stamps of pictures, the same for every part, since a stamp that is rounded twice may fall into another slot.
    It differs from `heard_s` where the source has more frames than the grid: then the frame that is due lies in the
    middle of what its slot takes, and stamps that were rounded to milliseconds make no difference.
    """

    start_s: Fraction
    heard_s: Fraction
    moved_s: Fraction
    fps: Fraction
    first: int
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
        return cls._at(plan, plan.begin_s, 0, round(length_s * plan.grid_fps), padded=False)

    @classmethod
    def part(cls, plan: Plan, part: Part) -> Stretch:
        """One part, in a file cut from the original."""
        last = part.index == len(plan.parts) - 1
        first = round(part.start_s * plan.grid_fps)
        end = cls.whole(plan).frames if last else round(part.end_s * plan.grid_fps)
        return cls._at(plan, LEAD_S + plan.begin_s, first, end - first, padded=not last)

    @classmethod
    def _at(cls, plan: Plan, zero_s: Fraction, first: int, frames: int, *, padded: bool) -> Stretch:
        heard_s = zero_s + plan.start_s
        surplus_s = max(Fraction(0), 1 / plan.grid_fps - 1 / plan.source.fps)
        moved_s = heard_s - surplus_s / 2
        return cls(plan.start_s, heard_s, moved_s, plan.grid_fps, first, max(1, frames), padded)
