"""Puts the rows of a file together to households and checks what only shows between rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from learners.people.importing.problems import Problem, Reason
from learners.people.importing.rows import ReadRow, RefusedRow
from learners.people.importing.words import HEAD
from learners.people.reading.fields import Field


@dataclass(slots=True)
class FileHousehold:
    """All rows of the file with one household number; `problems` leave the whole of it out."""

    number: str
    rows: list[ReadRow] = field(default_factory=list)
    refused_rows: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.problems and not self.refused_rows

    @property
    def first(self) -> ReadRow:
        return self.rows[0]

    def heads(self) -> list[ReadRow]:
        return [row for row in self.rows if row.fields["relation"] == HEAD]


@dataclass(slots=True)
class FileRegister:
    """The whole file: its households in their order, and problems of single rows."""

    households: dict[str, FileHousehold]
    row_problems: list[Problem]
    rows: int

    def problems(self) -> list[Problem]:
        """All problems, in the order of the file."""
        between = (problem for household in self.households.values() for problem in household.problems)
        return sorted([*self.row_problems, *between], key=lambda problem: (problem.sheet, problem.row))


def gather(rows: Iterable[ReadRow | RefusedRow]) -> FileRegister:
    """Group rows by household number and mark what rows of one household, or of one person, contradict."""
    register = FileRegister({}, [], 0)
    for row in rows:
        register.rows += 1
        if isinstance(row, RefusedRow):
            register.row_problems += row.problems
            if row.household_number:
                _household(register, row.household_number).refused_rows += 1
        else:
            _household(register, row.household_number).rows.append(row)
    _mark_twice(register)
    for household in register.households.values():
        household.problems += _contradictions(household.rows)
        household.problems += _second_heads(household)
    return register


def _household(register: FileRegister, number: str) -> FileHousehold:
    return register.households.setdefault(number, FileHousehold(number))


def _mark_twice(register: FileRegister) -> None:
    """Nobody can know which of two rows is right, so neither is taken."""
    by_number: dict[str, list[ReadRow]] = defaultdict(list)
    for household in register.households.values():
        for row in household.rows:
            by_number[row.id_number.text].append(row)
    for rows in by_number.values():
        for row in rows if len(rows) > 1 else ():
            other = next(r for r in rows if r is not row)
            register.households[row.household_number].problems.append(
                row.problem(Field.ID_NUMBER, row.id_number.text, Reason.TWICE, row=other.number, sheet=other.sheet)
            )


def _contradictions(rows: Sequence[ReadRow]) -> Iterator[Problem]:
    for row in rows[1:]:
        first = rows[0]
        if row.household == first.household:
            continue
        said = first.household.in_words()
        for place, value in row.household.in_words().items():
            if value != said.get(place) and place in row.header.columns:
                yield row.problem(
                    place, value or "", Reason.HOUSEHOLD_DIFFERS, row=first.number, other=said.get(place) or "-"
                )


def _second_heads(household: FileHousehold) -> Iterator[Problem]:
    heads = household.heads()
    for head in heads[1:]:
        yield head.problem(Field.RELATION, HEAD, Reason.SEVERAL_HEADS, row=heads[0].number)
