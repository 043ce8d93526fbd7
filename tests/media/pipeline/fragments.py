"""Fragmented MP4s built by hand, as small as they can be."""

import struct

RATE = 30
TICKS = 512
AVC = bytes.fromhex("014d4015ffe1")


def box(kind, *bodies):
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def header(entry=b"avc1", inside=None, delay=1024):
    """`ftyp` and `moov` of one track of 30 pictures a second."""
    inside = box(b"avcC", AVC) if inside is None else inside
    stsd = box(b"stsd", struct.pack(">II", 0, 1), box(entry, bytes(78), inside))
    mdhd = box(b"mdhd", struct.pack(">IIIIII", 0, 0, 0, RATE * TICKS, 0, 0))
    edts = box(b"edts", box(b"elst", struct.pack(">IIIiI", 0, 1, 0, delay, 0x10000)))
    track = box(b"trak", edts, box(b"mdia", mdhd, box(b"minf", box(b"stbl", stsd))))
    trex = box(b"mvex", box(b"trex", struct.pack(">IIIIII", 0, 1, 1, TICKS, 0, 0)))
    return box(b"ftyp", b"iso6") + box(b"moov", track, trex)


def fragment(number, first, samples, payload=b"x", wide=True):
    """`moof` and `mdat`; `first` counts pictures before it."""
    time = struct.pack(">BxxxQ", 1, first * TICKS) if wide else struct.pack(">BxxxI", 0, first * TICKS)
    tfhd = box(b"tfhd", struct.pack(">II", 0x020000, 1))
    trun = box(b"trun", struct.pack(">II", 0, samples))
    moof = box(b"moof", box(b"mfhd", struct.pack(">II", 0, number)), box(b"traf", tfhd, box(b"tfdt", time), trun))
    return moof + box(b"mdat", payload * samples)
