"""When a course counts as given up: begun, left alone for eight weeks while another was begun, or so told to a helper.

Touched is what the file has: the course started, a lesson completed, a quiz passed. Who takes it up again and
completes a lesson has not given it up any more.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

LEFT_ALONE = datetime.timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Learning:
    """One person and one course. touched_at: the last time. told_at: when it was taken out of the plan, if it was."""

    started_at: datetime.datetime | None
    completed_at: datetime.datetime | None = None
    touched_at: datetime.datetime | None = None
    told_at: datetime.datetime | None = None

    @property
    def last(self) -> datetime.datetime | None:
        moments = [moment for moment in (self.started_at, self.touched_at) if moment]
        return max(moments, default=None)


def given_up(courses: Mapping[int, Learning], now: datetime.datetime) -> frozenset[int]:
    """Which of a person's courses, by number."""
    starts = [one.started_at for one in courses.values() if one.started_at]
    latest = max(starts, default=None)
    return frozenset(pk for pk, one in courses.items() if _is_given_up(one, latest, now))


def _is_given_up(one: Learning, latest: datetime.datetime | None, now: datetime.datetime) -> bool:
    if one.completed_at or one.last is None:
        return False
    if one.told_at and one.last <= one.told_at:
        return True
    return one.last <= now - LEFT_ALONE and latest is not None and one.last < latest
