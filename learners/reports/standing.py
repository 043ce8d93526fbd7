"""What a household counts as in every period there is, from a few facts about it. Knows no database.

A period is a run of whole months. For a given last month a household is in one state, and whether it is covered
depends on the first month alone: it is when its last completion is not older. So a few steps, each good for some
last months, tell the status of a household in any period whatever (docs/decisions/0012).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from learners.reports.months import FOREVER

NEVER = 0
"""Stands for the last completion of a household that has none."""


class State(StrEnum):
    """A household at the end of a month, but for what it completed."""

    GONE = "gone"  # it has left the register
    OTHER = ""  # not skill-lacking
    NOT_APPLICABLE = "not_applicable"
    OPEN = "in_progress"  # a labour-capable member has something open
    IDLE = "not_reached"


COVERED = "covered"
REACHABLE = (State.OPEN.value, State.IDLE.value)
GONE, OTHER = State.GONE.value, State.OTHER.value  # plain words, as they are compared for each household

Profile = tuple[str, str, str]
"""Main cause, category and monitored type of a skill-lacking household, as the register has them now."""

NO_PROFILE: Profile = ("", "", "")


class Learning(NamedTuple):
    """One course or covering class of one person; `closed` is the month of its end, completed or not."""

    started: int
    closed: int = FOREVER
    completed: bool = False


class Worker(NamedTuple):
    """A member and the months, from `since` and before `until`, at whose end they are labour-capable and here."""

    since: int
    until: int
    learnings: Sequence[Learning] = ()


class Facts(NamedTuple):
    """`villages` maps the first month to the village the household then lived in; NEVER for the first of them."""

    skill_lacking: bool
    villages: Mapping[int, str]
    gone_from: int = FOREVER
    workers: Sequence[Worker] = ()
    profile: Profile = NO_PROFILE


class Step(NamedTuple):
    """What holds for periods whose last month is `month` or later, and before `until`."""

    month: int
    until: int
    village: str
    state: str
    last: int = NEVER
    profile: Profile = NO_PROFILE

    def status(self, first: int) -> str:
        """Of a period that begins with the month `first`."""
        return COVERED if self.state in REACHABLE and self.last >= max(first, NEVER + 1) else self.state


def steps_of(facts: Facts) -> list[Step]:
    """In order of months, without a gap, the last one for ever; neighbours differ."""
    seen: list[tuple[int, tuple[str, str, int]]] = []
    for month in sorted(_turns(facts)):
        found = (_village(facts, month), *_state(facts, month))
        if not seen or seen[-1][1] != found:
            seen.append((month, found))
    ends = [month for month, _ in seen[1:]] + [FOREVER]
    profile = facts.profile if facts.skill_lacking else NO_PROFILE
    return [Step(month, until, *found, profile) for (month, found), until in zip(seen, ends, strict=True)]


def _turns(facts: Facts) -> set[int]:
    """Every month from which something may be different."""
    turns = {NEVER, facts.gone_from, *facts.villages}
    if facts.skill_lacking:
        for worker in facts.workers:
            turns |= {worker.since, worker.until}
            for learning in worker.learnings:
                turns |= {learning.started, learning.closed}
    return {turn for turn in turns if turn < FOREVER}


def _village(facts: Facts, month: int) -> str:
    villages = facts.villages
    return villages[NEVER if len(villages) == 1 else max(since for since in villages if since <= month)]


def _state(facts: Facts, month: int) -> tuple[str, int]:
    if facts.gone_from <= month:
        return GONE, NEVER
    if not facts.skill_lacking:
        return OTHER, NEVER
    workers = [worker for worker in facts.workers if worker.since <= month < worker.until]
    if not workers:
        return State.NOT_APPLICABLE.value, NEVER
    learnings = [learning for worker in workers for learning in worker.learnings]
    last = max((one.closed for one in learnings if one.completed and one.closed <= month), default=NEVER)
    is_open = any(one.started <= month < one.closed for one in learnings)
    return (State.OPEN if is_open else State.IDLE).value, last


# Grains of the calendar, by their months.
GRAINS = {"year": 12, "quarter": 3, "month": 1}

Key = tuple[str, str, int, str]
"""Village, grain, first month of the period, status."""


def contributions(steps: Sequence[Step]) -> Iterator[tuple[Key, int]]:
    """By how much the counters of a village change with each period because of a household: 1 or -1.

    The number of households of a status in a period is the sum of the changes up to it.
    """
    for grain, months in GRAINS.items():
        before: tuple[str, str] | None = None
        at = 0
        for first in _periods(steps, months):
            while at + 1 < len(steps) and steps[at + 1].month < first + months:
                at += 1
            step = steps[at]
            now = (step.village, step.status(first)) if step.state != GONE else None
            if now != before:
                if before:
                    yield (before[0], grain, first, before[1]), -1
                if now:
                    yield (now[0], grain, first, now[1]), 1
            before = now


def profiled(
    steps: Sequence[Step], found: Iterable[tuple[Key, int]]
) -> Iterator[tuple[tuple[str, str, int], str, tuple[int]]]:
    """Contributions of a skill-lacking household to the counts by trait; its profile is that of all its steps."""
    profile = steps[0].profile
    for (village, grain, first, status), change in found:
        if status != OTHER:
            yield (village, grain, first), profile_cut(status, profile), (change,)


def profile_cut(status: str, profile: Profile) -> str:
    """Status, main cause, category and monitored type in one word."""
    return "/".join((status, *profile))


def _periods(steps: Iterable[Step], months: int) -> list[int]:
    """First months of the periods in which a status may change: those of a step and the ones after."""
    firsts = {step.month // months * months for step in steps}
    return sorted(firsts | {first + months for first in firsts if first > NEVER})
