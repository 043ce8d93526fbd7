"""From a raw row to typed values, with every cell that cannot be taken named."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from eduplatform.accounts.secrets import masked
from learners.people.codes import Sex
from learners.people.id_numbers import IdNumber
from learners.people.importing.places import PlaceRefused, Places, Village
from learners.people.importing.problems import Problem, Reason, Refused
from learners.people.importing.values import (
    HOUSEHOLD_READERS,
    PERSON_READERS,
    Reader,
    as_text,
    read_date,
    read_household_number,
    read_id_number,
    read_name,
    read_phone,
    read_sex,
)
from learners.people.importing.words import usual_word
from learners.people.reading.fields import Column, Field, Header
from learners.people.reading.register import RawRow
from learners.people.reading.sheets import Value

T = TypeVar("T")

_NUMBERS = (Field.ID_NUMBER, Field.PHONE, Field.HELPER_PHONE)
_LONGEST_SHOWN = 60
_SHORTEST_MASKED = 7
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")


@dataclass(frozen=True, slots=True)
class HouseholdValues:
    """What one row says of its household; None where the sheet has no such column."""

    village: Village
    fields: Mapping[str, str]
    helper: str | None
    helper_phone: str | None = field(repr=False)

    def in_words(self) -> dict[Field, str | None]:
        """Everything that all rows of a household must agree on, as the register says it."""
        fields: dict[Field, str | None] = {Field(name): usual_word(name, value) for name, value in self.fields.items()}
        return {
            Field.VILLAGE: self.village.name,
            **fields,
            Field.HELPER: self.helper,
            Field.HELPER_PHONE: self.helper_phone,
        }


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row without problems of its own. `fields` are named as in the model; `phone` None: no such column."""

    sheet: str
    number: int
    header: Header
    household_number: str
    household: HouseholdValues
    id_number: IdNumber
    fields: Mapping[str, str]
    phone: str | None = field(repr=False)

    def problem(self, field: Field, value: str, reason: Reason, **params: object) -> Problem:
        """A problem that only shows beside other rows or the register."""
        return make_problem(self.sheet, self.number, self.header.columns[field], field, value, reason, params)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row with problems; `household_number` None when even that cannot be read."""

    household_number: str | None
    problems: tuple[Problem, ...]


def make_problem(
    sheet: str,
    row: int,
    column: Column,
    field: Field,
    value: str,
    reason: Reason,
    params: Mapping[str, object],
) -> Problem:
    return Problem(sheet, row, column.letters, column.header, _for_display(value, field), reason, params)


def _for_display(value: str, field: Field) -> str:
    """Numbers that point at a person are masked, in whatever column; sheet, row and column still find them."""
    if field in _NUMBERS:
        return masked(value[:_LONGEST_SHOWN]) if len(value) > _SHORTEST_MASKED else value
    if field == Field.HOUSEHOLD:
        return value[:_LONGEST_SHOWN]
    return _LONG_NUMBER.sub(lambda match: masked(match[0]), value)[:_LONGEST_SHOWN]


class RowReader:
    """Reads rows for one area on one day."""

    def __init__(self, places: Places, today: datetime.date) -> None:
        self._places = places
        self._today = today

    def read(self, raw: RawRow) -> ReadRow | RefusedRow:
        """The row's values, or all that is wrong with it."""
        cells = _Cells(raw)
        household_number = cells.text(Field.HOUSEHOLD, read_household_number)
        number = cells.text(Field.ID_NUMBER, lambda text: read_id_number(text, today=self._today))
        village = self._village(cells)
        row_fields = cells.several(PERSON_READERS)
        household_fields = cells.several(HOUSEHOLD_READERS)
        phone = cells.text(Field.PHONE, read_phone)
        helper = cells.text(Field.HELPER, lambda text: read_name(text) if text else "")
        helper_phone = cells.text(Field.HELPER_PHONE, read_phone)
        if number:
            _check_against_number(cells, number)
        if cells.problems or household_number is None or number is None or village is None:
            return RefusedRow(household_number, tuple(cells.problems))
        household = HouseholdValues(village, household_fields, helper, helper_phone)
        return ReadRow(raw.sheet, raw.number, raw.header, household_number, household, number, row_fields, phone)

    def _village(self, cells: "_Cells") -> Village | None:
        county, township, village = (cells.text(field, str) for field in (Field.COUNTY, Field.TOWNSHIP, Field.VILLAGE))
        if village is None:
            return None
        try:
            return self._places.find(county=county or "", township=township or "", village=village)
        except PlaceRefused as refused:
            cells.refuse(refused.field, refused)
            return None


def _check_against_number(cells: "_Cells", number: IdNumber) -> None:
    """Sex and birth date follow from the identity number; columns of their own must agree."""
    sex = cells.text(Field.SEX, read_sex)
    if sex and sex != number.sex:
        cells.refuse(Field.SEX, Refused(Reason.SEX_DIFFERS, other=Sex(number.sex).label))
    born_on = cells.value(Field.BORN_ON, lambda value: read_date(value) if value != "" else None)
    if born_on and born_on != number.born_on:
        cells.refuse(Field.BORN_ON, Refused(Reason.BIRTH_DATE_DIFFERS, other=number.born_on.isoformat()))


class _Cells:
    """The cells of one row; a refused value becomes a problem and None."""

    def __init__(self, raw: RawRow) -> None:
        self._raw = raw
        self.problems: list[Problem] = []

    def value(self, field: Field, read: Callable[[Value], T]) -> T | None:
        """None for a column that is not there, and for a value that is refused."""
        value = self._raw.value(field)
        if value is None:
            return None
        try:
            return read(value)
        except Refused as refused:
            self.refuse(field, refused)
            return None

    def text(self, field: Field, read: Callable[[str], T]) -> T | None:
        return self.value(field, lambda value: read(as_text(value)))

    def several(self, readers: Mapping[Field, Reader]) -> dict[str, str]:
        """The fields whose column is there, under the names of the model."""
        values: dict[str, str] = {}
        for name, read in readers.items():
            if (value := self.text(name, read)) is not None:
                values[name.value] = value
        return values

    def refuse(self, field: Field, refused: Refused) -> None:
        raw = self._raw
        value = raw.value(field)
        self.problems.append(
            make_problem(raw.sheet, raw.number, raw.column(field), field, _shown(value), refused.reason, refused.params)
        )


def _shown(value: Value | None) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
