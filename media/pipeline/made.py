"""What a stage leaves behind, as the database and the playlists need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Made:
    """One rendition as written: names of published files, bytes of the file to keep, bits per second, pixels.

    `quality` is that of a `VideoPlan` or "audio"; `family` is h264, av1, aac or opus; `codec` as in RFC 6381.
    """

    quality: str
    family: str
    codec: str
    streamed: str
    kept: str
    playlist: str
    size_bytes: int
    bandwidth: int
    average_bandwidth: int
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)


@dataclass(frozen=True)
class MadeStage:
    """What one stage adds to a package; `files` are all names to publish, playlists last.

    Posters are "" except in the first stage. `remarks` are codes of `REMARKS`.
    """

    renditions: tuple[Made, ...]
    files: tuple[str, ...]
    duration_s: float
    poster_webp: str = ""
    poster_jpeg: str = ""
    remarks: tuple[str, ...] = ()


REMARKS = (
    "quiet_voice",  # the speech is faint, or drowned in silence: levelling cannot save it
    "av1_no_gain",  # at least one AV1 rendition saved too little and was left out
)


def find_sound(renditions: tuple[Made, ...], *families: str) -> Made | None:
    """The sound in the first of these families that there is."""
    sounds = {made.family: made for made in renditions if made.quality == "audio"}
    return next((sounds[family] for family in families if family in sounds), None)
