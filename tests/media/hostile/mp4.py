"""Take an MP4 apart into boxes and put it together again, true or false (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"udta", b"mvex", b"moof", b"traf")


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), kind) + body


@dataclass
class Box:
    """`size` overrides the true size in what is written."""

    kind: bytes
    body: bytes = b""
    inner: list[Box] = field(default_factory=list)
    size: int | None = None

    def __bytes__(self) -> bytes:
        body = self.body + b"".join(map(bytes, self.inner))
        if self.kind == b"":
            return body
        return struct.pack(">I4s", 8 + len(body) if self.size is None else self.size, self.kind) + body

    def find(self, path: str) -> Box:
        """`moov/trak/mdia`; of several the first, `trak:1` the second."""
        found = self
        for step in path.split("/"):
            name, _, index = step.partition(":")
            found = [box for box in found.inner if box.kind == name.encode()][int(index or 0)]
        return found

    def every(self) -> list[Box]:
        return [self, *(inner for box in self.inner for inner in box.every())]

    def patch(self, at: int, layout: str, *values: int) -> None:
        """Overwrite fields of the body."""
        body = bytearray(self.body)
        struct.pack_into(f">{layout}", body, at, *values)
        self.body = bytes(body)


def parse(data: bytes) -> Box:
    return Box(b"", inner=_boxes(data))


def _boxes(data: bytes) -> list[Box]:
    found, at = [], 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8:
            break
        body = data[at + 8 : at + size]
        found.append(Box(kind, inner=_boxes(body)) if kind in CONTAINERS else Box(kind, body))
        at += size
    return found


MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def picture_entry(codec: bytes, width: int, height: int, *inner: bytes) -> bytes:
    """A sample entry of `stsd`."""
    fixed = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HHII", width, height, 0x480000, 0x480000)
    return box(codec, fixed, bytes(4), struct.pack(">H", 1), bytes(32), struct.pack(">Hh", 24, -1), *inner)


def track(
    number: int, entry: bytes, tables: bytes, *, seconds: int = 3, dref: bytes = b"", kind: bytes = b"vide"
) -> bytes:
    """A `trak`; `tables` are stts, stsc, stsz, stco. A thousand ticks a second."""
    ticks = seconds * 1000
    reference = dref or box(b"url ", struct.pack(">I", 1))
    header = (
        struct.pack(">IIIIII", 7, 0, 0, number, 0, ticks)
        + bytes(16)
        + MATRIX
        + struct.pack(">II", 160 << 16, 120 << 16)
    )
    return box(
        b"trak",
        box(b"tkhd", header),
        box(
            b"mdia",
            box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, ticks, 0, 0)),
            box(b"hdlr", struct.pack(">II4s", 0, 0, kind), bytes(13)),
            box(
                b"minf",
                box(b"vmhd", bytes(12)),
                box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), reference)),
                box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), entry), tables),
            ),
        ),
    )


def tables(count: int, ticks: int, size: int, offset: int) -> bytes:
    """`count` samples of `size` bytes, all in one chunk at `offset`, each `ticks` long."""
    return b"".join(
        (
            box(b"stts", struct.pack(">IIII", 0, 1, count, ticks)),
            box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1)),
            box(b"stsz", struct.pack(">III", 0, size, count)),
            box(b"stco", struct.pack(">III", 0, 1, offset)),
        )
    )


def movie(tracks: list[bytes], data: bytes = b"", *, seconds: int = 3, brand: bytes = b"isom") -> bytes:
    """`ftyp`, `mdat` (its body at byte 28), `moov`."""
    fixed = struct.pack(">IIIIIIH", 0, 0, 0, 1000, seconds * 1000, 0x10000, 0x100) + bytes(10) + MATRIX
    header = box(b"mvhd", fixed, bytes(24), struct.pack(">I", len(tracks) + 1))
    return box(b"ftyp", brand, struct.pack(">I", 512), brand) + box(b"mdat", data) + box(b"moov", header, *tracks)


DATA_AT = 28
