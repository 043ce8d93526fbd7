"""Read the index of a fragmented MP4 (ISO/IEC 14496-12): where each fragment lies and how long it plays.

No `sidx` is written: the media playlist holds the same byte ranges, gzips well, and one index cannot contradict
another.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

TFHD_BASE_OFFSET: Final = 0x01
TFHD_DESCRIPTION: Final = 0x02
TFHD_DURATION: Final = 0x08
TRUN_DATA_OFFSET: Final = 0x01
TRUN_FIRST_FLAGS: Final = 0x04
TRUN_DURATION: Final = 0x100
TRUN_FIELDS: Final = (0x100, 0x200, 0x400, 0x800)
VISUAL_ENTRY_BYTES: Final = 78
SOUND_ENTRY_BYTES: Final = 28
ES_DECODER_SPECIFIC: Final = 0x05
MOST_INDEX_BYTES: Final = 16 * 1024**2  # hours of video have less in any one box


class BadFragments(ValueError):
    """The bytes are not a fragmented MP4 with one track; encoding it again may help."""


@dataclass(frozen=True)
class Fragment:
    """One `moof` + `mdat` pair: bytes from the start of the file, seconds."""

    offset: int
    size: int
    duration_s: float
    samples: int = 0


@dataclass(frozen=True)
class FragmentedFile:
    """`init_size` bytes of `ftyp` + `moov`, then the fragments; `codec` as in RFC 6381."""

    init_size: int
    codec: str
    fragments: tuple[Fragment, ...]

    @property
    def duration_s(self) -> float:
        """Seconds of all fragments."""
        return sum(fragment.duration_s for fragment in self.fragments)

    @property
    def samples(self) -> int:
        """Pictures, or packets of sound."""
        return sum(fragment.samples for fragment in self.fragments)


def read_fragments(file: BinaryIO) -> FragmentedFile:
    """Reads headers only, so that an hour of video costs kilobytes of memory. Raises `BadFragments`."""
    try:
        return _read(file)
    except (struct.error, IndexError, OverflowError, StopIteration) as error:  # a field that is not all there
        raise BadFragments(f"the index is damaged: {error!r}") from error


def _read(file: BinaryIO) -> FragmentedFile:
    init_size, codec, timescale, default = 0, "", 0, 0
    fragments: list[Fragment] = []
    pending: tuple[int, int, int] | None = None
    for kind, offset, size in top_boxes(file):
        if kind == b"moov":
            body = _body(file, offset + size)
            init_size, codec = offset + size, _codec(body)
            timescale, default = timescale_of(body), _default_duration(body)
        elif kind == b"moof":
            pending = offset, *_fragment_runs(_body(file, offset + size), default)
        elif kind == b"mdat" and pending and timescale:
            start, ticks, samples = pending
            fragments.append(Fragment(start, offset + size - start, ticks / timescale, samples))
            pending = None
    if not init_size or not fragments:
        raise BadFragments("no index or no fragment in the file")
    return FragmentedFile(init_size, codec, tuple(fragments))


def _body(file: BinaryIO, end: int) -> bytes:
    if end - file.tell() > MOST_INDEX_BYTES:
        raise BadFragments(f"an index of {end - file.tell()} bytes")
    return file.read(end - file.tell())


def top_boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(kind, offset, size) of each box, with the file placed at the start of its body."""
    offset = 0
    while len(header := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", header)
        if size == 1:
            size = struct.unpack(">Q", file.read(8))[0]
        if size < 8:
            raise BadFragments(f"box of {size} bytes at {offset}")
        yield kind, offset, size
        offset += size
        file.seek(offset)


def inner(body: bytes, *path: bytes) -> bytes:
    """The body of the first box at a path such as `trak`, `mdia`, `mdhd`."""
    for wanted in path:
        body = next((found for kind, found in boxes_in(body) if kind == wanted), b"")
    if not body:
        raise BadFragments(f"no {b'/'.join(path).decode()} in the index")
    return body


def boxes_in(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, body) of boxes that follow one another. Raises `BadFragments`."""
    offset = 0
    while offset + 8 <= len(body):
        size, kind = struct.unpack_from(">I4s", body, offset)
        if size < 8:
            raise BadFragments(f"box of {size} bytes inside another")
        yield kind, body[offset + 8 : offset + size]
        offset += size


def timescale_of(moov: bytes) -> int:
    """Ticks per second of the only track."""
    header = inner(moov, b"trak", b"mdia", b"mdhd")
    at = 20 if header[0] == 1 else 12
    return int(struct.unpack_from(">I", header, at)[0])


def _default_duration(moov: bytes) -> int:
    return int(struct.unpack_from(">I", inner(moov, b"mvex", b"trex"), 12)[0])


def _codec(moov: bytes) -> str:
    entries = inner(moov, b"trak", b"mdia", b"minf", b"stbl", b"stsd")[8:]
    kind, entry = next(boxes_in(entries))
    if kind == b"avc1":
        config = inner(entry[VISUAL_ENTRY_BYTES:], b"avcC")
        return f"avc1.{config[1:4].hex().upper()}"
    if kind == b"mp4a":
        return f"mp4a.40.{_audio_object_type(inner(entry[SOUND_ENTRY_BYTES:], b'esds')[4:])}"
    if kind == b"av01":
        return av1_codec(inner(entry[VISUAL_ENTRY_BYTES:], b"av1C"))
    if kind == b"Opus":
        return "opus"
    raise BadFragments(f"unexpected sample entry {kind!r}")


def av1_codec(config: bytes) -> str:
    """Profile, level, tier and bits of each colour as in the AV1 binding to ISO media, annex on codec strings."""
    profile, level = config[1] >> 5, config[1] & 0x1F
    tier = "H" if config[2] & 0x80 else "M"
    bits = (12 if config[2] & 0x20 else 10) if config[2] & 0x40 else 8
    return f"av01.{profile}.{level:02}{tier}.{bits:02}"


def _audio_object_type(descriptors: bytes) -> int:
    """Walk the nested descriptors of ISO/IEC 14496-1 down to the first five bits of the decoder's set-up."""
    skip = {0x03: 3, 0x04: 13}  # fixed fields before the inner descriptor
    at = 0
    while at < len(descriptors):
        tag, at = descriptors[at], at + 1
        while descriptors[at] & 0x80:
            at += 1
        at += 1
        if tag == ES_DECODER_SPECIFIC:
            return descriptors[at] >> 3
        at += skip.get(tag, len(descriptors))
    raise BadFragments("no decoder set-up for the sound")


def _fragment_runs(moof: bytes, track_default: int) -> tuple[int, int]:
    """(ticks, samples) of one fragment."""
    track = inner(moof, b"traf")
    default = _header_default(inner(track, b"tfhd"), track_default)
    runs = [run for kind, run in boxes_in(track) if kind == b"trun"]
    return sum(_run_ticks(run, default) for run in runs), sum(_run_samples(run) for run in runs)


def _run_samples(run: bytes) -> int:
    return int(struct.unpack_from(">I", run, 4)[0])


def _header_default(header: bytes, track_default: int) -> int:
    flags = int.from_bytes(header[1:4], "big")
    if not flags & TFHD_DURATION:
        return track_default
    at = 8 + (8 if flags & TFHD_BASE_OFFSET else 0) + (4 if flags & TFHD_DESCRIPTION else 0)
    return int(struct.unpack_from(">I", header, at)[0])


def _run_ticks(run: bytes, default: int) -> int:
    flags = int.from_bytes(run[1:4], "big")
    count = _run_samples(run)
    if not flags & TRUN_DURATION:
        return count * default
    start = 8 + (4 if flags & TRUN_DATA_OFFSET else 0) + (4 if flags & TRUN_FIRST_FLAGS else 0)
    stride = 4 * sum(1 for field in TRUN_FIELDS if flags & field)
    return sum(struct.unpack_from(">I", run, start + index * stride)[0] for index in range(count))
