"""Whether a report of watched ranges can be real.

Seconds count only within the lesson and no faster than 2x the wall clock. Three clocks of different
trust are at hand: what the report itself claims (the phone's monotonic clock, which a wrong date
cannot move), how long ago the server saw this learner open this lesson, and the ranges already kept.

Why the lasting bound is on the union of everything accepted, and not on the sum of the reports: the
sum grows when an honest phone repeats itself or splits a report after a broken line, and it stays small
when a forger cuts an invented hour into pieces that each fit into the slack. The union after merging
is the one quantity that doubling, splitting and reordering leave alone. At any moment an honest
learner has played for no longer than the time since the opening, so whatever part of their reports
has arrived by then fits, in whatever order.

Nor can one learner play two lessons at once faster than one: whatever was opened since a moment was
played since that moment, so the unions of all those lessons together fit into the time since then.

What this does not catch: a lesson left playing to an empty room; somebody who opens a lesson, waits
half its length and then claims all of it; a second person watching for the first. Those need the
quiz, the class and the visit. The caller must take the earliest opening it can vouch for (page, kept
copy, earlier report): an opening dated too late refuses what was honestly watched offline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from learners.progress.ranges import Ranges, clip, total_ms, union

MAX_SPEED = 2
"""The fastest playback that the player offers."""

SLACK_MS = 2_000
"""Timers are coarse, and a player reports up to the frame it has shown."""


class Rejection(StrEnum):
    """Why a report cannot be real."""

    OUTSIDE_LESSON = "outside_lesson"
    BAD_CLOCK = "bad_clock"
    FASTER_THAN_CLOCK = "faster_than_clock"
    BEFORE_OPENING = "before_opening"
    MORE_THAN_ELAPSED = "more_than_elapsed"
    MORE_AT_ONCE = "more_at_once"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one report; `rejected` names the rule it breaks."""

    rejected: Rejection | None = None

    @property
    def accepted(self) -> bool:
        return self.rejected is None


def judge_report(*, existing: Ranges, reported: Ranges, wall_ms: int, opened_ms_ago: int, length_ms: int) -> Verdict:
    """Decide whether the reported ranges can have been played.

    wall_ms: time the phone says passed while it played them. opened_ms_ago: the server's own time since
    this learner first opened this lesson. existing: what was accepted for this lesson before.
    """
    opened_ms_ago = max(opened_ms_ago, 0)
    if clip(reported, length_ms) != reported:
        return Verdict(Rejection.OUTSIDE_LESSON)
    if wall_ms < 0:
        return Verdict(Rejection.BAD_CLOCK)
    if total_ms(reported) > playable_ms(wall_ms):
        return Verdict(Rejection.FASTER_THAN_CLOCK)
    if wall_ms > opened_ms_ago + SLACK_MS:
        return Verdict(Rejection.BEFORE_OPENING)
    if total_ms(union(existing, reported)) > playable_ms(opened_ms_ago):
        return Verdict(Rejection.MORE_THAN_ELAPSED)
    return Verdict()


def playable_ms(elapsed_ms: int) -> int:
    """The most of a lesson that can be played in the elapsed time."""
    return MAX_SPEED * elapsed_ms + SLACK_MS


@dataclass(frozen=True, slots=True)
class Sitting:
    """A lesson of one learner: the server's time since its opening, and how much of it is accepted."""

    opened_ms_ago: int
    watched_ms: int


def judge_together(*, lesson: Sitting, others: Iterable[Sitting]) -> Verdict:
    """Whether the lesson, as it would stand after merging, fits beside the learner's other lessons.

    The slack is given once a lesson, as each was allowed it when it was judged alone.
    """
    newest_first = sorted((lesson, *others), key=lambda sitting: sitting.opened_ms_ago)
    sums = accumulate(sitting.watched_ms for sitting in newest_first)
    for count, (sitting, watched_ms) in enumerate(zip(newest_first, sums, strict=True)):
        since_ms = max(sitting.opened_ms_ago, 0)
        if sitting.opened_ms_ago >= lesson.opened_ms_ago and watched_ms > playable_ms(since_ms) + count * SLACK_MS:
            return Verdict(Rejection.MORE_AT_ONCE)
    return Verdict()
