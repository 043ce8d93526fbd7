"""The dry run: reads a file, checks it and compares it with the register, and writes nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from eduplatform.accounts.secrets import lookup_hash
from learners.people.importing.compare import Comparison
from learners.people.importing.households import FileHousehold, FileRegister, gather
from learners.people.importing.places import Places
from learners.people.importing.plan import HouseholdPlan, ImportCounts, ImportPlan
from learners.people.importing.problems import Problem
from learners.people.importing.rows import ReadRow, RefusedRow, RowReader
from learners.people.importing.stored import fetch_stored
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.register import read_register
from learners.regions.models import Region


def plan_import(path: Path, *, area: Region | None, file_name: str = "") -> ImportPlan:
    """What importing the file would do, within `area` (everywhere when None).

    `file_name` is what the uploader calls the file. Raises UnreadableFile when there is no register in it.
    """
    source = _Source(path, RowReader(Places.of(area), timezone.localdate()))
    register = gather(source.rows())
    source.check_something_was_read()
    households = _compare(register, area)
    problems = tuple(register.problems())
    return ImportPlan(
        file_name=file_name or path.name,
        sha256=_sha256(path),
        households=tuple(households),
        problems=problems,
        counts=_count(register, households, problems),
        sheets_left_out=tuple(source.sheets_left_out),
    )


@dataclass(slots=True)
class _Source:
    """The rows of all sheets of a file that hold a register, and the names of the others."""

    path: Path
    reader: RowReader
    sheets_left_out: list[str] = field(default_factory=list)
    sheets_read: int = 0
    rows_read: int = 0

    def rows(self) -> Iterator[ReadRow | RefusedRow]:
        for sheet in read_register(self.path):
            if sheet.header is None:
                self.sheets_left_out.append(sheet.name)
                continue
            self.sheets_read += 1
            for raw in sheet.rows:
                self.rows_read += 1
                yield self.reader.read(raw)

    def check_something_was_read(self) -> None:
        if not self.sheets_read:
            raise UnreadableFile(FileFault.NO_HEADER)
        if not self.rows_read:
            raise UnreadableFile(FileFault.NO_ROWS)


def _compare(register: FileRegister, area: Region | None) -> list[HouseholdPlan]:
    """Plans of the households that can be taken; what forbids the others is added to their problems."""
    good = [household for household in register.households.values() if household.is_good]
    hashes = {row.id_number.text: lookup_hash(row.id_number.text) for h in good for row in h.rows}
    stored = fetch_stored((household.number for household in good), hashes.values())
    comparison = Comparison(stored, hashes, area.prefix if area else "")
    plans = []
    for household in good:
        result = comparison.household(household)
        if isinstance(result, HouseholdPlan):
            plans.append(result)
        else:
            household.problems += result
    return plans


def _count(register: FileRegister, plans: list[HouseholdPlan], problems: tuple[Problem, ...]) -> ImportCounts:
    persons = [person for plan in plans for person in plan.members]
    new_households = sum(plan.household_id is None for plan in plans)
    changed_households = sum(bool(plan.changes) for plan in plans)
    new_persons = sum(person.person_id is None for person in persons)
    changed_persons = sum(bool(person.changes) for person in persons)
    problem_rows = len({(problem.sheet, problem.row) for problem in problems})
    left_out = [household for household in register.households.values() if _is_left_out(household)]
    return ImportCounts(
        rows=register.rows,
        new_households=new_households,
        changed_households=changed_households,
        same_households=len(plans) - new_households - changed_households,
        new_persons=new_persons,
        changed_persons=changed_persons,
        same_persons=len(persons) - new_persons - changed_persons,
        problem_rows=problem_rows,
        left_out_rows=register.rows - len(persons) - problem_rows,
        left_out_households=len(left_out),
    )


def _is_left_out(household: FileHousehold) -> bool:
    return not household.is_good


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
