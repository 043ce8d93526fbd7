"""What is known of an uploaded file before anything is planned."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final

# Demuxers (FFmpeg names) that phones, cameras and screen recorders write. Playlists, concat scripts,
# image sequences and everything that can name a second file stay outside on purpose.
VIDEO_DEMUXERS: Final = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "flv", "asf", "ogg")
# Accepted by the probe alone, so that a trainer who picked a sound file is told so.
SOUND_DEMUXERS: Final = ("mp3", "wav", "aac", "flac", "amr", "aiff")


@dataclass(frozen=True)
class Limits:
    """What a lesson video may be: seconds, displayed pixels, bytes."""

    min_duration_s: float = 1.0
    max_duration_s: float = 3600.0
    min_side: int = 64
    max_pixels: int = 16_777_216
    max_bytes: int = 4 * 1024**3


@dataclass(frozen=True)
class SourceInfo:
    """A probed video: size as displayed (rotation and pixel shape applied), `fps` the true mean rate."""

    duration_s: float
    width: int
    height: int
    rotation: int
    fps: Fraction
    video_codec: str
    audio_codec: str = ""
    hdr: bool = False
    size_bytes: int = 0

    @property
    def has_audio(self) -> bool:
        """Whether there is sound to encode."""
        return bool(self.audio_codec)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `fps` becomes text such as `24000/1001`."""
        return asdict(self) | {"fps": str(self.fps)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> SourceInfo:
        """The reverse of `to_json`."""
        return cls(**(values | {"fps": Fraction(values["fps"])}))


class SourceProblem(Exception):
    """The file cannot become a lesson video; `permanent` says that sending the same file again is no use.

    `code` is one of `PROBLEM_CODES`; the words for it belong to the screen, not to this package.
    """

    def __init__(self, code: str, *, permanent: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


PROBLEM_CODES: Final = (
    "not_media",  # no container that we take
    "no_video",  # sound only
    "incomplete",  # the end of the file is missing
    "broken",  # a video, but no picture can be decoded
    "unknown_codec",  # no decoder for its pictures
    "too_short",
    "too_long",
    "too_small",
    "too_large",
    "probe_failed",  # not the file's fault: the probe itself could not run
)
