"""What work costs and whose turn it is: pure figures in seconds of one worker, right within a factor of a few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OPEN_S: Final = 10.0
OPEN_SHARE: Final = 0.05  # of the lesson's length: fetching, measuring, splitting
SHARES: Final = {"whole": 1.0, "first": 0.6, "rest": 0.9, "av1": 4.0}
JOIN_S: Final = 5.0
JOIN_SHARE: Final = 0.02
STILLS_S: Final = 5.0
UNKNOWN_S: Final = 60.0  # length of a video that nobody has looked into yet
# A long lesson asks for an eighth of one worker: it takes all that is free, and lets short ones pass between two parts.
LONG_FACTOR: Final = 8.0
# AV1 only saves bytes of what plays already: it gives way to all that comes within so many seconds, then to no more.
AV1_AFTER_S: Final = 6 * 3600.0


@dataclass(frozen=True)
class Work:
    """A lesson as the queue sees it: its length in seconds, and in how many parts it is encoded (1: whole)."""

    duration_s: float
    parts: int = 1

    @property
    def is_split(self) -> bool:
        return self.parts > 1

    def cost_s(self, kind: str, stage: str = "") -> float:
        """Of one task."""
        length = self.duration_s or UNKNOWN_S
        if kind == "open":
            return OPEN_S + OPEN_SHARE * length + (0 if self.is_split else SHARES["whole"] * length)
        if kind == "whole":
            return OPEN_S + SHARES[stage] * length
        if kind == "part":
            return SHARES[stage] * length / self.parts
        return JOIN_S + JOIN_SHARE * length if kind == "join" else STILLS_S

    def stage_s(self, stage: str) -> float:
        """Of all tasks of a stage; the `open` task is not one of them."""
        if self.is_split:
            return self.parts * self.cost_s("part", stage) + self.cost_s("join")
        return 0.0 if stage == "first" else self.cost_s("whole", stage)

    def due_s(self, kind: str, stage: str = "", part: int = 0) -> float:
        """Virtual deadline of a task, in seconds after its job was made; the smallest goes first.

        What the job costs up to and including the task, stretched for long lessons. It never moves, so whatever
        waits is reached: all that comes later has a later deadline in the end.
        """
        if kind == "stills":
            return STILLS_S
        spent = self.cost_s("open")
        if kind == "open":
            return spent
        before = ("first", "rest", "av1")[: ("first", "rest", "av1").index(stage)]
        staged = sum(self.stage_s(each) for each in before if self.is_split or each == "first")
        staged += (part + 1) * self.cost_s("part", stage) if kind == "part" else self.stage_s(stage)
        return spent + (LONG_FACTOR if self.is_split else 1) * staged + (AV1_AFTER_S if stage == "av1" else 0)
