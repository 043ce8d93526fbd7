"""What a dry run has shown: counts, and lists that a page shows in parts. Kept until a decision changes it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from learners.people.importing.decisions import Decisions
from learners.people.importing.folder import beside, read_json, read_lines, write_json, write_lines
from learners.people.importing.plan import ImportCounts, ImportPlan
from learners.people.importing.problems import Effect, Problem, Reason, RepairKind
from learners.people.models import RegisterUpload
from learners.people.reading.fields import Field

LISTS = ("doubtful", "new", "changed", "moved", "missing", "same", "passed")


@dataclass(frozen=True, slots=True)
class Review:
    """`totals` are the lengths of the lists; `offered` and `accepted` count doubtful cells by kind of repair.

    `missing_of` counts, by village, whom the register has and the file has not.
    """

    fingerprint: str
    counts: ImportCounts
    totals: Mapping[str, int]
    offered: Mapping[str, int]
    accepted: tuple[str, ...]
    edited: int
    missing_of: Mapping[str, int] = field(default_factory=dict)
    sheets_left_out: tuple[str, ...] = ()
    sheets_lacking: Mapping[str, str] = field(default_factory=dict)
    columns_left_out: tuple[str, ...] = field(default=())

    @property
    def offers(self) -> list[tuple[RepairKind, int]]:
        return [(RepairKind(kind), count) for kind, count in self.offered.items()]

    @property
    def agreed(self) -> list[RepairKind]:
        return [RepairKind(kind) for kind in self.accepted]


def store_review(upload: RegisterUpload, plan: ImportPlan, decisions: Decisions) -> Review:
    totals = {name: write_lines(beside(upload, name), lines) for name, lines in _lists(plan).items()}
    offered = Counter(problem.repair for problem in plan.problems if problem.repair)
    review = Review(
        fingerprint=plan.fingerprint,
        counts=plan.counts,
        totals=totals,
        offered={kind.value: count for kind, count in offered.items()},
        accepted=tuple(sorted(kind.value for kind in decisions.accepted)),
        edited=len(decisions.edits),
        missing_of=dict(Counter(person.village for person in plan.missing)),
        sheets_left_out=tuple(name for name in plan.sheets_left_out if name not in plan.sheets_lacking),
        sheets_lacking=dict(plan.sheets_lacking),
        columns_left_out=plan.columns_left_out,
    )
    write_json(beside(upload, "review"), asdict(review))
    return review


def stored_review(upload: RegisterUpload) -> Review | None:
    said: dict[str, Any] | None = read_json(beside(upload, "review"))
    if said is None:
        return None
    said["counts"] = ImportCounts(**said["counts"])
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return Review(**values)


def discard_review(upload: RegisterUpload) -> None:
    beside(upload, "review").unlink(missing_ok=True)


def listed(upload: RegisterUpload, name: str, *, start: int, most: int) -> list[Any]:
    """Part of a list; what is doubtful as Problems, the rest as it was stored."""
    lines = read_lines(beside(upload, name), start, most)
    return [_problem(line) for line in lines] if name == "doubtful" else lines


def _lists(plan: ImportPlan) -> dict[str, Iterator[Any]]:
    return {
        "doubtful": (_as_dict(problem) for problem in plan.problems),
        "new": _persons(plan, lambda person: person.person_id is None),
        "changed": _changes(plan),
        "moved": _moves(plan),
        "missing": _missing(plan),
        "same": _persons(plan, lambda person: person.person_id is not None and not person.changes),
        "passed": ([line.sheet, line.number, line.text] for line in plan.passed_over),
    }


def _persons(plan: ImportPlan, wanted: Any) -> Iterator[list[Any]]:
    for household in plan.households:
        for person in household.members:
            if wanted(person):
                yield [person.sheet, person.row, person.fields["name"], household.number, household.village]


def _changes(plan: ImportPlan) -> Iterator[list[Any]]:
    for household in plan.households:
        first = household.members[0]
        for change in (*household.changes, *household.taken_over):
            yield [first.sheet, first.row, household.number, "household", change.field, change.before, change.after]
        for person in household.members:
            for change in person.changes:
                name = person.fields["name"]
                yield [person.sheet, person.row, name, "person", change.field, change.before, change.after]


def _moves(plan: ImportPlan) -> Iterator[list[Any]]:
    """Households that are in another village, and persons in another household."""
    return (line for line in _changes(plan) if line[4] in ("village", "household"))


def _missing(plan: ImportPlan) -> Iterator[list[Any]]:
    for person in plan.missing:
        yield [person.household_id, person.name, person.household, person.village]


def _as_dict(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "params": {key: str(value) for key, value in problem.params.items()}}


def _problem(line: dict[str, Any]) -> Problem:
    return Problem(
        **{
            **line,
            "reason": Reason(line["reason"]),
            "field": Field(line["field"]),
            "effect": Effect(line["effect"]),
            "repair": RepairKind(line["repair"]) if line["repair"] else None,
        }
    )
