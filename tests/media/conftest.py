"""Tiny videos made on the spot, so that no binary lives in the repository."""

import subprocess
from pathlib import Path

import pytest

from media.pipeline.produce import Workshop
from media.pipeline.runner import find_ffmpeg

FLASH_AND_BEEP = (
    "color=black:s=320x240:r=30:d=4,drawbox=c=white:t=fill:enable='between(t,2,2.3)'",
    "aevalsrc='if(between(t,2,2.3),0.8*sin(2764*t),0)':d=4:s=44100",
)


@pytest.fixture(scope="session")
def ffmpeg():
    return find_ffmpeg()


@pytest.fixture(scope="session")
def make_clip(ffmpeg, tmp_path_factory):
    """`make_clip(name, *arguments)` runs FFmpeg once per name and answers the path."""
    folder = tmp_path_factory.mktemp("clips")

    def make(name: str, *arguments: str) -> Path:
        path = folder / name
        if not path.exists():
            command = [ffmpeg, "-v", "error", "-nostdin", "-y", *arguments, str(path)]
            subprocess.run(command, check=True, timeout=60)
        return path

    return make


@pytest.fixture(scope="session")
def clip(make_clip):
    """Three seconds with sound, 640x360, 25 frames a second."""
    return make_clip(
        "clip.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=3"),
        *("-f", "lavfi", "-i", "sine=d=3:r=44100"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture(scope="session")
def silent_clip(make_clip):
    """Two seconds without sound, taller than wide, 180x320."""
    return make_clip(
        "silent.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=180x320:r=10:d=2"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )


@pytest.fixture(scope="session")
def turned_clip(make_clip, clip):
    """The clip as a phone held upright stores it: lying pixels and a note to turn them."""
    return make_clip("turned.mp4", "-display_rotation", "90", "-i", str(clip), "-c", "copy")


@pytest.fixture(scope="session")
def song(make_clip):
    return make_clip("song.mp3", "-f", "lavfi", "-i", "sine=d=2", "-c:a", "libmp3lame")


@pytest.fixture(scope="session")
def flash_and_beep(make_clip):
    """A white flash and a tone, both from second 2.0 to 2.3."""
    picture, sound = FLASH_AND_BEEP
    return make_clip(
        "flash.mp4",
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture
def workshop(ffmpeg):
    return Workshop(ffmpeg=ffmpeg, threads=1)
