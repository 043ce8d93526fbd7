"""Keeps an old xls from asking for more memory than the machine has, before its reader unpacks it."""

import struct
from collections.abc import Iterator
from pathlib import Path

from learners.people.reading.errors import FileFault, UnreadableFile
from learners.people.reading.limits import MAX_CELLS

_FREE = 0xFFFFFFFA  # sector numbers from here on mean: no sector
_HEADER_SECTORS = 109
_ENTRY = 128
_NAMES = ("Workbook", "Book")
_LOCKED = "EncryptedPackage"
_BOF = 0x0809
_FILE_PASS = 0x002F
# Records that begin with row and column: numbers, texts, formulas, and blanks that are styled.
_CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00BE, 0x00FD, 0x00D6})


def check_old_workbook(path: Path) -> None:
    """Raises UnreadableFile for a workbook under a password, a broken one, and one that reaches too far."""
    try:
        stream = _workbook_stream(path.read_bytes())
        _check_extents(stream)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise UnreadableFile(FileFault.BROKEN) from error


def _workbook_stream(data: bytes) -> bytes:
    """The stream in the compound file that holds the sheets ([MS-CFB])."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise UnreadableFile(FileFault.BROKEN)
    size = 1 << shift
    table = _sector_table(data, size)
    directory = _chain(data, size, table, struct.unpack_from("<I", data, 48)[0])
    entries = {name: (start, length) for name, start, length in _entries(directory)}
    if _LOCKED in entries:
        raise UnreadableFile(FileFault.OLD_OR_LOCKED)
    for name in _NAMES:
        if name in entries:
            start, length = entries[name]
            # A stream under 4096 bytes lies elsewhere and holds no register.
            return _chain(data, size, table, start)[:length] if length >= 4096 else b""
    raise UnreadableFile(FileFault.NOT_A_TABLE)


def _sector_table(data: bytes, size: int) -> list[int]:
    sectors = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", data, 76))
    following, limit = struct.unpack_from("<I", data, 68)[0], len(data) // size
    while following < _FREE and limit > 0:
        part = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += part[:-1]
        following, limit = part[-1], limit - 1
    table: list[int] = []
    for sector in sectors:
        if sector < _FREE:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return table


def _chain(data: bytes, size: int, table: list[int], start: int) -> bytes:
    parts: list[bytes] = []
    sector = start
    while sector < _FREE:
        if len(parts) > len(data) // size:
            raise UnreadableFile(FileFault.BROKEN)
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le")
            start, size = struct.unpack_from("<II", directory, at + 116)
            yield name, start, size


def _check_extents(stream: bytes) -> None:
    """The reader keeps a rectangle for each sheet, so one cell far out costs as much as all before it."""
    rows = columns = at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FILE_PASS:
            raise UnreadableFile(FileFault.OLD_OR_LOCKED)
        if kind == _BOF:
            rows = columns = 0
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if rows * columns > MAX_CELLS:
                raise UnreadableFile(FileFault.UNPACKS_TOO_LARGE)
        at += 4 + length
