"""Puts the rows of a file together to households and checks what only shows between rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from learners.people.importing.places import Places, Village, village_repair
from learners.people.importing.problems import Problem, Reason, Refused
from learners.people.importing.rows import HouseholdValues, ReadRow, RefusedRow
from learners.people.importing.spoiled import spoiled_households, spoiled_persons
from learners.people.importing.words import HEAD, usual_word
from learners.people.reading.fields import Field

T = TypeVar("T", Village, str)
Place = tuple[str, int]


@dataclass(slots=True)
class FileHousehold:
    """All rows of the file with one household number.

    `rows` can be taken; the others wait by themselves. `waits`: none can be taken, because nobody knows where the
    household lives. `said` is what its rows say of it together.
    """

    number: str
    rows: list[ReadRow] = field(default_factory=list)
    refused_rows: int = 0
    refused_heads: int = 0
    problems: list[Problem] = field(default_factory=list)
    waits: bool = False
    said: HouseholdValues = field(default_factory=lambda: HouseholdValues(None, {}, None, None))

    @property
    def first(self) -> ReadRow:
        return self.rows[0]

    @property
    def village(self) -> Village:
        assert self.said.village is not None
        return self.said.village

    def heads(self) -> list[ReadRow]:
        return [row for row in self.rows if row.is_head]

    def doubts(self) -> list[Problem]:
        """All that is doubtful about rows that can be taken, or about the household."""
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]

    def without_relation(self, rows: Iterable[ReadRow]) -> None:
        """Leave open what these rows are to the head."""
        numbers = {(row.sheet, row.number) for row in rows}
        for at, row in enumerate(self.rows):
            if (row.sheet, row.number) in numbers:
                self.rows[at] = replace(row, fields={k: v for k, v in row.fields.items() if k != "relation"})


@dataclass(slots=True)
class FileRegister:
    """The whole file: its households in their order, problems of rows that wait, and lines that came twice."""

    households: dict[str, FileHousehold] = field(default_factory=dict)
    row_problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    waiting: set[Place] = field(default_factory=set)
    waiting_ids: set[str] = field(default_factory=set)
    waiting_names: set[str] = field(default_factory=set)
    unknown_rows: int = 0
    repeated: list[Place] = field(default_factory=list)

    def household(self, number: str) -> FileHousehold:
        return self.households.setdefault(number, FileHousehold(number))

    def let_wait(self, row: ReadRow, problem: Problem) -> None:
        """Take a row out of its household."""
        household = self.households[row.household_number]
        household.refused_rows += 1
        household.refused_heads += row.is_head
        household.rows.remove(row)
        self.row_problems += [*row.problems, problem]
        self.waiting.add((row.sheet, row.number))
        self.waiting_ids.add(row.id_number.text)

    def refuse(self, row: RefusedRow) -> None:
        """A row that waits from the start; what can be read of it says whom it may be about."""
        self.row_problems += row.problems
        self.waiting |= {problem.place for problem in row.problems}
        self.waiting_ids |= {row.id_number} if row.id_number else set()
        self.waiting_names |= {row.name} if row.name else set()
        self.unknown_rows += not (row.id_number or row.name or row.household_number)
        if row.household_number:
            household = self.household(row.household_number)
            household.refused_rows += 1
            household.refused_heads += row.is_head


def gather(rows: Iterable[ReadRow | RefusedRow], places: Places) -> FileRegister:
    """Group rows by household number and mark what rows of one household, or of one person, contradict."""
    register = FileRegister()
    for row in rows:
        register.rows += 1
        if isinstance(row, ReadRow):
            register.household(row.household_number).rows.append(row)
            continue
        register.refuse(row)
    _sort_out_twice(register)
    _sort_out_spoiled(register)
    for household in register.households.values():
        if household.rows:
            _agree(household, places)
            _look_at_heads(household)
    return register


def _sort_out_twice(register: FileRegister) -> None:
    """A row that is there again counts once; of two rows that differ nobody can know which is right."""
    by_number: dict[str, list[ReadRow]] = defaultdict(list)
    for household in register.households.values():
        for row in household.rows:
            by_number[row.id_number.text].append(row)
    for rows in by_number.values():
        if len(rows) > 1:
            _sort_out(register, rows)


def _sort_out(register: FileRegister, rows: list[ReadRow]) -> None:
    if joined := _joined(rows):
        first = min(rows, key=lambda row: len(row.problems))
        household = register.households[first.household_number]
        household.rows = [row for row in household.rows if row not in rows or row is first]
        household.rows[household.rows.index(first)] = replace(first, household=joined)
        register.repeated += [(row.sheet, row.number) for row in rows if row is not first]
        return
    for row in rows:
        other = next(r for r in rows if r is not row)
        refused = Refused(Reason.TWICE, row=other.number, sheet=other.sheet)
        register.let_wait(row, row.problem(Field.ID_NUMBER, row.id_number.text, refused))


def _joined(rows: Sequence[ReadRow]) -> HouseholdValues | None:
    """What rows of one person say together of the household; None when they are no repetition of each other."""
    joined = rows[0].household
    for row in rows[1:]:
        if _as_said(rows[0]) != _as_said(row) or joined.contradicts(row.household):
            return None
        joined = joined.filled_from(row.household)
    return joined


def _as_said(row: ReadRow) -> tuple[object, ...]:
    return row.household_number, row.fields, row.phone, row.bank


def _sort_out_spoiled(register: FileRegister) -> None:
    rows = [row for household in register.households.values() for row in household.rows]
    for row in spoiled_persons(rows, register.row_problems):
        refused = Refused(Reason.COLUMN_OF_NUMBERS)
        register.let_wait(row, row.problem(Field.ID_NUMBER, row.id_number.text, refused))
    if spoiled_households(register.households):
        for row in [row for row in rows if (row.sheet, row.number) not in register.waiting]:
            refused = Refused(Reason.COLUMN_OF_NUMBERS)
            register.let_wait(row, row.problem(Field.HOUSEHOLD, row.household_number, refused))


def _agree(household: FileHousehold, places: Places) -> None:
    """What most rows say counts; a row that says otherwise is reported, and where no side has more nothing counts."""
    rows = [(row, row.household) for row in household.rows]
    village, problems = _majority([(row, said.village) for row, said in rows], Field.VILLAGE)
    household.problems += problems
    names = list(dict.fromkeys(name for _row, said in rows for name in said.fields))
    fields = {}
    for name in names:
        value, problems = _majority([(row, said.fields.get(name)) for row, said in rows], Field(name))
        household.problems += problems
        if value is not None:
            fields[name] = value
    helper, problems = _majority([(row, said.helper) for row, said in rows], Field.HELPER)
    household.problems += problems
    phones = [(row, said.helper_phone if said.helper in (helper, None) else None) for row, said in rows]
    phone, problems = _majority(phones, Field.HELPER_PHONE)
    household.problems += problems
    if helper is None:
        household.problems += _nobodys_phones(household.rows)
    household.said = HouseholdValues(village, fields, helper, phone)
    if village is None:
        _wait_for_village(household, places)


def _nobodys_phones(rows: Sequence[ReadRow]) -> list[Problem]:
    """Where nobody knows who helps, the phone is left open with the name."""
    named = [row for row in rows if row.household.helper]
    return [
        row.problem(
            Field.HELPER_PHONE,
            row.household.helper_phone,
            Refused(Reason.HOUSEHOLD_DIFFERS, row=other.number, other=other.household.helper),
        )
        for row in named
        if row.household.helper_phone
        for other in named[:1] + named[-1:]
        if other.household.helper != row.household.helper
    ]


def _wait_for_village(household: FileHousehold, places: Places) -> None:
    household.waits = True
    said = any(problem.field in _PLACES for row in household.rows for problem in row.problems)
    if not said and not any(problem.field == Field.VILLAGE for problem in household.problems):
        repair = village_repair(places.of_number(household.number))
        household.problems.append(household.first.problem(Field.VILLAGE, "", Refused(Reason.NO_VILLAGE, repair=repair)))


_PLACES = (Field.COUNTY, Field.TOWNSHIP, Field.VILLAGE)


def _majority(said: Sequence[tuple[ReadRow, T | None]], field: Field) -> tuple[T | None, list[Problem]]:
    """What counts for the household, and the rows that say otherwise. Rows that say nothing do not count."""
    values = [(row, value) for row, value in said if value]
    counts = Counter(value for _row, value in values)
    if len(counts) < 2:
        empty = next((value for _row, value in said if value is not None), None)
        return (values[0][1] if values else empty), []
    (most, votes), (_, next_votes) = counts.most_common(2)
    holder = next(row for row, value in values if value == most)
    others = [(row, value) for row, value in values if value != most]
    problems = [
        row.problem(
            field, _words(field, value), Refused(Reason.HOUSEHOLD_DIFFERS, row=holder.number, other=_words(field, most))
        )
        for row, value in others
    ]
    return (most if votes > next_votes else None), problems


def _words(field: Field, value: Village | str) -> str:
    return value.name if isinstance(value, Village) else usual_word(field.value, value)


def _look_at_heads(household: FileHousehold) -> None:
    """Of several heads nobody can know which is right, so none of them is taken as such."""
    heads = household.heads()
    if len(heads) < 2:
        return
    for head in heads:
        other = next(row for row in heads if row is not head)
        refused = Refused(Reason.SEVERAL_HEADS, row=other.number)
        household.problems.append(head.problem(Field.RELATION, HEAD, refused))
    household.without_relation(heads)
