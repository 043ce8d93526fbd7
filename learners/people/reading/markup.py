"""Tables that systems hand out under the name of Excel: HTML, and the XML that Excel 2003 wrote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.parsers import expat

from learners.people.reading.cells import Row, Sheet, Value
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.formulas import literal
from learners.people.reading.limits import MAX_CELLS, MAX_ROWS

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|body|table|style|div)\b", re.I | re.S
)
_SPREADSHEET = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet")
_WIDEST = 500


def is_html(text: str) -> bool:
    return _HTML.match(text.removeprefix("\ufeff")[:4096]) is not None


def is_spreadsheet_xml(text: str) -> bool:
    return text.lstrip("\ufeff \r\n").startswith("<?xml") and _SPREADSHEET.search(text[:8192]) is not None


def read_html(text: str) -> Iterator[Sheet]:
    """Each table is a sheet. Raises UnreadableFile for a table too large."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    for number, table in enumerate(parser.tables, start=1):
        yield Sheet(name="HTML" if len(parser.tables) == 1 else f"HTML {number}", rows=iter(table.rows))


def read_spreadsheet_xml(text: str) -> Iterator[Sheet]:
    """The worksheets of an "XML Spreadsheet 2003"."""
    reader = _Spreadsheet()
    try:
        reader.read(text)
    except expat.ExpatError as error:
        raise UnreadableFile(FileFault.BROKEN) from error
    for name, table in reader.sheets:
        yield Sheet(name=name, rows=iter(table.rows))


@dataclass
class _Table:
    """A table that is being read; cells that reach down or to the right fill what they cover."""

    rows: list[Row] = field(default_factory=list)
    current: dict[int, Value] = field(default_factory=dict)
    # Column -> value, and how many more rows it reaches down.
    hanging: dict[int, tuple[Value, int]] = field(default_factory=dict)
    cells: int = 0

    def start_row(self, number: int | None = None) -> None:
        while number and len(self.rows) + 1 < number:
            self._append([])
        self.current = {column: value for column, (value, _rows) in self.hanging.items()}
        self.hanging = {column: (value, rows - 1) for column, (value, rows) in self.hanging.items() if rows > 1}

    def add(self, value: Value, *, across: int = 1, down: int = 1, column: int | None = None) -> None:
        at = next(c for c in range(_WIDEST + 1) if c not in self.current) if column is None else column
        for covered in range(at, at + min(across, _WIDEST)):
            self.current[covered] = value
            if down > 1:
                self.hanging[covered] = (value, down - 1)
        if max(self.current, default=0) > _WIDEST:
            raise UnreadableFile(FileFault.UNPACKS_TOO_LARGE)

    def end_row(self) -> None:
        self._append([self.current.get(column, "") for column in range(max(self.current, default=-1) + 1)])
        self.current = {}

    def _append(self, values: list[Value]) -> None:
        self.rows.append((len(self.rows) + 1, values))
        self.cells += len(values)
        if len(self.rows) > MAX_ROWS:
            raise UnreadableFile(FileFault.TOO_MANY_ROWS, rows=MAX_ROWS)
        if self.cells > MAX_CELLS:
            raise UnreadableFile(FileFault.UNPACKS_TOO_LARGE)


class _Tables(HTMLParser):
    """Gathers the tables of a page; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._cell: dict[str, str | None] | None = None
        self._text: list[str] = []
        self._in_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_row()
            self._open[-1].start_row()
            self._in_row = True
        elif tag in ("td", "th") and self._in_row:
            self._end_cell()
            self._cell, self._text = dict(attrs), []
        elif tag == "br" and self._cell is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self._open:
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        value = literal("".join(self._text).strip())
        self._open[-1].add(value, across=_span(self._cell.get("colspan")), down=_span(self._cell.get("rowspan")))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._in_row and self._open:
            self._open[-1].end_row()
        self._in_row = False


def _span(text: str | None) -> int:
    return max(1, int(text)) if text and text.strip().isdecimal() else 1


class _Spreadsheet:
    """Reads `Worksheet`, `Row`, `Cell` and `Data` of an XML Spreadsheet 2003."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, _Table]] = []
        self._cell: dict[str, str] = {}
        self._text: list[str] | None = None
        self._kind = ""
        self._column = 0

    def read(self, text: str) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = _refuse_doctype
        # The text is decoded already, whatever its first line says.
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*>", "", text.removeprefix("\ufeff"), count=1), True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if tag == "Worksheet":
            self.sheets.append((own.get("Name", ""), _Table()))
        elif not self.sheets:
            return
        elif tag == "Row":
            self.sheets[-1][1].start_row(min(_span(own.get("Index")), MAX_ROWS + 1) if "Index" in own else None)
        elif tag == "Cell":
            self._cell, self._kind, self._text = own, "String", []
        elif tag == "Data":
            self._kind, self._text = own.get("Type", "String"), []

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "Cell" and self.sheets:
            cell = self._cell
            column = _span(cell["Index"]) - 1 if "Index" in cell else None
            across, down = (int(cell.get(key, "0") or 0) + 1 for key in ("MergeAcross", "MergeDown"))
            self.sheets[-1][1].add(self._value(), across=across, down=down, column=column)
            self._text = None
        elif tag == "Row" and self.sheets:
            self.sheets[-1][1].end_row()

    def _data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _value(self) -> Value:
        text = "".join(self._text or ()).strip()
        try:
            return float(text) if self._kind == "Number" else text
        except ValueError:
            return text


def _refuse_doctype(*_: object) -> None:
    # No such file has one; entities that multiply do.
    raise UnreadableFile(FileFault.BROKEN)
