"""What an import would do, before it does it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from learners.people.id_numbers import IdNumber
from learners.people.importing.decisions import UNDECIDED, Decisions
from learners.people.importing.problems import Problem
from learners.people.reading.register import PassedOver


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a household or person, as stored before and after; phones and accounts are masked."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One row that can be taken. `person_id` None: to be added; then `changes` is empty."""

    sheet: str
    row: int
    id_number: IdNumber
    id_hash: str
    fields: Mapping[str, str]
    phone: str | None = field(repr=False)
    bank: str | None = field(repr=False)
    person_id: int | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Helper:
    """The helper whom a file names for a household; `phone` may be empty."""

    name: str
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    """One household of the file, with all its rows. `household_id` None: to be added.

    `new_helper` is the helper to be written, None when nothing is to be done. A new household for which the file names
    none takes over the helpers of the one that its members come from: `helped_like` is its id, `taken_over` the change.
    """

    number: str
    village: str
    fields: Mapping[str, str]
    household_id: int | None
    changes: tuple[Change, ...]
    new_helper: Helper | None
    members: tuple[PersonPlan, ...]
    helped_like: int | None = None
    taken_over: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """`rows` = new, changed and same persons + `problem_rows` + `left_out_rows` + `repeated_rows`.

    `problem_rows` wait by themselves, `left_out_rows` are good and wait with their household. `doubtful_rows` are
    taken without a value that cannot be, `repeated_rows` stand in the file twice, `moved_persons` are among those
    changed. `left_persons` are in no row: somebody agreed that they have left.
    """

    rows: int = 0
    new_households: int = 0
    changed_households: int = 0
    same_households: int = 0
    new_persons: int = 0
    changed_persons: int = 0
    same_persons: int = 0
    problem_rows: int = 0
    left_out_rows: int = 0
    left_out_households: int = 0
    doubtful_rows: int = 0
    repeated_rows: int = 0
    moved_persons: int = 0
    left_persons: int = 0

    @property
    def taken_rows(self) -> int:
        return self.new_persons + self.changed_persons + self.same_persons

    @property
    def rows_not_taken(self) -> int:
        return self.problem_rows + self.left_out_rows

    @property
    def changes_nothing(self) -> bool:
        persons = self.new_persons or self.changed_persons or self.left_persons
        return not (self.new_households or self.changed_households or persons)


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody whom the register has in a village of the file, and the file has not."""

    person_id: int
    household_id: int
    name: str
    household: str
    village: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The whole of an import.

    `passed_over` are lines that are no persons, `columns_left_out` headings that mean nothing to the register,
    `sheets_lacking` those left out that look like registers, with the columns they lack; `missing` are those of the
    file's villages who are in no row of it.
    """

    file_name: str
    sha256: str
    households: tuple[HouseholdPlan, ...]
    problems: tuple[Problem, ...]
    counts: ImportCounts
    sheets_left_out: tuple[str, ...]
    passed_over: tuple[PassedOver, ...] = ()
    columns_left_out: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    sheets_lacking: Mapping[str, str] = field(default_factory=dict)
    decisions: Decisions = UNDECIDED

    def persons(self) -> Iterator[PersonPlan]:
        for household in self.households:
            yield from household.members

    @property
    def leaving(self) -> list[int]:
        """Ids of those who have left, as somebody agreed."""
        agreed = self.decisions.leaving
        return [person.person_id for person in self.missing if agreed and person.village in agreed.villages]

    @property
    def change_count(self) -> int:
        """Changed fields of households and persons."""
        of_households = sum(len(household.changes) for household in self.households)
        return of_households + sum(len(person.changes) for person in self.persons())

    @property
    def fingerprint(self) -> str:
        """Changes as soon as the import would do anything else than was shown."""
        digest = hashlib.sha256(self.sha256.encode())
        digest.update(repr([(problem.place, problem.field, problem.reason) for problem in self.problems]).encode())
        digest.update(repr([getattr(self.counts, count.name) for count in fields(self.counts)]).encode())
        for household in self.households:
            digest.update(repr((household.number, household.household_id, household.changes)).encode())
            digest.update(repr(household.taken_over).encode() if household.taken_over else b"")
            digest.update(repr([(p.row, p.person_id, p.id_hash, p.changes) for p in household.members]).encode())
        if agreed := self.decisions.leaving:
            digest.update(repr((self.leaving, agreed.because, agreed.on)).encode())
        return digest.hexdigest()
