"""Sources and fragmented files to plan with; nothing here touches a disk."""

from fractions import Fraction

from media.pipeline.boxes import Fragment, FragmentedFile
from media.pipeline.sources import SourceInfo


def source(width=1280, height=720, fps=Fraction(30), audio_codec="aac", **more):
    values = {"duration_s": 60.0, "rotation": 0, "video_codec": "h264"} | more
    return SourceInfo(width=width, height=height, fps=fps, audio_codec=audio_codec, **values)


def fragmented(*fragments: tuple[int, float], codec="avc1.4D4015", init_size=800):
    """A file of (bytes, seconds) fragments, one after the other."""
    made, offset = [], init_size
    for size, seconds in fragments:
        made.append(Fragment(offset, size, seconds))
        offset += size
    return FragmentedFile(init_size, codec, tuple(made))
