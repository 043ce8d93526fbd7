"""Look into an uploaded file. Run as `python -m media.pipeline.probe FILE`, it prints one JSON object.

The file may be hostile, so callers use `runner.probe`, which starts this module as a child process; the
process binds itself to little memory and time before it loads the decoder.
"""

from __future__ import annotations

import json
import math
import resource
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any, Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from media.pipeline.sources import SOUND_DEMUXERS, VIDEO_DEMUXERS, Limits, SourceInfo, SourceProblem

MEMORY_BYTES: Final = 1536 * 1024**2
CPU_SECONDS: Final = 30
MOST_WRITTEN: Final = 65536
FIRST_FRAME_PACKETS: Final = 300
RATE_SAMPLE_PACKETS: Final = 2000
RATE_ROUNDING: Final = 0.01  # Matroska stamps are whole milliseconds: 30 frames a second come out as 29.997
HDR_TRANSFERS: Final = (16, 18)  # SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG) in ISO/IEC 23091-2
CONTAINER_MARKS: Final = ((4, b"ftyp"), (4, b"moov"), (4, b"mdat"), (0, b"\x1a\x45\xdf\xa3"), (8, b"AVI "))


def read_source(path: Path, limits: Limits) -> SourceInfo:
    """Probe a local file. Raises `SourceProblem`."""
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise SourceProblem("too_large")
    with _open(path) as container:
        video = _picture_stream(container)
        _check_pixels(video, limits)
        _check_complete(video, size)
        frame = _first_frame(container, video)
        container.seek(0)
        duration_s, fps = _timing(container, video)
        _check_duration(duration_s, limits)
        width, height = _displayed_size(video, frame)
        if min(width, height) < limits.min_side:
            raise SourceProblem("too_small")
        return SourceInfo(
            duration_s=round(duration_s, 3),
            width=width,
            height=height,
            rotation=frame.rotation % 360,
            fps=fps,
            video_codec=video.codec_context.codec.canonical_name,
            audio_codec=_audio_codec(container),
            hdr=int(frame.color_trc) in HDR_TRANSFERS,
            size_bytes=size,
        )


def _open(path: Path) -> InputContainer:
    options = {"protocol_whitelist": "file", "format_whitelist": ",".join(VIDEO_DEMUXERS + SOUND_DEMUXERS)}
    try:
        return av.open(f"file:{path}", mode="r", options=options, metadata_errors="replace")
    except av.error.MemoryError as error:
        raise SourceProblem("too_large") from error
    except (av.FFmpegError, ValueError) as error:
        raise SourceProblem("incomplete" if _looks_like_video(path) else "not_media") from error


def _looks_like_video(path: Path) -> bool:
    """A video's mark at the start of a file that does not open: its index, written last, is missing."""
    with path.open("rb") as file:
        head = file.read(16)
    return any(head[at : at + len(mark)] == mark for at, mark in CONTAINER_MARKS)


def _picture_stream(container: InputContainer) -> VideoStream:
    """The first moving picture; the cover picture of a song is none."""
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            if stream.codec_context is None:
                raise SourceProblem("unknown_codec")
            return stream
    raise SourceProblem("no_video" if container.streams.audio else "not_media")


def _audio_codec(container: InputContainer) -> str:
    for stream in container.streams.audio:
        if stream.codec_context is not None and stream.codec_context.sample_rate:
            return stream.codec_context.codec.canonical_name
    return ""


def _check_pixels(video: VideoStream, limits: Limits) -> None:
    if video.codec_context.width * video.codec_context.height > limits.max_pixels:
        raise SourceProblem("too_large")


def _check_complete(video: VideoStream, size: int) -> None:
    """An index that points past the end belongs to an upload that was cut off."""
    entries = video.index_entries
    if len(entries) and entries[-1].pos + entries[-1].size > size:
        raise SourceProblem("incomplete")


def _check_duration(duration_s: float, limits: Limits) -> None:
    if duration_s < limits.min_duration_s:
        raise SourceProblem("too_short")
    if duration_s > limits.max_duration_s:
        raise SourceProblem("too_long")


def _first_frame(container: InputContainer, video: VideoStream) -> VideoFrame:
    for packet in islice(container.demux(video), FIRST_FRAME_PACKETS):
        for frame in _decoded(packet):
            return frame
    raise SourceProblem("broken")


def _decoded(packet: Any) -> Iterator[VideoFrame]:
    """A damaged packet is skipped, as a player would; the next key frame may be whole."""
    try:
        yield from packet.decode()
    except av.error.InvalidDataError:
        return


def _timing(container: InputContainer, video: VideoStream) -> tuple[float, Fraction]:
    """Duration in seconds and mean frames per second.

    `r_frame_rate` is the finest tick of a variable-rate phone clip (90 kHz in some), never its rate.
    """
    stream_s = float(video.duration * video.time_base) if video.duration and video.time_base else 0.0
    container_s = container.duration / av.time_base if container.duration else 0.0
    if video.frames > 1 and stream_s and container_s:
        return container_s, _rate(video.frames / stream_s)
    times = _packet_times(container, video, None if not container_s else RATE_SAMPLE_PACKETS)
    if len(times) < 2 or times[-1] <= times[0]:
        raise SourceProblem("too_short")
    rate = (len(times) - 1) / (times[-1] - times[0])
    return container_s or times[-1] - times[0] + 1 / rate, _rate(rate)


def _packet_times(container: InputContainer, video: VideoStream, most: int | None) -> list[float]:
    """Presentation times in order; `most=None` reads the whole file (recorders that write no duration)."""
    packets = islice(container.demux(video), most)
    return sorted(float(p.pts * p.time_base) for p in packets if p.pts is not None and p.time_base)


def _rate(fps: float) -> Fraction:
    if not math.isfinite(fps) or fps <= 0:
        raise SourceProblem("broken")
    if abs(fps - round(fps)) < RATE_ROUNDING and round(fps):
        return Fraction(round(fps))
    return Fraction(fps).limit_denominator(1001)


def _displayed_size(video: VideoStream, frame: VideoFrame) -> tuple[int, int]:
    ratio = video.sample_aspect_ratio or Fraction(1)
    width, height = round(frame.width * ratio), frame.height
    return (height, width) if frame.rotation % 180 else (width, height)


def _bind() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def main(arguments: list[str]) -> None:
    """Print `{"source": ...}` or `{"problem": code}`; the exit status is 0 in both cases."""
    _bind()
    path, limits = Path(arguments[0]), Limits(**json.loads(arguments[1]))
    av.logging.set_level(None)
    try:
        answer: dict[str, Any] = {"source": read_source(path, limits).to_json()}
    except SourceProblem as problem:
        answer = {"problem": problem.code}
    except (MemoryError, av.error.MemoryError):
        answer = {"problem": "too_large"}
    except av.FFmpegError:
        answer = {"problem": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
