"""Sources and fragmented files to plan with; nothing here touches a disk."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from media.pipeline.boxes import Fragment, FragmentedFile
from media.pipeline.ladder import plan_ladder
from media.pipeline.made import Made
from media.pipeline.plan import Loudness, Plan, Wishes, Workshop, cut_parts, settled
from media.pipeline.sources import SourceInfo

WORKSHOP = Workshop("ffmpeg", threads=2)
EVIL = Path("/uploads/-i evil:name.mp4")


def source(width=1280, height=720, fps=Fraction(30), audio_codec="aac", **more):
    values = {"duration_s": 60.0, "rotation": 0, "video_codec": "h264", "video_stream": 0, "audio_stream": 1} | more
    return SourceInfo(width=width, height=height, fps=fps, audio_codec=audio_codec, **values)


def fragmented(*fragments: tuple[int, float], codec="avc1.4D4015", init_size=800):
    """A file of (bytes, seconds) fragments, one after the other."""
    made, offset = [], init_size
    for size, seconds in fragments:
        made.append(Fragment(offset, size, seconds))
        offset += size
    return FragmentedFile(init_size, codec, tuple(made))


def planned(info=None, wishes=None, loudness=None, **changes):
    """A whole plan for a source that nobody measured."""
    info = info or source()
    wishes = settled(wishes or Wishes(), info)
    ladder = plan_ladder(info)
    plan = Plan(info, wishes, ladder, loudness or (Loudness(-16.0, -3.0) if info.has_audio else None), ())
    return replace(plan, parts=cut_parts(plan), **changes)


def made(quality="saver", family="h264", **more):
    """A rendition with plausible names and rates."""
    stem = f"{quality}-{family}"
    codecs = {"h264": "avc1.4D4015", "av1": "av01.0.04M.08", "aac": "mp4a.40.2", "opus": "opus"}
    values = {"size_bytes": 1000, "bandwidth": 60_000, "average_bandwidth": 50_000} | more
    if quality != "audio":
        values = {"width": 426, "height": 240, "fps": Fraction(15)} | values
    return Made(quality, family, codecs[family], f"{stem}.mp4", f"{stem}-keep.mp4", f"{stem}.m3u8", **values)
