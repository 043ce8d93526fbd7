"""Just enough of Matroska (RFC 9559) to write files that lie."""

from __future__ import annotations

import struct

EBML, SEGMENT, INFO, TRACKS, TRACK = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
SCALE, DURATION, ATTACHMENTS, ATTACHED = 0x2AD7B1, 0x4489, 0x1941A469, 0x61A7
UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def element(number: int, *bodies: bytes, size: bytes = b"") -> bytes:
    body = b"".join(bodies)
    head = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return head + (size or (len(body) | 1 << 56).to_bytes(8, "big")) + body


def number(of: int, value: int) -> bytes:
    return element(of, value.to_bytes(8, "big"))


def real(of: int, value: float) -> bytes:
    return element(of, struct.pack(">d", value))


def text(of: int, value: str) -> bytes:
    return element(of, value.encode())


HEADER = element(
    EBML, number(0x4286, 1), number(0x42F7, 1), text(0x4282, "matroska"), number(0x4287, 4), number(0x4285, 2)
)


def track(index: int, codec: str = "V_MPEG4/ISO/AVC", width: int = 160, height: int = 120) -> bytes:
    picture = element(0xE0, number(0xB0, width), number(0xBA, height))
    return element(TRACK, number(0xD7, index), number(0x73C5, index), number(0x83, 1), text(0x86, codec), picture)


def file(*segment: bytes, size: bytes = b"") -> bytes:
    return HEADER + element(SEGMENT, *segment, size=size)


def info(duration_ms: float = 3000.0, scale_ns: int = 1_000_000) -> bytes:
    return element(INFO, number(SCALE, scale_ns), real(DURATION, duration_ms), text(0x4D80, "x"), text(0x5741, "x"))


def swapped_duration(data: bytes, duration_ms: float) -> bytes:
    """A real file whose header claims another length; FFmpeg writes eight bytes of it."""
    mark = DURATION.to_bytes(2, "big") + b"\x88"
    at = data.index(mark) + len(mark)
    return data[:at] + struct.pack(">d", duration_ms) + data[at + 8 :]


def swapped_scale(data: bytes, scale_ns: int) -> bytes:
    mark = SCALE.to_bytes(3, "big") + b"\x83"
    at = data.index(mark) + len(mark)
    return data[:at] + scale_ns.to_bytes(3, "big") + data[at + 3 :]
