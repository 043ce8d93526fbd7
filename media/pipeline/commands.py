"""Ladder -> one FFmpeg invocation that decodes once and writes every file of a package.

Each stream is encoded once. The `tee` muxer hands its packets to the file for streaming and to the file
for keeping, so that the two can never differ and cost one encode.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media.pipeline.ladder import GOP_S, AudioPlan, Ladder, VideoPlan
from media.pipeline.sources import VIDEO_DEMUXERS, Limits, SourceInfo

CANDIDATE_PATTERN: Final = "candidate-%02d.bmp"  # uncompressed: read once and thrown away
# delay_moov writes an edit list that takes back the delay of B-frames and of the sound encoder; without it
# the picture of the saver quality comes 0.13 s late.
STREAMED: Final = "f=mp4:movflags=+cmaf+delay_moov+skip_trailer"
STREAMED_SOUND: Final = f"{STREAMED}:frag_duration={GOP_S}000000"
KEPT: Final = "f=mp4:movflags=+faststart"
# PQ and HLG pictures look washed out on an ordinary screen unless their light is brought down first.
TONE_MAP: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("zscale", {"transfer": "linear", "npl": 100}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"primaries": "bt709"}),
    ("tonemap", {"tonemap": "hable", "desat": 0}),
    ("zscale", {"transfer": "bt709", "matrix": "bt709", "range": "tv"}),
)


@dataclass(frozen=True)
class VideoFiles:
    """Names of one picture rendition inside the package; `kept` has the sound as well."""

    plan: VideoPlan
    streamed: str
    kept: str


@dataclass(frozen=True)
class AudioFiles:
    """Names of the sound inside the package."""

    plan: AudioPlan
    streamed: str
    kept: str


@dataclass(frozen=True)
class EncodeCommand:
    """What to run (in the folder that takes the files) and what it leaves there."""

    arguments: tuple[str, ...]
    videos: tuple[VideoFiles, ...]
    audio: AudioFiles | None


def plan_command(
    ffmpeg_binary: str, source_path: Path, source: SourceInfo, ladder: Ladder, *, threads: int, limits: Limits
) -> EncodeCommand:
    """The invocation for one source; `threads` bounds decoder and each encoder."""
    videos = tuple(VideoFiles(plan, f"{plan.quality}-stream.mp4", f"{plan.quality}.mp4") for plan in ladder.videos)
    audio = AudioFiles(ladder.audio, "audio-stream.mp4", "audio.m4a") if ladder.audio else None
    graph = _graph(_input(source_path, threads, limits), source, ladder, videos, audio, threads)
    progress = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-progress", "pipe:1")
    compiled = graph.global_args(*progress).compile(cmd=ffmpeg_binary, overwrite_output=True)
    return EncodeCommand(tuple(compiled), videos, audio)


def _input(path: Path, threads: int, limits: Limits) -> Any:
    return ffmpeg.input(
        f"file:{path}",
        protocol_whitelist="file,pipe",
        format_whitelist=",".join(VIDEO_DEMUXERS),
        max_pixels=limits.max_pixels,
        t=limits.max_duration_s,
        threads=threads,
    )


def _graph(
    source_input: Any,
    source: SourceInfo,
    ladder: Ladder,
    videos: tuple[VideoFiles, ...],
    audio: AudioFiles | None,
    threads: int,
) -> Any:
    copies = source_input.video.filter_multi_output("split", len(videos) + 1)
    streams = [_scaled(copies[i], video.plan, source.hdr) for i, video in enumerate(videos)]
    options = _encoder_options(ladder, threads)
    if audio:
        streams.append(_mono(source_input.audio, audio.plan))
    tee = ffmpeg.output(*streams, _slaves(videos, audio), format="tee", **options)
    return ffmpeg.merge_outputs(tee, _candidates(copies[len(videos)], source, ladder))


def _scaled(stream: Any, plan: VideoPlan, hdr: bool) -> Any:
    """Frames are dropped before they are scaled, and each rung is scaled from the source."""
    stream = stream.filter("fps", fps=str(plan.fps), start_time=0)
    return _to_screen(stream, plan.width, plan.height, hdr).filter("format", pix_fmts="yuv420p")


def _to_screen(stream: Any, width: int, height: int, hdr: bool) -> Any:
    stream = stream.filter("scale", w=width, h=height, flags="lanczos", out_range="tv").filter("setsar", sar=1)
    for name, values in TONE_MAP if hdr else ():
        stream = stream.filter(name, **values)
    return stream


def _mono(stream: Any, plan: AudioPlan) -> Any:
    """Silence fills holes and a late start, so that second 7 of the sound is second 7 of the picture."""
    resampled = stream.filter("aresample", plan.sample_rate, **{"async": 1, "first_pts": 0})
    return resampled.filter("aformat", channel_layouts="mono")


def _encoder_options(ladder: Ladder, threads: int) -> dict[str, Any]:
    options: dict[str, Any] = {
        "c:v": "libx264",
        "threads:v": threads,
        "flags": "+global_header",
        "map_metadata": -1,  # a phone writes where and when it filmed
        "map_chapters": -1,
    }
    for index, plan in enumerate(ladder.videos):
        options |= {
            f"preset:v:{index}": plan.preset,
            f"profile:v:{index}": plan.profile,
            f"x264-params:v:{index}": plan.params,
            f"crf:v:{index}": plan.crf,
            f"maxrate:v:{index}": f"{plan.maxrate_k}k",
            f"bufsize:v:{index}": f"{plan.bufsize_k}k",
            f"g:v:{index}": plan.gop,
        }
    if ladder.audio:
        options |= {"c:a": "aac", "b:a": f"{ladder.audio.bitrate_k}k"}
    return options


def _slaves(videos: tuple[VideoFiles, ...], audio: AudioFiles | None) -> str:
    """Tee's list of files; stream numbers are those of the outputs' order: pictures first, then the sound."""
    sound = len(videos)
    parts = [f"[select={index}:{STREAMED}]{video.streamed}" for index, video in enumerate(videos)]
    with_sound = f",{sound}" if audio else ""
    parts += [f"[select={index}{with_sound}:{KEPT}]{video.kept}" for index, video in enumerate(videos)]
    if audio:
        parts += [f"[select={sound}:{STREAMED_SOUND}]{audio.streamed}", f"[select={sound}:{KEPT}]{audio.kept}"]
    return "|".join(parts)


def _candidates(stream: Any, source: SourceInfo, ladder: Ladder) -> Any:
    poster = ladder.poster
    long_side = max(source.width, source.height)
    scale = min(Fraction(1), Fraction(poster.long_side, long_side))
    width, height = (max(2, round(side * scale)) for side in (source.width, source.height))
    rate = Fraction(poster.candidates / source.duration_s).limit_denominator(100_000)
    stream = _to_screen(stream.filter("fps", fps=str(rate)), width, height, source.hdr)
    return ffmpeg.output(
        stream.filter("format", pix_fmts="bgr24"), CANDIDATE_PATTERN, format="image2", **{"frames:v": poster.candidates}
    )
