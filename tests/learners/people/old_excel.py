"""Writes small workbooks as Excel 97 to 2003 did ([MS-CFB], [MS-XLS])."""

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_old_workbook(path: Path, rows: Sequence[Sequence[str | float]], *, sheet: str = "花名册") -> Path:
    path.write_bytes(compound_file("Workbook", _workbook(rows, sheet)))
    return path


def compound_file(name: str, stream: bytes) -> bytes:
    """A compound file with one stream, padded so that it lies in ordinary sectors."""
    stream = stream.ljust(4096, b"\x00")
    sectors = -(-len(stream) // _SECTOR)
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, 2, len(stream))
    table = [_FAT, _END, *range(3, sectors + 2), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    assert len(table) == _SECTOR // 4, "one sector of the table is enough for tests"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    header += struct.pack("<108I", *[_FREE] * 108)
    body = struct.pack("<128I", *table) + directory.ljust(_SECTOR, b"\x00") + stream.ljust(sectors * _SECTOR, b"\x00")
    return header + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return entry + struct.pack("<III", _FREE, _FREE, child) + bytes(36) + struct.pack("<III", start, size, 0)


def _workbook(rows: Sequence[Sequence[str | float]], sheet: str) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    end = _record(0x000A, b"")
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    at = len(begin) + 4 + 6 + len(name) + len(end)
    return begin + _record(0x0085, struct.pack("<IBB", at, 0, 0) + name) + end + _sheet(rows) + end


def _sheet(rows: Sequence[Sequence[str | float]]) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))]
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                parts.append(_record(0x0204, struct.pack("<HHH", r, c, 0) + text))
            else:
                parts.append(_record(0x0203, struct.pack("<HHHd", r, c, 0, value)))
    return b"".join(parts)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
