"""What came of a course in places like this one, as a small shift for or against it.

Careful in three ways. A shift stays within bounds. It speaks only of groups of at least `LEAST_GROUP` persons: a
village with fewer is heard together with its township, and that with its county. And persons are counted in fives,
rounded down, so that in general one person more or less changes nothing, and never more than one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    """What became of a course in a village: persons who began it, completed it, and to whom it brought something.

    village: 12-digit code. succeeded: completed, and a job, an own trade or more income was verified afterwards.
    judged: of whom it was verified at all what came of it, well or not; None means all who began.
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
    def of(cls, results: Iterable[Result]) -> Experience:
        sums: dict[tuple[str, CourseId], dict[str, _Sum]] = {}
        for row in results:
            areas = sums.setdefault((row.industry_code, row.course_id), {})
            for digits in LEVELS:
                areas.setdefault(row.village[:digits], _Sum()).add(row)
        heard: dict[str, dict[CourseId, Mapping[str, Shift]]] = {}
        for (industry, course), areas in sums.items():
            large = {area: total.shift(area) for area, total in areas.items() if total.began >= LEAST_GROUP}
            if large:
                heard.setdefault(industry, {})[course] = large
        return cls(heard)

    def shifts_for(self, village: str, industry_codes: Iterable[str]) -> Mapping[CourseId, Shift]:
        """The shift of each course for a village that lives from these industries, by the narrowest area around it."""
        found = {}
        for industry in frozenset(industry_codes):
            for course, areas in self.heard.get(industry, {}).items():
                shift = next((areas[village[:digits]] for digits in LEVELS if village[:digits] in areas), None)
                if shift:
                    found[course] = shift
        return found


@dataclass(slots=True)
class _Sum:
    """Persons of an area."""

    began: int = 0
    completed: int = 0
    succeeded: int = 0
    known: int = 0

    def add(self, row: Result) -> None:
        self.began += row.began
        self.completed += row.completed
        self.succeeded += row.succeeded
        self.known += row.known

    def shift(self, area: str) -> Shift:
        return shift_of(area, self.began, self.completed, self.succeeded, self.known)


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
