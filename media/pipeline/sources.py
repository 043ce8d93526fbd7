"""What is known of an uploaded file before anything is planned, and what may be read at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any, Final

# Demuxers (FFmpeg names) that phones, cameras and screen recorders write. Playlists, concat scripts,
# image sequences and everything that can name a second file stay outside on purpose.
VIDEO_DEMUXERS: Final = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "flv", "asf", "ogg")
# Accepted by the probe alone, so that a trainer who picked a sound file is told so.
SOUND_DEMUXERS: Final = ("mp3", "wav", "aac", "flac", "amr", "aiff")
# Decoders likewise. Those of pictures, games, text and vector graphics are never reached by a video of a lesson.
VIDEO_DECODERS: Final = (
    *("h264", "hevc", "libdav1d", "av1", "libaom-av1", "vp8", "libvpx", "vp9", "libvpx-vp9", "vvc"),
    *("mpeg4", "h263", "h263i", "h263p", "mpeg1video", "mpeg2video", "mpegvideo", "mjpeg", "mjpegb"),
    *("wmv1", "wmv2", "wmv3", "vc1", "msmpeg4", "msmpeg4v1", "msmpeg4v2", "flv", "vp6", "vp6a", "vp6f", "theora"),
    *("svq1", "svq3", "dvvideo", "prores", "dnxhd", "cfhd", "rawvideo", "huffyuv", "ffvhuff", "ffv1", "utvideo"),
    *("camtasia", "tscc2", "flashsv", "flashsv2", "qtrle", "cinepak", "mss1", "mss2", "msrle", "msvideo1"),
)
SOUND_DECODERS: Final = (
    *("aac", "aac_latm", "aac_fixed", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "opus", "libopus"),
    *("vorbis", "libvorbis", "flac", "alac", "ac3", "eac3", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb"),
    *("wmav1", "wmav2", "wmapro", "wmavoice", "speex", "libspeex", "nellymoser", "qcelp", "qdm2", "dvaudio", "gsm"),
    *("adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "adpcm_yamaha", "pcm_alaw", "pcm_mulaw", "pcm_bluray"),
    *("pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be"),
    *("pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_dvd", "s302m"),
)
MOST_STREAMS: Final = 32


@dataclass(frozen=True)
class Limits:
    """What a lesson video may be: seconds, displayed pixels, bytes, streams, frames."""

    min_duration_s: float = 0.3  # below it there is hardly a second picture
    max_duration_s: float = 3600.0
    min_side: int = 64
    max_pixels: int = 16_777_216
    max_bytes: int = 4 * 1024**3
    max_streams: int = MOST_STREAMS
    max_frames: int = 1_000_000


def demuxing_options(limits: Limits, *, sound_alone: bool = False) -> dict[str, str]:
    """FFmpeg's options for opening an uploaded file, as words; the same for the probe and for every encode."""
    return {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(VIDEO_DEMUXERS + (SOUND_DEMUXERS if sound_alone else ())),
        "codec_whitelist": ",".join(VIDEO_DECODERS + SOUND_DECODERS),
        "max_streams": str(limits.max_streams),
    }


@dataclass(frozen=True)
class SourceInfo:
    """A probed video: size as displayed (rotation and pixel shape applied), `fps` the true mean rate.

    Seconds count from the first thing that is shown or heard. 0 and "" stand for "not known"; streams are
    numbered as in the file, -1 for none.
    """

    duration_s: float
    width: int
    height: int
    rotation: int
    fps: Fraction
    video_codec: str
    audio_codec: str = ""
    hdr: bool = False
    size_bytes: int = 0
    vfr: bool = False  # frames at irregular times, as phones do in the dark and screen recorders always
    peak_fps: float = 0.0  # where the frames come fastest; about `fps` unless `vfr`
    keyframe_s: float = 0.0  # the largest distance between key frames that was seen
    interlaced: bool = False
    transfer: str = ""  # "pq" or "hlg" when `hdr`
    bits: int = 8  # of each colour
    bit_rate: int = 0  # bits a second, everything together
    audio_channels: int = 0
    video_stream: int = -1
    audio_stream: int = -1
    begin_s: float = 0.0  # of that first thing, on the clock of the file
    video_start_s: float = 0.0
    audio_start_s: float = 0.0
    video_s: float = 0.0  # from the first picture to the end of the last; the sound may be longer
    audio_s: float = 0.0

    @property
    def has_audio(self) -> bool:
        """Whether there is sound to encode."""
        return bool(self.audio_codec)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `fps` becomes text such as `24000/1001`."""
        return asdict(self) | {"fps": str(self.fps)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> SourceInfo:
        """The reverse of `to_json`, also of what an older version wrote."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        return cls(**(kept | {"fps": Fraction(values["fps"])}))


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
    "bad_timing",  # its clock is nonsense: hours of nothing, or a thousand frames a second
    "unknown_codec",  # no decoder for its pictures
    "too_many_streams",
    "too_short",
    "too_long",
    "too_small",
    "too_large",
    "too_complex",  # looking into it takes longer than any honest file
    "probe_failed",  # not the file's fault: the probe itself could not run
)
