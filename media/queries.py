"""What of a video can be played, and what to say while it cannot."""

from dataclasses import dataclass
from typing import Literal

from media.models import Video


@dataclass(frozen=True)
class Quality:
    """One thing to play or keep: `name` is saver, standard or audio."""

    name: str
    label: str
    url: str
    size_bytes: int
    mime: str


@dataclass(frozen=True)
class Playback:
    """`state` none: no video set; encoding: `percent` 0..100; failed: `problem` says what to do."""

    state: Literal["none", "encoding", "ready", "failed"]
    percent: int = 0
    problem: str = ""
    duration_s: float = 0.0
    poster_url: str = ""
    hls_url: str = ""
    qualities: tuple[Quality, ...] = ()

    @property
    def saver(self) -> Quality | None:
        """What plays when nothing was chosen."""
        return next((quality for quality in self.qualities if quality.name == "saver"), None)


def playback_for(video: Video | None) -> Playback:
    if video is None:
        return Playback(state="none")
    return Playback(state="encoding", duration_s=video.duration)
