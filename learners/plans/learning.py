"""What came of a course in places like this one, as a small shift for or against it.

Careful in four ways. A shift stays within bounds. It speaks only of groups of at least `LEAST_GROUP` persons: a
village with fewer is heard together with its township, and that with its county. Persons are counted in fives,
rounded down. And a count that was heard once stays as it was until at least `COUNTED_IN` persons moved it (`heard`),
so that no offer and no reason ever changes by what one person did, nor by what fewer than five did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from learners.plans.facts import CourseId

LEAST_GROUP = 15
COUNTED_IN = 5
# As many imagined persons of the usual rate as are added to every group, so that small groups move little.
PRIOR_PERSONS = 20
USUAL_COMPLETION = 0.5
USUAL_SUCCESS = 0.3
# What came of it says more than that it was watched to its end.
OUTCOME_SHARE = 0.6
STEP = 0.1
LEVELS = (12, 9, 6)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a course in a place: persons who began it, completed it, and to whom it brought something.

    village: 12-digit code, or for a larger area the digits that its codes begin with. succeeded: completed, and a job,
    an own trade or more income was verified afterwards. judged: of whom it was verified at all what came of it, well
    or not; None means all who began.
    """

    village: str
    industry_code: str
    course_id: CourseId
    began: int
    completed: int
    succeeded: int
    judged: int | None = None

    @property
    def known(self) -> int:
        return self.began if self.judged is None else self.judged


@dataclass(frozen=True, slots=True)
class Shift:
    """For the staff to see. area: the digits of the code of the place that was heard; shift: -1 to 1."""

    area: str
    began: int
    completed: int
    succeeded: int
    shift: float


@dataclass(frozen=True, slots=True)
class Experience:
    """What a county has to say: by GB/T 4754 class and course, the shift of each area that is large enough."""

    heard: Mapping[str, Mapping[CourseId, Mapping[str, Shift]]]

    @classmethod
    def of(cls, areas: Iterable[Result]) -> Experience:
        """From results by area, as `by_area` sums them and `heard` lets them be told."""
        found: dict[str, dict[CourseId, dict[str, Shift]]] = {}
        for row in areas:
            if row.began >= LEAST_GROUP:
                shifts = found.setdefault(row.industry_code, {}).setdefault(row.course_id, {})
                shifts[row.village] = shift_of(row.village, row.began, row.completed, row.succeeded, row.known)
        return cls(found)

    def shifts_for(self, village: str, industry_codes: Iterable[str]) -> Mapping[CourseId, Shift]:
        """The shift of each course for a village that lives from these industries, by the narrowest area around it."""
        found = {}
        for industry in frozenset(industry_codes):
            for course, areas in self.heard.get(industry, {}).items():
                shift = next((areas[village[:digits]] for digits in LEVELS if village[:digits] in areas), None)
                if shift:
                    found[course] = shift
        return found


def by_area(villages: Iterable[Result], levels: Iterable[int] = LEVELS) -> list[Result]:
    """The sums of each course over the areas around the villages. levels: of how many digits."""
    sums: dict[tuple[CourseId, str], Result] = {}
    digits = tuple(levels)
    for row in villages:
        for area in (row.village[:one] for one in digits):
            key, one = (row.course_id, area), replace(row, village=area, judged=row.known)
            sums[key] = _sum(sums[key], one) if key in sums else one
    return list(sums.values())


def _sum(one: Result, other: Result) -> Result:
    return replace(
        one,
        began=one.began + other.began,
        completed=one.completed + other.completed,
        succeeded=one.succeeded + other.succeeded,
        judged=one.known + other.known,
    )


def heard(before: Result | None, now: Result) -> Result:
    """What may be told now where `before` was told last: each count anew only where five persons or more moved it."""
    if before is None:
        return now
    return replace(
        now,
        began=_moved(before.began, now.began),
        completed=_moved(before.completed, now.completed),
        succeeded=_moved(before.succeeded, now.succeeded),
        judged=_moved(before.known, now.known),
    )


def _moved(before: int, now: int) -> int:
    return now if abs(now - before) >= COUNTED_IN else before


def shift_of(area: str, began: int, completed: int, succeeded: int, judged: int | None = None) -> Shift:
    """How much better or worse than usual, in steps of `STEP`; the counts as they are counted.

    Where nobody has verified yet what came of a course, that says nothing against it.
    """
    all_of, through, came = _in_fives(began), _in_fives(min(completed, began)), _in_fives(min(succeeded, began))
    known = all_of if judged is None else max(came, _in_fives(min(judged, began)))
    completion = _above_usual(through, all_of, USUAL_COMPLETION)
    success = _above_usual(came, known, USUAL_SUCCESS)
    raw = (1 - OUTCOME_SHARE) * completion + OUTCOME_SHARE * success
    return Shift(area, all_of, through, came, round(round(max(-1.0, min(1.0, raw)) / STEP) * STEP, 6))


def _above_usual(persons: int, all_of: int, usual: float) -> float:
    """From -1 for none to 1 for all, 0 for the usual share."""
    share = (persons + usual * PRIOR_PERSONS) / (all_of + PRIOR_PERSONS)
    return (share - usual) / (1 - usual) if share > usual else (share - usual) / usual


def _in_fives(persons: int) -> int:
    return persons // COUNTED_IN * COUNTED_IN
