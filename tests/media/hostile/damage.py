"""True clips that were cut off, and true clips with some of their bits or boxes changed."""

from __future__ import annotations

import struct
from functools import partial
from pathlib import Path

from tests.media.hostile import mp4
from tests.media.hostile.case import KINDS, SEED, Bench, Case, true_bytes

CUTS = (16, 200, 0.05, 0.3, 0.6, 0.85, 0.97, -1)
FLIPS = 8
BOXES = ("moov", "trak", "mdia", "minf", "stbl", "stsd", "stts", "stsc", "stsz", "stco", "mdhd", "hdlr", "tkhd", "mvhd")
SIZES = {"nothing": 0, "too little": 4, "the rest": 0xFFFFFFFF, "a little more": -9, "64 bits": 1}


def _cut(bench: Bench, *, kind: str, at: float) -> Path:
    data = true_bytes(bench, kind)
    end = round(at * len(data)) if isinstance(at, float) else at
    return bench.write(f"cut.{kind}", data[:end])


def _flipped(bench: Bench, *, kind: str, case: int) -> Path:
    """From a few bits to hundreds; odd cases keep to the first and last kilobytes, where headers are."""
    rng = Case(f"flip {kind} {case}", _nothing).random()
    data = bytearray(true_bytes(bench, kind))
    spots = range(len(data)) if case % 2 == 0 else [*range(2000), *range(len(data) - 2000, len(data))]
    for _ in range(3 * 4 ** min(case // 2, 3)):
        at = rng.choice(spots)
        data[at] ^= 1 << rng.randrange(8)
    return bench.write(f"flipped.{kind}", bytes(data))


def _blocks(bench: Bench, *, kind: str, case: int) -> Path:
    """Pieces cut out, doubled, swapped or overwritten, as bad memory cards do."""
    rng = Case(f"blocks {kind} {case}", _nothing).random()
    data = true_bytes(bench, kind)
    for _ in range(case + 1):
        start = rng.randrange(len(data))
        end = min(len(data), start + rng.choice([1, 17, 512, 4096]))
        piece = rng.choice(
            [b"", data[start:end] * 2, bytes(end - start), rng.randbytes(end - start), data[: end - start]]
        )
        data = data[:start] + piece + data[end:]
    return bench.write(f"blocks.{kind}", data)


def _box_size(bench: Bench, *, box: str, size: int) -> Path:
    tree = mp4.parse(true_bytes(bench, "fast.mp4"))
    wanted = next(found for found in tree.every() if found.kind == box.encode())
    wanted.size = size if size >= 0 else len(bytes(wanted)) - size
    return bench.write("boxes.mp4", bytes(tree))


def _box_noise(bench: Bench, *, box: str) -> Path:
    rng = Case(f"noise {box} {SEED}", _nothing).random()
    tree = mp4.parse(true_bytes(bench, "fast.mp4"))
    for found in tree.every():
        if found.kind == box.encode():
            found.body, found.inner = rng.randbytes(max(8, len(found.body))), []
    return bench.write("noise.mp4", bytes(tree))


def _recursive(bench: Bench, *, kind: bytes, depth: int) -> Path:
    data = b""
    for _ in range(depth):
        data = struct.pack(">I4s", 8 + len(data), kind) + data
    return bench.write("deep.mp4", mp4.box(b"ftyp", b"isom", bytes(4)) + data)


def _without(bench: Bench, *, box: str) -> Path:
    tree = mp4.parse(true_bytes(bench, "fast.mp4"))
    for found in tree.every():
        found.inner = [inner for inner in found.inner if inner.kind != box.encode()]
    return bench.write("without.mp4", bytes(tree))


def _nothing(bench: Bench) -> Path:
    raise NotImplementedError("only its random numbers are used")


def cases() -> list[Case]:
    found = [Case(f"cut {kind} at {at}", partial(_cut, kind=kind, at=at)) for kind in KINDS for at in CUTS]
    for kind in KINDS:
        found += [Case(f"flip {kind} {n}", partial(_flipped, kind=kind, case=n)) for n in range(FLIPS)]
        found += [Case(f"blocks {kind} {n}", partial(_blocks, kind=kind, case=n)) for n in range(3)]
    for box in BOXES:
        found += [Case(f"box {box} of {name}", partial(_box_size, box=box, size=size)) for name, size in SIZES.items()]
        found.append(Case(f"box {box} of noise", partial(_box_noise, box=box)))
        found.append(Case(f"box {box} left out", partial(_without, box=box)))
    for kind in (b"moov", b"trak", b"udta", b"meta"):
        found.append(Case(f"box {kind.decode()} in itself", partial(_recursive, kind=kind, depth=3000)))
    return found
