"""Plan -> one FFmpeg invocation that decodes once and writes every file of a stage.

Each stream is encoded once. The `tee` muxer hands its packets to the file for streaming and to the file
for keeping, so that the two can never differ and cost one encode.

All pictures are first brought to a common grid of frames, and every rendition takes its share of that grid.
A stretch of a lesson therefore shows the same frames whether it is encoded alone or with the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media.pipeline.inputs import compiled, open_input
from media.pipeline.ladder import AudioPlan, PosterPlan, VideoPlan
from media.pipeline.plan import Part, Plan, Workshop
from media.pipeline.sound import levelled
from media.pipeline.sources import SourceInfo
from media.pipeline.stretch import Stretch

WHOLE_CANDIDATES: Final = "candidate-%02d.bmp"  # uncompressed: read once and thrown away
# delay_moov writes an edit list that takes back the delay of B-frames and of the sound encoder; without it
# the picture of the saver quality comes 0.13 s late.
# No encoder's name in the file, and none of x264's settings before the first picture: 800 bytes that a villager
# would wait for.
LEAN: Final = "fflags=+bitexact"
NO_SETTINGS: Final = ":bsfs/v=filter_units=remove_types=6"  # of H.264 only: in AV1 six is a frame
STREAMED: Final = f"f=mp4:{LEAN}:movflags=+cmaf+delay_moov+skip_trailer"
SOUND_SEGMENT_S: Final = 6  # short enough to start early, long enough for a small playlist
STREAMED_SOUND: Final = f"{STREAMED}:frag_duration={SOUND_SEGMENT_S}000000"
KEPT_FLAGS: Final = "+faststart"
KEPT: Final = f"f=mp4:{LEAN}:movflags={KEPT_FLAGS}"
ENCODERS: Final = {"h264": "libx264", "av1": "libsvtav1", "aac": "aac", "opus": "libopus"}
OPUS_FRAME_MS: Final = 60  # the fewest bytes for headers; nobody talks back to a lesson
OPUS_RATE: Final = 48_000  # the only clock that Opus in MP4 knows
# PQ and HLG pictures look washed out on an ordinary screen unless their light is brought down first.
TONE_MAP: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("zscale", {"transfer": "linear", "npl": 100}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"primaries": "bt709"}),
    ("tonemap", {"tonemap": "hable", "desat": 0}),
    ("zscale", {"transfer": "bt709", "matrix": "bt709", "range": "tv"}),
)
TAGS: Final = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}


@dataclass(frozen=True)
class VideoFiles:
    """Names of one picture rendition; `kept` has the sound as well, and is empty for a part."""

    plan: VideoPlan
    streamed: str
    kept: str


@dataclass(frozen=True)
class SoundFiles:
    """Names of one encoding of the sound; Opus is kept as it is streamed."""

    plan: AudioPlan
    streamed: str
    kept: str


@dataclass(frozen=True)
class EncodeCommand:
    """What to run (in the folder that takes the files) and what it leaves there."""

    arguments: tuple[str, ...]
    videos: tuple[VideoFiles, ...]
    sounds: tuple[SoundFiles, ...] = ()


def is_awaited(arguments: Sequence[str]) -> bool:
    """Whether somebody waits for what a command makes: AV1 comes when all can be watched."""
    return ENCODERS["av1"] not in arguments


def video_files(video: VideoPlan, keep: bool = True) -> VideoFiles:
    """The names while it is encoded; published files get others."""
    stem = video.quality if video.codec == "h264" else f"{video.quality}-{video.codec}"
    return VideoFiles(video, f"{stem}-streamed.mp4", f"{stem}-kept.mp4" if keep else "")


def sound_files(sound: AudioPlan) -> SoundFiles:
    """The names while it is encoded."""
    streamed = f"{sound.codec}-streamed.mp4"
    return SoundFiles(sound, streamed, "aac-kept.m4a" if sound.codec == "aac" else streamed)


def plan_set(path: Path, plan: Plan, videos: Sequence[VideoPlan], workshop: Workshop) -> EncodeCommand:
    """Pictures, sound and candidates for the poster of a whole lesson."""
    stretch = Stretch.whole(plan)
    source_input = open_input(path, workshop, seek_s=stretch.seek_s)
    base = on_grid(source_input[str(plan.source.video_stream)], plan, stretch)
    copies = base.filter_multi_output("split", len(videos) + 1)
    pictures = [scaled(copies[i], video, plan) for i, video in enumerate(videos)]
    sounds = sounds_of(source_input, plan, stretch) if plan.ladder.sound else []
    files = tuple(video_files(video) for video in videos)
    heard = tuple(sound_files(sound) for sound in plan.ladder.sound)
    options = picture_options(videos, workshop.threads) | sound_options(plan.ladder.sound)
    tee = ffmpeg.output(*pictures, *sounds, slaves(files, heard), format="tee", **options)
    graph = ffmpeg.merge_outputs(tee, candidates(copies[len(videos)], plan, plan.whole, WHOLE_CANDIDATES))
    return EncodeCommand(compiled(graph, workshop), files, heard)


def plan_pictures(
    path: Path, plan: Plan, videos: Sequence[VideoPlan], workshop: Workshop, sound: Path | None
) -> EncodeCommand:
    """Pictures alone of a whole lesson; the files to keep get their `sound` as it was encoded before."""
    stretch = Stretch.whole(plan)
    source_input = open_input(path, workshop, seek_s=stretch.seek_s)
    base = on_grid(source_input[str(plan.source.video_stream)], plan, stretch)
    copies = base.filter_multi_output("split", len(videos))
    pictures = [scaled(copies[i], video, plan) for i, video in enumerate(videos)]
    sounds = [open_input(sound, workshop)["a"]] if sound else []
    files = tuple(video_files(video) for video in videos)
    options = picture_options(videos, workshop.threads) | ({"c:a": "copy"} if sound else {})
    tee = ffmpeg.output(*pictures, *sounds, slaves(files, (), copied_sound=bool(sound)), format="tee", **options)
    return EncodeCommand(compiled(tee, workshop), files)


def on_grid(stream: Any, plan: Plan, stretch: Stretch) -> Any:
    """The frames of the stretch and no others, from second 0, at the common rate."""
    if stretch.moved_s:
        stream = stream.filter("setpts", f"PTS-({stretch.moved_s})/TB")
    if plan.source.interlaced:
        stream = stream.filter("bwdif", mode="send_frame")
    if stretch.first:
        stream = stream.filter("fps", fps=str(stretch.fps)).filter("trim", start_pts=stretch.first)
        stream = stream.filter("setpts", f"PTS-{stretch.first}")
    else:
        stream = stream.filter("fps", fps=str(stretch.fps), start_time=0)
    if stretch.padded:  # a frame that is shown for long is also the last one of the stretch
        stream = stream.filter("tpad", stop=-1, stop_mode="clone")
    return stream.filter("trim", end_pts=stretch.frames)


def scaled(stream: Any, video: VideoPlan, plan: Plan) -> Any:
    """Frames are dropped before they are scaled, and each rung is scaled from the source."""
    return to_screen(at_rate(stream, plan.grid_fps, video.fps), video.width, video.height, plan.source)


def at_rate(stream: Any, fps: Fraction, wanted: Fraction) -> Any:
    """Of frames on a grid the one that is due; rounding up, for otherwise pictures of slides run ahead of the voice."""
    return stream if wanted == fps else stream.filter("fps", fps=str(wanted), start_time=0, round="up")


def to_screen(stream: Any, width: int, height: int, source: SourceInfo, pixels: str = "yuv420p") -> Any:
    """Upright and square pixels in the colours of an ordinary screen."""
    colours = {"out_range": "tv"} | ({} if source.hdr else {"out_color_matrix": "bt709"})
    stream = stream.filter("scale", w=width, h=height, flags="lanczos", **colours).filter("setsar", sar=1)
    for name, values in TONE_MAP if source.hdr else ():
        stream = stream.filter(name, **values)
    return stream.filter("format", pix_fmts=pixels).filter("setparams", **TAGS)


def sounds_of(source_input: Any, plan: Plan, stretch: Stretch) -> list[Any]:
    """One stream for each encoding of the sound: mono, as loud as it should be, in step with the pictures.

    Silence fills holes and a late start, so that second 7 of the sound is second 7 of the picture.
    """
    stream = source_input[str(plan.source.audio_stream)]
    if stretch.heard_s:
        stream = stream.filter("asetpts", f"PTS-({stretch.heard_s})/TB")
    stream = stream.filter("atrim", start=0, end=float(stretch.length_s))
    # The mix comes before the gain: that is what was measured.
    stream = levelled(stream.filter("aformat", channel_layouts="mono"), plan.loudness)
    copies = stream.filter_multi_output("asplit", len(plan.ladder.sound))
    return [_mono(copies[index], sound) for index, sound in enumerate(plan.ladder.sound)]


def _mono(stream: Any, plan: AudioPlan) -> Any:
    rate = OPUS_RATE if plan.codec == "opus" else plan.sample_rate
    return stream.filter("aresample", rate, **{"async": 1, "first_pts": 0})


def picture_options(videos: Sequence[VideoPlan], threads: int) -> dict[str, Any]:
    """Encoder options of all pictures of one output; they share a codec."""
    options: dict[str, Any] = {
        "c:v": ENCODERS[videos[0].codec],
        "threads:v": threads,
        "flags": "+global_header",
        "map_metadata": -1,  # a phone writes where and when it filmed
        "map_chapters": -1,
    }
    for index, video in enumerate(videos):
        options |= {f"{name}:v:{index}": value for name, value in _encoding(video).items()}
    return options


def _encoding(video: VideoPlan) -> dict[str, Any]:
    first = round(video.fps * video.first_gop_s)
    extra = f"+eq(n,{first})" if 0 < first < video.gop else ""
    options: dict[str, Any] = {
        "preset": video.preset,
        "g": video.gop,
        # Segments start at multiples of the GOP in every rendition, whatever the length of the first.
        "force_key_frames": f"expr:not(mod(n,{video.gop})){extra}",
    }
    if video.maxrate_k:
        options |= {"maxrate": f"{video.maxrate_k}k", "bufsize": f"{video.bufsize_k}k"}
    if video.codec == "h264":
        return options | {"crf": video.crf, "profile": video.profile, "x264-params": video.params}
    # FFmpeg's own option knows whole numbers up to 63, the encoder quarters up to 70.
    return options | {"svtav1-params": ":".join(filter(None, [f"crf={video.crf:g}", video.params]))}


def sound_options(sounds: Sequence[AudioPlan]) -> dict[str, Any]:
    """Encoder options of all encodings of the sound."""
    options: dict[str, Any] = {}
    for index, sound in enumerate(sounds):
        options |= {f"c:a:{index}": ENCODERS[sound.codec], f"b:a:{index}": f"{sound.bitrate_k}k"}
        if sound.codec == "opus":
            options[f"frame_duration:a:{index}"] = OPUS_FRAME_MS
    return options


def slaves(videos: Sequence[VideoFiles], sounds: Sequence[SoundFiles], copied_sound: bool = False) -> str:
    """Tee's list of files; stream numbers are those of the outputs' order: pictures first, then the sound."""
    first_sound = len(videos)
    with_sound = f",{first_sound}" if sounds or copied_sound else ""
    bare = [NO_SETTINGS if video.plan.codec == "h264" else "" for video in videos]
    parts = [f"[select={index}:{STREAMED}{bare[index]}]{video.streamed}" for index, video in enumerate(videos)]
    parts += [
        f"[select={index}{with_sound}:{KEPT}{bare[index]}]{video.kept}"
        for index, video in enumerate(videos)
        if video.kept
    ]
    for index, sound in enumerate(sounds, start=first_sound):
        parts.append(f"[select={index}:{STREAMED_SOUND}]{sound.streamed}")
        if sound.kept != sound.streamed:
            parts.append(f"[select={index}:{KEPT}]{sound.kept}")
    return "|".join(parts)


def candidates(stream: Any, plan: Plan, part: Part, pattern: str) -> Any:
    """A few frames to choose the poster from, or the very one that was wished. `stream` is on the grid."""
    poster, source = plan.ladder.poster, plan.source
    if plan.wishes.poster_at_s is not None:
        stream, count = stream.filter("trim", start_frame=wished_frame(plan, part)), 1
    else:
        count = math.ceil(poster.candidates / len(plan.parts))
        rate = Fraction(count) / max(part.end_s - part.start_s, Fraction(1, 10))
        stream = stream.filter("fps", fps=str(rate.limit_denominator(100_000)))
    width, height = poster_size(source, poster)
    stream = to_screen(stream, width, height, source, "bgr24")
    return ffmpeg.output(stream, pattern, format="image2", fps_mode="passthrough", **{"frames:v": count})


def wished_frame(plan: Plan, part: Part) -> int:
    """Number, on the grid of its part, of the frame that the trainer chose for the poster."""
    at_s = Fraction(plan.wishes.poster_at_s or 0) - plan.start_s
    last = int(Fraction(plan.pictures_s) * plan.grid_fps) - 1
    return max(0, min(round(at_s * plan.grid_fps), last) - round(part.start_s * plan.grid_fps))


def poster_size(source: SourceInfo, poster: PosterPlan) -> tuple[int, int]:
    """Sides of the poster in pixels, never larger than the source."""
    scale = min(Fraction(1), Fraction(poster.long_side, max(source.width, source.height)))
    return max(2, round(source.width * scale)), max(2, round(source.height * scale))
