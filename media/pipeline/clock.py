"""When the pictures and sounds of a file come: what its index says, or its packets where there is no index.

What a container's header claims of its length is believed only where the data bear it out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, pairwise
from statistics import median
from typing import Any, Final

import av
from av.container import InputContainer
from av.stream import Stream

from media.pipeline.sources import Limits, SourceProblem

HEAD_PACKETS: Final = 4000
SOUND_PER_PICTURE: Final = 4
TAIL_S: Final = 20.0
ENDS_EARLY: Final = 0.05  # of the length, or seconds if that is more: what a header may claim too much
ENDS_EARLY_S: Final = 2.0
MOST_EMPTY_S: Final = 120.0
FASTEST_FPS: Final = 1000
UNEVEN_SHARE: Final = 0.1
UNEVEN_BY: Final = 0.1
UNEVEN_BY_S: Final = 0.002  # Matroska stamps are whole milliseconds
RATE_ROUNDING: Final = 0.01  # and so 30 frames a second come out as 29.997
NTSC: Final = Fraction(1000, 1001)
INDEXED: Final = "mov,mp4"
OVERLAP: Final = 1.1


@dataclass
class Track:
    """Times of one stream in seconds, in order of presentation once `close` was called."""

    times: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    last_s: float = 0.0  # how long the last packet plays, where it says so

    def add(self, at_s: float, key: bool, plays_s: float) -> None:
        self.times.append(at_s)
        self.last_s = plays_s
        if key:
            self.keys.append(at_s)

    def close(self) -> Track:
        self.times.sort()
        self.keys.sort()
        return self

    @property
    def start_s(self) -> float:
        return self.times[0] if self.times else 0.0

    @property
    def end_s(self) -> float:
        """The last packet plays as long as the others do on average, unless it says how long."""
        if not self.times:
            return 0.0
        span = self.times[-1] - self.times[0]
        mean = span / (len(self.times) - 1) if len(self.times) > 1 else 0.0
        return self.times[-1] + (min(self.last_s, mean) if self.last_s > 0 < mean else max(self.last_s, mean))


@dataclass(frozen=True)
class Clock:
    """Seconds; `start_s` values count from the first thing shown or heard."""

    duration_s: float
    fps: Fraction
    peak_fps: float
    vfr: bool
    keyframe_s: float
    begin_s: float  # of the first thing shown or heard, on the clock of the file
    video_start_s: float
    audio_start_s: float
    video_s: float
    audio_s: float


def read_clock(opened: Callable[[], InputContainer], numbers: Sequence[int], size: int, limits: Limits) -> Clock:
    """`numbers` are those of the picture's stream and of the sound's, if any. Raises `SourceProblem`.

    The file is opened anew for each reading, for not every container lets itself be wound back.
    """
    with opened() as container:
        streams = [container.streams[number] for number in numbers]
        if _is_indexed(container, streams[0]):
            tracks = [_indexed_track(stream, size, limits) for stream in streams]
            return _clock(tracks[0], tracks[1] if len(tracks) > 1 else Track(), max(track.end_s for track in tracks))
        tracks, end_s = _head_and_tail(container, streams, limits)
    if end_s is None:
        with opened() as container:
            streams = [container.streams[number] for number in numbers]
            tracks, end_s = _whole(container, streams, limits)
    return _clock(tracks[0], tracks[1] if len(tracks) > 1 else Track(), end_s)


def _clock(pictures: Track, sounds: Track, end_s: float) -> Clock:
    if not pictures.times:
        raise SourceProblem("broken")
    starts = [track.start_s for track in (pictures, sounds) if track.times]
    values = [*starts, end_s, pictures.end_s, sounds.end_s]
    if not all(map(math.isfinite, values)):
        raise SourceProblem("bad_timing")
    start_s = min(starts)
    # The end may be known from the tail alone; then both tracks are taken to go on until there.
    seen_s = max(pictures.end_s, sounds.end_s)
    more_s = max(0.0, end_s - seen_s)
    _refuse_emptiness(pictures, sounds, end_s)
    video_s = pictures.end_s + more_s - pictures.start_s
    audio_s = sounds.end_s + more_s - sounds.start_s if sounds.times else 0.0
    deltas = _deltas(pictures)
    return Clock(
        duration_s=seen_s + more_s - start_s,
        fps=_rate(pictures),
        peak_fps=_peak(deltas),
        vfr=not _is_even(deltas),
        keyframe_s=round(max((b - a for a, b in pairwise([*pictures.keys, pictures.end_s])), default=0.0), 3),
        begin_s=round(start_s, 6),
        video_start_s=round(pictures.start_s - start_s, 3),
        audio_start_s=round(sounds.start_s - start_s, 3) if sounds.times else 0.0,
        video_s=round(video_s, 3),
        audio_s=round(audio_s, 3),
    )


def _refuse_emptiness(pictures: Track, sounds: Track, end_s: float) -> None:
    """Minutes with neither picture nor sound are no lesson, but a clock that jumps or a header that lies."""
    both = sorted([*pictures.times, *sounds.times, pictures.end_s])
    if max((b - a for a, b in pairwise(both)), default=0.0) > MOST_EMPTY_S:
        raise SourceProblem("bad_timing")
    if len(both) < HEAD_PACKETS and end_s - max(pictures.end_s, sounds.end_s) > MOST_EMPTY_S:
        raise SourceProblem("bad_timing")


def _rate(pictures: Track) -> Fraction:
    """Mean frames a second; never under one, since a still picture also has to be shown again."""
    if len(pictures.times) < 2:
        return Fraction(1)
    span = pictures.times[-1] - pictures.times[0]
    if span <= 0:
        raise SourceProblem("bad_timing")
    deltas = _deltas(pictures)
    even = _even(deltas)
    # One odd step, as at the start of many files, is not to bend the rate of all the others.
    mean = sum(even) / len(even) if _is_even(deltas) else span / len(deltas)
    if 1 / mean > FASTEST_FPS:
        raise SourceProblem("bad_timing")
    return rounded_rate(max(1.0, 1 / mean))


def rounded_rate(fps: float) -> Fraction:
    """A whole rate, one of NTSC's, or what it is."""
    whole = [Fraction(round(fps)), round(fps / NTSC) * NTSC]
    nearest = min(whole, key=lambda rate: abs(rate - Fraction(fps)))
    if nearest and abs(float(nearest) - fps) < RATE_ROUNDING:
        return nearest
    return Fraction(fps).limit_denominator(1001)


def _peak(deltas: list[float]) -> float:
    """Frames a second where they come fastest, without the single hasty one."""
    positive = sorted(delta for delta in deltas if delta > 0)
    return round(min(1 / positive[len(positive) // 10], FASTEST_FPS), 3) if positive else 1.0


def _deltas(track: Track) -> list[float]:
    return [later - earlier for earlier, later in pairwise(track.times)]


def _even(deltas: list[float]) -> list[float]:
    """Those that are as long as the usual one."""
    usual = median(deltas)
    most = max(UNEVEN_BY * usual, UNEVEN_BY_S)
    return [delta for delta in deltas if delta > 0 and abs(delta - usual) <= most]


def _is_even(deltas: list[float]) -> bool:
    return len(deltas) < 2 or len(_even(deltas)) >= (1 - UNEVEN_SHARE) * len(deltas)


def _is_indexed(container: InputContainer, video: Stream) -> bool:
    """MP4 and QuickTime tell of every sample at the start; a fragmented one tells of its first fragments only."""
    return container.format.name.startswith(INDEXED) and 0 < video.frames <= len(video.index_entries) + 1


def _indexed_track(stream: Stream, size: int, limits: Limits) -> Track:
    entries = stream.index_entries
    if len(entries) > limits.max_frames * (1 if stream.type == "video" else SOUND_PER_PICTURE):
        raise SourceProblem("too_long")
    base = float(stream.time_base or 0)
    track, total = Track(), 0
    for entry in entries:
        total += entry.size
        if entry.pos + entry.size > size:  # belongs to an upload that was cut off
            raise SourceProblem("incomplete")
        if not entry.is_discard:
            track.add(entry.timestamp * base, entry.is_keyframe, 0.0)
    if total > OVERLAP * size:  # the same bytes again and again
        raise SourceProblem("broken")
    first = stream.start_time * base if stream.start_time is not None else None
    return _moved(track.close(), first)


def _moved(track: Track, first: float | None) -> Track:
    """Indexes tell when to decode; where pictures are reordered, they are shown a little later."""
    if first is None or not track.times:
        return track
    by = first - track.times[0]
    return Track([at + by for at in track.times], [at + by for at in track.keys])


def _whole(container: InputContainer, streams: list[Stream], limits: Limits) -> tuple[list[Track], float]:
    tracks = {stream.index: Track() for stream in streams}
    if not _read(_packets(container, streams), tracks, limits.max_frames * SOUND_PER_PICTURE):
        raise SourceProblem("too_long")
    return _closed(tracks, streams), max(track.end_s for track in tracks.values())


def _head_and_tail(
    container: InputContainer, streams: list[Stream], limits: Limits
) -> tuple[list[Track], float | None]:
    """Tracks of the first packets, and the second at which the last one of the file ends.

    None where the tail cannot be found or ends earlier than the header claims.
    """
    most = limits.max_frames * SOUND_PER_PICTURE
    tracks = {stream.index: Track() for stream in streams}
    if _read(_packets(container, streams), tracks, HEAD_PACKETS):
        return _closed(tracks, streams), max(track.end_s for track in tracks.values())
    tail = {stream.index: Track() for stream in streams}
    claimed_s = container.duration / av.time_base if container.duration else 0.0
    if claimed_s > 0:
        _read_tail(container, streams, tail, claimed_s, most)
        end_s = max(track.close().end_s for track in tail.values())
        start_s = max(0.0, min(track.start_s for track in _closed(tracks, streams)))
        if end_s - start_s >= min(claimed_s * (1 - ENDS_EARLY), claimed_s - ENDS_EARLY_S):
            return _closed(tracks, streams), end_s
    return [], None


def _closed(tracks: dict[int, Track], streams: list[Stream]) -> list[Track]:
    return [tracks[stream.index].close() for stream in streams]


def _read_tail(
    container: InputContainer, streams: list[Stream], tail: dict[int, Track], claimed_s: float, most: int
) -> None:
    try:
        container.seek(int(max(0.0, claimed_s - TAIL_S) * av.time_base) + (container.start_time or 0))
        _read(_packets(container, streams), tail, most)
    except (av.FFmpegError, OverflowError):
        return


def _packets(container: InputContainer, streams: list[Stream]) -> Iterator[Any]:
    try:
        yield from container.demux(streams)
    except av.error.InvalidDataError:  # damaged from here on: what came before may be whole
        return


def _read(packets: Iterable[Any], tracks: dict[int, Track], most: int) -> bool:
    """Whether the file ended within so many packets."""
    for packet in islice(packets, most):
        if packet.pts is None or not packet.time_base:
            if packet.size == 0:
                continue
            at = packet.dts
        else:
            at = packet.pts
        if at is not None and packet.time_base:
            plays_s = float(packet.duration * packet.time_base) if packet.duration else 0.0
            tracks[packet.stream_index].add(float(at * packet.time_base), packet.is_keyframe, plays_s)
    return next(iter(packets), None) is None
