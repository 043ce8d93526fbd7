"""Keeps a small file from unpacking into more memory than the machine has."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from learners.people.reading.errors import FileFault, UnreadableFile

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
# A county's register of 60,000 rows in 18 columns unpacks to about 70 MB of XML.
MAX_UNPACKED_BYTES = 320 * 1024 * 1024
# The reader keeps a rectangle of 31 bytes a cell up to the last used one, so one cell far out costs gigabytes.
MAX_CELLS = 4_000_000
_CHUNK = 256 * 1024
# The parser reads an unfinished tag again with every piece; no honest one is this long.
_LONGEST_TAG = 1024 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def check_size(path: Path) -> None:
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(FileFault.TOO_LARGE, megabytes=MAX_BYTES // 1024**2)


def check_workbook(path: Path) -> None:
    """Unpack an xlsx once, piece by piece, and refuse it before the reader asks for too much memory."""
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            _check_is_xlsx(archive)
            for member in archive.infolist():
                extent = SheetExtent() if _may_be_worksheet(member.filename) else None
                for chunk in _chunks(archive, member):
                    unpacked += len(chunk)
                    if unpacked > MAX_UNPACKED_BYTES:
                        raise UnreadableFile(FileFault.UNPACKS_TOO_LARGE)
                    if extent is not None:
                        extent.feed(chunk)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableFile(FileFault.BROKEN) from error


def _check_is_xlsx(archive: zipfile.ZipFile) -> None:
    """A word document is a zip too; and the reader would also try formats that nothing here guards."""
    names = {_plain(name) for name in archive.namelist()}
    if "xl/workbook.xml" not in names or names & {"content.xml", "xl/workbook.bin"}:
        raise UnreadableFile(FileFault.NOT_A_TABLE)


def _plain(name: str) -> str:
    # The reader looks names up whatever their case and slashes.
    return name.replace("\\", "/").lower()


def _may_be_worksheet(name: str) -> bool:
    # The reader takes worksheets from this folder only.
    return _plain(name).startswith("xl/worksheets/")


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the size that the entry claims and then checks its CRC, so the claim cannot lie.
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


class SheetExtent:
    """The last row and column of a worksheet that hold a value; styled empty cells do not count.

    Feed it the XML in pieces; it raises UnreadableFile as soon as the sheet is too large, and ExpatError for
    what is no XML.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self._row = 0
        self._column = 0
        self._fed = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise UnreadableFile(FileFault.BROKEN)
        if self.rows > MAX_ROWS:
            raise UnreadableFile(FileFault.TOO_MANY_ROWS, rows=MAX_ROWS)
        if self.rows * self.columns > MAX_CELLS:
            raise UnreadableFile(FileFault.UNPACKS_TOO_LARGE)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._go_to(attributes.get("r", ""))
        elif tag == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdecimal() else self._row + 1
            self._column = 0
        elif tag in ("v", "is"):
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._column)

    def _refuse_doctype(self, *_: object) -> None:
        # No workbook has one; entities that multiply do.
        raise UnreadableFile(FileFault.BROKEN)

    def _go_to(self, reference: str) -> None:
        place = _REFERENCE.fullmatch(reference)
        if place is None:
            self._column += 1
            return
        self._column, self._row = column_number(place[1]), int(place[2])


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA, as at the top of Excel's columns."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
