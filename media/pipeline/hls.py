"""HLS playlists (RFC 8216) over single-file fragmented MP4s, read by byte range.

FFmpeg's own muxer is not used: one file per rendition keeps a package at a handful of objects, and rates
and codec strings are read from what was really written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.pipeline.boxes import FragmentedFile
from media.pipeline.made import Made, find_sound

VERSION: Final = 7  # EXT-X-MAP without I-frames-only needs 6; fMP4 as deployed says 7
PICTURE_FAMILY: Final = "h264"
SOUNDS: Final = ("aac", "opus")  # whichever comes first


@dataclass(frozen=True)
class Rates:
    """Bits per second: the peak as RFC 8216 4.1 defines it, and the mean."""

    peak: int
    average: int


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
            f"#EXTINF:{_short(fragment.duration_s)},",
            f"#EXT-X-BYTERANGE:{fragment.size}@{fragment.offset}",
            name,
        ]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _short(seconds: float) -> str:
    """Up to five decimals: a playlist travels over the same poor line as the video."""
    return f"{seconds:.5f}".rstrip("0").rstrip(".")


def master_playlist(renditions: Sequence[Made]) -> str:
    """Choices from leanest to best, all of one codec: H.264 with AAC, which every phone plays.

    A player may change between any two choices, and Chromium's own breaks off where the codec changes with them.
    AV1 and Opus are listed by the lesson page, for players that ask the phone what it decodes.
    """
    sound = find_sound(tuple(renditions), *SOUNDS)
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if sound:
        lines.append(
            f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{sound.family}",NAME="{sound.family}",'
            f'DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",URI="{sound.playlist}"'
        )
    pictures = [made for made in renditions if made.family == PICTURE_FAMILY]
    for picture in sorted(pictures, key=lambda made: made.average_bandwidth):
        lines += [_stream_line(picture, sound), picture.playlist]
    return "\n".join([*lines, ""])


def _stream_line(picture: Made, sound: Made | None) -> str:
    peak, average, codecs = picture.bandwidth, picture.average_bandwidth, picture.codec
    if sound:
        peak, average, codecs = (
            peak + sound.bandwidth,
            average + sound.average_bandwidth,
            f"{codecs},{sound.codec}",
        )
    line = (
        f"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},"
        f'CODECS="{codecs}",RESOLUTION={picture.width}x{picture.height},FRAME-RATE={float(picture.fps):.3f}'
    )
    return f'{line},AUDIO="{sound.family}"' if sound else line


def _bits_per_second(size: int, seconds: float) -> int:
    return math.ceil(size * 8 / seconds) if seconds else 0
