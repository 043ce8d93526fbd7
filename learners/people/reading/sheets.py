"""Opens the files that clerks have as sheets of rows, with the row numbers that Excel shows.

What a file is shows in its first bytes: many systems call their HTML or text `.xls`.
"""

from collections.abc import Iterator
from pathlib import Path

from learners.people.reading.cells import Sheet, Value
from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.limits import check_size, check_workbook
from learners.people.reading.markup import is_html, is_spreadsheet_xml, read_html, read_spreadsheet_xml
from learners.people.reading.old_workbooks import check_old_workbook
from learners.people.reading.text import decoded, read_text
from learners.people.reading.workbooks import read_workbook

__all__ = ["Sheet", "Value", "open_sheets"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")


def open_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of an xlsx, an old xls, an HTML or XML table, or a text file. Raises UnreadableFile for others."""
    check_size(path)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        check_workbook(path)
        return read_workbook(path)
    if head.startswith(_OLE):
        check_old_workbook(path)
        return read_workbook(path)
    if not head.strip() or (b"\x00" in head and not head.startswith(_WIDE_TEXT)):
        raise UnreadableFile(FileFault.NOT_A_TABLE)
    text = decoded(path.read_bytes())
    if is_html(text):
        return read_html(text)
    if is_spreadsheet_xml(text):
        return read_spreadsheet_xml(text)
    return read_text(text)
