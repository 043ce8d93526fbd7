"""HLS playlists (RFC 8216) over single-file fragmented MP4s, read by byte range.

FFmpeg's own muxer is not used: one file per rendition keeps a package at a handful of objects, and rates
and codec strings are read from what was really written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from media.pipeline.boxes import FragmentedFile

VERSION: Final = 7  # EXT-X-MAP without I-frames-only needs 6; fMP4 as deployed says 7
SOUND_GROUP: Final = "sound"


@dataclass(frozen=True)
class Rates:
    """Bits per second: the peak as RFC 8216 4.1 defines it, and the mean."""

    peak: int
    average: int

    def __add__(self, other: Rates) -> Rates:
        return Rates(self.peak + other.peak, self.average + other.average)


@dataclass(frozen=True)
class Variant:
    """One line of choice in the master playlist."""

    playlist: str
    file: FragmentedFile
    width: int
    height: int
    fps: Fraction


def target_duration(file: FragmentedFile) -> int:
    """Whole seconds that no segment exceeds."""
    return max(1, math.ceil(max(fragment.duration_s for fragment in file.fragments)))


def rates(file: FragmentedFile) -> Rates:
    """Peak over runs of segments that last half to one and a half target durations, as the RFC has it."""
    average = _bits_per_second(sum(f.size for f in file.fragments), file.duration_s)
    target = target_duration(file)
    peak = average
    for first in range(len(file.fragments)):
        size, seconds = 0, 0.0
        for fragment in file.fragments[first:]:
            size, seconds = size + fragment.size, seconds + fragment.duration_s
            if seconds > 1.5 * target:
                break
            if seconds >= 0.5 * target:
                peak = max(peak, _bits_per_second(size, seconds))
    return Rates(peak, average)


def media_playlist(name: str, file: FragmentedFile) -> str:
    """Playlist of one file called `name` in the same folder."""
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{target_duration(file)}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{name}",BYTERANGE="{file.init_size}@0"',
    ]
    for fragment in file.fragments:
        lines += [
            f"#EXTINF:{fragment.duration_s:.5f},",
            f"#EXT-X-BYTERANGE:{fragment.size}@{fragment.offset}",
            name,
        ]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def master_playlist(variants: list[Variant], sound: tuple[str, FragmentedFile] | None) -> str:
    """Choices from leanest to best, so that a player starts with what a poor line can carry.

    `sound` is (playlist name, file) of the one audio rendition that all choices share.
    """
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if sound:
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{SOUND_GROUP}",NAME="{SOUND_GROUP}",'
            f'DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",URI="{sound[0]}"'
        )
    for variant in variants:
        lines += [_stream_line(variant, sound[1] if sound else None), variant.playlist]
    return "\n".join([*lines, ""])


def _stream_line(variant: Variant, sound: FragmentedFile | None) -> str:
    total = rates(variant.file) + rates(sound) if sound else rates(variant.file)
    codecs = ",".join([variant.file.codec, *([sound.codec] if sound else [])])
    line = (
        f"#EXT-X-STREAM-INF:BANDWIDTH={total.peak},AVERAGE-BANDWIDTH={total.average},"
        f'CODECS="{codecs}",RESOLUTION={variant.width}x{variant.height},FRAME-RATE={float(variant.fps):.3f}'
    )
    return f'{line},AUDIO="{SOUND_GROUP}"' if sound else line


def _bits_per_second(size: int, seconds: float) -> int:
    return math.ceil(size * 8 / seconds) if seconds else 0
