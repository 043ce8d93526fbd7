"""Text files: what Excel saves as CSV or as Unicode text, and what systems hand out."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from learners.people.reading.cells import Row, Sheet, Value
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.fields import read_header
from learners.people.reading.formulas import Place, literal, references, work_out
from learners.people.reading.limits import MAX_ROWS

_LONGEST_FIELD = 10_000
_DELIMITERS = ",\t;|，"
_ROWS_TRIED = 20


def decoded(data: bytes) -> str:
    """By its mark, or else UTF-8, or else what Chinese Excel saves."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(FileFault.NOT_A_TABLE)


def read_text(text: str) -> Iterator[Sheet]:
    """One sheet; the character between cells is the one that makes headings of a register."""
    delimiter = max(_DELIMITERS, key=lambda delimiter: _known_words(text, delimiter))
    rows = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    yield Sheet(name="CSV", rows=_without_formulas(rows, text))


def _known_words(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text[: 64 * 1024], newline=""), delimiter=delimiter)
    try:
        return max(len(read_header(0, row).columns) for row in islice(reader, _ROWS_TRIED))
    except (csv.Error, ValueError):
        return 0


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    try:
        for number, row in enumerate(reader, start=1):
            if number > MAX_ROWS:
                raise UnreadableFile(FileFault.TOO_MANY_ROWS, rows=MAX_ROWS)
            if any(len(value) > _LONGEST_FIELD for value in row):
                raise UnreadableFile(FileFault.BROKEN)
            yield number, row
    except csv.Error as error:
        raise UnreadableFile(FileFault.BROKEN) from error


def _without_formulas(rows: Iterator[Row], text: str) -> Iterator[Row]:
    """`="text"` is the text; `=A4` is what stands in A4."""
    if "=" not in text:
        yield from rows
        return
    everything = [(number, [literal(str(value).strip()) for value in row]) for number, row in rows]
    formulas = {
        (number, column): value[1:]
        for number, row in everything
        for column, value in enumerate(row)
        if value.startswith("=")
    }
    wanted = {place for formula in formulas.values() for place in references(formula)}
    known: dict[Place, Value] = (
        {(n, c): row[c] for n, row in everything for c in range(len(row)) if (n, c) in wanted} if wanted else {}
    )
    for number, row in everything:
        for column in range(len(row)):
            if (number, column) in formulas:
                row[column] = str(work_out((number, column), formulas, known))
        yield number, row
