"""Small files that grow when they are read."""

from __future__ import annotations

import struct
import zlib
from functools import partial
from pathlib import Path

from tests.media.hostile import mp4
from tests.media.hostile.case import H264, Bench, Case, harmless, refused, true_bytes

SIDE = 16_384
GROWN = ("too_large", "unknown_codec", "broken", "not_media", "incomplete")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(side: int) -> bytes:
    """A grey picture of `side` by `side`; 256 MB of pixels in a quarter of one."""
    packer, packed = zlib.compressobj(1), []
    line = bytes(1 + side)
    packed = [packer.compress(line) for _ in range(side)]
    data = b"".join([*packed, packer.flush()])
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def jpeg(side: int) -> bytes:
    """The head of a baseline JPEG of `side` by `side`; its body is missing."""
    tables = b"\xff\xdb\0\x43\0" + b"\x01" * 64
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, side, side, 1) + b"\x01\x11\0"
    huffman = b"\xff\xc4\0\x14\0" + b"\x01" + bytes(15) + b"\0"
    return b"\xff\xd8" + tables + frame + huffman + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + bytes(2000) + b"\xff\xd9"


def _in_movie(bench: Bench, *, codec: bytes, side: int, claimed: int) -> Path:
    data = png(side) if codec == b"png " else jpeg(side)
    entry = mp4.picture_entry(codec, claimed, claimed)
    tables = mp4.tables(2, 1500, len(data), mp4.DATA_AT)
    return bench.write("bomb.mov", mp4.movie([mp4.track(1, entry, tables)], data * 2, brand=b"qt  "))


def _raw_movie(bench: Bench, *, width: int, height: int) -> Path:
    """Raw pictures of which the file holds next to nothing."""
    entry = mp4.picture_entry(b"raw ", width, height)
    tables = mp4.tables(30, 100, 100, mp4.DATA_AT)
    return bench.write("raw.mov", mp4.movie([mp4.track(1, entry, tables)], bytes(3000), brand=b"qt  "))


def _packed_index(bench: Bench, *, claimed: int, real: int) -> Path:
    """QuickTime's packed index: `cmov`, which unpacks to as much as it says, or to more."""
    packed = zlib.compress(bytes(real), 9)
    cmvd = mp4.box(b"cmvd", struct.pack(">I", claimed), packed)
    body = mp4.box(b"moov", mp4.box(b"cmov", mp4.box(b"dcom", b"zlib"), cmvd))
    return bench.write("packed.mov", mp4.box(b"ftyp", b"qt  ", bytes(4), b"qt  ") + body)


def _gzip(bench: Bench) -> Path:
    packer = zlib.compressobj(9, wbits=31)
    packed = [packer.compress(bytes(1024**2)) for _ in range(200)]
    return bench.write("bomb.mp4", b"".join([*packed, packer.flush()]))


def _sizes(bench: Bench, *, sizes: tuple[str, ...], suffix: str) -> Path:
    """Pictures whose size changes from one second to the next."""
    pieces = []
    for number, size in enumerate(sizes):
        source = ("-f", "lavfi", "-i", f"testsrc2=s={size}:r=10:d=0.8")
        words = (*source, *H264, "-output_ts_offset", str(0.8 * number), "-f", "mpegts")
        pieces.append(bench.clip(f"{number}-{size}.{suffix}", *words).read_bytes())
    return bench.write(f"sizes.{suffix}", b"".join(pieces))


def _changing(bench: Bench) -> Path:
    """Another codec from the second second on, under the same number of stream."""
    first = true_bytes(bench, "ts")
    source = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1", "-c:v", "mpeg2video", "-r", "25")
    words = (*source, "-output_ts_offset", "1.5", "-f", "mpegts")
    return bench.write("changing.ts", first + bench.clip("mpeg2.ts", *words).read_bytes())


def _long_header(bench: Bench, *, kind: bytes, size: int) -> Path:
    """A box of metadata that claims to be as long as a film."""
    clip = true_bytes(bench, "fast.mp4")
    body = struct.pack(">I4sQ", 1, kind, size) + bytes(2000)
    return bench.write("long.mp4", clip[:32] + body + clip[32:])


def _many_boxes(bench: Bench) -> Path:
    return bench.write("boxes.mp4", true_bytes(bench, "fast.mp4") + mp4.box(b"free") * 300_000)


def _many_words(bench: Bench) -> Path:
    """A hundred thousand lines of metadata."""
    tree = mp4.parse(true_bytes(bench, "mp4"))
    line = mp4.box(b"\xa9nam", mp4.box(b"data", struct.pack(">II", 1, 0), b"x" * 40))
    meta = mp4.box(b"hdlr", struct.pack(">II4s", 0, 0, b"mdir"), bytes(13)) + mp4.box(b"ilst", line * 100_000)
    tree.find("moov").inner.append(mp4.Box(b"udta", mp4.box(b"meta", bytes(4), meta)))
    return bench.write("words.mp4", bytes(tree))


def cases() -> list[Case]:
    found = []
    for codec in (b"png ", b"jpeg", b"mjpa"):
        for claimed in (SIDE, 160):
            make = partial(_in_movie, codec=codec, side=SIDE, claimed=claimed)
            found.append(refused(f"bomb {codec.decode().strip()} that claims {claimed}", make, *GROWN))
    for width, height in ((SIDE, SIDE), (65535, 65535), (65535, 64), (1, 65535)):
        name = f"bomb of raw pictures {width} by {height}"
        found.append(refused(name, partial(_raw_movie, width=width, height=height), *GROWN, "too_small"))
    for claimed, real in ((100, 50_000_000), (0x7FFFFFFF, 1000), (0xFFFFFFFF, 100_000_000)):
        name = f"packed index of {real} that claims {claimed}"
        found.append(refused(name, partial(_packed_index, claimed=claimed, real=real), *GROWN))
    for kind in (b"free", b"uuid", b"meta", b"mdat"):
        for size in (2**62, 2**63 + 5):
            found.append(Case(f"a {kind.decode()} of {size} bytes", partial(_long_header, kind=kind, size=size)))
    return [
        *found,
        refused("gzip bomb", _gzip, "not_media"),
        harmless("many boxes", _many_boxes),
        harmless("many lines of metadata", _many_words),
        Case("sizes that change", partial(_sizes, sizes=("160x120", "320x240", "96x96"), suffix="ts"), playable=True),
        Case(
            "sizes that jump",
            partial(_sizes, sizes=("160x120", "1920x64", "64x1080", "160x120"), suffix="ts"),
            playable=True,
        ),
        Case("a picture that grows beyond bounds", partial(_sizes, sizes=("160x120", "1280x960"), suffix="ts")),
        Case("codec that changes", _changing),
    ]
