"""The columns of a register, as the headings of a sheet name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType

from learners.people.reading.cells import Value
from learners.people.reading.headings import (
    HEADER_WORDS,
    REMARKS,
    REQUIRED,
    Field,
    field_of,
    header_key,
    likely_field_of,
)
from learners.people.reading.limits import column_letters

__all__ = ["HEADER_WORDS", "REMARKS", "REQUIRED", "Column", "Field", "Header", "field_of", "header_key"]

# A phone that a whole household shares counts when there is no column for each member.
_SHARED_PHONE = frozenset({"户联系电话", "户主电话", "户主联系电话", "家庭电话", "家庭联系电话", "户电话"})


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands: `letters` and `header` as the clerk sees them in Excel."""

    index: int
    letters: str
    header: str


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field; `twice` names two columns that claim the same one.

    `rows` are the rows that the headings fill, `unread` the headings that mean no field.
    """

    rows: tuple[int, ...]
    columns: Mapping[Field, Column]
    twice: tuple[Column, Column] | None = None
    unread: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """The last row of the headings."""
        return self.rows[-1]

    @property
    def words(self) -> int:
        """How many columns say that this is a register; many a sheet has a column of remarks."""
        return sum(field not in REMARKS for field in self.columns)

    def missing(self) -> tuple[str, ...]:
        """The usual names of required columns that are not there."""
        return tuple(HEADER_WORDS[field][0] for field in REQUIRED if field not in self.columns)


def _rank(field: Field, column: Column) -> tuple[int, int]:
    """How usual a heading is for its field; the left one of equals."""
    keys = [header_key(word) for word in HEADER_WORDS[field]]
    key = header_key(column.header)
    return (keys.index(key) if key in keys else len(keys), column.index)


def read_header(number: int, row: Sequence[Value]) -> Header:
    """Take a row as a header, whatever is in it."""
    return _header((number,), [(_text(value),) for value in row])


def read_double_header(number: int, upper: Sequence[Value], lower: Sequence[Value]) -> Header:
    """Take two rows as one header: `致贫原因` above `主要` and `其他`; `number` is that of the lower one."""
    pairs = zip_longest(map(_text, upper), map(_text, lower), fillvalue="")
    return _header((number - 1, number), [(low, up + low, low + up, "" if low else up) for up, low in pairs])


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _header(rows: tuple[int, ...], cells: Sequence[tuple[str, ...]]) -> Header:
    columns: dict[Field, Column] = {}
    twice: tuple[Column, Column] | None = None
    unread, shared = [], None
    others: list[tuple[Column, tuple[str, ...]]] = []
    for index, forms in enumerate(cells):
        shown = next((form for form in forms if form.strip()), "")
        column = Column(index, column_letters(index + 1), " ".join(shown.split()))
        field = next((found for form in forms if form.strip() and (found := field_of(form))), None)
        if field is None and header_key(shown) in _SHARED_PHONE:
            shared = shared or column
        elif field is None:
            unread += [column.header] if column.header else []
            others += [(column, forms)]
        elif field in columns and field in REQUIRED:
            twice = twice or (columns[field], column)
        elif field in columns:
            kept, other = sorted((columns[field], column), key=lambda c: _rank(field, c))
            columns[field] = kept
            unread.append(other.header)
        else:
            columns[field] = column
        if field in REMARKS and columns[field] is column:
            unread.append(column.header)
    _add_likely(columns, unread, others)
    if shared and columns:
        columns.setdefault(Field.PHONE, shared)
    return Header(rows, MappingProxyType(columns), twice, tuple(unread))


def _add_likely(
    columns: dict[Field, Column], unread: list[str], others: Sequence[tuple[Column, tuple[str, ...]]]
) -> None:
    """Headings that only contain what is known count where no heading is that, and no two of them compete."""
    found: dict[Field, list[Column]] = {}
    for column, forms in others:
        field = next((likely for form in forms if form.strip() and (likely := likely_field_of(form))), None)
        if field and field not in columns and len(columns) > 2:
            found.setdefault(field, []).append(column)
    for field, several in found.items():
        if len(several) == 1:
            columns[field] = several[0]
            unread.remove(several[0].header)
