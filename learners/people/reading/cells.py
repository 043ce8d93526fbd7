"""What a sheet is, whatever file it comes from."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Row = tuple[int, Sequence[Value]]
"""Number as in Excel, from 1, and values; index 0 is column A."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows` come once. A value of merged cells stands in all of them."""

    name: str
    rows: Iterator[Row]


def is_blank(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()
