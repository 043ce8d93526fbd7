"""Put fragmented MP4s of one encoder set-up end to end, without touching what is encoded.

Each part starts at zero. Its fragments get numbers and decode times that go on where the part before ended; all
else in them is counted from their own start and stays as it is.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from media.pipeline.boxes import (
    VISUAL_ENTRY_BYTES,
    BadFragments,
    boxes_in,
    inner,
    read_fragments,
    timescale_of,
    top_boxes,
)

STSD_HEADER_BYTES: Final = 16  # version, number of entries, size and kind of the first
BLOCK: Final = 1024 * 1024
DECODE_TIME: Final = {0: ">I", 1: ">Q"}  # by version of `tfdt`


@dataclass(frozen=True)
class Piece:
    """One part of a rendition: where it starts and how many pictures it must have (None: whatever is left)."""

    path: Path
    start_s: Fraction
    samples: int | None


def join_pieces(pieces: Sequence[Piece], target: Path) -> None:
    """Write `target`. Raises `BadFragments` where a picture is missing or the set-ups of two parts differ."""
    with target.open("wb") as out:
        first: bytes | None = None
        number = 0
        for piece in pieces:
            with piece.path.open("rb") as file:
                _check_samples(piece, file)
                header = _header(file)
                if first is None:
                    first = header
                    out.write(header)
                elif _set_up(header) != _set_up(first):
                    raise BadFragments(f"{piece.path.name} was encoded with another set-up than the part before")
                ticks = piece.start_s * timescale_of(_moov(first))
                if ticks.denominator != 1:
                    raise BadFragments(f"{piece.path.name} starts between two ticks of its clock")
                number = _copy_fragments(file, out, int(ticks), number)


def _check_samples(piece: Piece, file: BinaryIO) -> None:
    found = read_fragments(file).samples
    file.seek(0)
    if piece.samples is not None and found != piece.samples:
        raise BadFragments(f"{piece.path.name} has {found} pictures instead of {piece.samples}")


def _header(file: BinaryIO) -> bytes:
    """`ftyp` and `moov`; the file is left at the start of what follows them."""
    for kind, offset, size in top_boxes(file):
        if kind == b"moov":
            file.seek(0)
            return file.read(offset + size)
    raise BadFragments("no index")


def _moov(header: bytes) -> bytes:
    return inner(header, b"moov")


def _set_up(header: bytes) -> tuple[bytes, ...]:
    """What decoders are set up with, and the edit list that takes back their delay; not the rate that was aimed at."""
    track = inner(_moov(header), b"trak")
    entry = inner(track, b"mdia", b"minf", b"stbl", b"stsd")[STSD_HEADER_BYTES:]
    fixed, boxes = entry[:VISUAL_ENTRY_BYTES], dict(boxes_in(entry[VISUAL_ENTRY_BYTES:]))
    boxes.pop(b"btrt", None)
    return fixed[8:], *boxes.values(), inner(track, b"edts"), inner(track, b"mdia", b"mdhd")


def _copy_fragments(file: BinaryIO, out: BinaryIO, ticks: int, number: int) -> int:
    """Returns the number of the last fragment written."""
    while len(header := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", header)
        if size == 1 or size < 8:
            raise BadFragments(f"box of {size} bytes among the fragments")
        if kind == b"moof":
            number += 1
            out.write(_moved(header + file.read(size - 8), ticks, number))
        elif kind == b"mdat":
            out.write(header)
            _copy_bytes(file, out, size - 8)
        else:
            raise BadFragments(f"unexpected {kind!r} among the fragments")
    return number


def _copy_bytes(file: BinaryIO, out: BinaryIO, size: int) -> None:
    while size:
        block = file.read(min(BLOCK, size))
        if not block:
            raise BadFragments("the last fragment is cut off")
        out.write(block)
        size -= len(block)


def _moved(moof: bytes, ticks: int, number: int) -> bytes:
    moved = bytearray(moof)
    at = 8
    for kind, body in boxes_in(moof[8:]):
        if kind == b"mfhd":
            struct.pack_into(">I", moved, at + 12, number)
        elif kind == b"traf":
            _move_track(moved, at + 8, body, ticks)
        at += 8 + len(body)
    return bytes(moved)


def _move_track(moved: bytearray, at: int, track: bytes, ticks: int) -> None:
    for kind, body in boxes_in(track):
        if kind == b"tfdt":
            form = DECODE_TIME[body[0]]
            start = at + 12
            struct.pack_into(form, moved, start, struct.unpack_from(form, moved, start)[0] + ticks)
        at += 8 + len(body)
