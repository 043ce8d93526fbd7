"""Reads the cells of one row: values, repairs that were agreed to, and what is doubtful."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from eduplatform.accounts.secrets import masked
from learners.people.importing.decisions import Decisions
from learners.people.importing.problems import Problem, Reason, Refused, Repair, RepairKind
from learners.people.importing.values import Reader, as_text
from learners.people.reading.cells import Value
from learners.people.reading.fields import HEADER_WORDS, Column, Field
from learners.people.reading.register import RawRow

T = TypeVar("T")

_NUMBERS = (Field.ID_NUMBER, Field.PHONE, Field.HELPER_PHONE, Field.BANK)
_LONGEST_SHOWN = 60
_SHORTEST_MASKED = 7
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")


class Cells:
    """The cells of one row; a refused value becomes a problem and None, unless its repair was agreed to."""

    def __init__(self, raw: RawRow, decisions: Decisions) -> None:
        self._raw = raw
        self._decisions = decisions
        self._changed: dict[Field, Value] = {}
        self.problems: list[Problem] = []

    def raw(self, field: Field) -> Value | None:
        """What stands in the cell, or what somebody typed in its place."""
        if field in self._changed:
            return self._changed[field]
        if self._decisions.edits:
            edit = self._decisions.edits.get((self._raw.sheet, self._raw.number, field))
            if edit is not None:
                return edit
        return self._raw.value(field)

    def change(self, values: Mapping[Field, Value]) -> None:
        """Read these values instead from now on."""
        self._changed |= values

    def value(self, field: Field, read: Callable[[Value], T]) -> T | None:
        """None for a column that is not there, and for a value that is refused."""
        value = self.raw(field)
        if value is None:
            return None
        try:
            return read(value)
        except Refused as refused:
            if self.accepts(refused.repair):
                return self._repaired(refused.repair, read)
            self.refuse(field, refused)
            return None

    def accepts(self, repair: Repair | None) -> bool:
        return repair is not None and repair.kind in self._decisions.accepted

    def text(self, field: Field, read: Callable[[str], T]) -> T | None:
        return self.value(field, lambda value: read(as_text(value)))

    def several(self, readers: Mapping[Field, Reader]) -> dict[str, str]:
        """The fields that could be read, under the names of the model."""
        values: dict[str, str] = {}
        for name, read in readers.items():
            if (value := self.text(name, read)) is not None:
                values[name.value] = value
        return values

    def refuse(self, field: Field, refused: Refused) -> None:
        raw = self._raw
        self.problems.append(
            make_problem(raw.sheet, raw.number, raw.column(field), field, shown(self.raw(field)), refused)
        )

    def swap(self, one: Field, other: Field) -> None:
        mine, yours = self.raw(one), self.raw(other)
        self._changed |= {one: yours if yours is not None else "", other: mine if mine is not None else ""}

    def offer_swap(self, one: Field, other: Field) -> None:
        """What is wrong with either cell is that it holds the other's value."""
        self.problems = [problem for problem in self.problems if problem.field not in (one, other)]
        for field, source in ((one, other), (other, one)):
            repair = Repair(RepairKind.SWAPPED, shown(self.raw(source)))
            headings = f"{usual_heading(one)}、{usual_heading(other)}"
            self.refuse(field, Refused(Reason.SWAPPED, repair=repair, other=headings))

    def _repaired(self, repair: Repair | None, read: Callable[[Value], T]) -> T:
        assert repair is not None
        self.change({name: text for name, text in repair.also.items() if not self.raw(name)})
        return read(repair.text)


def make_problem(sheet: str, row: int, column: Column, field: Field, value: str, refused: Refused) -> Problem:
    repair = refused.repair
    also = "、".join(repair.also.values()) if repair else ""
    return Problem(
        sheet=sheet,
        row=row,
        column=column.letters,
        header=column.header,
        value=for_display(value, field),
        reason=refused.reason,
        params=refused.params,
        field=field,
        repair=repair.kind if repair else None,
        repaired=for_display(f"{repair.text}、{also}" if also else repair.text, field) if repair else "",
    )


def for_display(value: str, field: Field) -> str:
    """Numbers that point at a person are masked, in whatever column; sheet, row and column still find them."""
    if field in _NUMBERS:
        return masked(value[:_LONGEST_SHOWN]) if len(value) > _SHORTEST_MASKED else value
    if field == Field.HOUSEHOLD:
        return value[:_LONGEST_SHOWN]
    return _LONG_NUMBER.sub(lambda match: masked(match[0]), value)[:_LONGEST_SHOWN]


def shown(value: Value | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def usual_heading(field: Field) -> str:
    return HEADER_WORDS[field][0]


def swapped(cells: Cells, readers: Mapping[Field, Callable[[str], object]]) -> tuple[Field, Field] | None:
    """A pair of cells of which each holds what belongs into the other, if there is just one such pair."""
    texts = {field: _text(cells.raw(field)) for field in readers}
    refused = [field for field, text in texts.items() if text and not _reads(readers[field], text)]
    if not 0 < len(refused) <= 2:
        return None
    pairs = {
        (one, other)
        for one in refused
        for other in readers
        if one != other and {one, other} >= {*refused} and texts[other]
        if _reads(readers[one], texts[other]) and _reads(readers[other], texts[one])
    }
    unordered = {frozenset(pair) for pair in pairs}
    return pairs.pop() if len(unordered) == 1 else None


def _text(value: Value | None) -> str:
    try:
        return as_text(value) if value is not None else ""
    except Refused:
        return ""


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        return read(text) not in ("", None)
    except Refused:
        return False
