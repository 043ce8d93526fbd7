"""The dry run: reads a file, checks it and compares it with the register, and writes nothing."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils import timezone

from eduplatform.accounts.secrets import lookup_hash
from learners.people.importing.compare import Comparison
from learners.people.importing.decisions import UNDECIDED, Decisions
from learners.people.importing.households import FileRegister, gather
from learners.people.importing.missing import find_missing
from learners.people.importing.places import Places
from learners.people.importing.plan import HouseholdPlan, ImportCounts, ImportPlan
from learners.people.importing.problems import Effect, Problem, Reason, Refused, Repair, RepairKind
from learners.people.importing.progress import Progress, silent
from learners.people.importing.rows import ReadRow, RefusedRow, RowReader
from learners.people.importing.spoiled import odd_households
from learners.people.importing.stored import fetch_stored
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import Field
from learners.people.reading.register import PassedOver, RegisterSheet, read_register
from learners.regions.models import Region

_TOLD_EVERY = 500


def plan_import(
    path: Path,
    *,
    area: Region | None,
    file_name: str = "",
    decisions: Decisions = UNDECIDED,
    progress: Progress = silent,
) -> ImportPlan:
    """What importing the file would do, within `area` (everywhere when None), under a clerk's decisions.

    `file_name` is what the uploader calls the file. Raises UnreadableFile when there is no register in it.
    """
    places = Places.of(area)
    source = _Source(path, RowReader(places, timezone.localdate(), decisions), places, progress)
    register = gather(source.rows(), places)
    source.check_something_was_read()
    households = _compare(register, area, places, decisions)
    problems = _problems(register)
    plan = ImportPlan(
        file_name=file_name or path.name,
        sha256=_sha256(path),
        households=tuple(households),
        problems=problems,
        counts=_count(register, households, problems),
        sheets_left_out=tuple(source.sheets_left_out),
        passed_over=tuple(source.passed_over),
        columns_left_out=tuple(dict.fromkeys(source.columns_left_out)),
        sheets_lacking={name: columns for name, (_row, columns) in source.sheets_lacking.items()},
        # Somebody may be in a sheet that was not read.
        missing=() if source.sheets_lacking else find_missing(register, households),
        decisions=decisions,
    )
    return replace(plan, counts=replace(plan.counts, left_persons=len(plan.leaving)))


@dataclass(slots=True)
class _Source:
    """The rows of all sheets of a file that hold a register, and the names of the others."""

    path: Path
    reader: RowReader
    places: Places
    progress: Progress
    sheets_left_out: list[str] = field(default_factory=list)
    sheets_lacking: dict[str, tuple[int, str]] = field(default_factory=dict)
    columns_left_out: list[str] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    sheets_read: int = 0
    rows_read: int = 0

    def rows(self) -> Iterator[ReadRow | RefusedRow]:
        for sheet in read_register(self.path):
            if sheet.header is None:
                self.leave_out(sheet)
                continue
            self.sheets_read += 1
            self.columns_left_out += sheet.header.unread
            yield from self._rows_of(sheet)

    def leave_out(self, sheet: RegisterSheet) -> None:
        self.sheets_left_out.append(sheet.name)
        if sheet.lacking:
            self.sheets_lacking[sheet.name] = (sheet.row, "、".join(sheet.lacking))

    def _rows_of(self, sheet: RegisterSheet) -> Iterator[ReadRow | RefusedRow]:
        usual = self.places.mentioned(sheet.name) or self.places.mentioned(sheet.title) or self.places.only_one()
        title = None
        for raw in sheet.rows:
            if isinstance(raw, PassedOver):
                self.passed_over.append(raw)
                # A second list below the first one may be of another village; a total speaks of the rows above it.
                title = self.places.mentioned(raw.text) or title if "计" not in raw.text else title
                usual = title or usual if raw.is_heading else usual
                continue
            title = None
            self.rows_read += 1
            if self.rows_read % _TOLD_EVERY == 0:
                self.progress(self.rows_read)
            yield self.reader.read(raw, usual_village=usual)

    def check_something_was_read(self) -> None:
        if not self.sheets_read and self.sheets_lacking:
            name, (row, columns) = next(iter(self.sheets_lacking.items()))
            raise UnreadableFile(FileFault.MISSING_COLUMNS, sheet=name, row=row, columns=columns)
        if not self.sheets_read:
            raise UnreadableFile(FileFault.NO_HEADER)
        if not self.rows_read:
            raise UnreadableFile(FileFault.NO_ROWS)


def _compare(register: FileRegister, area: Region | None, places: Places, decisions: Decisions) -> list[HouseholdPlan]:
    """Plans of the households that can be taken; what forbids others, or single persons, becomes a problem."""
    candidates = [household for household in register.households.values() if household.rows and not household.waits]
    hashes = {row.id_number.text: lookup_hash(row.id_number.text) for h in candidates for row in h.rows}
    stored = fetch_stored((household.number for household in candidates), hashes.values())
    comparison = Comparison(stored, hashes, area.prefix if area else "")
    if RepairKind.KEEP_NUMBER not in decisions.accepted:
        _let_odd_numbers_wait(register, odd_households(register.households, places) - stored.households.keys())
    plans = []
    for household in candidates:
        for row in list(household.rows):
            if problem := comparison.refused_person(row):
                register.let_wait(row, problem)
        plan = comparison.household(household) if household.rows else None
        if plan:
            plans.append(plan)
        else:
            household.waits = True
    return plans


def _let_odd_numbers_wait(register: FileRegister, numbers: Iterable[str]) -> None:
    """A number that the register knows is right, however it is made."""
    for number in numbers:
        refused = Refused(Reason.HOUSEHOLD_NUMBER_ODD, repair=Repair(RepairKind.KEEP_NUMBER, number))
        for row in list(register.households[number].rows):
            register.let_wait(row, row.problem(Field.HOUSEHOLD, number, refused))


def _problems(register: FileRegister) -> tuple[Problem, ...]:
    """All of them in the order of the file, each with what becomes of its row."""
    problems = list(register.row_problems)
    waiting = set()
    for household in register.households.values():
        own = household.doubts()
        problems += own
        if household.waits:
            waiting |= {problem.place for problem in own}
    effects = {True: Effect.ROW_WAITS, False: Effect.LEFT_EMPTY}
    return tuple(
        replace(
            problem,
            effect=Effect.HOUSEHOLD_WAITS if problem.place in waiting else effects[problem.place in register.waiting],
        )
        for problem in sorted(problems, key=lambda problem: problem.place)
    )


def _count(register: FileRegister, plans: list[HouseholdPlan], problems: tuple[Problem, ...]) -> ImportCounts:
    persons = [person for plan in plans for person in plan.members]
    new_households = sum(plan.household_id is None for plan in plans)
    changed_households = sum(bool(plan.changes) for plan in plans)
    new_persons = sum(person.person_id is None for person in persons)
    changed_persons = sum(bool(person.changes) for person in persons)
    taken = {(person.sheet, person.row) for person in persons}
    doubtful = {problem.place for problem in problems}
    repeated = len(register.repeated)
    return ImportCounts(
        rows=register.rows,
        new_households=new_households,
        changed_households=changed_households,
        same_households=len(plans) - new_households - changed_households,
        new_persons=new_persons,
        changed_persons=changed_persons,
        same_persons=len(persons) - new_persons - changed_persons,
        moved_persons=sum(any(change.field == "household" for change in person.changes) for person in persons),
        problem_rows=len(doubtful - taken),
        left_out_rows=register.rows - len(persons) - repeated - len(doubtful - taken),
        left_out_households=sum(household.waits or not household.rows for household in register.households.values()),
        doubtful_rows=len(doubtful & taken),
        repeated_rows=repeated,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
