"""Look into an uploaded file. `python -m media.pipeline.probe CAGE... -- FILE LIMITS` prints one JSON object.

The file may be hostile, so callers use `runner.probe`, which starts this module as a child process; the
process enters its cage after its libraries are loaded and before the file is opened.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from media.pipeline import cage
from media.pipeline.clock import Clock, read_clock
from media.pipeline.sources import (
    SOUND_DECODERS,
    VIDEO_DECODERS,
    Limits,
    SourceInfo,
    SourceProblem,
    demuxing_options,
)

FIRST_FRAME_PACKETS: Final = 300
TRANSFERS: Final = {16: "pq", 18: "hlg"}  # SMPTE ST 2084 and ARIB STD-B67 in ISO/IEC 23091-2
CONTAINER_MARKS: Final = ((4, b"ftyp"), (4, b"moov"), (4, b"mdat"), (0, b"\x1a\x45\xdf\xa3"), (8, b"AVI "))
LONGEST_PIXEL: Final = 4  # width to height of one; a stranger shape is a damaged header
TOO_MANY: Final = "max_streams"  # in what FFmpeg says of a file with more


def read_source(path: Path, limits: Limits) -> SourceInfo:
    """Probe a local file. Raises `SourceProblem`."""
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise SourceProblem("too_large")
    with _open(path, limits) as container:
        if len(container.streams) > limits.max_streams:
            raise SourceProblem("too_many_streams")
        video = _picture_stream(container, limits)
        audio = _sound_stream(container)
        numbers = [stream.index for stream in (video, audio) if stream]
        clock = read_clock(partial(_open, path, limits), numbers, size, limits)
        _check_duration(clock, limits)
        frame = _first_frame(container, video, limits)
        return _described(video, audio, clock, frame, size, limits)


def _described(
    video: VideoStream, audio: AudioStream | None, clock: Clock, frame: VideoFrame, size: int, limits: Limits
) -> SourceInfo:
    width, height = _displayed_size(video, frame)
    if min(width, height) < limits.min_side:
        raise SourceProblem("too_small")
    transfer = TRANSFERS.get(int(frame.color_trc), "")
    return SourceInfo(
        duration_s=round(clock.duration_s, 3),
        width=width,
        height=height,
        rotation=_rotation(frame),
        fps=clock.fps,
        video_codec=video.codec_context.codec.canonical_name,
        audio_codec=audio.codec_context.codec.canonical_name if audio else "",
        hdr=bool(transfer),
        size_bytes=size,
        vfr=clock.vfr,
        peak_fps=clock.peak_fps,
        keyframe_s=clock.keyframe_s,
        interlaced=bool(frame.interlaced_frame),
        transfer=transfer,
        bits=max(component.bits for component in frame.format.components),
        bit_rate=round(size * 8 / clock.duration_s),
        audio_channels=audio.codec_context.channels if audio else 0,
        video_stream=video.index,
        audio_stream=audio.index if audio else -1,
        begin_s=clock.begin_s,
        video_start_s=clock.video_start_s,
        audio_start_s=clock.audio_start_s,
        video_s=clock.video_s,
        audio_s=clock.audio_s,
    )


def _open(path: Path, limits: Limits) -> InputContainer:
    av.logging.set_level(av.logging.ERROR)
    with av.logging.Capture() as said:
        try:
            options = demuxing_options(limits, sound_alone=True)
            return av.open(f"file:{path}", mode="r", options=options, metadata_errors="replace")
        except av.error.MemoryError as error:
            raise SourceProblem(_too_much(said)) from error
        except (av.FFmpegError, ValueError) as error:
            if _too_much(said) == "too_many_streams":
                raise SourceProblem("too_many_streams") from error
            raise SourceProblem("incomplete" if _looks_like_video(path) else "not_media") from error
        finally:
            av.logging.set_level(None)  # decoders complain of every damaged packet


def _too_much(said: list[tuple[int, str, str]]) -> str:
    return "too_many_streams" if any(TOO_MANY in text for _, _, text in said) else "too_large"


def _looks_like_video(path: Path) -> bool:
    """A video's mark at the start of a file that does not open: its index, written last, is missing."""
    with path.open("rb") as file:
        head = file.read(16)
    return any(head[at : at + len(mark)] == mark for at, mark in CONTAINER_MARKS)


def _picture_stream(container: InputContainer, limits: Limits) -> VideoStream:
    """The first moving picture that can be decoded; the cover picture of a song is none."""
    pictures = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    for stream in pictures:
        if stream.codec_context is not None:
            _check_pixels(stream.codec_context.width, stream.codec_context.height, limits)
        if _may_decode(stream, VIDEO_DECODERS):
            return stream
    if pictures:
        raise SourceProblem("unknown_codec")
    raise SourceProblem("no_video" if container.streams.audio else "not_media")


def _sound_stream(container: InputContainer) -> AudioStream | None:
    for stream in container.streams.audio:
        if _may_decode(stream, SOUND_DECODERS) and stream.codec_context.sample_rate and stream.codec_context.channels:
            return stream
    return None


def _may_decode(stream: VideoStream | AudioStream, names: tuple[str, ...]) -> bool:
    return stream.codec_context is not None and stream.codec_context.codec.name in names


def _check_pixels(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.max_pixels:
        raise SourceProblem("too_large")


def _check_duration(clock: Clock, limits: Limits) -> None:
    if clock.duration_s < limits.min_duration_s or clock.video_s <= 0:
        raise SourceProblem("too_short")
    if clock.duration_s > limits.max_duration_s:
        raise SourceProblem("too_long")


def _first_frame(container: InputContainer, video: VideoStream, limits: Limits) -> VideoFrame:
    video.codec_context.options = {"max_pixels": str(limits.max_pixels)}
    for packet in islice(container.demux(video), FIRST_FRAME_PACKETS):
        for frame in _decoded(packet):
            _check_pixels(frame.width, frame.height, limits)
            return frame
    raise SourceProblem("broken")


def _decoded(packet: Any) -> Iterator[VideoFrame]:
    """A damaged packet is skipped, as a player would; the next key frame may be whole."""
    try:
        yield from packet.decode()
    except (av.error.InvalidDataError, av.error.ArgumentError):
        return


def _displayed_size(video: VideoStream, frame: VideoFrame) -> tuple[int, int]:
    ratio = video.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, LONGEST_PIXEL) <= ratio <= LONGEST_PIXEL:
        ratio = Fraction(1)
    width, height = round(frame.width * ratio), frame.height
    return (height, width) if _rotation(frame) % 180 else (width, height)


def _rotation(frame: VideoFrame) -> int:
    """Quarter turns; a few phones write 89 or 271 degrees."""
    return round(frame.rotation / 90) * 90 % 360


def main(arguments: list[str]) -> None:
    """Print `{"source": ...}` or `{"problem": code}`; the exit status is 0 in both cases."""
    name, limits = cage.enter_with(arguments)
    try:
        answer: dict[str, Any] = {"source": read_source(Path(name), Limits(**json.loads(limits))).to_json()}
    except SourceProblem as problem:
        answer = {"problem": problem.code}
    except (MemoryError, av.error.MemoryError):
        answer = {"problem": "too_large"}
    except (av.FFmpegError, OverflowError):
        answer = {"problem": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
