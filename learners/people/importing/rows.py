"""From a raw row to typed values, with every cell that is doubtful named."""

import datetime
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from learners.people.codes import Sex
from learners.people.id_numbers import IdNumber
from learners.people.importing.cells import Cells, make_problem, swapped
from learners.people.importing.decisions import UNDECIDED, Decisions
from learners.people.importing.places import PlaceRefused, Places, Village, village_repair
from learners.people.importing.problems import NO_MEMBER, Problem, Reason, Refused, RepairKind
from learners.people.importing.remarks import read_remark
from learners.people.importing.values import (
    HOUSEHOLD_READERS,
    PERSON_READERS,
    read_bank,
    read_birth_date,
    read_cause,
    read_group,
    read_helper,
    read_household_number,
    read_id_number,
    read_phone,
    read_sex,
    simplified_name,
)
from learners.people.importing.words import HEAD, usual_word
from learners.people.reading.fields import REMARKS, Field, Header
from learners.people.reading.register import RawRow


@dataclass(frozen=True, slots=True)
class HouseholdValues:
    """What one row says of its household; a field is missing, or None, where nothing can be told from the row."""

    village: Village | None
    fields: Mapping[str, str]
    helper: str | None
    helper_phone: str | None = field(repr=False)

    def contradicts(self, other: "HouseholdValues") -> bool:
        """Whether both say something of the same thing, and not the same."""
        said: list[tuple[str | None, str | None]] = [(self.helper, other.helper)]
        said.append((self.helper_phone, other.helper_phone))
        said += [(value, other.fields.get(name)) for name, value in self.fields.items()]
        villages = self.village and other.village and self.village != other.village
        return bool(villages) or any(mine and theirs and mine != theirs for mine, theirs in said)

    def filled_from(self, other: "HouseholdValues") -> "HouseholdValues":
        """What is left open here is as the other says."""
        own = {name: value for name, value in self.fields.items() if value or name not in other.fields}
        return HouseholdValues(
            self.village or other.village,
            {**other.fields, **own},
            self.helper or other.helper,
            self.helper_phone or other.helper_phone,
        )

    def in_words(self) -> dict[Field, str | None]:
        """Everything that rows of a household should agree on, as the register says it."""
        fields: dict[Field, str | None] = {Field(name): usual_word(name, value) for name, value in self.fields.items()}
        return {
            Field.VILLAGE: self.village.name if self.village else None,
            **fields,
            Field.HELPER: self.helper,
            Field.HELPER_PHONE: self.helper_phone,
        }


class PackedFields(Mapping[str, str]):
    """A mapping that never changes, in less than half of a dict's room: a county's rows lie in memory together."""

    __slots__ = ("_names", "_values")
    _known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __init__(self, fields: Mapping[str, str]) -> None:
        names = tuple(fields)
        self._names = self._known.setdefault(names, names)
        self._values = tuple(fields.values())

    def __getitem__(self, name: str) -> str:
        try:
            return self._values[self._names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be taken. `fields` are named as in the model; `phone`, `bank` None: nothing said.

    `problems` are cells that cannot be taken, and without which the row can.
    """

    sheet: str
    number: int
    header: Header
    household_number: str
    household: HouseholdValues
    id_number: IdNumber
    fields: Mapping[str, str]
    problems: tuple[Problem, ...]
    phone: str | None = field(repr=False)
    bank: str | None = field(repr=False)

    @property
    def is_head(self) -> bool:
        return self.fields.get("relation") == HEAD

    def problem(self, field: Field, value: str, refused: Refused) -> Problem:
        """A problem that only shows beside other rows or the register."""
        column = self.header.columns.get(field) or self.header.columns[Field.NAME]
        return make_problem(self.sheet, self.number, column, field, value, refused)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that waits; `household_number`, `id_number` and `name` None when even that cannot be read."""

    household_number: str | None
    problems: tuple[Problem, ...]
    is_head: bool = False
    id_number: str | None = field(default=None, repr=False)
    name: str | None = None


class RowReader:
    """Reads rows for one area on one day, under the decisions of a clerk."""

    def __init__(self, places: Places, today: datetime.date, decisions: Decisions = UNDECIDED) -> None:
        self._places = places
        self._today = today
        self._decisions = decisions
        self._household: HouseholdValues | None = None
        self._readers: dict[Field, Callable[[str], object]] = {
            **PERSON_READERS,
            Field.ID_NUMBER: self._read_id,
            Field.SEX: read_sex,
            Field.HOUSEHOLD: read_household_number,
            Field.PHONE: read_phone,
            Field.VILLAGE: lambda text: self._places.find(county="", township="", village=text),
            Field.GROUP: read_group,
            Field.KIND: HOUSEHOLD_READERS[Field.KIND],
            Field.CAUSE: read_cause,
            Field.HELPER: read_helper,
            Field.HELPER_PHONE: read_phone,
        }

    def read(self, raw: RawRow, *, usual_village: Village | None = None) -> ReadRow | RefusedRow:
        """The row's values and all that is doubtful about it; `usual_village` is that of the sheet, if it says so."""
        cells = Cells(raw, self._decisions)
        row = self._read(raw, cells, usual_village)
        if not row.problems:
            return row
        pair = swapped(cells, self._readers)
        if pair is None:
            return row
        if RepairKind.SWAPPED in self._decisions.accepted:
            again = Cells(raw, self._decisions)
            again.swap(*pair)
            return self._read(raw, again, usual_village)
        cells.offer_swap(*pair)
        return replace(row, problems=tuple(cells.problems))

    def _read(self, raw: RawRow, cells: Cells, usual_village: Village | None) -> ReadRow | RefusedRow:
        household_number = cells.text(Field.HOUSEHOLD, read_household_number)
        number = cells.text(Field.ID_NUMBER, self._read_id)
        fields = cells.several(PERSON_READERS)
        _simplify_name(cells, fields)
        village = self._village(cells, household_number, usual_village)
        household_fields = cells.several(HOUSEHOLD_READERS)
        phone, bank = cells.text(Field.PHONE, read_phone), self._bank(cells, household_number)
        household = HouseholdValues(
            village, household_fields, cells.text(Field.HELPER, read_helper), cells.text(Field.HELPER_PHONE, read_phone)
        )
        if household == self._household and self._household:
            household = self._household  # members say the same of it: keep it once
        self._household = household
        fits = number is not None and _fits_number(cells, number)
        _look_at_remarks(cells, fields)
        dead = any(problem.reason in NO_MEMBER for problem in cells.problems)
        problems = tuple(cells.problems)
        if household_number is None or number is None or "name" not in fields or dead or not fits:
            is_head, own_number = fields.get("relation") == HEAD, number.text if number else None
            return RefusedRow(household_number, problems, is_head, own_number, fields.get("name"))
        household_number = sys.intern(household_number)
        packed = PackedFields(fields)
        return ReadRow(
            raw.sheet, raw.number, raw.header, household_number, household, number, packed, problems, phone, bank
        )

    def _read_id(self, text: str) -> IdNumber:
        return read_id_number(text, today=self._today)

    def _bank(self, cells: Cells, household_number: str | None) -> str | None:
        kept = RepairKind.KEEP_BANK in self._decisions.accepted
        account = cells.text(Field.BANK, lambda text: read_bank(text, kept=kept))
        if account and account == household_number:
            cells.refuse(Field.BANK, Refused(Reason.BANK_OTHER))
            return None
        return account

    def _village(self, cells: Cells, household_number: str | None, usual: Village | None) -> Village | None:
        """None where the row does not say it, or says what cannot be."""
        by_number = self._places.of_number(household_number)
        if cells.raw(Field.VILLAGE) is None:
            return by_number or usual
        names = [cells.text(field, str) for field in (Field.COUNTY, Field.TOWNSHIP, Field.VILLAGE)]
        if not names[-1]:
            return by_number if RepairKind.VILLAGE_BY_NUMBER in self._decisions.accepted else None
        county, township, village = (name or "" for name in names)
        try:
            return self._places.find(county=county, township=township, village=village)
        except PlaceRefused as refused:
            repair = village_repair(by_number)
            if by_number and cells.accepts(repair):
                return by_number
            cells.refuse(refused.field, PlaceRefused(refused.field, refused.reason, repair))
            return None


def _simplify_name(cells: Cells, fields: dict[str, str]) -> None:
    repair = simplified_name(fields["name"]) if "name" in fields else None
    if repair is None:
        return
    if cells.accepts(repair):
        fields["name"] = repair.text
    else:
        cells.refuse(Field.NAME, Refused(Reason.NAME_TRADITIONAL, repair=repair))


def _look_at_remarks(cells: Cells, fields: Mapping[str, str]) -> None:
    """Work elsewhere needs no remark where the column of work says it."""
    for column in REMARKS:
        cells.value(column, read_remark)
    if fields.get("work"):
        cells.problems = [problem for problem in cells.problems if problem.reason != Reason.REMARK_AWAY]


def _fits_number(cells: Cells, number: IdNumber) -> bool:
    """Sex and birth date follow from the identity number; when neither agrees, it is somebody else's."""
    sex = cells.text(Field.SEX, read_sex)
    other_sex = bool(sex) and sex != number.sex
    if other_sex:
        cells.refuse(Field.SEX, Refused(Reason.SEX_DIFFERS, other=Sex(number.sex).label))
    born_on = cells.value(Field.BORN_ON, read_birth_date)
    other_day = bool(born_on) and not number.born_on.isoformat().startswith(born_on or "")
    if other_day:
        cells.refuse(Field.BORN_ON, Refused(Reason.BIRTH_DATE_DIFFERS, other=number.born_on.isoformat()))
    return not (other_sex and other_day)
