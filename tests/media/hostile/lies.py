"""Headers that do not tell the truth: of time, of size, of the number of tracks and of samples."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.media.hostile import ebml, mp4
from tests.media.hostile.case import H264, PICTURE, SOUND, Bench, Case, harmless, refused, true_bytes

TIMING = ("bad_timing", "too_long", "too_short", "broken", "incomplete", "not_media", "too_large")
STBL = "moov/trak/mdia/minf/stbl"
MOST = 0xFFFFFFFF


def _patched(bench: Bench, *, change: Callable[[mp4.Box], None]) -> Path:
    tree = mp4.parse(true_bytes(bench, "fast.mp4"))
    change(tree)
    return bench.write("patched.mp4", bytes(tree))


def _stts(*entries: tuple[int, int]) -> Callable[[mp4.Box], None]:
    """Other lengths of the pictures: (how many, ticks)."""

    def change(tree: mp4.Box) -> None:
        pairs = b"".join(struct.pack(">II", *entry) for entry in entries)
        tree.find(f"{STBL}/stts").body = struct.pack(">II", 0, len(entries)) + pairs

    return change


def _field(path: str, at: int, layout: str, *values: int) -> Callable[[mp4.Box], None]:
    return lambda tree: tree.find(path).patch(at, layout, *values)


def _edit(duration: int, start: int, rate: int = 0x10000, times: int = 1) -> Callable[[mp4.Box], None]:
    def change(tree: mp4.Box) -> None:
        entry = struct.pack(">Iii", duration, start, rate)
        tree.find("moov/trak").inner.append(mp4.Box(b"edts", inner=[_list(entry, times)]))

    def _list(entry: bytes, times: int) -> mp4.Box:
        return mp4.Box(b"elst", struct.pack(">II", 0, times) + entry * times)

    return change


# A second has 10240 ticks in these clips, and there are 15 pictures.
PATCHES: dict[str, tuple[Callable[[mp4.Box], None], tuple[str, ...]]] = {
    "movie of ten hours": (_field("moov/mvhd", 16, "I", 36_000_000), ()),
    "movie of no length": (_field("moov/mvhd", 16, "I", 0), ()),
    "movie without a clock": (_field("moov/mvhd", 12, "I", 0), ()),
    "movie of a negative length": (_field("moov/mvhd", 16, "i", -5), ()),
    "track of ten hours": (_field("moov/trak/tkhd", 20, "I", 36_000_000), ()),
    "track without a clock": (_field("moov/trak/mdia/mdhd", 12, "I", 0), TIMING),
    "track of one tick a second": (_field("moov/trak/mdia/mdhd", 12, "I", 1), TIMING),
    "track of four billion ticks a second": (_field("moov/trak/mdia/mdhd", 12, "I", MOST), TIMING),
    "pictures of an hour": (_stts((15, 10240 * 3600)), TIMING),
    "one picture of ten hours": (_stts((7, 1024), (1, 10240 * 36000), (7, 1024)), TIMING),
    "one picture of five minutes": (_stts((7, 1024), (1, 10240 * 300), (7, 1024)), TIMING),
    "last picture of ten hours": (_stts((14, 1024), (1, 10240 * 36000)), ()),
    "pictures of no length": (_stts((15, 0)), TIMING),
    "pictures of a tick": (_stts((15, 1)), TIMING),
    "a negative length": (_stts((7, 1024), (1, MOST), (7, 1024)), ()),
    "four billion pictures in the clock": (_stts((MOST, 1024)), ()),
    "no picture in the clock": (_stts(), ()),
    "clock that counts more than it has": (_field(f"{STBL}/stts", 4, "I", MOST), ()),
    "four billion sizes": (_field(f"{STBL}/stsz", 8, "I", MOST), ()),
    "sizes all alike and huge": (_field(f"{STBL}/stsz", 4, "I", 0x7FFFFFFF), ()),
    "four billion chunks": (_field(f"{STBL}/stco", 4, "I", MOST), ()),
    "chunk far outside": (_field(f"{STBL}/stco", 8, "I", 0x7FFFFFFF), ("incomplete", "broken")),
    "chunk at the start": (_field(f"{STBL}/stco", 8, "I", 0), ()),
    "chunks of four billion": (_field(f"{STBL}/stsc", 12, "I", MOST), ()),
    "no description of samples": (_field(f"{STBL}/stsd", 4, "I", 0), ()),
    "many descriptions of samples": (_field(f"{STBL}/stsd", 4, "I", MOST), ()),
    "picture of 65535 in the header": (_field(f"{STBL}/stsd", 40, "HH", 65535, 65535), ()),
    "picture of nothing in the header": (_field(f"{STBL}/stsd", 40, "HH", 0, 0), ()),
    "track of 30000 by 30000": (_field("moov/trak/tkhd", 76, "II", 30000 << 16, 30000 << 16), ()),
    "turned by a broken matrix": (_field("moov/trak/tkhd", 40, "9I", *([MOST] * 9)), ()),
    "turned by nothing": (_field("moov/trak/tkhd", 40, "9I", *([0] * 9)), ()),
    "edit that starts at the end": (_edit(1500, 2**31 - 1), ()),
    "edit before the start": (_edit(1500, -2), ()),
    "edit of ten hours": (_edit(36_000_000, 0), ()),
    "edit that waits an hour": (_edit(3_600_000, -1), ()),
    "edit at no speed": (_edit(1500, 0, 0), ()),
    "a hundred thousand edits": (_edit(1, 0, times=100_000), ()),
}
MKV_LENGTHS = {
    "ten hours": 36_000_000.0,
    "nothing": 0.0,
    "less than nothing": -3000.0,
    "no number": math.nan,
    "endless": math.inf,
    "more than there are": 1e300,
}


def _matroska(bench: Bench, *, length: float) -> Path:
    return bench.write("lies.mkv", ebml.swapped_duration(true_bytes(bench, "mkv"), length))


def _matroska_scale(bench: Bench, *, scale: int) -> Path:
    return bench.write("scale.mkv", ebml.swapped_scale(true_bytes(bench, "mkv"), scale))


def _matroska_tracks(bench: Bench, *, count: int) -> Path:
    tracks = ebml.element(ebml.TRACKS, *(ebml.track(index + 1) for index in range(count)))
    return bench.write("tracks.mkv", ebml.file(ebml.info(), tracks))


def _matroska_nested(bench: Bench) -> Path:
    tags = b""
    for _ in range(4000):
        tags = ebml.element(0x67C8, tags)
    return bench.write("tags.mkv", ebml.file(ebml.info(), ebml.element(0x1254C367, ebml.element(0x7373, tags))))


def _matroska_attachment(bench: Bench) -> Path:
    """An attachment that claims a name outside and more bytes than there are."""
    data = ebml.element(0x465C, b"x" * 100, size=((1 << 40) | 1 << 56).to_bytes(8, "big"))
    one = ebml.element(ebml.ATTACHED, ebml.text(0x466E, "../../../etc/cron.d/x"), ebml.text(0x4660, "font/ttf"), data)
    return bench.write("attached.mkv", ebml.file(ebml.info(), ebml.element(ebml.ATTACHMENTS, one)))


def _movie_tracks(bench: Bench, *, count: int) -> Path:
    entry = mp4.picture_entry(b"mp4v", 160, 120)
    traks = [mp4.track(n + 1, entry, mp4.tables(30, 100, 10, mp4.DATA_AT)) for n in range(count)]
    return bench.write("tracks.mp4", mp4.movie(traks, bytes(400)))


def _avi_streams(bench: Bench, *, count: int) -> Path:
    header = (
        b"avih" + struct.pack("<I", 56) + struct.pack("<14I", 100_000, 0, 0, 0, 30, 0, count, 0, 160, 120, 0, 0, 0, 0)
    )
    stream = b"strh" + struct.pack("<I", 56) + b"vidsMJPG" + bytes(12) + struct.pack("<II", 1, 10) + bytes(28)
    form = b"strf" + struct.pack("<I", 40) + struct.pack("<IIIHH4sIIIII", 40, 160, 120, 1, 24, b"MJPG", 0, 0, 0, 0, 0)
    one = b"LIST" + struct.pack("<I", 4 + len(stream + form)) + b"strl" + stream + form
    heads = b"hdrl" + header + one * count
    body = b"AVI LIST" + struct.pack("<I", len(heads)) + heads + b"LIST\x04\0\0\0movi"
    return bench.write("streams.avi", b"RIFF" + struct.pack("<I", len(body)) + body)


def _shifted(bench: Bench, *, kind: str, words: tuple[str, ...]) -> Path:
    """A true clip that FFmpeg writes with other times."""
    made = bench.clip(f"times-{kind}", *PICTURE, *SOUND, *words)
    return bench.write(kind, made.read_bytes())


def _filtered(filter_text: str, *more: str) -> tuple[str, ...]:
    return ("-bsf:v", f"setts={filter_text}", *H264, "-bf", "0", "-c:a", "aac", *more)


SHIFTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gap.mkv": (_filtered("ts=TS+gte(N\\,8)*600/TB", "-an"), ("bad_timing",)),
    "gap.ts": (_filtered("ts=TS+gte(N\\,8)*600/TB", "-an", "-f", "mpegts"), ("bad_timing",)),
    "gap.mp4": (_filtered("ts=TS+gte(N\\,8)*600/TB", "-an"), ("bad_timing",)),
    "gap.flv": (("-bsf:v", "setts=ts=TS+gte(N\\,8)*600/TB", "-c:v", "flv", "-an"), ("bad_timing",)),
    "late.mkv": (_filtered("ts=TS+7200/TB", "-an"), ()),
    "late.ts": (_filtered("ts=TS+7200/TB", "-an", "-f", "mpegts"), ()),
    "slow.mkv": (_filtered("ts=TS*60", "-an"), ("too_long",)),
    "unordered.ts": (_filtered("pts=PTS-2*mod(N\\,3)/TB/10:dts=DTS", "-an", "-f", "mpegts"), ()),
}


def _many_samples(bench: Bench, *, count: int) -> Path:
    """An index in which each sample is the same bytes again: hours of film in a small file."""
    tree = mp4.parse(true_bytes(bench, "mov"))
    trak = tree.find("moov/trak")
    trak.inner = [box for box in trak.inner if box.kind != b"edts"]
    stbl = tree.find(STBL)
    sizes = stbl.find("stsz").body
    size = max(struct.unpack_from(">I", sizes, 12)[0], 1)
    start = struct.unpack_from(">I", stbl.find("stco").body, 8)[0]
    stbl.find("stts").body = struct.pack(">IIII", 0, 1, count, 1024)
    stbl.find("stsz").body = struct.pack(">III", 0, size, count)
    stbl.find("stsc").body = struct.pack(">IIIII", 0, 1, 1, 1, 1)
    stbl.find("stco").body = struct.pack(">II", 0, count) + struct.pack(">I", start) * count
    return bench.write("again.mov", bytes(tree))


def cases() -> list[Case]:
    found = [
        Case(f"mp4 {name}", partial(_patched, change=change), frozenset(codes))
        for name, (change, codes) in PATCHES.items()
    ]
    found += [Case(f"mkv of {name}", partial(_matroska, length=length)) for name, length in MKV_LENGTHS.items()]
    found += [Case(f"mkv scale {scale}", partial(_matroska_scale, scale=scale)) for scale in (1, 0xFFFFFF)]
    for name, (words, codes) in SHIFTS.items():
        make = partial(_shifted, kind=name, words=words)
        found.append(refused(f"times {name}", make, *codes) if codes else harmless(f"times {name}", make))
    for count in (100, 10_000):
        found.append(refused(f"mkv of {count} tracks", partial(_matroska_tracks, count=count), "too_many_streams"))
        found.append(refused(f"mp4 of {count} tracks", partial(_movie_tracks, count=count), "too_many_streams"))
        found.append(
            refused(f"avi of {count} streams", partial(_avi_streams, count=count), "too_many_streams", "incomplete")
        )
    found += [
        refused("mkv with tags in tags", _matroska_nested, "not_media", "incomplete"),
        refused("mkv with an attachment outside", _matroska_attachment, "not_media", "incomplete"),
        refused("the same sample ten thousand times", partial(_many_samples, count=10_000), "broken", "too_long"),
        refused(
            "the same sample a million times",
            partial(_many_samples, count=1_000_001),
            "broken",
            "too_long",
            "too_large",
        ),
    ]
    return found
