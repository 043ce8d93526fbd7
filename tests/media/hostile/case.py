"""One hostile file: how it is made and what must become of it."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SEED = 20_260
SECRET = "the-secret-of-the-canary-7f3a"


@dataclass
class Bench:
    """Where files are made. `clip(name, *words)` runs FFmpeg once per name; `url` leads to a server that counts."""

    folder: Path
    canary: Path
    url: str
    ffmpeg: str
    clips: Path

    def clip(self, name: str, *words: str) -> Path:
        path = self.clips / name
        if not path.exists():
            made = path.with_name(f"{id(self)}-{name}")
            subprocess.run([self.ffmpeg, "-v", "error", "-nostdin", "-y", *words, str(made)], check=True, timeout=60)
            made.rename(path)
        return path

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@dataclass(frozen=True)
class Case:
    """`codes`: what it may be refused for; empty when it may also turn out to be playable.

    `playable`: it must become a lesson, for damage of this kind does no harm.
    """

    name: str
    make: Callable[[Bench], Path]
    codes: frozenset[str] = field(default_factory=frozenset)
    playable: bool = False

    def random(self) -> random.Random:
        return random.Random(f"{SEED} {self.name}")


def refused(name: str, make: Callable[[Bench], Path], *codes: str) -> Case:
    return Case(name, make, frozenset(codes))


def harmless(name: str, make: Callable[[Bench], Path]) -> Case:
    return Case(name, make, playable=True)


# Names of the true clips, all of a second and a half at 160x120; see `true_clip`.
KINDS = ("mp4", "fast.mp4", "frag.mp4", "mov", "mkv", "webm", "avi", "flv", "ts", "mpg", "3gp", "wmv")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1.5")
SOUND = ("-f", "lavfi", "-i", "sine=d=1.5:r=16000")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "5")
WORDS: dict[str, tuple[str, ...]] = {
    "mp4": (*H264, "-c:a", "aac"),
    "fast.mp4": (*H264, "-c:a", "aac", "-movflags", "+faststart"),
    "frag.mp4": (*H264, "-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov"),
    "mov": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
    "mkv": (*H264, "-c:a", "aac"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k", "-c:a", "libopus"),
    "avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "flv": ("-c:v", "flv", "-c:a", "libmp3lame", "-ar", "22050"),
    "ts": (*H264, "-c:a", "aac", "-f", "mpegts"),
    "mpg": ("-c:v", "mpeg2video", "-r", "25", "-c:a", "mp2", "-ar", "32000"),
    "3gp": ("-c:v", "h263", "-s", "176x144", "-c:a", "aac"),
    "wmv": ("-c:v", "wmv2", "-c:a", "wmav2"),
}


def true_clip(bench: Bench, kind: str) -> Path:
    return bench.clip(f"true.{kind}", *PICTURE, *SOUND, *WORDS[kind])


def true_bytes(bench: Bench, kind: str) -> bytes:
    return true_clip(bench, kind).read_bytes()
